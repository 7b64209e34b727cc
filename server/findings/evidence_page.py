"""The reports behind a figure, as their template sees them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from server.findings.counted import CountedReport
from server.findings.evidence import Evidence, Wanted
from server.missions.here import Place
from server.pages import Page
from server.reports.wording import answer_words
from shared.forms.model import SelectMultiple, choices_of
from shared.text import in_language

LONGEST_LIST = 500

_READINGS = {
    "answered": "answered",
    "missing": "not answered and no reason given",
    "reported": "told to the observers, not seen by them",
    "not_observed": "not observed",
    "dont_know": "don't know",
    "not_applicable": "not applicable",
    "positive": "read as positive",
    "negative": "read as negative",
}


@dataclass(frozen=True, slots=True)
class Observed:
    """What a team sent of the question, whatever people said of it since."""

    answer: Any
    comment: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One report."""

    href: str
    station: str
    region: str
    team: str
    arrived: str
    answer: str
    comment: str


@dataclass(frozen=True, slots=True)
class EvidencePage(Page):
    """What stands behind a figure."""

    template: ClassVar[str] = "evidence.html"
    question: str
    what: str
    figure: str
    cut: str
    back: str
    rows: tuple[EvidenceRow, ...]
    left_out: str


def evidence_page(
    place: Place, found: Evidence, wanted: Wanted, observed: Mapping[int, Observed]
) -> EvidencePage:
    """Return the page; `observed` has what the teams sent of the listed reports, by entry."""
    shown = found.reports[:LONGEST_LIST]
    rest = len(found.reports) - len(shown)
    return EvidencePage(
        frame=place.frame("Evidence", "findings"),
        question=in_language(found.question.label, "en") or found.question.name,
        what=_what(found, wanted),
        figure=f"{found.cases:,} of {found.base:,} {wanted.unit}s",
        cut=" ".join(_cut(place, wanted)),
        back=place.path(f"/findings/{wanted.form}#q-{found.question.name}"),
        rows=tuple(_row(place, found, each, observed[each.entry_id]) for each in shown),
        left_out=f"{rest:,} more are not listed." if rest else "",
    )


def _cut(place: Place, wanted: Wanted) -> Iterator[str]:
    if wanted.by:
        yield f"{wanted.by.capitalize()}: {wanted.group}."
    if wanted.as_of:
        yield f"Received up to {place.times.at(wanted.as_of)}."
    if wanted.verified:
        yield "Only reports of which no check asks anything."


def _row(place: Place, found: Evidence, report: CountedReport, observed: Observed) -> EvidenceRow:
    counts: Any = report.answers.get(found.question.name)
    answer = answer_words(found.question, counts)
    if observed.answer != counts:
        answer = f"{answer} (observed: {answer_words(found.question, observed.answer)})"
    return EvidenceRow(
        href=place.path(f"/reports/{report.report_id}"),
        station=report.station,
        region=report.region,
        team=report.team,
        arrived=place.times.brief(report.arrived_at),
        answer=answer,
        comment=observed.comment,
    )


def _what(found: Evidence, wanted: Wanted) -> str:
    overlap = wanted.but and isinstance(found.question, SelectMultiple)
    told = ", and not in the figure before it" if overlap else ""
    labels = {choice.name: in_language(choice.label, "en") for choice in choices_of(found.question)}
    if wanted.values:
        joint = " and " if wanted.together else " or "
        return joint.join(labels.get(value) or value for value in wanted.values) + told
    return _READINGS.get(wanted.reading, "every report")
