"""tus 1.0 as it is spoken here: creation and its core, by headers that are read with care."""

import base64
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from server.errors import problem_response
from server.journal.attachments.problems import TusRefused, TusVersionUnknown
from server.journal.attachments.uploads import Announced
from shared.problems import Problem
from shared.sync.protocol import TUS_VERSION

OFFSET_STREAM = "application/offset+octet-stream"
_HEADERS = {"Tus-Resumable": TUS_VERSION, "Cache-Control": "no-store"}
_LONGEST_METADATA = 1000
_MOST_ENTRIES = 2**31 - 1
"""Of one journal: what its column holds."""
_HEX = frozenset("0123456789abcdef")


class TusRoute(APIRoute):
    """A route of the protocol: its version is asked for, and every answer bears it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler within these rules."""
        answer = super().get_route_handler()

        async def answer_as_tus(request: Request) -> Response:
            try:
                _require_version(request)
                response = await answer(request)
            except Problem as problem:
                response = problem_response(problem)
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return answer_as_tus


def read_announced(length: str, metadata: str) -> Announced:
    """Return what `Upload-Length` and `Upload-Metadata` (sha256, entry) announce.

    Raises TusRefused.
    """
    sha256, entry = read_hash(metadata), _metadata(metadata).get("entry", "")
    if not _is_number(entry) or int(entry) > _MOST_ENTRIES:
        raise TusRefused("Upload-Metadata must name the journal's entry: entry <seq in base64>.")
    return Announced(sha256, read_number("Upload-Length", length), int(entry))


def read_hash(metadata: str) -> str:
    """Return the SHA-256 that `Upload-Metadata` names. Raises TusRefused."""
    sha256 = _metadata(metadata).get("sha256", "")
    if len(sha256) != 64 or not _HEX.issuperset(sha256):
        raise TusRefused("Upload-Metadata must name the file's SHA-256: sha256 <in base64>.")
    return sha256


def read_number(header: str, value: str) -> int:
    """Return the whole number that a header holds. Raises TusRefused."""
    if not _is_number(value):
        raise TusRefused(f"{header} must be a whole number of bytes.")
    return int(value)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18


def _require_version(request: Request) -> None:
    version = request.headers.get("Tus-Resumable", "")
    if request.method in {"GET", "OPTIONS"} or version == TUS_VERSION:
        return
    raise TusVersionUnknown(
        f"The request says Tus-Resumable: {version[:20] or '(nothing)'}. Say {TUS_VERSION}.",
        spoken=[TUS_VERSION],
    )


def _metadata(header: str) -> dict[str, str]:
    """Return the pairs of `Upload-Metadata`: comma-separated, each a key and base64."""
    pairs: dict[str, str] = {}
    if len(header) > _LONGEST_METADATA:
        raise TusRefused(f"Upload-Metadata is longer than {_LONGEST_METADATA} characters.")
    for pair in header.split(",") if header else ():
        key, _, value = pair.strip().partition(" ")
        try:
            pairs[key] = base64.b64decode(value, validate=True).decode("ascii")
        except ValueError:  # binascii's and those of codecs are such
            raise TusRefused(
                f"Upload-Metadata: {key[:20]!r} is not base64 of plain text."
            ) from None
    return pairs
