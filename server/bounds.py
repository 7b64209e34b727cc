"""What every request keeps within, whoever sends it: a plain address, and a body that ends.

Both are ASGI wrappers. Pushes don't pass here: their door has bounds of its own, by device.
"""

import asyncio
from collections.abc import Callable
from typing import Annotated

from fastapi import Request, Response
from pydantic import AfterValidator, Field
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import InvalidRequest, as_json
from shared.problems import Problem

MOST_BYTES = 1024 * 1024
"""Of the body of a request to a route that does not say otherwise: forms, and small JSON."""
GRACE = 30.0
"""Seconds that any body may take."""
SLOWEST = 1024
"""Bytes a second that a longer body must keep up, on average: GPRS in bad weather."""

_AROUND_A_FILE = 64 * 1024
"""Bytes of a form's other fields, and of what parts them."""


def _without_zero(text: str) -> str:
    if "\0" in text:
        raise ValueError("It holds the character U+0000, which can't be kept. Write it anew.")
    return text


PlainText = Annotated[str, AfterValidator(_without_zero)]
"""A text of a form that is kept, or compared with what is."""
EntryNumber = Annotated[int, Field(ge=0, lt=2**63)]
"""The number of a journal entry, as addresses and forms have it."""


class RequestTooLarge(Problem):
    """The body is larger than anything that is sent to this address."""

    status = 413
    code = "request-too-large"
    title = "The request is too large"


def is_declared_within(request: Request, most: int) -> bool:
    """Say whether a request declares a body of at most `most` bytes, and what forms put around.

    For routes that take files: they ask before any of it is read.
    """
    length = request.headers.get("content-length", "")
    is_number = length.isascii() and length.isdigit() and len(length) <= 18
    return is_number and int(length) <= most + _AROUND_A_FILE


class PlainAddress:
    """Refuse addresses with a zero character: no database keeps one, and no name has one."""

    def __init__(
        self, app: ASGIApp, answer: Callable[[Request, Problem], Response] = as_json
    ) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with InvalidRequest."""
        if scope["type"] != "http" or not _has_zero(scope):
            await self.app(scope, receive, send)
            return
        problem = InvalidRequest(
            "The address holds the character U+0000, which no name has. Follow a link, or copy "
            "the address anew."
        )
        await self.answer(Request(scope), problem)(scope, receive, send)


class BoundedBody:
    """Let no body grow beyond what its route takes, nor dribble in for ever.

    One that comes too slowly ends as if its sender had hung up: uploads keep what came.
    """

    def __init__(
        self, app: ASGIApp, is_streamed: Callable[[str], bool], *, grace: float = GRACE
    ) -> None:
        """`is_streamed` names the paths whose routes bound the size of what they take."""
        self.app = app
        self._is_streamed = is_streamed
        self._grace = grace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with its body bounded."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = None if self._is_streamed(scope["path"]) else MOST_BYTES
        body = _Body(receive, most, self._grace)

        async def send_and_close(message: Message) -> None:
            # What is left of the body is nobody's: without this, it would be read to its end.
            if message["type"] == "http.response.start" and body.is_too_large:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self.app(scope, body.receive, send_and_close)


class _Body:
    """One request's body as it comes in."""

    def __init__(self, receive: Receive, most: int | None, grace: float) -> None:
        self._receive = receive
        self._most = most
        self._end = asyncio.get_running_loop().time() + grace
        self._taken = 0
        self._is_whole = False
        self.is_too_large = False

    async def receive(self) -> Message:
        """Return the next message. Raises RequestTooLarge."""
        if self._is_whole:  # what still comes is news of the connection, not of the body
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._end + self._taken / SLOWEST):
                message = await self._receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        self._taken += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._most is not None and self._taken > self._most:
            self.is_too_large = True
            raise RequestTooLarge(
                f"This address takes {self._most // 2**20} MiB at most. Nothing of it was kept. "
                "Send less at once, or look whether the address is the right one.",
                most_bytes=self._most,
            )
        return message


def _has_zero(scope: Scope) -> bool:
    return "\0" in scope["path"] or b"%00" in scope["query_string"]
