"""What does not add up in a mission file. Worth a look; never a reason to refuse the file.

Sources contradict each other, and a mission keeps what they say. But a sum that is off is more
often a slip of the pen.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from server.missions.deadlines import disagreements
from server.missions.document import Accreditation, Design, MissionFile
from server.missions.facts import Fact
from server.missions.reconciling import questions_about
from server.missions.text_checks import doubts_in
from shared.folding import fold

FAR_FROM_ELECTION = timedelta(days=2)
_ELECTION_DAY = frozenset(
    map(fold, ("election_day", "election day", "day of the election", "voting day", "polling day"))
)
"""Keys and labels of a fact that is election day."""


def inconsistencies(document: MissionFile) -> list[str]:
    """Return a sentence for everything in `document` that does not fit together."""
    return [
        *_of_the_sample(document),
        *_of_the_facts(document),
        *_of_the_accreditation(document),
        *_of_the_days(document),
        *disagreements(document),
    ]


def _of_the_sample(document: MissionFile) -> Iterator[str]:
    design = document.sample.design
    if document.sample.population is None and design in (Design.SRS, Design.STRATIFIED):
        yield (
            f"sample: the design is '{design}', but there is no 'population'; margins will be "
            "wider than they need to be."
        )
    strata = document.sample.strata
    if strata is not None and design is not Design.STRATIFIED:
        yield f"sample: it has 'strata', but the design is '{design}'; they are not used."
    if strata is not None and strata.sizes:
        total, population = sum(strata.sizes.values()), document.sample.population
        if population is not None and total != population:
            yield (
                f"sample: the strata have {total:,} stations, but the population is {population:,}."
            )


def _of_the_facts(document: MissionFile) -> Iterator[str]:
    for fact in document.facts:
        yield from _of_one_fact(document, fact)
    yield from _of_twins(document)


def _of_one_fact(document: MissionFile, fact: Fact) -> Iterator[str]:
    parts = [each for key in fact.sum_of if (each := document.fact(key)) is not None]
    if parts:
        total = sum(_number(part) for part in parts)
        if total != _number(fact):
            yield (
                f"fact '{fact.key}': it is {fact.value}, but its parts add up to {total:g} "
                f"({', '.join(f'{part.key} {part.value}' for part in parts)})."
            )
    whole = document.fact(fact.part_of) if fact.part_of else None
    if whole is not None and _number(fact) > _number(whole):
        yield f"fact '{fact.key}': {fact.value} is more than '{whole.key}', which is {whole.value}."
    yield from _of_units(fact, [*parts, *([whole] if whole else [])])
    yield from _of_claims(document, fact)
    if document.sources and not fact.sources:
        yield f"fact '{fact.key}': it names no source."
    yield from _of_its_days(fact, document.election.date)


def _of_its_days(fact: Fact, held: date) -> Iterator[str]:
    """Ask about another election day, and about its day and month in another year."""
    value = _day(fact.value)
    if value and value != held and {fold(fact.key), fold(fact.label)} & _ELECTION_DAY:
        yield f"fact '{fact.key}': {value}, but the election is on {held}."
        return
    for what, day in (("its value", value), ("its 'as_of'", fact.as_of)):
        if day and day.year != held.year and (day.month, day.day) == (held.month, held.day):
            yield (
                f"fact '{fact.key}': {what} is {day}, which is election day in another year: the "
                f"election is on {held}."
            )


def _day(value: object) -> date | None:
    """Return the day that a value is; None = it is none. `20210110` is a number here."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and "-" in value else None
    except ValueError:
        return None


def _of_units(fact: Fact, others: list[Fact]) -> Iterator[str]:
    for other in others:
        if fact.unit and other.unit and fact.unit != other.unit:
            yield (
                f"fact '{fact.key}' counts {fact.unit}, but '{other.key}', with which it is "
                f"reckoned, counts {other.unit}."
            )


def _of_claims(document: MissionFile, fact: Fact) -> Iterator[str]:
    if fact.is_disputed:
        claimed = ", ".join(f"{each.value} {each.unit}".strip() for each in fact.differing)
        yield (
            f"fact '{fact.key}': sources differ ({fact.value}, and {claimed}), and nobody has "
            "chosen which is cited."
        )
    for doubt in doubts_in(document, fact.quote):
        yield f"fact '{fact.key}', in its quote, “{doubt.found}”: {doubt.says}"


def _of_twins(document: MissionFile) -> Iterator[str]:
    """Say where the same thing stands twice, with different values."""
    first: dict[tuple[str, str, str], Fact] = {}
    for fact in document.facts:
        same = first.setdefault((fold(fact.label), fact.unit, str(fact.as_of)), fact)
        if same.value != fact.value:
            yield (
                f"facts '{same.key}' and '{fact.key}' are both '{fact.label}', but one is "
                f"{same.value} and the other {fact.value}. Keep one fact, with a claim beside it."
            )


def _number(fact: Fact) -> float:
    return fact.value if isinstance(fact.value, int | float) else 0


def _of_the_accreditation(document: MissionFile) -> Iterator[str]:
    if document.accreditation is None:
        return
    yield from _of_the_deadline(document.accreditation, document.election.date)
    for question in questions_about(document):
        yield f"accreditation, {question.words}"


def _of_the_deadline(accreditation: Accreditation, election_day: date) -> Iterator[str]:
    deadline = accreditation.deadline
    if deadline is not None and deadline.date() > election_day:
        yield f"accreditation: the deadline {deadline:%Y-%m-%d} is after election day."


def _of_the_days(document: MissionFile) -> Iterator[str]:
    day = document.election.date
    period = document.period
    if period is not None and not period.first_day <= day <= period.last_day:
        yield f"period: {period.first_day} to {period.last_day} leaves out election day, {day}."
    for meeting in document.meetings:
        if meeting.last_day is not None and meeting.last_day < meeting.first_day:
            yield f"meeting '{meeting.key}': it ends before it begins."
    for team in document.teams:
        for stop in team.plan:
            if isinstance(stop.at, datetime) and abs(stop.at.date() - day) > FAR_FROM_ELECTION:
                yield (
                    f"team {team.code}: the stop at {stop.station} is on {stop.at:%Y-%m-%d}, "
                    f"far from election day, {day}."
                )
