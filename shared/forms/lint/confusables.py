"""Names that people can't tell apart: letters of other alphabets, and capital letters.

The table holds the Cyrillic and Greek letters that look like Latin ones in ordinary typefaces,
after Unicode's list of confusables (UTS #39); names of questions rarely need more.
"""

import unicodedata

_CYRILLIC = dict(zip("авеѕіјкмнорсԁтухһԛԝгпүѵ", "abesijkmhopcdtyxhqwrnyv", strict=True))
_GREEK = dict(zip("αβγεικνορτυχωη", "abyeikvoptuxwn", strict=True))
_LETTERS = str.maketrans(_CYRILLIC | _GREEK)
_CAPITALS = str.maketrans(
    dict(zip("АВЕЅІЈКМНОРСТУХҺԚԜҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXHQWYABEZHIKMNOPTYX", strict=True))
)
_SIGNS = str.maketrans({"0": "o", "1": "l", "|": "l", "-": "_", ".": "_", "·": "_"})


def skeleton(name: str) -> str:
    """Return `name` with every letter as the one that it looks like: equal for look-alikes."""
    composed = unicodedata.normalize("NFKC", name).translate(_CAPITALS)
    return composed.casefold().translate(_LETTERS).translate(_SIGNS)


def alphabets_of(name: str) -> dict[str, str]:
    """Return the alphabets of `name`'s letters, each with the letters it has in it.

    `rаmp` with a Cyrillic а → `{"LATIN": "rmp", "CYRILLIC": "а"}`.
    """
    found: dict[str, str] = {}
    for sign in name:
        if sign.isalpha():
            alphabet = unicodedata.name(sign, "OTHER").split()[0]
            if sign not in found.get(alphabet, ""):
                found[alphabet] = found.get(alphabet, "") + sign
    return found
