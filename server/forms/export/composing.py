"""From a form to its paper: what stands on it, in which order and in which words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from server.forms.export.answer_boxes import AnswerBoxes, is_on_paper, takes_answer
from server.forms.export.keys import key_of
from server.forms.export.paper import (
    Heading,
    Paper,
    PaperNote,
    PaperQuestion,
    PaperSection,
    Row,
    Rule,
)
from server.forms.export.phrases import fill_in
from server.forms.export.rounds import rounds_of
from server.forms.export.said import Said
from server.forms.export.wording import printable, rule_in_print
from shared.forms.answers import NonAnswer
from shared.forms.model import Form, Node, Question, Repeat, Section, choices_of
from shared.forms.paths import Place, path_to
from shared.text import Text

DIGEST_SHOWN = 8
UNKNOWN_LANGUAGE = "und"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
DEEPEST_HEADING = 6
FEWEST_IN_A_LINE = 40
"""Characters; most lines take twice as many."""
SURELY_ON_A_PAGE = 30
"""Lines that fit on any page; the template measures what may be longer."""
MOST_KEYS = 8
"""Choices that a comment line names; where more ask for a comment, it just says so."""

_NON_ANSWER_KEYS = {
    NonAnswer.NOT_OBSERVED: "o",
    NonAnswer.DONT_KNOW: "d",
    NonAnswer.NOT_APPLICABLE: "n",
}
"""As on the laptop."""


@dataclass(frozen=True, slots=True)
class Edition:
    """How a form is printed."""

    languages: tuple[str, ...] = ()
    """One after the other, in one file; () = all that the form is written in."""
    mission: str = ""
    """Its title; '' = for any."""
    drill: bool = False
    compact: bool = False
    """Let sections follow each other, instead of each on a page of its own."""
    fonts: Path | None = None
    """A folder with further fonts, for scripts that ours do not have."""


def compose(form: Form, language: str, edition: Edition) -> Paper:
    """Return the paper of `form` in `language`; texts that lack it stand in the form's own."""
    composer = _Composer(form, language)
    sections = tuple(composer.section(each) for each in form.sections)
    return Paper(
        language=_tag_of(language),
        words=dict(composer.words),
        mission=printable(edition.mission),
        drill=edition.drill,
        form=form.id,
        title=composer.text(form.title) or form.id,
        version=form.version,
        digest=form.digest[:DIGEST_SHOWN],
        compact=edition.compact,
        sections=tuple(each for each in sections if each.rows),
        rules=tuple(Rule(place, rule_in_print(rule)) for rule, place in composer.rules.items()),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """Where a question stands: in which rounds of repeats, how deep, under which conditions."""

    place: Place = ()
    level: int = 2
    under: bool = False


@dataclass
class _Composer(Said):
    rules: dict[str, str] = field(default_factory=dict[str, str])
    """Rules without a short reading → where the last page has them."""

    @cached_property
    def _boxes(self) -> AnswerBoxes:
        return AnswerBoxes(self.words, self.wording)

    def text(self, text: Text) -> str:
        """Return `text` in the paper's language."""
        return self.wording.of(text)

    def section(self, section: Section) -> PaperSection:
        return PaperSection(
            title=self.text(section.label) or section.name,
            hint=self._hint(section),
            only_if=self._only_if(section.relevant),
            rows=tuple(self._rows(section.children, _Around())),
        )

    def _rows(self, nodes: tuple[Node, ...], around: _Around) -> Iterator[Row]:
        for node in nodes:
            match node:
                case Section():
                    yield from self._group(node, around)
                case Repeat():
                    yield from self._repeat(node, around)
                case _ if is_on_paper(node):
                    yield self._question(node, around)
                case _:
                    pass

    def _group(self, group: Section, around: _Around) -> Iterator[Row]:
        title = self.text(group.label)
        only_if = self._only_if(group.relevant)
        level = min(DEEPEST_HEADING, around.level + 1) if title else around.level
        rows = tuple(
            self._rows(group.children, _Around(around.place, level, around.under or bool(only_if)))
        )
        hint = self._hint(group)
        if rows and (title or only_if or hint):
            yield Heading(title, hint, only_if, level, under=around.under or bool(only_if))
        yield from rows

    def _repeat(self, repeat: Repeat, around: _Around) -> Iterator[Row]:
        title = self.text(repeat.label) or repeat.name
        only_if, hint = self._only_if(repeat.relevant), self._hint(repeat)
        level = min(DEEPEST_HEADING, around.level + 1)
        under = around.under or bool(only_if)
        rounds = rounds_of(repeat, depth=len(around.place))
        for number in range(1, rounds + 1):
            first = number == 1
            yield Heading(f"{title} {number}", hint * first, only_if * first, level, under=under)
            place = (*around.place, (repeat.name, number))
            yield from self._rows(repeat.children, _Around(place, level, under))
        if not around.place and not repeat.count.strip().isdecimal():
            yield PaperNote("", self.words["more_copies"], "", "", under=under)

    def _question(self, question: Question, around: _Around) -> PaperQuestion | PaperNote:
        code = printable(path_to(around.place, question.name))
        label, hint = self.text(question.label), self._hint(question)
        only_if = self._only_if(question.relevant)
        if not takes_answer(question):
            return PaperNote(code, label, hint, only_if, under=around.under)
        answer = self._boxes.of(question)
        texts = (label, hint, only_if, *(choice.label for choice in answer.choices))
        return PaperQuestion(
            code=code,
            label=label,
            hint=hint,
            only_if=only_if,
            core=question.core,
            answer=answer,
            non_answers=tuple(_NON_ANSWER_KEYS[each] for each in question.non_answers),
            seen_by=question.seen_by,
            comment=self._comment(question),
            under=around.under,
            long=_is_long(texts),
        )

    def _hint(self, node: Node) -> str:
        """Return the hint and the guidance, which is meant for paper and training."""
        return "\n".join(filter(None, (self.text(node.hint), self.text(node.guidance))))

    def _only_if(self, relevant: str) -> str:
        if relevant in ("", "true()"):
            return ""
        phrase = self.conditions.in_words(relevant)
        if phrase is not None:
            return fill_in(self.words["only_if"], what=phrase)
        place = self.rules.setdefault(relevant, f"R{len(self.rules) + 1}")
        return fill_in(self.words["by_rule"], where=place)

    def _comment(self, question: Question) -> str:
        choices = choices_of(question)
        keys = [
            key_of(index, len(choices))
            for index, choice in enumerate(choices)
            if choice.name in question.comment_on
        ]
        if not question.comment_on:
            return ""
        if not keys or len(keys) > MOST_KEYS:
            return self.words["comment"]
        listed = ", ".join(keys[:-1])
        either = f" {self.words['or']} ".join(filter(None, (listed, keys[-1])))
        return fill_in(self.words["comment_if"], keys=either)


def _is_long(texts: tuple[str, ...]) -> bool:
    """Tell whether `texts`, each on lines of its own, could fill a page."""
    lines = sum(1 + text.count("\n") + len(text) // FEWEST_IN_A_LINE for text in texts)
    return lines > SURELY_ON_A_PAGE


def _tag_of(language: str) -> str:
    """Return the code that tells a screen reader the language; authors also write whole words."""
    code = language.partition("-")[0].lower()
    return code if _LANGUAGE.fullmatch(code) else UNKNOWN_LANGUAGE
