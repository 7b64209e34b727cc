"""Numbers and lists as English writes them. Pure."""

from collections.abc import Sequence
from datetime import date

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def numeral(number: int) -> str:
    """Return `number` in figures, thousands set apart: `10,061`."""
    return f"{number:,}"


def in_words(number: int) -> str:
    """Return `number` in words below ten, in figures from ten on."""
    return WORDS[number] if 0 <= number < len(WORDS) else numeral(number)


def of_the(number: int, whole: int) -> str:
    """Return `2 of the 14`, `five of the six`: both in words, or both in figures."""
    if whole < len(WORDS):
        return f"{in_words(number)} of the {in_words(whole)}"
    return f"{numeral(number)} of the {numeral(whole)}"


def counted(number: int, noun: str) -> str:
    """Return `one polling station`, `six polling stations`."""
    return f"{in_words(number)} {noun}{'' if number == 1 else 's'}"


def listing(words: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def sentence(text: str) -> str:
    """Return `text` with a capital at its beginning and one full stop at its end."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def per_cent(share: float, decimals: int) -> str | None:
    """Return `82` or `96.2`; None where rounding would make 0 or 100 of what is neither."""
    figure = f"{100 * share:.{decimals}f}"
    return None if float(figure) in (0.0, 100.0) else figure


def day(moment: date) -> str:
    """Return `10 January 2021`."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def days(first: date, last: date) -> str:
    """Return `On 6 January 2021`, or `From 6 to 8 January 2021`."""
    if first == last:
        return f"On {day(first)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"From {first.day} to {day(last)}"
    return f"From {day(first)} to {day(last)}"
