"""Cells of a reports file as answers. Whatever fits no kind of answer stays text.

An export marks with an apostrophe what a spreadsheet would take for a formula, what reads as a
non-answer and is none, and what begins with an apostrophe itself: it is taken off again here.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Decimal,
    Integer,
    Question,
    Range,
    Rank,
    SelectMultiple,
    Time,
    choices_of,
)

Reader = Callable[[str], Any]
"""Turns a cell that is not empty into an answer, as JSON has it."""

_WHOLE = re.compile(r"[+-]?\d{1,15}(\.0+)?")
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")
RESERVED = frozenset(each.value for each in NonAnswer)
"""Words that mean a non-answer, in every column whose question has no choice of that name."""
APOSTROPHE = "'"
_MARKED = tuple("=+-@'")


class NotATimeError(ValueError):
    """A cell that should hold a time holds something else."""


def reader_of(question: Question) -> Reader:
    """Return how the cells of the column of `question` are read.

    The words of the non-answers mean them, unless the question has a choice of that name.
    """
    reserved = RESERVED - {choice.name for choice in choices_of(question)}
    read = _READERS.get(type(question), as_written)

    def answer(cell: str) -> Any:  # noqa: ANN401 - JSON
        return {"non_answer": cell} if cell in reserved else read(cell)

    return answer


def as_written(cell: str) -> str:
    """Return a text without the apostrophe by which an export has marked it."""
    text = cell.removeprefix(APOSTROPHE)
    return text if text != cell and (text in RESERVED or text.startswith(_MARKED)) else cell


def moment_or_time(cell: str, day: date) -> datetime:
    """Read a moment, or a time of `day`; naive where the cell names no offset.

    Raises NotATimeError.
    """
    try:
        if _TIME.fullmatch(cell):
            return datetime.combine(day, time.fromisoformat(_padded(cell)))
        if _MOMENT.fullmatch(cell):
            return datetime.fromisoformat(cell)
    except ValueError:
        pass
    raise NotATimeError(cell)


def _several(cell: str) -> list[str]:
    return cell.split()


def _whole_number(cell: str) -> int | str:
    return int(cell.partition(".")[0]) if _WHOLE.fullmatch(cell) else cell


def _number(cell: str) -> float | str:
    try:
        number = float(cell)
    except ValueError:
        return cell
    return number if math.isfinite(number) else cell


def _on_a_ladder(cell: str) -> int | float | str:
    whole = _whole_number(cell)
    return _number(cell) if isinstance(whole, str) else whole


def _time(cell: str) -> str:
    """Return `7:05` and a spreadsheet's `07:05:00` as `07:05`."""
    if not _TIME.fullmatch(cell):
        return cell
    whole = _padded(cell)
    return whole.removesuffix(":00") if len(whole) > len("00:00") else whole


def _padded(cell: str) -> str:
    return f"0{cell}" if cell[1] == ":" else cell


_READERS: dict[type, Reader] = {
    SelectMultiple: _several,
    Rank: _several,
    Range: _on_a_ladder,
    Integer: _whole_number,
    Decimal: _number,
    Time: _time,
}
