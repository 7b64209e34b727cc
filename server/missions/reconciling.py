"""Whether the numbers of accredited observers add up: within an announcement, and between several.

Each comparison is a `Match`: a sentence, the figures side by side, and whether they agree. Where
they don't, the sentence asks; which figure is right, no program knows. All claims are kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from server.missions.document import (
    AccreditationSnapshot,
    AccreditationStatus,
    MissionFile,
    Organisation,
)
from server.missions.facts import Fact
from server.missions.umbrellas import Overlap, counted_once, overlaps_in

_OF_STATES = {"state", "states", "country", "countries"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it counts, and who says so."""

    what: str
    value: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A comparison of figures."""

    words: str
    figures: tuple[Figure, ...]
    agrees: bool


def questions_about(document: MissionFile, own: Mapping[str, int] | None = None) -> list[Match]:
    """Return the comparisons that do not come out even."""
    return [each for each in reconcile(document, own) if not each.agrees]


def reconcile(document: MissionFile, own: Mapping[str, int] | None = None) -> list[Match]:
    """Return every comparison of the document's numbers of observers, the contradictions first.

    `own` are the accredited people of the mission's register, by organisation's id.
    """
    snapshots = document.accreditation.snapshots if document.accreditation else ()
    names = _Names(document)
    matches: list[Match] = []
    for snapshot in snapshots:
        matches += _sums(snapshot, names)
        matches += _states(snapshot, names)
        matches += _umbrellas(snapshot, names)
    matches += _side_by_side(snapshots, names)
    matches += _over_time(snapshots, names)
    newest = newest_accredited(snapshots)
    if newest is not None:
        matches += _facts(document, newest, names)
        matches += _own_people(newest, own or {}, names)
    return sorted(matches, key=lambda each: each.agrees)


def newest_accredited(
    snapshots: Sequence[AccreditationSnapshot],
) -> AccreditationSnapshot | None:
    """Return the fullest of the newest announcements of who was accredited."""
    accredited = [each for each in snapshots if each.status is AccreditationStatus.ACCREDITED]
    return max(accredited, key=lambda each: (each.as_of, len(each.organisations)), default=None)


class _Names:
    """What things are called in sentences."""

    def __init__(self, document: MissionFile) -> None:
        self.organisations = document.organisations
        self._names = {each.id: each.short or each.name for each in document.organisations}
        self._publishers = {each.id: each.publisher for each in document.sources}

    def of(self, organisation: str) -> str:
        """Return an organisation's short name."""
        return self._names.get(organisation, organisation)

    def said_by(self, snapshot: AccreditationSnapshot) -> str:
        """Return who published a snapshot, and the day it holds for."""
        publishers = [self._publishers.get(each, each) for each in snapshot.sources]
        day = f"{snapshot.as_of.day} {snapshot.as_of:%B %Y}"
        return f"{'; '.join(publishers)}, {day}" if publishers else day


def states_named(snapshot: AccreditationSnapshot) -> list[str]:
    """Return the states of a snapshot, with those that only have a number."""
    return list(dict.fromkeys([*snapshot.states, *snapshot.by_state]))


def title_of(snapshot: AccreditationSnapshot) -> str:
    """Return what a snapshot is called: `accredited on 4 January 2021`."""
    return f"{snapshot.status.value} on {snapshot.as_of.day} {snapshot.as_of:%B %Y}"


def _sums(snapshot: AccreditationSnapshot, names: _Names) -> Iterator[Match]:
    by, title = names.said_by(snapshot), title_of(snapshot)
    rows = counted_once(names.organisations, snapshot.organisations)
    stated = snapshot.organisations_total
    if snapshot.organisations and stated is not None:
        yield _compared(
            title,
            Figure(_several(len(snapshot.organisations), "organisation"), rows, by),
            Figure("the source states for organisations", stated, by),
        )
    if snapshot.by_state and snapshot.states_total is not None:
        states = sum(snapshot.by_state.values())
        yield _compared(
            title,
            Figure(_several(len(snapshot.by_state), "state"), states, by),
            Figure("the source states for states", snapshot.states_total, by),
        )
    if snapshot.total is not None and snapshot.states_total is not None:
        together = (rows if stated is None else stated) + snapshot.states_total
        yield _compared(
            title,
            Figure("organisations and states make", together, by),
            Figure("the source states in all", snapshot.total, by),
        )


def _several(count: int, what: str) -> str:
    return f"the one {what} makes" if count == 1 else f"the {count} {what}s make"


def _compared(where: str, one: Figure, other: Figure) -> Match:
    """Return the comparison of two figures that should be the same."""
    begun = f"{where}: {one.what} {one.value:,}, {other.what}"
    if one.value == other.value:
        return Match(f"{begun} the same.", (one, other), agrees=True)
    return Match(f"{begun} {other.value:,}. Which is right?", (one, other), agrees=False)


def _states(snapshot: AccreditationSnapshot, names: _Names) -> Iterator[Match]:
    by, title = names.said_by(snapshot), title_of(snapshot)
    doubles = sorted({each for each in snapshot.states if snapshot.states.count(each) > 1})
    if doubles:
        figures = tuple(Figure(each, snapshot.states.count(each), by) for each in doubles)
        words = f"{title}: {', '.join(doubles)} {_stands(doubles)} twice in the list of states."
        yield Match(words, figures, agrees=False)
    strangers = [each for each in snapshot.by_state if each not in snapshot.states]
    if snapshot.states and strangers:
        figures = tuple(Figure(each, snapshot.by_state[each], by) for each in strangers)
        words = f"{title}: counted, and not in the list of states: {', '.join(strangers)}."
        yield Match(words, figures, agrees=False)


def _stands(several: Sequence[str]) -> str:
    return "stands" if len(several) == 1 else "stand"


def _umbrellas(snapshot: AccreditationSnapshot, names: _Names) -> Iterator[Match]:
    by = names.said_by(snapshot)
    for overlap in overlaps_in(names.organisations, snapshot.organisations):
        yield _overlap(title_of(snapshot), overlap, (by, by), names)


def _overlap(title: str, overlap: Overlap, by: tuple[str, str], names: _Names) -> Match:
    """Return the comparison of an umbrella with its parts; `by` says who counted which."""
    umbrella = names.of(overlap.umbrella)
    figures = (
        Figure(f"{umbrella} as a whole", overlap.whole, by[0]),
        *(Figure(names.of(each), count, by[1]) for each, count in overlap.parts.items()),
    )
    terms = " + ".join(f"{each:,}" for each in overlap.parts.values())
    total = sum(overlap.parts.values())
    sum_words = f"{terms} = {total:,}" if len(overlap.parts) > 1 else terms
    if overlap.rest == 0:
        words = f"{title}: the {overlap.whole:,} of {umbrella} are {sum_words}, counted once."
        return Match(words, figures, agrees=True)
    if overlap.rest > 0:
        words = (
            f"{title}: {umbrella} has {overlap.whole:,}, its parts {sum_words}. "
            f"Who are the other {overlap.rest:,}? If another row is theirs, it is counted twice."
        )
    else:
        words = (
            f"{title}: {umbrella} has {overlap.whole:,}, but its parts make {sum_words}. Does it "
            "count them, or others beside them?"
        )
    return Match(words, figures, agrees=False)


_Claim = tuple[int, AccreditationSnapshot]


def _side_by_side(snapshots: Sequence[AccreditationSnapshot], names: _Names) -> Iterator[Match]:
    """Compare what different announcements of the same day and status say."""
    together: dict[tuple[object, object], list[AccreditationSnapshot]] = defaultdict(list)
    for snapshot in snapshots:
        together[snapshot.as_of, snapshot.status].append(snapshot)
    for same_day in together.values():
        claims: dict[str, list[_Claim]] = defaultdict(list)
        for snapshot in same_day:
            for organisation, count in snapshot.organisations.items():
                claims[organisation].append((count, snapshot))
        yield from _claims(claims, names)
        yield from _umbrellas_between(claims, names)


def _claims(claims: Mapping[str, list[_Claim]], names: _Names) -> Iterator[Match]:
    for organisation, made in claims.items():
        if len(made) < 2:
            continue
        name = names.of(organisation)
        figures = tuple(Figure(name, count, names.said_by(each)) for count, each in made)
        values = list(dict.fromkeys(count for count, _ in made))
        title = title_of(made[0][1])
        if len(values) == 1:
            words = f"{title}: {len(made)} sources give {values[0]:,} for {name}."
        else:
            listed = " or ".join(f"{value:,}" for value in values)
            words = f"{title}: {listed} for {name}? Each has its source; both are kept."
        yield Match(words, figures, agrees=len(values) == 1)


def _umbrellas_between(claims: Mapping[str, list[_Claim]], names: _Names) -> Iterator[Match]:
    """Compare an umbrella that one announcement counts with its parts in another."""
    first = {organisation: made[0] for organisation, made in claims.items()}
    counts = {organisation: count for organisation, (count, _) in first.items()}
    for overlap in overlaps_in(names.organisations, counts):
        whole_by, part_by = first[overlap.umbrella][1], first[next(iter(overlap.parts))][1]
        told = whole_by.organisations.keys() >= overlap.parts.keys()  # compared within it
        if whole_by is not part_by and not told:
            by = names.said_by(whole_by), names.said_by(part_by)
            yield _overlap(title_of(whole_by), overlap, by, names)


def _over_time(snapshots: Sequence[AccreditationSnapshot], names: _Names) -> Iterator[Match]:
    """Ask where an organisation lost accredited observers, and nobody announced why."""
    accredited = sorted(
        (each for each in snapshots if each.status is AccreditationStatus.ACCREDITED),
        key=lambda each: each.as_of,
    )
    for organisation in names.organisations:
        rows = [each for each in accredited if organisation.id in each.organisations]
        for before, after in pairwise(rows):
            yield from _fall(organisation, before, after, names)


def _fall(
    organisation: Organisation,
    before: AccreditationSnapshot,
    after: AccreditationSnapshot,
    names: _Names,
) -> Iterator[Match]:
    earlier, later = (each.organisations[organisation.id] for each in (before, after))
    if later >= earlier or before.as_of == after.as_of:
        return
    name = names.of(organisation.id)
    yield Match(
        f"{name} had {earlier:,} accredited on {before.as_of} and {later:,} on {after.as_of}. Were "
        "observers withdrawn?",
        tuple(
            Figure(name, each.organisations[organisation.id], names.said_by(each))
            for each in (before, after)
        ),
        agrees=False,
    )


def _facts(document: MissionFile, newest: AccreditationSnapshot, names: _Names) -> Iterator[Match]:
    """Compare the register of facts with the newest announcement of the same day."""
    states = len(states_named(newest))
    counted = {
        "accredited_observers": newest.total,
        "accredited_by_organisations": newest.organisations_total,
        "accredited_by_states": newest.states_total,
        "observing_organisations": _senders(newest, names) or None,
        "observing_states": states or None,
    }
    by = names.said_by(newest)
    for fact in document.facts:
        value = counted.get(fact.key)
        is_of_then = fact.as_of in (None, newest.as_of)
        if value is not None and is_of_then and isinstance(fact.value, int):
            yield _compared(
                fact.label,
                Figure("the announcement has", value, by),
                Figure(f"the fact '{fact.key}' has", fact.value, ", ".join(fact.sources)),
            )
        elif newest.total is not None and fact.value == newest.total and _counts_states(fact):
            yield Match(
                f"Fact '{fact.key}' calls {newest.total:,} {fact.unit}; the announcement counts "
                f"{newest.total:,} persons, of {states:,} states and others. Is the unit right?",
                (
                    Figure(f"{fact.unit}, says the fact", newest.total, ", ".join(fact.sources)),
                    Figure("persons", newest.total, by),
                    Figure("states", states, by),
                ),
                agrees=False,
            )


def _senders(snapshot: AccreditationSnapshot, names: _Names) -> int:
    """Return how many organisations a snapshot has, without umbrellas whose parts it has too."""
    umbrellas = sum(1 for _ in overlaps_in(names.organisations, snapshot.organisations))
    return len(snapshot.organisations) - umbrellas


def _counts_states(fact: Fact) -> bool:
    return fact.unit.casefold() in _OF_STATES


def _own_people(
    newest: AccreditationSnapshot, own: Mapping[str, int], names: _Names
) -> Iterator[Match]:
    """Compare the mission's own register of people with what the authority granted."""
    for organisation, count in own.items():
        granted = newest.organisations.get(organisation)
        if granted is not None and count:
            yield _compared(
                f"{names.of(organisation)}, {title_of(newest)}",
                Figure("our register of observers has", count, "this mission"),
                Figure("the announcement has", granted, names.said_by(newest)),
            )
