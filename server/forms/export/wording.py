"""An author's texts as they can stand on paper."""

import re
from dataclasses import dataclass

from shared.text import Text, in_language

_REFERENCE = re.compile(r"\$\{\s*([^{}]+?)\s*\}")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_ENDLESS = re.compile(r"\S{40}(?=\S)")


def printable(text: str) -> str:
    """Return `text` without control characters, which no font has a shape for; lines stay.

    Words that no column holds may break anywhere.
    """
    plain = _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n")).strip()
    return _ENDLESS.sub("\\g<0>\u200b", plain)


def rule_in_print(expression: str) -> str:
    """Return an expression with questions' codes in place of `${…}`."""
    return printable(_REFERENCE.sub(r"\1", expression))


@dataclass(frozen=True, slots=True)
class Wording:
    """Says a form's texts in one language, or in the form's own where that one lacks them."""

    language: str
    fallback: str

    def of(self, text: Text) -> str:
        """Return `text`. An answer that it quotes is not known yet: its question's code stands."""
        wording = in_language(text, self.language, self.fallback)
        return printable(_REFERENCE.sub(r"[\1]", wording))

    def in_line(self, text: Text, longest: int) -> str:
        """Return `text` on one line, cut to `longest` characters."""
        wording = " ".join(self.of(text).split())
        return wording if len(wording) <= longest else wording[: longest - 1].rstrip() + "…"
