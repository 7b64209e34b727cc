"""What a printed form says of its own, in the languages that the paper speaks."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

FALLBACK = "en"
_BLANK = re.compile(r"\{(\w+)\}")
Phrases = Mapping[str, Any]
"""Key → sentence, or a list of them. What stands in braces is filled in."""


@cache
def all_phrases() -> Mapping[str, Phrases]:
    """Return the phrases of every language, by its code."""
    text = (resources.files("server.forms.export") / "phrases.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def phrases_of(language: str) -> Phrases:
    """Return the phrases in `language`; in English where nobody has written them yet."""
    known = all_phrases()
    return known.get(language, known[FALLBACK])


def fill_in(phrase: str, **values: str) -> str:
    """Return `phrase` with each `{key}` replaced; the values are never read as phrases."""
    return _BLANK.sub(lambda blank: values.get(blank[1], blank[0]), phrase)
