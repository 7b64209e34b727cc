"""Readers of cells: from the text of a cell to a value, or to what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence

_SPREADSHEET_ERROR = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_GROUPED = re.compile("(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3})")
_YES = frozenset({"yes", "y", "true", "1", "x", "да", "иә", "evet", "oui", "sí", "si"})
_NO = frozenset({"no", "n", "false", "0", "нет", "жоқ", "hayır", "non"})


class Wrong(Exception):  # noqa: N818 - it never leaves the reading of a file
    """A cell is wrong: a clause without its full stop, and what to do."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message, self.cure = message, cure


def text(cell: str) -> str:
    """Return the cell. Raises Wrong for a spreadsheet's error, and for a formula."""
    if cell[:1] == "#" and _SPREADSHEET_ERROR.match(cell):
        raise Wrong(f"it holds the spreadsheet's error {cell}", "Correct the formula there.")
    if cell[:1] == "=":
        raise Wrong("it holds a formula, not its value", "Save the values, not the formulas.")
    return cell


def needed(what: str, cure: str, *, most: int = 400) -> Callable[[str], str]:
    """Return a reader of texts that may not be empty, nor have more than `most` characters."""

    def read(cell: str) -> str:
        if not text(cell):
            raise Wrong(f"{what} is missing", cure)
        if len(cell) > most:
            raise Wrong(f"{what} is longer than {most} characters", "Shorten it.")
        return cell

    return read


def at_most(most: int) -> Callable[[str], str]:
    """Return a reader of texts of at most `most` characters."""

    def read(cell: str) -> str:
        if len(text(cell)) > most:
            raise Wrong(f"it is longer than {most} characters", "Shorten it.")
        return cell

    return read


def one_of(
    known: Sequence[str], others: Mapping[str, str] | None = None, *, is_needed: bool = False
) -> Callable[[str], str]:
    """Return a reader of words: those `known`, in any case, or `others` for one of them.

    An empty cell is '', unless one of them is needed.
    """
    words = {**{each: each for each in known}, **(others or {})}
    listed = ", ".join(known)
    cure = f"Write one of {listed}." if is_needed else f"Write {listed}, or leave it empty."

    def read(cell: str) -> str:
        if not cell and not is_needed:
            return ""
        word = words.get(cell.casefold())
        if word is None:
            raise Wrong(f"'{cell}' is not known" if cell else "it is missing", cure)
        return word

    return read


def whole_number(of: str, most: int) -> Callable[[str], int | None]:
    """Return a reader of whole numbers up to `most`; `of` says of what, as `voters`."""

    def read(cell: str) -> int | None:
        if not cell:
            return None
        digits = _GROUPED.sub("", cell)
        if not (digits.isascii() and digits.isdigit()):
            raise Wrong(
                f"'{cell}' is not a number of {of}", "Write digits only, or leave it empty."
            )
        if len(digits) > 18 or int(digits) > most:
            raise Wrong(f"{cell} {of} are more than there can be", "Is it another column's number?")
        return int(digits)

    return read


def yes_no(cell: str) -> bool | None:
    """Return what the cell says; None for an empty one."""
    word = cell.casefold()
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise Wrong(f"'{cell}' is neither yes nor no", "Write yes or no, or leave it empty.")
