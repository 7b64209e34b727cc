"""A layout as plain data that any document can hold. Pure."""

import re
from dataclasses import asdict
from typing import Any, cast

from server.statement.printed.layout import Layout

_UNFIT = re.compile(r"[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow or discourages: control characters and halves of pairs."""
_BLANK = re.compile(r"[\t\n\r]+")
REPLACEMENT = "\ufffd"


def as_data(layout: Layout) -> dict[str, Any]:
    """Return the layout as dictionaries, lists and strings without unfit characters."""
    return cast(dict[str, Any], _fit(asdict(layout)))


def fit(text: str) -> str:
    """Return `text` on one line; a character that no document may hold becomes `REPLACEMENT`."""
    return _UNFIT.sub(REPLACEMENT, _BLANK.sub(" ", text))


def _fit(value: object) -> object:
    match value:
        case str():
            return fit(value)
        case dict():
            return {name: _fit(each) for name, each in cast(dict[str, object], value).items()}
        case list() | tuple():
            return [_fit(each) for each in cast(list[object], value)]
        case _:
            return value
