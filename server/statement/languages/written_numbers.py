"""The numbers that a text in one of the languages states, in figures or in words. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml
from babel import Locale

from server.statement.languages.language import Language

_FOLDER = files("server.statement.languages")
_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE} "
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[ \-\N{NO-BREAK SPACE}]")
"""What may stand between tens and ones: `twenty-one`, `on dört`."""
_PER_CENT_AFTER = re.compile(r"\s*(%|per\s?cent|процент|пайыз)", re.IGNORECASE)
_PER_CENT_BEFORE = re.compile(r"(%|yüzde)\s*$", re.IGNORECASE)
_TENS = range(10, 100, 10)


class Sense(StrEnum):
    """What a number is said to be."""

    COUNT = "count"
    SHARE = "share"
    """Of per cent."""
    DAY = "day"
    """Of a month: the 10 of `10 January` says nothing of ten stations."""


@dataclass(frozen=True)
class WrittenNumber:
    """A number in a text, and where it stands."""

    value: Decimal
    start: int
    end: int
    sense: Sense = Sense.COUNT


def numbers_in(text: str, language: Language) -> list[WrittenNumber]:
    """Return the numbers of `text` in order.

    Figures that are part of a name (`COVID-19`, `V06`) are none.
    """
    found = sorted(
        [*_in_figures(text, language), *_in_words(text, language)], key=lambda each: each.start
    )
    return [replace(each, sense=_sense(text, each, language.code)) for each in found]


def _sense(text: str, number: WrittenNumber, code: str) -> Sense:
    before, after = text[: number.start], text[number.end :]
    if _PER_CENT_AFTER.match(after) or _PER_CENT_BEFORE.search(before):
        return Sense.SHARE
    if number.value % 1 or not 1 <= number.value <= 31:
        return Sense.COUNT
    month_after, month_before = _months(code)
    is_day = month_after.match(after) or month_before.search(before)
    return Sense.DAY if is_day else Sense.COUNT


@cache
def _months(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what follows the number of a day (`– 8 January`), and what may stand before it."""
    months = cast(Mapping[int, str], Locale(code).months["format"]["wide"])
    month = f"(?:{'|'.join(re.escape(each) for each in months.values())})"
    further = r"(?:\s*(?:[-–—,]|\b(?:to|and|until|по|и|до|мен|және|ile|ve)\b)\s*\d{1,2})*"
    after = re.compile(rf"{further}\s*\b{month}", re.IGNORECASE)
    return after, re.compile(rf"\b{month}\s*$", re.IGNORECASE)


def _in_figures(text: str, language: Language) -> Iterator[WrittenNumber]:
    for match in _figures(language.code, *language.separators).finditer(text):
        whole = re.sub(r"\D", "", match["whole"])
        part = f".{match['part']}" if match["part"] else ""
        yield WrittenNumber(Decimal(whole + part), match.start(), match.end())


@cache
def _figures(code: str, thousands: str, decimal: str) -> re.Pattern[str]:
    apart = f"[{_SPACES}]" if code in ("ru", "kk") else re.escape(thousands)
    return re.compile(
        r"(?<!\w)(?<!\d\.)(?<![^\W\d_]-)"
        rf"(?P<whole>\d{{1,3}}(?:{apart}\d{{3}})+(?!\d)|\d{{1,12}})"
        rf"(?:{re.escape(decimal)}(?P<part>\d{{1,6}})(?!\d|\.\d))?"
    )


def _in_words(text: str, language: Language) -> Iterator[WrittenNumber]:
    lowered = _lowered(text, language)
    skipped = [match.span() for match in _exceptions(language.code).finditer(lowered)]
    words = [
        (match.span(), value)
        for match in _WORD.finditer(lowered)
        if (value := _value(match[0], language.code)) is not None
        and not any(start <= match.start() < end for start, end in skipped)
    ]
    while words:
        (start, end), value = words.pop(0)
        if words and value in _TENS:
            (next_start, next_end), ones = words[0]
            if 0 < ones < 10 and _BETWEEN.fullmatch(lowered[end:next_start]):
                words.pop(0)
                value, end = value + ones, next_end
        yield WrittenNumber(Decimal(value), start, end)


def _lowered(text: str, language: Language) -> str:
    """Return `text` in small letters, each where it was."""
    if language.code == "tr":
        text = text.replace("İ", "i").replace("I", "ı")
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _value(word: str, code: str) -> int | None:
    exact, beginnings = _words(code)
    if word in exact:
        return exact[word]
    return next((value for begin, value in beginnings if word.startswith(begin)), None)


@cache
def _words(code: str) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Return the words that are a number, and the beginnings of others, longest first."""
    exact: dict[str, int] = {}
    beginnings: list[tuple[str, int]] = []
    for number, words in _source()[code].items():
        if number == "not":
            continue
        for word in words:
            if word.endswith("*"):
                beginnings.append((word.removesuffix("*"), number))
            else:
                exact[word] = number
    return exact, sorted(beginnings, key=lambda each: -len(each[0]))


@cache
def _exceptions(code: str) -> re.Pattern[str]:
    words = [
        re.escape(each.removesuffix("*")) + (r"\w*" if each.endswith("*") else r"\b")
        for each in _source()[code]["not"]
    ]
    return re.compile(rf"\b(?:{'|'.join(words)})")


@cache
def _source() -> dict[str, dict[Any, Any]]:
    return yaml.safe_load((_FOLDER / "number_words.yaml").read_text("utf-8"))
