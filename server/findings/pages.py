"""Findings as pages see them: one bar per answer, and beside it the figure with its base."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.findings.figures import figure, not_counted, share
from server.findings.finding import FormFindings, OptionFinding, QuestionFinding, Summary
from server.pages import Frame, Page
from shared.forms.model import Form, Integer, Question, Repeat, Section
from shared.text import in_language

Href = Callable[[dict[str, str]], str]
"""Returns the address of the reports behind a figure, from the parameters that describe it."""

_SILENCES = {
    "not_observed": "not observed",
    "dont_know": "don't know",
    "not_applicable": "not applicable",
    "missing": "missing",
}
_ATTRIBUTES = {
    "kind": "kind of station",
    "setting": "town or countryside",
    "timezone": "time zone",
    "version": "version of the form",
}
_DESIGNS = {
    "census": "Every station was to be visited.",
    "srs": "The stations are a simple random sample; margins are for 95 % confidence.",
    "stratified": "The stations are a stratified random sample; margins are for 95 % confidence.",
    "route": "The teams chose their routes: the figures speak of the stations observed only.",
    "convenience": "The stations were chosen, not drawn by chance: the figures speak of the "
    "stations visited only, so there are no percentages.",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer."""

    label: str
    figure: str
    length: int
    """Thousandths of all reports."""
    href: str
    """The reports behind it; '' where there are none."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the band of non-answers."""

    words: str
    start: int
    length: int
    href: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The answers of one group, in the order of the question's choices."""

    name: str
    figures: tuple[str, ...]
    base: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What the reports say about one question."""

    name: str
    label: str
    base: str
    base_href: str
    bars: tuple[Bar, ...]
    note: str
    """About numbers and texts, which have no bars."""
    gap: str
    """How many reports have no answer, of how many; '' where all have one."""
    gap_length: int
    segments: tuple[Segment, ...]
    columns: tuple[str, ...]
    groups: tuple[GroupRow, ...]


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
class FindingsPage(Page):
    """The findings of one form."""

    template: ClassVar[str] = "findings.html"
    title: str
    reports: str
    coverage: str
    design: str
    cut: str
    versions_href: str
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
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader chose above the findings."""

    by: str
    attributes: tuple[str, ...]
    as_of: str
    cut: str
    versions_href: str


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
        coverage=f"{found.coverage.covered:,} of {found.coverage.expected:,} "
        f"{'planned' if found.coverage.source == 'plan' else 'registered'} stations",
        design=_DESIGNS.get(found.design.name, ""),
        cut=chosen.cut,
        versions_href=chosen.versions_href,
        by=_attribute_words(chosen.by),
        attributes=tuple(
            Attribute(each, _attribute_words(each), each == chosen.by) for each in chosen.attributes
        ),
        as_of=chosen.as_of,
        sections=tuple(_sections(found, form, href)),
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
            _question(of_name.pop(question.name), found, href)
            for question in _questions_in(section)
            if question.name in of_name
        ]
        if views:
            yield SectionView(in_language(section.label, "en"), section.name, tuple(views))
    if of_name:
        rest = tuple(_question(each, found, href) for each in of_name.values())
        yield SectionView("Asked by earlier versions only", "earlier", rest)


def _questions_in(section: Section) -> Iterable[Question]:
    for child in section.children:
        if isinstance(child, Section):
            yield from _questions_in(child)
        elif not isinstance(child, Repeat):
            yield child


def _question(each: QuestionFinding, found: FormFindings, href: Href) -> QuestionView:
    question = each.question

    def to(**wanted: str) -> str:
        return href({"form": found.form, "question": question.name, **wanted})

    return QuestionView(
        name=question.name,
        label=in_language(question.label, "en") or question.name,
        base=f"answered in {figure(each.answered, each.reports, found.design)} {found.unit}s",
        base_href=to(reading="answered"),
        bars=_bars(each, found, to),
        note=_note(each),
        gap=figure(each.unanswered, each.reports, found.design) if each.unanswered else "",
        gap_length=share(each.unanswered, each.reports),
        segments=_segments(each, to),
        columns=tuple(_label(option) for option in each.options),
        groups=_groups(each, found) if each.answered else (),
    )


def _bars(each: QuestionFinding, found: FormFindings, to: Callable[..., str]) -> tuple[Bar, ...]:
    """Return a bar for each choice; none where nobody answered, as `0 of 0` says nothing."""
    return tuple(
        Bar(
            label=_label(option),
            figure=figure(
                option.count, each.answered, found.design, option.estimate, thin=found.is_thin(each)
            ),
            length=share(option.count, each.reports),
            href=to(value=option.value) if option.count else "",
        )
        for option in each.options
        if each.answered
    )


def _label(option: OptionFinding) -> str:
    return in_language(option.label, "en") or option.value


def _note(each: QuestionFinding) -> str:
    parts: list[str] = []
    if each.summary is not None:
        parts.append(_numbers(each.summary, whole=isinstance(each.question, Integer)))
    elif not each.options and each.answered:
        parts.append("Open the reports to read the answers.")
    if each.reported:
        told = ", ".join(f"{value} {count}" for value, count in each.reported.items())
        parts.append(f"Told to observers, not seen by them (in no figure): {told}.")
    if each.apart:
        parts.append(not_counted(each.apart))
    return " ".join(parts)


def _numbers(summary: Summary, *, whole: bool) -> str:
    def written(number: float) -> str:
        return f"{number:,.0f}" if whole and number == int(number) else f"{number:,.1f}"

    return (
        f"From {written(summary.least)} to {written(summary.greatest)}, half of them "
        f"up to {written(summary.median)}; mean {summary.mean:,.1f}."
    )


def _segments(each: QuestionFinding, to: Callable[..., str]) -> tuple[Segment, ...]:
    counts = {name: int(getattr(each, name)) for name in _SILENCES}
    segments: list[Segment] = []
    passed = each.answered
    for name, count in counts.items():
        if count:
            start, end = share(passed, each.reports), share(passed + count, each.reports)
            word = _SILENCES[name]
            if name == "missing" and each.question.relevant:
                word = "not asked, or missing"
            words = f"{count:,} {word}"
            segments.append(Segment(words, start, max(end - start - 6, 2), to(reading=name)))
            passed += count
    return tuple(segments)


def _groups(each: QuestionFinding, found: FormFindings) -> tuple[GroupRow, ...]:
    return tuple(
        GroupRow(
            name=name,
            figures=tuple(f"{option.count:,}" for option in _in_order(each, group)),
            base=figure(group.answered, group.reports, found.design),
        )
        for name, group in each.groups.items()
    )


def _in_order(whole: QuestionFinding, each: QuestionFinding) -> Sequence[OptionFinding]:
    """Return the group's options in the whole's columns: a group may lack a choice of old."""
    held = {option.value: option for option in each.options}
    nothing = [
        OptionFinding(option.value, option.label, 0, each.estimates) for option in whole.options
    ]
    return [held.get(option.value, option) for option in nothing]
