"""The answers of one report, section by section, as a page shows them; repeats by instance."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.reports.checks.notes import NOTHING_SAID, Said
from server.reports.models import Revision
from server.reports.wording import answer_words, counting_words, is_silent
from shared.forms.model import (
    Calculate,
    Form,
    Group,
    Hidden,
    Metadata,
    Note,
    Question,
    Repeat,
    Section,
    single_questions_of,
)
from shared.forms.paths import Place, path_to
from shared.text import in_language

_SEEN_BY = {"reported": "reported by others", "both": "seen, and reported by others"}
_COMPUTED = Calculate | Hidden | Metadata
_MOST_INSTANCES = 1_000
"""Shown of one repeat; more is no report of an observer."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A question and what the observers answered."""

    label: str
    answer: str
    silent: bool
    """A non-answer, or missing."""
    seen_by: str
    comment: str
    counts: str
    """What counts instead, where a person corrected the answer or left it out; '' = it counts."""


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """A page of the form, or one instance of a repeat."""

    title: str
    rows: tuple[AnswerRow, ...]


def answer_sections(
    form: Form | None, shown: Revision, said: Said = NOTHING_SAID
) -> Iterator[AnswerSection]:
    """Yield the answers of a revision; whatever the form does not know comes at the end.

    `said` is what people said of them: both values are shown.
    """
    reading = _Reading(shown, dict(shown.answers), said.applied_to(shown.answers))
    for section in form.sections if form else ():
        yield from reading.section(section)
    computed = {each.name for each in _computed(form)} & reading.left.keys()
    if computed:
        rows = tuple(reading.unknown(name) for name in sorted(computed))
        yield AnswerSection("Worked out by the form from the answers", rows)
    if reading.left:
        rows = tuple(reading.unknown(name) for name in list(reading.left))
        yield AnswerSection("Answers that this version of the form does not ask for", rows)


def _computed(form: Form | None) -> Iterable[Question]:
    return (each for each in (form.questions() if form else ()) if isinstance(each, _COMPUTED))


@dataclass(slots=True)
class _Reading:
    shown: Revision
    left: dict[str, Any]
    """Answers that no section has shown yet."""
    counting: Mapping[str, Any]
    """The answers as they count."""

    def section(self, section: Section) -> Iterator[AnswerSection]:
        yield from self._group(section, (), in_language(section.label, "en") or section.name)

    def _group(self, group: Group, place: Place, title: str) -> Iterator[AnswerSection]:
        rows = tuple(self._row(question, place) for question in _asked_in(group))
        if rows:
            yield AnswerSection(title, rows)
        for repeat in _repeats_in(group):
            yield from self._instances(repeat, place, "" if not place else title)

    def _instances(self, repeat: Repeat, place: Place, around: str) -> Iterator[AnswerSection]:
        path = path_to(place, repeat.name)
        number = self.left.get(path)
        if not isinstance(number, int) or isinstance(number, bool):
            return
        del self.left[path]
        label = in_language(repeat.label, "en") or repeat.name
        for each in range(1, min(number, _MOST_INSTANCES) + 1):
            title = f"{around}, {label} {each}" if around else f"{label} {each}"
            inside = (*place, (repeat.name, each))
            yield from self._group(repeat, inside, title)
            yield from self._computed_in(repeat, inside, title)

    def _computed_in(self, group: Group, place: Place, title: str) -> Iterator[AnswerSection]:
        questions = [each for each in single_questions_of(group) if isinstance(each, _COMPUTED)]
        paths = [path_to(place, each.name) for each in questions]
        rows = tuple(self.unknown(path) for path in paths if path in self.left)
        if rows:
            yield AnswerSection(f"{title}: worked out by the form", rows)

    def _row(self, question: Question, place: Place) -> AnswerRow:
        path = path_to(place, question.name)
        raw = self.left.pop(path, None)
        words = answer_words(question, raw)
        if raw is None and question.relevant:
            words = "not asked, or missing"
        label = in_language(question.label, "en") or question.name
        return self._answer(path, label, words, raw, question)

    def unknown(self, path: str) -> AnswerRow:
        raw = self.left.pop(path)
        return self._answer(path, path, answer_words(None, raw), raw)

    def _answer(
        self,
        path: str,
        label: str,
        words: str,
        raw: Any,  # noqa: ANN401 - JSON
        question: Question | None = None,
    ) -> AnswerRow:
        return AnswerRow(
            label=label,
            answer=words,
            silent=is_silent(raw),
            counts=counting_words(question, raw, self.counting.get(path)),
            seen_by=_SEEN_BY.get(self.shown.seen_by.get(path, ""), ""),
            comment=self.shown.comments.get(path, ""),
        )


def _asked_in(group: Group) -> Iterator[Question]:
    return (each for each in single_questions_of(group) if not isinstance(each, Note | _COMPUTED))


def _repeats_in(group: Group) -> Iterator[Repeat]:
    """Yield the repeats of a group and its sections, those in repeats left out."""
    for child in group.children:
        if isinstance(child, Repeat):
            yield child
        elif isinstance(child, Section):
            yield from _repeats_in(child)
