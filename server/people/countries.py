"""Countries and languages, from their codes or from their names in the languages of missions."""

import re
from difflib import get_close_matches
from functools import cache
from typing import cast

from babel import Locale

from shared.folding import fold

_LOCALES = ("en", "ru", "kk", "tr", "fr")
_ALSO = {
    "GB": ("Great Britain", "UK", "England"),
    "US": ("USA", "United States of America"),
    "CZ": ("Czech Republic",),
    "KR": ("Republic of Korea", "South Korea"),
    "MD": ("Republic of Moldova",),
    "PS": ("Palestine", "State of Palestine"),
    "RU": ("Russian Federation",),
    "TR": ("Turkey",),
    "MK": ("Macedonia",),
    "KG": ("Kyrgyz Republic",),
}
"""Names that announcements use, beside those of the Unicode CLDR."""
_SHOWN = {"PS": "Palestine"}
"""Where the CLDR's name is not the one that election authorities use."""
_CODE = re.compile(r"[A-Za-z]{2,3}")


def _territories(locale: str) -> dict[str, str]:
    return cast(dict[str, str], Locale(locale).territories)


def _languages_in(locale: str) -> dict[str, str]:
    return cast(dict[str, str], Locale(locale).languages)


@cache
def _countries() -> dict[str, str]:
    """Return folded name → code of ISO 3166."""
    found: dict[str, str] = {}
    for locale in _LOCALES:
        for code, name in _territories(locale).items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ"}:
                found.setdefault(fold(name), code)
    found |= {fold(name): code for code, names in _ALSO.items() for name in names}
    return found


@cache
def _languages() -> dict[str, str]:
    """Return folded name → code of ISO 639."""
    found: dict[str, str] = {}
    for locale in _LOCALES:
        for code, name in _languages_in(locale).items():
            if _CODE.fullmatch(code):
                found.setdefault(fold(name), code)
    return found


def find_country(text: str) -> str:
    """Return the code of a country by its code or its name in any script; '' = not known."""
    text = text.strip()
    if len(text) == 2 and text.upper() in _territories("en"):
        return text.upper()
    return _countries().get(fold(text), "")


def find_language(text: str) -> str:
    """Return the code of a language by its code or its name in any script; '' = not known."""
    text = text.strip()
    if _CODE.fullmatch(text) and text.lower() in _languages_in("en"):
        return text.lower()
    return _languages().get(fold(text), "")


def nearest_country(text: str) -> str:
    """Return the English name of the country that `text` is most like, or ''."""
    near = get_close_matches(fold(text), _countries(), n=1, cutoff=0.7)
    return country_name(_countries()[near[0]]) if near else ""


def country_name(code: str) -> str:
    """Return the English name of a country, by its code."""
    return _SHOWN.get(code) or _territories("en").get(code, code)


def language_name(code: str) -> str:
    """Return the English name of a language, by its code."""
    return _languages_in("en").get(code, code)
