"""Keys by their place: an observer who writes Russian or Kazakh need not change the layout.

A key that shows `o` on the screen is pressed where `o` is on a Latin keyboard, whatever the
layout makes of it: щ on the Russian one. The Kazakh layout has letters where others have digits.
Turkish layouts have all the letters that we use.
"""

_RUSSIAN = "йцукенгшщзфывапролдячсмитьЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"
_LATIN = "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNM"
_KAZAKH_DIGITS, _DIGITS = "әіңғүұқ", "2345890"
_BY_PLACE = str.maketrans(_RUSSIAN + _KAZAKH_DIGITS, _LATIN + _DIGITS)
_KAZAKH_SIGNS = str.maketrans('",.', "167")


def by_place(character: str) -> str:
    """Return what a Latin keyboard has where `character` was typed; itself where it is Latin."""
    return character.translate(_BY_PLACE)


def digit_by_place(character: str) -> str:
    """Return the digit where a Kazakh keyboard has `character`, signs included."""
    return by_place(character).translate(_KAZAKH_SIGNS)
