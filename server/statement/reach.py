"""How far a mission's observations reach: the stations it visited, and what follows. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from server.missions.document import MissionFile
from server.sampling.design import PROBABILITY_DESIGNS, Design
from server.statement.document import Evidence, Segment, Sentence, Ways
from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase, plural
from server.statement.mission_words import name_of
from server.statement.survey import Survey

_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Where the number of stations stands in its sentence, until it is put in."""
NAMED_REGIONS = 3
"""Up to so many regions are named; of more, the number is given."""
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
    mission: MissionFile, surveys: Sequence[Survey], evidence: Evidence, language: Language
) -> Sentence:
    """Say how many stations the mission visited, and where."""
    verb = "visited" if evidence.design == "convenience" else "observed"
    counted = language.counted(evidence.visited)
    text = phrase(
        language,
        f"stations_{verb}",
        when=_when(mission, surveys, language),
        stations=_HERE,
        place=place(mission, surveys, language),
    )
    before, after = language.capital(text).split(_HERE)
    return Sentence(
        (
            Segment(before, evidence.id),
            Segment(counted, evidence.id, 0),
            Segment(after, evidence.id),
        ),
        (evidence,),
    )


def visits_evidence(
    number: str, surveys: Sequence[Survey], design: Design, language: Language
) -> Evidence:
    """Return what the number of stations visited rests on: every report that counts."""
    stations = len(stations_of(surveys))
    spans = [survey.span for survey in surveys if survey.span]
    return Evidence(
        id=number,
        form=", ".join(survey.asked.form_id for survey in surveys if survey.stations),
        question="",
        label=phrase(language, "stations_with_report"),
        figures=(Ways((), together=False, stations=stations, reports=()),),
        answered=stations,
        visited=stations,
        non_answers={},
        counts={survey.asked.form_id: survey.stations for survey in surveys if survey.stations},
        labels={each.asked.form_id: each.title(language.code) for each in surveys},
        reports=sum(len(survey.reports) for survey in surveys),
        unit="station",
        design=design.name,
        population=design.population,
        first_visit=min((first for first, _ in spans), default=None),
        last_visit=max((last for _, last in spans), default=None),
        versions=versions(surveys),
        as_of=surveys[0].as_of if surveys else None,
        form_title=", ".join(each.title(language.code) for each in surveys if each.stations),
    )


def versions(surveys: Sequence[Survey]) -> tuple[str, ...]:
    """Return `voting 2026.1`, … : every version of a form that a report was filled in with."""
    return tuple(
        f"{survey.asked.form_id} {version}" for survey in surveys for version in survey.versions
    )


def _when(mission: MissionFile, surveys: Sequence[Survey], language: Language) -> str:
    """Return `On 10 January 2021, ` if all visits were on election day, else nothing."""
    zone, day = ZoneInfo(mission.election.timezone), mission.election.date
    visited = {moment.astimezone(zone).date() for survey in surveys for moment in survey.span or ()}
    if visited != {day}:
        return ""
    return phrase(language, "when", day=language.days(day, day)) + " "


def place(mission: MissionFile, surveys: Sequence[Survey], language: Language) -> str:
    """Return ` in Nur-Sultan`, ` in eight regions`, or nothing where no region is known."""
    regions = sorted({region for survey in surveys for region in survey.regions})
    if not regions:
        return ""
    if len(regions) <= NAMED_REGIONS:
        names = [name_of(mission, region, language) for region in regions]
        return phrase(language, "place_named", names=language.listing(names))
    words = language.in_words(len(regions))
    return plural(language, "place_counted", len(regions), words=words)


def limits_sentences(
    mission: MissionFile, surveys: Sequence[Survey], evidence: Evidence, language: Language
) -> list[Sentence]:
    """Say what the observations can't be extended to, and what is still open."""
    text = language.capital(_limits(mission, surveys, evidence, language))
    limits = Sentence((Segment(text, evidence.id),), (evidence,))
    spoken = mission.period.statement_day if mission.period else None
    if spoken is None or spoken - mission.election.date > SOON:
        return [limits]
    return [limits, Sentence((Segment(phrase(language, "open_matters")),))]


def _limits(
    mission: MissionFile, surveys: Sequence[Survey], evidence: Evidence, language: Language
) -> str:
    return phrase(
        language,
        f"limits_{_reach(evidence)}",
        number=language.numeral(evidence.visited),
        stations=language.counted(evidence.visited),
        population=language.numeral(evidence.population or 0),
        place=place(mission, surveys, language),
    )


def _reach(evidence: Evidence) -> str:
    """Return how far the figures reach: all stations, a census, a sample, or those visited."""
    if evidence.design in PROBABILITY_DESIGNS and evidence.population:
        if evidence.visited >= evidence.population:
            return "all"
        return "census" if evidence.design == "census" else "sample"
    return "route" if evidence.design == "route" else "visited"
