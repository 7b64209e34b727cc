"""One question as a page draws it: a bar per answer, beside it the figure with its base.

What a bar says is printed beside it, and told apart by pattern and words, never by colour alone:
the table is complete without its drawings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from server.findings.figures import figure, not_counted, share
from server.findings.finding import FormFindings, OptionFinding, QuestionFinding, Summary
from server.findings.keys import is_negative, is_positive, reading_of
from server.findings.spread import is_clustered, spread_of
from server.sampling.estimates import Estimate
from shared.forms.model import Integer
from shared.text import in_language

Href = Callable[[dict[str, str]], str]
"""Returns the address of the reports behind a figure, from the parameters that describe it."""

_SILENCES = {
    "not_observed": "not observed",
    "dont_know": "don't know",
    "not_applicable": "not applicable",
    "missing": "missing",
}
_OF_NUMBERS = ("least", "median", "mean", "greatest")
MOST_LINKED = 40
"""With more groups than this, a group's name leads to its reports, and not each figure."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer."""

    label: str
    reads: str
    """positive, negative or '': also its pattern."""
    figure: str
    length: int
    """Thousandths of all reports."""
    whisker: tuple[int, int] | None
    """The ends of the interval, as `length`; None where there is none."""
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
class GroupCell:
    """How many of a group gave one answer."""

    figure: str
    href: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The answers of one group, in the order of the question's choices."""

    name: str
    href: str
    cells: tuple[GroupCell, ...]
    base: str
    negative: str
    """How many read as negative; '' where nothing says which choices are."""
    length: int
    """Of the bar of the negative ones: thousandths of the answered."""


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
    negative: str
    """How many read as negative, and whether they are isolated or clustered."""
    negative_href: str
    disputed: str
    """At how many stations teams chose otherwise; '' = at none, or not known."""
    caution: str
    """Why the figures must be used with care; '' where they need no more than any other."""
    gap: str
    """How many reports have no answer, of how many; '' where all have one."""
    segments: tuple[Segment, ...]
    columns: tuple[str, ...]
    reads: bool
    """Whether groups have a column of the negative."""
    groups: tuple[GroupRow, ...]


def question_view(each: QuestionFinding, found: FormFindings, href: Href) -> QuestionView:
    """Return what a page shows of a question."""
    question = each.question

    def to(**wanted: str) -> str:
        return href({"form": found.form, "question": question.name, **wanted})

    negative = each.negative
    return QuestionView(
        name=question.name,
        label=in_language(question.label, "en") or question.name,
        base=f"answered in {figure(each.answered, each.reports, found.design)} {found.unit}s",
        base_href=to(reading="answered"),
        bars=_bars(each, found, to),
        note=_note(each),
        negative=_negative(each, negative, found) if negative and negative.cases else "",
        negative_href=to(reading="negative"),
        disputed=disputed_in_words(each, found),
        caution=_caution(each, found),
        gap=figure(each.unanswered, each.reports, found.design) if each.unanswered else "",
        segments=tuple(_segments(each, to)),
        columns=_OF_NUMBERS if each.summary else tuple(map(_label, each.options)),
        reads=_has_negative(each),
        groups=tuple(_groups(each, found, to)) if each.answered else (),
    )


def _has_negative(each: QuestionFinding) -> bool:
    reading = reading_of(each.question)
    return reading is not None and bool(reading.negative)


def _bars(each: QuestionFinding, found: FormFindings, to: Callable[..., str]) -> tuple[Bar, ...]:
    """Return a bar for each choice; none where nobody answered, as `0 of 0` says nothing."""
    thin = found.is_thin(each)
    return tuple(
        Bar(
            label=_label(option),
            reads=_reads(each, option.value),
            figure=figure(option.count, each.answered, found.design, option.estimate, thin=thin),
            length=share(option.count, each.reports),
            whisker=None if thin else _whisker(each, option.estimate, found),
            href=to(value=option.value) if option.count else "",
        )
        for option in each.options
        if each.answered
    )


def _reads(each: QuestionFinding, value: str) -> str:
    question = each.question
    if is_negative(question, value):
        return "negative"
    return "positive" if is_positive(question, value) else ""


def _whisker(
    each: QuestionFinding, estimate: Estimate, found: FormFindings
) -> tuple[int, int] | None:
    """Return the ends of the interval, where a margin is printed as well."""
    if estimate.interval is None or each.answered < found.design.rules.least_for_margin:
        return None
    low, high = (round(1000 * end * each.answered / each.reports) for end in estimate.interval)
    return (low, max(high, low + 2))


def _label(option: OptionFinding) -> str:
    return in_language(option.label, "en") or option.value


def _note(each: QuestionFinding) -> str:
    parts: list[str] = []
    if each.summary is not None:
        parts.append(numbers_in_words(each.summary, whole=isinstance(each.question, Integer)))
    elif not each.options and each.answered:
        parts.append("Open the reports to read the answers.")
    if each.reported:
        told = ", ".join(f"{value} {count}" for value, count in each.reported.items())
        parts.append(f"Told to observers, not seen by them (in no figure): {told}.")
    if each.apart:
        parts.append(not_counted(each.apart))
    return " ".join(parts)


def numbers_in_words(summary: Summary, *, whole: bool) -> str:
    """Return what numbers come to: from where to where, middle, mean and spread; `whole` ones."""

    def written(number: float) -> str:
        return f"{number:,.0f}" if whole and number == int(number) else f"{number:,.1f}"

    total = "" if summary.total is None else f" Together {written(summary.total)}."
    return (
        f"From {written(summary.least)} to {written(summary.greatest)}; half of them from "
        f"{written(summary.lower)} to {written(summary.upper)}, median {written(summary.median)}; "
        f"mean {summary.mean:,.1f}, standard deviation {summary.deviation:,.1f}.{total}"
    )


def _negative(each: QuestionFinding, negative: Estimate, found: FormFindings) -> str:
    thin = found.is_thin(each)
    words = figure(negative.cases, negative.answered, found.design, negative, thin=thin)
    if found.regions < 2:
        return f"{words}."
    spread = spread_of(each.negative_in)
    where = f"in {spread.regions} of {found.regions} regions"
    if is_clustered(spread, negative.cases):
        return f"{words}, clustered: {spread.in_main:,} of the {negative.cases:,} in {spread.main}."
    if (negative.share or 0) < found.design.rules.few:
        return f"{words}, isolated: {where}."
    return f"{words}, {where}."


def disputed_in_words(each: QuestionFinding, found: FormFindings) -> str:
    """Say at how many stations teams answered otherwise, and what counts; '' = at none."""
    stations = (found.disputed or {}).get(each.question.name, 0)
    if not stations:
        return ""
    where = "1 station" if stations == 1 else f"{stations:,} stations"
    how = (
        "all of their reports count until somebody decides."
        if found.unit == "report"
        else "their visits are taken together until somebody decides."
    )
    return f"At {where} teams answered otherwise than each other; {how}"


def _caution(each: QuestionFinding, found: FormFindings) -> str:
    if not each.answered:
        return ""
    if found.is_thin(each):
        return "Over half gave no answer: nothing may be said of all, and no share is shown."
    if each.unanswered > found.design.rules.show_base * each.reports:
        return "Many gave no answer: whoever uses a figure must say of how many it is."
    return ""


def _segments(each: QuestionFinding, to: Callable[..., str]) -> Iterator[Segment]:
    passed = each.answered
    for name, word in _SILENCES.items():
        count = int(getattr(each, name))
        if not count:
            continue
        start, end = share(passed, each.reports), share(passed + count, each.reports)
        asked = "not asked, or missing" if name == "missing" and each.question.relevant else word
        yield Segment(f"{count:,} {asked}", start, max(end - start - 6, 2), to(reading=name))
        passed += count


def _groups(
    each: QuestionFinding, found: FormFindings, to: Callable[..., str]
) -> Iterator[GroupRow]:
    linked = len(each.groups) <= MOST_LINKED
    for name, group in each.groups.items():
        at = {"by": found.by or "", "group": name}
        negative = group.negative
        counted = _has_negative(each) and group.answered > 0
        yield GroupRow(
            name=name,
            href=to(reading="answered", **at) if group.answered else "",
            cells=_cells_of_numbers(each, group)
            or tuple(
                GroupCell(
                    f"{option.count:,}",
                    to(value=option.value, **at) if linked and option.count else "",
                )
                for option in _in_order(each, group)
            ),
            base=figure(group.answered, group.reports, found.design),
            negative=f"{negative.cases:,}" if negative and counted else "",
            length=share(negative.cases, group.answered) if negative and counted else 0,
        )


def _cells_of_numbers(whole: QuestionFinding, group: QuestionFinding) -> tuple[GroupCell, ...]:
    """Return what a group's numbers come to; none where the question is not one of numbers."""
    if whole.summary is None:
        return ()
    found = group.summary
    if found is None:
        return tuple(GroupCell("–", "") for _ in _OF_NUMBERS)
    numbers = (found.least, found.median, found.mean, found.greatest)
    return tuple(GroupCell(f"{number:,.1f}".removesuffix(".0"), "") for number in numbers)


def _in_order(whole: QuestionFinding, group: QuestionFinding) -> Sequence[OptionFinding]:
    """Return the group's options in the whole's columns: a group may lack a choice of old."""
    held = {option.value: option for option in group.options}
    nothing = [
        OptionFinding(option.value, option.label, 0, group.estimates) for option in whole.options
    ]
    return [held.get(option.value, option) for option in nothing]
