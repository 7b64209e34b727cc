"""The words for shares that a text in one of the languages holds: `quantifiers.yaml`. Pure."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from server.statement.ladder import Word
from server.statement.languages.language import Language

_FOLDER = files("server.statement.languages")


@dataclass(frozen=True)
class WrittenShare:
    """A word for a share in a text, and where it stands."""

    word: Word
    start: int
    end: int


def shares_in(text: str, language: Language) -> list[WrittenShare]:
    """Return the words for shares in `text`, in order; of those that overlap, the first."""
    found = [
        WrittenShare(word, *match.span())
        for word, pattern in _patterns(language.code)
        for match in pattern.finditer(text)
    ]
    kept: list[WrittenShare] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or kept[-1].end <= each.start:
            kept.append(each)
    return kept


@cache
def _patterns(code: str) -> tuple[tuple[Word, re.Pattern[str]], ...]:
    source = yaml.safe_load((_FOLDER / "quantifiers.yaml").read_text("utf-8"))
    return tuple(
        (Word[name], re.compile(pattern, re.IGNORECASE))
        for name, patterns in source[code].items()
        for pattern in patterns
    )
