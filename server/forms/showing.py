"""A form as the observer meets it in a terminal, in plain lines: pages, questions, keys, rules.

2  Secrecy

   V18  In practice, did voters mark their ballots unseen?              required
        Watch at least ten voters.
        1 always   2 mostly   3 sometimes   4 never
        o not observed   d don't know   c comment
        Only if V01 = 2 (open)
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from server.forms.export.answer_boxes import is_on_paper, takes_answer
from server.forms.export.keys import CHOICE_KEYS, key_of
from server.forms.export.phrases import fill_in
from server.forms.export.problems import FormLacksLanguage
from server.forms.export.said import Said
from server.forms.export.wording import rule_in_print
from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Form,
    Media,
    Node,
    Note,
    Question,
    Range,
    Rank,
    Repeat,
    Section,
    SelectMultiple,
    SelectOne,
    Shape,
    Unsupported,
    choices_of,
)
from shared.text import Text

NARROWEST = 40
MOST_LISTED = 8
"""Choices of a list that is too long for keys."""

_NON_ANSWER_KEYS = {
    NonAnswer.NOT_OBSERVED: "o",
    NonAnswer.DONT_KNOW: "d",
    NonAnswer.NOT_APPLICABLE: "n",
}
"""As on the laptop."""
_EXPECTED = {
    "integer": "a whole number",
    "decimal": "a number",
    "text": "a text",
    "barcode": "what the barcode says, typed",
    "geopoint": "latitude and longitude, typed",
    "date": "a date, as 2026-10-04",
    "time": "a time, as 08:30",
    "dateTime": "date and time, as 2026-10-04 08:30",
    "acknowledge": "Enter confirms",
}
_QUESTION, _ANSWER = 8, 13
"""Columns before a question's name, and before what stands below it."""


def show(form: Form, language: str, *, width: int = 80) -> list[str]:
    """Return `form` in `language`, in lines of at most `width` columns. Raises FormLacksLanguage.

    A text that is not translated stands in the form's own language, as on the laptop.
    """
    if language not in form.languages:
        raise FormLacksLanguage(
            f"{form.id} is not written in {language!r}. It is written in: "
            f"{', '.join(form.languages)}. Name one of these with --lang."
        )
    return list(_Screen(form, language, max(width, NARROWEST)).lines())


@dataclass
class _Screen(Said):
    width: int

    def lines(self) -> Iterator[str]:
        count = sum(
            takes_answer(question) and is_on_paper(question) for question in self.form.questions()
        )
        title = self.wording.of(self.form.title) or self.form.id
        yield f"{title} ({self.form.id}, {self.words['version']} {self.form.version})"
        yield f"{count} questions on {len(self.form.sections)} pages, in {self.language}"
        for number, section in enumerate(self.form.sections, start=1):
            yield ""
            yield from self._group(section, f"{number:>2}", 0)

    def _group(self, group: Section | Repeat, mark: str, depth: int) -> Iterator[str]:
        title = self.wording.of(group.label) or group.name
        indent = 2 + 2 * depth
        yield from self._wrapped(f"{mark}  {title}", indent, hang=len(mark) + 2)
        below = indent + len(mark) + 2
        yield from self._wrapped(self.wording.of(group.hint), below)
        yield from self._only_if(group.relevant, below)
        if isinstance(group, Repeat):
            times = rule_in_print(group.count) if group.count else "as often as it happened"
            yield from self._wrapped(f"(several times: {times})", below)
        for node in group.children:
            yield from self._node(node, depth)

    def _node(self, node: Node, depth: int) -> Iterator[str]:
        if isinstance(node, Section | Repeat):
            yield ""
            yield from self._group(node, "+" if isinstance(node, Repeat) else "·", depth + 1)
        elif is_on_paper(node):
            yield ""
            yield from self._question(node)

    def _question(self, question: Question) -> Iterator[str]:
        required = "   required" if question.required else ""
        head = f"{question.name}  {self.wording.of(question.label)}{required}"
        yield from self._wrapped(head, _QUESTION, hang=max(len(question.name) + 2, 5))
        yield from self._wrapped(self.wording.of(question.hint), _ANSWER)
        if takes_answer(question):
            yield from self._answer(question)
            yield from self._wrapped("   ".join(self._options(question)), _ANSWER)
        yield from self._only_if(question.relevant, _ANSWER)
        yield from self._rules(question)

    def _answer(self, question: Question) -> Iterator[str]:
        match question:
            case SelectOne() | SelectMultiple() | Rank():
                yield from self._choices(question)
            case Range():
                steps = f"{question.start:g} to {question.end:g} by {question.step:g}"
                yield from self._wrapped(f"_____  a number, {steps}", _ANSWER)
            case Media():
                yield from self._wrapped(f"_____  a file to attach ({question.kind})", _ANSWER)
            case Shape():
                words = f"_____  a file to attach, or done on a phone ({question.kind})"
                yield from self._wrapped(words, _ANSWER)
            case Unsupported():
                words = f"A laptop can't ask this ({question.kind}). It stays without an answer."
                yield from self._wrapped(words, _ANSWER)
            case _:
                yield from self._wrapped(f"_____  {_EXPECTED.get(question.type, '')}", _ANSWER)

    def _choices(self, question: SelectOne | SelectMultiple | Rank) -> Iterator[str]:
        choices = choices_of(question)
        if question.from_file or question.from_repeat:
            source = question.from_file.file if question.from_file else question.from_repeat
            yield from self._wrapped(f"/ choose from {source}", _ANSWER)
            return
        sign = "□ " if isinstance(question, SelectMultiple) else ""
        shown = choices if len(choices) <= len(CHOICE_KEYS) else choices[:MOST_LISTED]
        cells = [
            f"{sign}{key_of(index, len(choices))} {self.wording.of(choice.label) or choice.name}"
            for index, choice in enumerate(shown)
        ]
        if len(shown) < len(choices):
            yield from self._wrapped(f"/ choose from {len(choices)} answers, such as", _ANSWER)
        row = "   ".join(cells)
        if len(row) <= self.width - _ANSWER:
            yield from self._wrapped(row, _ANSWER)
            return
        for cell in cells:
            yield from self._wrapped(cell, _ANSWER, hang=len(sign) + 2)

    def _options(self, question: Question) -> Iterator[str]:
        for non_answer in question.non_answers:
            yield f"{_NON_ANSWER_KEYS[non_answer]} {self.words[non_answer.value]}"
        yield f"c {self._text('comment').lower()}"
        if question.seen_by:
            yield f"s {self._text('seen')} / {self._text('reported')}"

    def _rules(self, question: Question) -> Iterator[str]:
        """Say what is refused and what is asked about, in the form's own words where it has any."""
        for rule, message, words in (
            (question.constraint, question.constraint_message, "Accepted if"),
            (question.warning, question.warning_message, "Asked about unless"),
        ):
            if rule and not isinstance(question, Note):
                spoken: Text = message
                said = f" “{self.wording.of(spoken)}”" if any(spoken.values()) else ""
                yield from self._wrapped(f"! {words} {rule_in_print(rule)}{said}", _ANSWER, hang=2)

    def _only_if(self, relevant: str, indent: int) -> Iterator[str]:
        if relevant:
            phrase = self.conditions.in_words(relevant) or rule_in_print(relevant)
            yield from self._wrapped(fill_in(self.words["only_if"], what=phrase), indent)

    def _text(self, key: str) -> str:
        return str(self.words[key])

    def _wrapped(self, text: str, indent: int, hang: int = 0) -> Iterator[str]:
        for paragraph in text.splitlines():
            yield from textwrap.wrap(
                paragraph,
                max(self.width, indent + 20),
                initial_indent=" " * indent,
                subsequent_indent=" " * (indent + hang),
                break_on_hyphens=False,
            )
