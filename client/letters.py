"""What people type, made fit to be stored and to be searched."""

import re
import unicodedata

_LOOK_ALIKE = str.maketrans("әғқңөұүһіıłøđ", "агкноуухиilod")
"""Letters that keyboards of neighbouring languages lack, and what is typed in their place."""
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff]+"
)
"""What stands above and below letters."""


def clean(text: str) -> str:
    """Replace by `?` what a broken terminal may send and UTF-8 can't carry."""
    return text.encode("utf-8", "replace").decode()


def fold(text: str) -> str:
    """Return `text` as it is searched: no case, no diacritics, one space between words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = _MARKS.sub("", decomposed)
    return " ".join(bare.translate(_LOOK_ALIKE).split())
