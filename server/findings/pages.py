"""The findings of a form as their template sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from server.findings.charts import Href, QuestionView, question_view
from server.findings.figures import outside_words
from server.findings.finding import FormFindings
from server.pages import Frame, Page
from shared.forms.model import Form, single_questions_of
from shared.text import in_language

_ATTRIBUTES = {
    "kind": "kind of station",
    "setting": "town or countryside",
    "timezone": "time zone",
    "version": "version of the form",
    "hour": "hour of arrival",
    "organisation": "organisation of the observers",
    "nationality": "nationality of the observers",
    "role": "role of the observers",
}
_UNITS = {"report": "reports", "station": "stations, visits together"}
_DESIGNS = {
    "census": "Every station was to be visited.",
    "srs": "The stations are a simple random sample; margins are for 95 % confidence.",
    "stratified": "The stations are a stratified random sample; margins are for 95 % confidence.",
    "route": "The teams chose their routes: the figures speak of the stations observed only.",
    "convenience": "The stations were chosen, not drawn by chance: the figures speak of the "
    "stations visited only, so there are no percentages.",
}


@dataclass(frozen=True, slots=True)
class SectionView:
    """A page of the form."""

    title: str
    anchor: str
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """By what findings can be broken down."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class StratumRow:
    """A stratum of the sample, and how much each of its reports weighs."""

    name: str
    stations: str
    reports: str
    weight: str
    """How many stations a report stands for; '' where there is none."""


@dataclass(frozen=True, slots=True)
class FindingsPage(Page):
    """The findings of one form."""

    template: ClassVar[str] = "findings.html"
    title: str
    reports: str
    coverage: str
    outside: str
    """How many reports are in no figure, as chance did not draw their stations; '' = none."""
    wide: bool
    """Figures have margins, and need room."""
    design: str
    cut: str
    verified: bool
    units: tuple[Attribute, ...]
    """What may be counted: reports, or stations."""
    strata: tuple[StratumRow, ...]
    """Of a sample that weighs."""
    versions_href: str
    json_href: str
    disputes_href: str
    """Where what teams disagree on is decided; '' = not for this reader."""
    by: str
    """What is broken down by, in words; '' = nothing."""
    attributes: tuple[Attribute, ...]
    as_of: str
    sections: tuple[SectionView, ...]


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the list."""

    title: str
    href: str
    reports: str
    stations: str


@dataclass(frozen=True, slots=True)
class FormsPage(Page):
    """The forms of a mission."""

    template: ClassVar[str] = "forms.html"
    mission: str
    """The mission's code."""
    coverage_href: str
    refused: str
    """On how many visits access was refused; '' = on none."""
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader chose above the findings."""

    by: str
    attributes: tuple[str, ...]
    as_of: str
    unit: str
    verified: bool
    cut: str
    versions_href: str
    json_href: str
    disputes_href: str


def findings_page(
    frame: Frame, found: FormFindings, form: Form, chosen: Choices, href: Href
) -> FindingsPage:
    """Return the page of `found`, in the sections of the form's newest version."""
    words = "report" if found.reports == 1 else "reports"
    stations = "station" if found.stations == 1 else "stations"
    return FindingsPage(
        frame=frame,
        title=in_language(found.title, "en"),
        reports=f"{found.reports:,} {words} from {found.stations:,} {stations}",
        coverage=_coverage(found),
        outside=outside_words(found.outside),
        wide=found.design.has_margins,
        design=_design(found),
        cut=chosen.cut,
        verified=chosen.verified,
        units=tuple(Attribute(unit, words, unit == chosen.unit) for unit, words in _UNITS.items()),
        strata=tuple(_strata(found)),
        versions_href=chosen.versions_href,
        json_href=chosen.json_href,
        disputes_href=chosen.disputes_href,
        by=_attribute_words(chosen.by),
        attributes=tuple(
            Attribute(each, _attribute_words(each), each == chosen.by) for each in chosen.attributes
        ),
        as_of=chosen.as_of,
        sections=tuple(_sections(found, form, href)),
    )


def _coverage(found: FormFindings) -> str:
    if not found.coverage.expected:
        return "There is neither a plan nor a register of stations"
    expected = found.coverage.expected
    stations = "1 station is" if expected == 1 else f"{expected:,} stations are"
    # No "of": reports also come from where nobody was sent; the coverage page counts them apart.
    where = "planned" if found.coverage.source == "plan" else "open in the register"
    return f"{stations} {where}"


def _design(found: FormFindings) -> str:
    words = _DESIGNS.get(found.design.name, "")
    if not found.design.has_margins:
        return words
    return (
        f"{words} They allow for reports of one team being alike; after “±” stands the classical "
        "margin, after it the interval."
    )


def _strata(found: FormFindings) -> Iterable[StratumRow]:
    if not found.design.is_stratified:
        return
    for name in sorted({*found.design.strata, *found.reached}):
        stations, reached = found.design.strata.get(name), found.reached.get(name)
        units = reached.units if reached else 0
        yield StratumRow(
            name=name,
            stations=f"{stations:,}" if stations else "not known",
            reports=f"{units:,}",
            weight=f"{stations / units:,.1f}" if stations and units else "",
        )


def _attribute_words(attribute: str) -> str:
    name, _, depth = attribute.partition(":")
    if name == "region" and depth:
        return f"region, level {depth}"
    return _ATTRIBUTES.get(attribute, attribute)


def _sections(found: FormFindings, form: Form, href: Href) -> Iterable[SectionView]:
    of_name = {each.question.name: each for each in found.questions}
    for section in form.sections:
        views = [
            question_view(of_name.pop(question.name), found, href)
            for question in single_questions_of(section)
            if question.name in of_name
        ]
        if views:
            yield SectionView(in_language(section.label, "en"), section.name, tuple(views))
    if of_name:
        rest = tuple(question_view(each, found, href) for each in of_name.values())
        yield SectionView("Asked by earlier versions only", "earlier", rest)
