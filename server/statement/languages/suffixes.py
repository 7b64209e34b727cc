"""What is written behind a figure in Kazakh and Turkish: it follows how the figure is read. Pure.

`12-сінде` is read "он екісінде", `12'sinde` "on ikisinde": the last word of the number decides.
"""

from collections.abc import Mapping


def last_word(figure: str) -> int:
    """Return the last word of a figure as a number: 2 of `12`, 40 of `1 240`, 1000 of `3 000`.

    A figure with decimals is read to its end, so its last digit counts: 6 of `94.6`, 0 of `25.0`.
    """
    if "." in figure:
        return int(figure[-1])
    number = int(figure)
    for unit in (10, 100):
        if number % unit:
            return number % unit
    for unit in (1_000, 1_000_000):
        if number % unit:
            return unit // 10 if unit == 1_000 else 1_000
    return 1_000_000 if number else 0


def behind(figure: str, suffixes: Mapping[int, str]) -> str:
    """Return the suffix for `figure`; `suffixes` has one for each word of the language."""
    return suffixes[last_word(figure)]
