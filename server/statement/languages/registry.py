"""The languages that statements are written in, by their codes."""

from server.statement.languages.english import English
from server.statement.languages.kazakh import Kazakh
from server.statement.languages.language import Language
from server.statement.languages.russian import Russian
from server.statement.languages.turkish import Turkish
from server.statement.problems import UnknownLanguage

LANGUAGES: dict[str, Language] = {
    each.code: each for each in (English(), Russian(), Kazakh(), Turkish())
}
NAMES = {"en": "English", "ru": "Russian", "kk": "Kazakh", "tr": "Turkish"}


def get_language(code: str) -> Language:
    """Return a language. Raises UnknownLanguage, which lists those that there are."""
    if code not in LANGUAGES:
        raise UnknownLanguage(
            f"Statements can't be written in {code!r}. There are: {named(LANGUAGES)}."
        )
    return LANGUAGES[code]


def language_or_english(code: str) -> Language:
    """Return a language, or English for what only documents of other makers bear."""
    return LANGUAGES.get(code, LANGUAGES["en"])


def named(codes: list[str] | dict[str, Language] | tuple[str, ...]) -> str:
    """Return languages with their codes: `English (en), Russian (ru)`."""
    return ", ".join(f"{NAMES[code]} (--lang {code})" for code in codes)
