"""The line between a laptop and the server: an HTTP proxy that can be cut anywhere."""

import socket
import threading
from collections.abc import Callable
from enum import Enum, auto
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

PORTAL = b"<!DOCTYPE html><html><title>Welcome to Hotel Astana</title>Log in, please.</html>"
_OWN_HEADERS = {"connection", "host", "transfer-encoding", "date", "server", "content-length"}


class Cut(Enum):
    """What happens to a message on its way."""

    BEFORE_THE_REQUEST = auto()
    WITHIN_THE_REQUEST = auto()
    BEFORE_THE_ANSWER = auto()
    """The server has done its part, and nobody learns of it."""
    WITHIN_THE_ANSWER = auto()
    PORTAL = auto()
    """Somebody else answers, with a web page."""


class _Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Line:
    """A proxy to `port` of this machine; a context manager. One cut concerns one message."""

    def __init__(self, port: Callable[[], int]) -> None:
        self._port = port
        self._own_port = 0
        self._cuts: list[tuple[str, Cut]] = []
        self.made: list[Cut] = []
        """The cuts that took place."""

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

    def cut(self, path: str, cut: Cut) -> None:
        """Do this to the next message to `path`, or to what is below it where it ends in `/`."""
        self._cuts.append((path, cut))

    def next_cut(self, path: str) -> Cut | None:
        """Return what happens to a message to `path`, which is now under way."""
        path = path.partition("?")[0]
        for planned in self._cuts:
            if planned[0] == path or (planned[0].endswith("/") and path.startswith(planned[0])):
                self._cuts.remove(planned)
                self.made.append(planned[1])
                return planned[1]
        return None

    def upstream(self) -> HTTPConnection:
        """Return a connection to the server, not opened yet."""
        return HTTPConnection("127.0.0.1", self._port(), timeout=20)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    line: Line

    def do_GET(self) -> None:
        self._relay()

    def do_POST(self) -> None:
        self._relay()

    def do_PATCH(self) -> None:
        self._relay()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - its own name
        """Say nothing."""

    def _relay(self) -> None:
        cut = self.line.next_cut(self.path)
        if cut is Cut.BEFORE_THE_REQUEST:
            return self._hang_up()
        request = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if cut is Cut.PORTAL:
            return self._answer(_Answer(200, [("Content-Type", "text/html")], PORTAL))
        if cut is Cut.WITHIN_THE_REQUEST:
            self._forward_half(request)
            return self._hang_up()
        try:
            answer = self._forward(request)
        except (OSError, HTTPException):  # nobody answers there
            return self._hang_up()
        if cut is Cut.BEFORE_THE_ANSWER:
            return self._hang_up()
        return self._answer(answer, half=cut is Cut.WITHIN_THE_ANSWER)

    def _forward(self, request: bytes) -> _Answer:
        upstream = self.line.upstream()
        try:
            upstream.request(self.command, self.path, request or None, self._passed_on())
            answer = upstream.getresponse()
            return _Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            upstream.close()

    def _forward_half(self, request: bytes) -> None:
        """Send the head with the whole length, and half of the body."""
        upstream = self.line.upstream()
        try:
            upstream.putrequest(self.command, self.path)
            for name, value in self._passed_on().items():
                upstream.putheader(name, value)
            upstream.putheader("Content-Length", str(len(request)))
            upstream.endheaders(request[: len(request) // 2])
        finally:
            upstream.close()

    def _passed_on(self) -> dict[str, str]:
        return {name: value for name, value in self.headers.items() if _is_theirs(name)}

    def _answer(self, answer: _Answer, *, half: bool = False) -> None:
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in answer.headers if _is_theirs(name)]
        if answer.status != HTTPStatus.NO_CONTENT:
            lines.append(f"Content-Length: {len(answer.body)}")
        content = "\r\n".join([*lines, "", ""]).encode() + answer.body
        self.wfile.write(content[: len(content) // 2] if half else content)
        if half:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def _is_theirs(header: str) -> bool:
    """Tell whether a header goes from end to end, and not just over this hop."""
    return header.lower() not in _OWN_HEADERS
