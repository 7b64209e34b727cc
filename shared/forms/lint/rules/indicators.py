"""Our own columns: indicators that can be read, and a core that is short."""

from collections.abc import Iterator

from shared.forms.lint.finding import LintFinding, error, warning
from shared.forms.lint.subject import Select, Subject
from shared.forms.model import Note, Question, SelectMultiple, SelectOne

LONGEST_CORE = 40
"""Questions of the short form: more are not answered between two stations."""
_JUDGING = frozenset({"yes", "no", "partly"})
"""Choices whose question asks for a reading, not for a fact."""


def check_indicators(subject: Subject) -> Iterator[LintFinding]:
    """Yield what is wrong with our own columns."""
    first: dict[str, str] = {}
    for name, question in subject.questions.items():
        yield from _reading(question, subject.row(name))
        if question.indicator is not None:
            earlier = first.setdefault(question.indicator.id, name)
            if earlier != name:
                yield warning(
                    "indicator-twice",
                    subject.row(name),
                    f"{name} and {earlier} have the same indicator `{question.indicator.id}`: a "
                    "sentence can tell of one only.",
                    "Give each question an indicator of its own.",
                )
    yield from _core(subject)


def _reading(question: Question, row: int | None) -> Iterator[LintFinding]:
    indicator = question.indicator
    if indicator is None:
        if question.seen_by:
            yield _never_asked_how(question, row)
        return
    if not (indicator.positive or indicator.negative) and _asks_for_reading(question):
        yield warning(
            "indicator-unread",
            row,
            f"{question.name} has the indicator `{indicator.id}`, and no choice is positive or "
            "negative: statements can't read it.",
            "Fill in `evenhand::positive`, `evenhand::negative`, or both.",
        )
    elif question.seen_by and not indicator.negative:
        yield _never_asked_how(question, row)
    both = sorted(set(indicator.positive) & set(indicator.negative))
    if both:
        yield error(
            "indicator-both",
            row,
            f"{question.name}: `{both[0]}` is positive and negative at once.",
            "Take it out of one of the two columns.",
        )


def _asks_for_reading(question: Question) -> bool:
    """Tell whether the question judges (a scale, yes or no), rather than note a fact."""
    if not isinstance(question, Select):
        return False
    if isinstance(question, SelectOne) and question.scale:
        return True
    names = {choice.name for choice in question.choices}
    return not isinstance(question, SelectMultiple) and bool(names) and names <= _JUDGING


def _never_asked_how(question: Question, row: int | None) -> LintFinding:
    return warning(
        "seen-by-unasked",
        row,
        f"{question.name} asks how a negative answer is known, and no choice is negative: it is "
        "never asked.",
        "Fill in `evenhand::negative`, or clear `evenhand::seen_by`.",
    )


def _core(subject: Subject) -> Iterator[LintFinding]:
    core = [
        question.name
        for question in subject.questions.values()
        if question.core and not isinstance(question, Note)
    ]
    if len(core) > LONGEST_CORE:
        yield warning(
            "core-too-long",
            subject.row(core[LONGEST_CORE]),
            f"{len(core)} questions belong to the core of the checklist; `{core[LONGEST_CORE]}` is "
            f"the first beyond {LONGEST_CORE}.",
            f"Leave {LONGEST_CORE} at most: the core is for the hour in which nothing works.",
        )
