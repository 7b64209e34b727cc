"""Answers that a browser saves as files instead of showing them."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import StreamingResponse

_UNSAFE = re.compile("[^A-Za-z0-9 ._-]")


def saved_as(name: str) -> dict[str, str]:
    """Return the header by which a browser saves an answer under `name`, in whatever script."""
    plain = _UNSAFE.sub("_", name)
    value = f'attachment; filename="{plain}"'
    if plain != name:
        value += f"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": value}


def file_answer(content: str | bytes, media_type: str, name: str) -> Response:
    """Return `content` as a file called `name`."""
    return Response(content, media_type=media_type, headers=saved_as(name))


def csv_answer(lines: Iterable[str], name: str) -> StreamingResponse:
    """Return a table as a file called `name`; `lines` are those of `csv_lines`."""
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=saved_as(name))
