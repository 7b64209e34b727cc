"""Requests as no client would send them: straight to the application, byte by byte."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message

Headers = Sequence[tuple[str, str | bytes]]
JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
PAGE = ("Accept", "text/html")
OURS = ("Sec-Fetch-Site", "same-origin")


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""

    @property
    def problem(self) -> dict[str, Any]:
        """The problem document, which it must be, with a code and a sentence."""
        assert self.headers["content-type"] == "application/problem+json", self
        document = json.loads(self.content)
        assert 400 <= document["status"] < 500, document
        assert document["code"]
        assert document["detail"].rstrip(")”’'\"").endswith((".", "?", "!")), document
        return document


async def ask(
    app: ASGIApp,
    method: str,
    path: str,
    headers: Headers = (),
    body: bytes | list[bytes] = b"",
    query: bytes = b"",
    *,
    hangs_up: bool = False,
) -> Answer:
    """Send one request, its body in as many pieces as it is given in."""
    pieces = [body] if isinstance(body, bytes) else body
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query,
        "root_path": "",
        "scheme": "http",
        "client": ("192.0.2.7", 50000),
        "server": ("server", 80),
        "headers": [(name.lower().encode(), _raw(value)) for name, value in headers],
    }
    answer = Answer()
    await app(scope, _sending(pieces, hangs_up=hangs_up), _hearing(answer))
    return answer


def _sending(pieces: list[bytes], *, hangs_up: bool) -> Callable[[], Awaitable[Message]]:
    async def receive() -> Message:
        if not pieces:
            return {"type": "http.disconnect"}
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces) or hangs_up}

    return receive


def _hearing(answer: Answer) -> Callable[[Message], Awaitable[None]]:
    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {
                name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]
            }
        else:
            answer.content += message.get("body", b"")

    return send


def _raw(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1")
