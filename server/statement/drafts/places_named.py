"""Stations and teams that people's words name, though public text names none. Pure.

A station is named by its code in the register, or by a number behind or before a word for a
station or for the school that it lies in: «участок № 42», "station 42", «42 numaralı sandık».
"""

import re
from collections.abc import Collection, Iterator
from functools import cache

from server.statement.languages.language import Language

STATION = "Public text names no station. Say in how many stations it was so, or in which region."
TEAM = "Public text names no team and no observer. Say “the Mission's observers”."
Named = tuple[int, int, str]
"""Where it begins and ends, and what to say instead."""

_CODE = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_SIGN = r"(?:№|\bno\b\.?|\bnr\b\.?|\bnumber\b|\bномер\w*|\bнөмір\w*|\bnumara\w*)"
_PLACES = {
    "en": r"stations?|schools?|kindergartens?|precincts?",
    "ru": r"участ\w+|школ\w+|гимнази\w+|лице[йея]\w*|детск\w+ сад\w*",
    "kk": r"учаске\w*|мектеп\w*|мектеб\w*|гимназия\w*|лице[йі]\w*|балабақша\w*",
    "tr": r"sandı[kğ]\w*|okul\w*|lise\w*|anaokul\w*",
}
_FOLLOWED = {"en": r"station|school|precinct", "ru": r"участ(?:ок|ка|ке|ку|ком)|школ[аеуы]"}
"""Words that name one place where a number follows them without a sign."""
_ORDERED = r"(?:numaralı|no['’]?lu|нөмірлі)"


def candidates_in(text: str) -> set[str]:
    """Return what in a text may be the code of a station: letters and digits together."""
    return {
        each
        for each in _CODE.findall(text)
        if any(letter.isdigit() for letter in each) and not each.isdigit()
    }


def places_named(
    text: str, language: Language, stations: Collection[str], teams: Collection[str]
) -> Iterator[Named]:
    """Yield the stations and teams that a text names; `stations` are codes of the register."""
    for found in _CODE.finditer(text):
        if found[0] in stations:
            yield *found.span(), STATION
        elif found[0] in teams:
            yield *found.span(), TEAM
    for pattern in _patterns(language.code):
        for found in pattern.finditer(text):
            yield *found.span(), STATION


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    place = rf"\b(?:{_PLACES[code]})"
    patterns = [
        rf"{place},?\s+{_SIGN}\s*\d+",
        rf"{_SIGN}\s*\d+\s+(?:\w+\s+)?{place}",
        rf"\b\d+\s*{_ORDERED}\s+(?:\w+\s+)?{place}",
    ]
    if code in _FOLLOWED:
        patterns.append(rf"\b(?:{_FOLLOWED[code]})\s+\d+\b")
    return tuple(re.compile(each, re.IGNORECASE) for each in patterns)
