"""How connections begin: heads of requests are bounded in size and in time.

uvicorn leaves both open. One sender could else fill the memory with a header that never ends, or
keep thousands of connections by a byte a minute.
"""

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.errors import ProblemResponse
from shared.problems import Problem

MOST_HEAD_BYTES = 64 * 1024
"""Of address and headers together. The longest cursor has two thousand."""
MOST_CORKED_BYTES = 64 * 1024
"""Of an answer, before it is sent."""
HEAD_SECONDS = 30.0
"""Within which a head must be complete, from its connection's or its own first byte on."""


class BadHead(Problem):
    """The connection does not begin as HTTP does."""

    status = 400
    code = "bad-request-head"
    title = "This is no request that the server understands"


class HeadTooLarge(BadHead):
    """Address and headers are larger than any that are sent here."""

    status = 431
    code = "request-head-too-large"
    title = "Address and headers are too large"


class HeadTooSlow(BadHead):
    """Address and headers did not come in time."""

    status = 408
    code = "request-head-too-slow"
    title = "Address and headers came too slowly"


class Corked:
    """A transport that sends what is written in one turn of the event loop in one piece.

    The head and the body of an answer are written apart; sent apart, they would cost a system
    call more here, and two wakings of the other side.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pieces: list[bytes] = []
        self._bytes = 0

    def write(self, data: bytes) -> None:
        """Send `data` at the end of this turn, or at once when much has gathered."""
        if not self._pieces:
            self._loop.call_soon(self._flush)
        self._pieces.append(data)
        self._bytes += len(data)
        if self._bytes > MOST_CORKED_BYTES:
            self._flush()

    def close(self) -> None:
        """Send what is left, and close."""
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Tell whether it is closed or about to be."""
        return self._transport.is_closing()

    def _flush(self) -> None:
        if self._pieces:
            pieces, self._pieces, self._bytes = self._pieces, [], 0
            self._transport.write(b"".join(pieces))

    def __getattr__(self, name: str) -> object:
        """Leave everything else to the transport."""
        return getattr(self._transport, name)


class BoundedConnection(HttpToolsProtocol):
    """A connection that is given up when a request's head grows too large or too old.

    A head that comes whole with its first bytes, as nearly all do, costs nothing here.
    """

    _is_in_head = False
    _began_just_now = False
    _head_bytes = 0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, and wait for a head."""
        super().connection_made(cast(asyncio.Transport, Corked(transport, self.loop)))
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and look whether a head goes on too long."""
        self._began_just_now = False
        super().data_received(data)
        if self._is_in_head and not self.transport.is_closing():
            self._head_bytes += 0 if self._began_just_now else len(data)
            if self._deadline is None:
                self._await_head()
            if self._head_bytes > MOST_HEAD_BYTES:
                self._give_up(
                    HeadTooLarge(
                        f"Address and headers may have {MOST_HEAD_BYTES // 1024} KiB together."
                    )
                )

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        super().on_message_begin()
        self._is_in_head = self._began_just_now = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """Note that a head is complete; its body has bounds of its own."""
        self._is_in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, in the one shape of problems."""
        self._give_up(BadHead(f"{msg} Look whether the address begins with https, or with http."))

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._time_out)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _time_out(self) -> None:
        self._give_up(
            HeadTooSlow(f"Address and headers must come within {HEAD_SECONDS:.0f} seconds.")
        )

    def _give_up(self, problem: Problem) -> None:
        """Say why, and close."""
        self._stop_waiting()
        if self.transport.is_closing():
            return
        wire = problem.on_the_wire()
        answer = ProblemResponse(wire.model_dump(), wire.status, headers={"Connection": "close"})
        head = [b"HTTP/1.1 %d \r\n" % problem.status]
        head += [b"%s: %s\r\n" % pair for pair in answer.raw_headers]
        self.transport.write(b"".join([*head, b"\r\n", answer.body]))
        self.transport.close()
