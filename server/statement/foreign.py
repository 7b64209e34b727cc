"""Stretches of a text that are in another language than it: published texts, as published. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.statement.document import Document


@dataclass(frozen=True)
class Stretch:
    """A run of a text."""

    text: str
    language: str = ""
    """'' = the language of the text around it."""


def foreign_texts(document: Document) -> Mapping[str, str]:
    """Return publishers and titles that are in another language than the document → its code."""
    return {
        text: each.language
        for each in document.citations()
        for text in (each.title, each.publisher)
        if text and each.language not in ("", document.language)
    }


def stretches(text: str, foreign: Mapping[str, str]) -> Iterator[Stretch]:
    """Yield a text in runs, each in one language; of two that begin alike, the longer counts."""
    written = 0
    longest = sorted(foreign, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in longest)
    for found in re.finditer(pattern, text) if longest else ():
        if found.start() > written:
            yield Stretch(text[written : found.start()])
        yield Stretch(found[0], foreign[found[0]])
        written = found.end()
    if text[written:]:
        yield Stretch(text[written:])
