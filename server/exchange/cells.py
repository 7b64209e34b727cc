"""Answers as cells. The four things that are no value stay four: empty is missing.

A text that would read as one of the words for the other three, or that begins with an apostrophe,
gets an apostrophe before it; `server.journal.report_cells` takes it off again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from server.exchange.disguise import Disguise
from server.exchange.table import Cell
from server.forms.export.phrases import phrases_of
from server.journal.report_cells import APOSTROPHE, RESERVED
from shared.forms.model import DateTime, Metadata, Question, Time, choices_of
from shared.text import in_language

BETWEEN_LABELS = "; "
_MOMENTS = {"start", "end"}
"""Metadata that are times of the draft."""


@dataclass(frozen=True, slots=True)
class Words:
    """In which words answers are written."""

    language: str = ""
    """'' = names, as imports read them."""

    def silence(self, reason: str) -> str:
        """Return a non-answer; as a label it stands in brackets, as no choice does."""
        if not self.language:
            return reason
        return f"[{phrases_of(self.language).get(reason, reason)}]"


class Writer:
    """Writes the answers to one question."""

    def __init__(self, question: Question, words: Words, disguise: Disguise) -> None:
        names = [choice.name for choice in choices_of(question)]
        self._labels: Mapping[str, str] = {
            choice.name: in_language(choice.label, words.language) or choice.name
            for choice in choices_of(question)
            if words.language
        }
        self._taken = frozenset(names) & RESERVED
        self._words = words
        self._text = _text_of(question, disguise) if not names else self._label

    def write(self, raw: Any) -> Cell:  # noqa: ANN401 - JSON
        """Return an answer as it stands in a report as a cell."""
        match raw:
            case str():
                return self._text(raw)
            case bool():
                return str(raw).lower()
            case int() | float():
                return raw
            case None:
                return ""
            case list():
                between = BETWEEN_LABELS if self._labels else " "
                return between.join(self._label(str(each)) for each in cast(list[Any], raw))
            case _:
                return self._silence(raw)

    def _label(self, name: str) -> str:
        return self._labels.get(name, name)

    def _silence(self, raw: Any) -> str:  # noqa: ANN401 - JSON
        reason = str(cast(dict[str, Any], raw).get("non_answer")) if isinstance(raw, dict) else ""
        if reason in self._taken:  # a choice of the question has that name
            return f"non_answer:{reason}"
        return self._words.silence(reason)


def plain(text: str) -> str:
    """Return a text that somebody wrote as a cell that reads back as that text."""
    return APOSTROPHE + text if text in RESERVED or text.startswith(APOSTROPHE) else text


def _text_of(question: Question, disguise: Disguise) -> Callable[[str], str]:
    is_moment = isinstance(question, Metadata) and question.kind in _MOMENTS
    if isinstance(question, Time | DateTime) or is_moment:
        return disguise.clock
    return plain
