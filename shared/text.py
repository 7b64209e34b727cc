"""A text in several languages, with a fallback that never comes up empty."""

import unicodedata
from collections.abc import Mapping

Text = dict[str, str]
"""Language code (`en`, `ru`, `kk`, `tr`, …) → wording. A form's own data, not a catalogue."""


def in_catalogue(text: str) -> str:
    """Mark a sentence of ours that screens translate: tools find it by this name."""
    return text


def in_language(text: Mapping[str, str], language: str, fallback: str = "en") -> str:
    """Return `text` in `language`, else in `fallback`, else in any language, else ''."""
    for code in (language, fallback):
        if text.get(code):
            return text[code]
    return next((wording for wording in text.values() if wording), "")


def as_one_line(text: str) -> str:
    """Return a name as it is shown beside others: what it holds is what is seen.

    Control characters, half characters, zero-width ones and marks that turn the direction of
    what follows are dropped; any white space becomes one space.
    """
    spaced = " ".join(text.split())
    seen = (sign for sign in spaced if unicodedata.category(sign) not in _UNSEEN)
    return unicodedata.normalize("NFC", "".join(seen)).strip()


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
