"""The line between a laptop and the server: an HTTP proxy on which anything can go wrong.

laptop ── a socket ──▶ Line ── another one ──▶ server

One mishap concerns one message, at a byte of it: of the request on its way there, or of the answer
on its way back.
"""

import random
import socket
import threading
from collections.abc import Callable, Sequence
from enum import Enum, auto
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from tests.soak.line import PORTAL, kind_of

_OWN_HEADERS = {"connection", "host", "transfer-encoding", "date", "server", "content-length"}
_PIECES = 12
"""In which a message comes that dribbles in."""


class Mishap(Enum):
    """What happens to a message on its way."""

    NONE = auto()
    BEFORE_THE_REQUEST = auto()
    """The connection breaks here, and so on."""
    BEFORE_THE_BODY = auto()
    """The server has read who asks for what, and waits for the rest."""
    WITHIN_THE_REQUEST = auto()
    BEFORE_THE_LAST_BYTE = auto()
    BEFORE_THE_ANSWER = auto()
    """The server has done its part, and nobody learns of it."""
    WITHIN_THE_HEAD = auto()
    WITHIN_THE_ANSWER = auto()
    BEFORE_THE_END = auto()
    """Of the answer, one byte is missing."""
    LATE = auto()
    """The laptop gives up; the request arrives when others have overtaken it."""
    LATE_ANSWER = auto()
    """The laptop gives up; its next question of the kind gets this answer."""
    TWICE = auto()
    """The request arrives twice; the second answer comes back."""
    NOISE = auto()
    """What comes back is not HTTP."""
    GARBLED = auto()
    """The head of the answer is right, and noise follows."""
    PORTAL = auto()
    """Somebody else answers, with a web page."""
    DRIBBLE = auto()
    """All of it comes, in drops."""


MISHAPS = [each for each in Mishap if each is not Mishap.NONE]
_THERE = {
    Mishap.BEFORE_THE_BODY: 0, Mishap.WITHIN_THE_REQUEST: 0.5, Mishap.BEFORE_THE_LAST_BYTE: -1,
}  # fmt: skip
"""Where a request breaks off: of its body, this share; -1: all but a byte."""
_BACK = {Mishap.BEFORE_THE_ANSWER: 0, Mishap.WITHIN_THE_ANSWER: 0.5, Mishap.BEFORE_THE_END: -1}
"""Where an answer breaks off: of all its bytes."""
_WITHIN_A_HEAD = 12
"""Bytes: in the middle of the status line."""


class _Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class _Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Return `PATCH uploads`, say."""
        return kind_of(f"{self.method} {self.path.partition('?')[0]}")


class Line:
    """A proxy to `port` of this machine; a context manager."""

    def __init__(self, port: Callable[[], int]) -> None:
        self._port = port
        self._own_port = 0
        self._planned: dict[str, list[Mishap]] = {}
        self._late: list[_Request] = []
        self._overtaken: dict[str, _Answer] = {}
        self._chance = random.Random(1)  # noqa: S311 - any noise will do
        self.carried: list[tuple[str, Mishap]] = []
        """What went over it, by kind, and what happened to that."""
        self.patched: set[str] = set()
        """The paths of the uploads that were gone on with."""

    def __enter__(self) -> "Line":
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Its end at the laptop."""
        return f"http://127.0.0.1:{self._own_port}"

    def open(self) -> None:
        """Listen, at the same port each time."""
        line = self

        class Handler(_Handler):
            """Relays over this line."""

            def setup(self) -> None:
                self.line = line
                super().setup()

        self._server = ThreadingHTTPServer(("127.0.0.1", self._own_port), Handler)
        self._own_port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        """Refuse everyone."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def plan(self, kind: str, *mishaps: Mishap) -> None:
        """Let the next messages of a kind, such as `PATCH uploads`, meet this."""
        self._planned[kind] = list(mishaps)

    def heal(self) -> None:
        """Plan nothing more; what is late arrives."""
        self._planned.clear()
        self._overtaken.clear()
        self.deliver_late()

    def next_mishap(self, kind: str) -> Mishap:
        """Return what happens to a message that is now under way."""
        planned = self._planned.get(kind)
        mishap = planned.pop(0) if planned else Mishap.NONE
        self.carried.append((kind, mishap))
        return mishap

    def delay(self, request: _Request) -> None:
        """Let a request arrive after others."""
        self._late.append(request)

    def deliver_late(self) -> None:
        """Let the requests arrive that laptops had given up, the newest first."""
        late, self._late = self._late, []
        for request in reversed(late):
            self.forward(request)

    def overtake(self, kind: str, answer: _Answer) -> None:
        """Keep an answer for the next question of its kind."""
        self._overtaken[kind] = answer

    def overtaken(self, kind: str) -> _Answer | None:
        """Return the answer to an earlier question, if one is on its way."""
        return self._overtaken.pop(kind, None)

    def noise(self, length: int) -> bytes:
        """Return bytes that mean nothing."""
        return self._chance.randbytes(length)

    def forward(self, request: _Request, *, dribble: bool = False) -> _Answer:
        """Hand a request to the server and return its answer. Raises OSError, HTTPException."""
        upstream = self._begin(request)
        try:
            for piece in _pieces(request.body) if dribble else [request.body]:
                upstream.send(piece)
            answer = upstream.getresponse()
            return _Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            upstream.close()

    def break_off(self, request: _Request, share: float) -> None:
        """Send the head with the whole length, and a share of the body."""
        upstream = self._begin(request)
        upstream.send(request.body[: _cut(request.body, share)])
        upstream.close()

    def _begin(self, request: _Request) -> HTTPConnection:
        upstream = HTTPConnection("127.0.0.1", self._port(), timeout=20)
        upstream.putrequest(request.method, request.path, skip_accept_encoding=True)
        for name, value in request.headers.items():
            upstream.putheader(name, value)
        upstream.putheader("Content-Length", str(len(request.body)))
        upstream.endheaders()
        return upstream


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    line: Line

    def do_GET(self) -> None:
        self._relay()

    def do_POST(self) -> None:
        self._relay()

    def do_PATCH(self) -> None:
        self._relay()

    def do_HEAD(self) -> None:
        self._relay()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - its own name
        """Say nothing."""

    def _relay(self) -> None:
        request = self._read()
        mishap = self.line.next_mishap(request.kind)
        if request.method == "PATCH":
            self.line.patched.add(request.path)
        try:
            answer = self._answer_to(request, mishap)
            self.line.deliver_late()
            if mishap is Mishap.LATE:
                self.line.delay(request)
        except (OSError, HTTPException):  # nobody answers there
            answer = None
        if answer is None:
            self._hang_up()
        else:
            self._answer(answer, mishap)

    def _answer_to(self, request: _Request, mishap: Mishap) -> _Answer | None:
        """Return what the laptop will get of some answer, or None where it gets none."""
        if mishap in {Mishap.BEFORE_THE_REQUEST, Mishap.LATE}:
            return None
        if mishap in _THERE:
            self.line.break_off(request, _THERE[mishap])
            return None
        if mishap is Mishap.PORTAL:
            return _Answer(200, [("Content-Type", "text/html")], PORTAL)
        answer = self.line.forward(request, dribble=mishap is Mishap.DRIBBLE)
        if mishap is Mishap.TWICE:
            answer = self.line.forward(request)
        if mishap is Mishap.LATE_ANSWER:
            self.line.overtake(request.kind, answer)
            return None
        return self.line.overtaken(request.kind) or answer

    def _read(self) -> _Request:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        passed_on = {name: value for name, value in self.headers.items() if _is_theirs(name)}
        return _Request(self.command, self.path, passed_on, body)

    def _answer(self, answer: _Answer, mishap: Mishap) -> None:
        head = self._head(answer)
        body = b"" if self.command == "HEAD" else answer.body
        if mishap is Mishap.GARBLED:
            body = self.line.noise(len(body))
        content = self.line.noise(200) if mishap is Mishap.NOISE else head + body
        if mishap in _BACK:
            content = content[: _cut(content, _BACK[mishap])]
        if mishap is Mishap.WITHIN_THE_HEAD:
            content = content[:_WITHIN_A_HEAD]
        for piece in _pieces(content) if mishap is Mishap.DRIBBLE else [content]:
            self.wfile.write(piece)
        if mishap in {*_BACK, Mishap.WITHIN_THE_HEAD, Mishap.NOISE}:
            self._hang_up()

    def _head(self, answer: _Answer) -> bytes:
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in answer.headers if _is_theirs(name)]
        if answer.status != HTTPStatus.NO_CONTENT:
            lines.append(f"Content-Length: {len(answer.body)}")
        return "\r\n".join([*lines, "", ""]).encode()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def _pieces(content: bytes) -> Sequence[bytes]:
    """Return `content` in single bytes first, then in a few pieces."""
    drops, rest = content[:_PIECES], content[_PIECES:]
    length = max(1, len(rest) // _PIECES)
    starts = range(0, len(rest), length)
    return [bytes([each]) for each in drops] + [rest[each : each + length] for each in starts]


def _cut(content: bytes, share: float) -> int:
    return max(0, len(content) - 1) if share < 0 else int(len(content) * share)


def _is_theirs(header: str) -> bool:
    """Tell whether a header goes from end to end, and not just over this hop."""
    return header.lower() not in _OWN_HEADERS
