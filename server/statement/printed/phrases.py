"""What the paged formats say of their own, in the languages of statements."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date
from babel.numbers import format_decimal

FALLBACK = "en"
_LOCALES = {"en": "en_GB", "ru": "ru_RU", "kk": "kk_KZ", "tr": "tr_TR"}
Phrases = Mapping[str, Any]
"""Key → phrase, or a mapping of them. What stands in braces is filled in."""


@cache
def all_phrases() -> Mapping[str, Phrases]:
    """Return the phrases of every language, by its code."""
    text = (resources.files("server.statement.printed") / "phrases.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def phrases_of(language: str) -> Phrases:
    """Return the phrases in `language`; in English where nobody has written them yet."""
    known = all_phrases()
    return known.get(language, known[FALLBACK])


def locale_of(language: str) -> str:
    """Return the locale whose dates and numbers a language is written with: `en_GB`."""
    return _LOCALES.get(language, _LOCALES[FALLBACK])


def number(value: int, language: str) -> str:
    """Return a number with its thousands set apart as the language does."""
    return format_decimal(value, locale=locale_of(language))


def moment(at: datetime, timezone: str, language: str) -> str:
    """Return `10 January 2021, 20:30 (UTC+06:00)` in the words of the language."""
    local = at.astimezone(ZoneInfo(timezone))
    offset = f"{local:%z}"
    day = format_date(local, "long", locale=locale_of(language))
    return f"{day}, {local:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"
