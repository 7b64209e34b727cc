"""How far a mission's observations reach: the stations it visited, and what follows. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from server.findings.finding import Design
from server.findings.sampling import PROBABILITY_DESIGNS
from server.missions.document import MissionFile
from server.statement.document import Evidence, Segment, Sentence, Ways
from server.statement.english import counted, day, in_words, listing, numeral
from server.statement.survey import Survey
from server.statement.wording import NOUN

NAMED_REGIONS = 3
"""Up to so many regions are named; of more, the number is given."""
OPEN_MATTERS = (
    "This statement is made before the tabulation of results, complaints and appeals have been "
    "completed."
)
SOON = timedelta(days=7)
"""Up to so long after election day, a statement says that these are still open."""


def stations_of(surveys: Sequence[Survey]) -> frozenset[str]:
    """Return the stations that any form has a report of."""
    return frozenset(code for survey in surveys for code in survey.codes)


def widest(surveys: Sequence[Survey]) -> Survey | None:
    """Return the form with the most stations, the first of equals; None without a report."""
    best = max(surveys, key=lambda survey: survey.stations, default=None)
    return best if best is not None and best.stations else None


def stations_sentence(
    mission: MissionFile, surveys: Sequence[Survey], evidence: Evidence
) -> Sentence:
    """Say how many stations the mission visited, and where."""
    when = _when(mission, surveys)
    verb = "visited" if evidence.design == "convenience" else "observed"
    observers = "the Mission's observers" if when else "The Mission's observers"
    return Sentence(
        (
            Segment(f"{when}{observers} {verb} ", evidence.id),
            Segment(counted(evidence.visited, NOUN), evidence.id, 0),
            Segment(f"{place(surveys)}.", evidence.id),
        ),
        (evidence,),
    )


def visits_evidence(number: str, surveys: Sequence[Survey], design: Design) -> Evidence:
    """Return what the number of stations visited rests on: every report that counts."""
    stations = len(stations_of(surveys))
    spans = [survey.span for survey in surveys if survey.span]
    return Evidence(
        id=number,
        form=", ".join(survey.asked.form_id for survey in surveys if survey.stations),
        question="",
        label="Stations with a report",
        figures=(Ways((), together=False, stations=stations, reports=()),),
        answered=stations,
        visited=stations,
        non_answers={},
        counts={survey.asked.form_id: survey.stations for survey in surveys if survey.stations},
        labels={},
        reports=sum(len(survey.reports) for survey in surveys),
        unit="station",
        design=design.name,
        population=design.population,
        first_visit=min((first for first, _ in spans), default=None),
        last_visit=max((last for _, last in spans), default=None),
        versions=versions(surveys),
        as_of=surveys[0].as_of if surveys else None,
    )


def versions(surveys: Sequence[Survey]) -> tuple[str, ...]:
    """Return `voting 2026.1`, … : every version of a form that a report was filled in with."""
    return tuple(
        f"{survey.asked.form_id} {version}" for survey in surveys for version in survey.versions
    )


def _when(mission: MissionFile, surveys: Sequence[Survey]) -> str:
    """Return `On 10 January 2021 ` if all visits were on election day, else nothing."""
    zone = ZoneInfo(mission.election.timezone)
    visited = {moment.astimezone(zone).date() for survey in surveys for moment in survey.span or ()}
    return f"On {day(mission.election.date)}, " if visited == {mission.election.date} else ""


def place(surveys: Sequence[Survey]) -> str:
    """Return ` in Nur-Sultan`, ` in eight regions`, or nothing where no region is known."""
    regions = sorted({region for survey in surveys for region in survey.regions})
    if not regions:
        return ""
    if len(regions) <= NAMED_REGIONS:
        return f" in {listing(regions)}"
    return f" in {in_words(len(regions))} regions"


def limits_sentences(
    mission: MissionFile, surveys: Sequence[Survey], evidence: Evidence
) -> list[Sentence]:
    """Say what the observations can't be extended to, and what is still open."""
    limits = Sentence((Segment(_limits(surveys, evidence), evidence.id),), (evidence,))
    spoken = mission.period.statement_day if mission.period else None
    if spoken is None or spoken - mission.election.date > SOON:
        return [limits]
    return [limits, Sentence((Segment(OPEN_MATTERS),))]


def _limits(surveys: Sequence[Survey], evidence: Evidence) -> str:
    number = evidence.visited
    stations = f"the {counted(number, NOUN)}" if number > 1 else f"the one {NOUN}"
    if evidence.design in PROBABILITY_DESIGNS and evidence.population:
        if number >= evidence.population:
            return f"The Mission's figures rest on reports from all {numeral(number)} {NOUN}s."
        drawn = "of a census of" if evidence.design == "census" else "drawn by chance from"
        return (
            f"The Mission's figures rest on reports from {counted(number, NOUN)}, {drawn} "
            f"{numeral(evidence.population)}; margins are for a confidence of 95 per cent."
        )
    if evidence.design == "route":
        return (
            f"The Mission's observations are limited to {stations} observed{place(surveys)}, which "
            "were not chosen by chance, and cannot be extended to the country."
        )
    return (
        f"The Mission's observations are limited to {stations} visited{place(surveys)} and cannot "
        "be extended to the country."
    )
