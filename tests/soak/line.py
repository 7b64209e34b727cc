"""The line between laptops and the server: it may do to each message what real lines do."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import httpx
from fastapi import FastAPI

from shared.problems import MEDIA_TYPE

PORTAL = b"<!DOCTYPE html><html><title>Welcome to Hotel Astana</title>Log in, please.</html>"


class Fault(Enum):
    """What happens to a message on its way."""

    NONE = "arrives"
    LOST_REQUEST = "is lost"
    HALF_REQUEST = "breaks off on the way there"
    LATE = "is given up by the laptop, and arrives later"
    TWICE = "arrives twice"
    LOST_ANSWER = "arrives; its answer is lost"
    BROKEN_ANSWER = "arrives; its answer breaks off"
    HALF_ANSWER = "arrives; half of its answer passes for all of it"
    LATE_ANSWER = "arrives; its answer comes when the laptop has asked again"
    STALE_ANSWER = "arrives; an earlier answer comes back"
    GARBAGE = "is answered with noise"
    PORTAL = "is answered by a hotel"
    OTHER_JSON = "arrives; something else that is JSON comes back"
    OTHER_VERSION = "is told that the server speaks another protocol"
    BUSY = "is told to come back later"
    BUSY_UNTOLD = "is told that it is too much, and not until when"
    GATEWAY = "meets a gateway whose server is down"
    FAULT = "meets a server that has failed"


_JSON = [b"null", b"[]", b"{}", b'{"status": "ok"}', b"42"]
FAULTS = [each for each in Fault if each is not Fault.NONE]
_NOT_SENT = {
    Fault.LOST_REQUEST, Fault.LATE, Fault.GARBAGE, Fault.PORTAL, Fault.OTHER_VERSION, Fault.BUSY,
    Fault.BUSY_UNTOLD, Fault.GATEWAY, Fault.FAULT,
}  # fmt: skip


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def _problem(status: int, code: str, more: str = "") -> _Answer:
    told = (
        f'{{"type":"about:blank","title":"?","status":{status},"code":"{code}","detail":"?"{more}}}'
    )
    return _Answer(status, [(b"Content-Type", MEDIA_TYPE.encode())], told.encode())


_OTHERS = {
    Fault.PORTAL: _Answer(200, [(b"Content-Type", b"text/html")], PORTAL),
    Fault.OTHER_VERSION: _problem(400, "protocol-not-spoken", ',"spoken":[7]'),
    Fault.BUSY: _Answer(503, [(b"Retry-After", b"1")], b""),
    Fault.BUSY_UNTOLD: _problem(503, "busy"),
    Fault.GATEWAY: _Answer(502, [], b"<html>Bad gateway</html>"),
    Fault.FAULT: _problem(500, "?"),
}
"""What somebody between laptop and server answers."""


class Line(httpx.AsyncBaseTransport):
    """Carries messages to whatever application `app` returns; each takes the next fault planned.

    `before` is told the path of a message before the server sees it.
    """

    def __init__(
        self,
        app: Callable[[], FastAPI],
        seed: int,
        before: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._app = app
        self._before = before
        self._chance = random.Random(seed)  # noqa: S311 - any noise will do, the same each time
        self._late: list[httpx.Request] = []
        self._earlier: dict[tuple[str, str, str], list[_Answer]] = {}
        self._overtaken: dict[tuple[str, str, str], _Answer] = {}
        """Answers that come to the next question of their kind."""
        self.planned: list[Fault] = []
        """What the next messages meet, one after the other."""
        self.planned_for: dict[str, list[Fault]] = {}
        """What the next messages of a kind meet, as `kind_of` calls it."""
        self.carried: list[tuple[str, Fault]] = []
        """What went over it: `METHOD path`, and what happened to that."""

    def forget(self) -> None:
        """Forget earlier answers and late messages: the server that they knew is gone."""
        self._earlier.clear()
        self._overtaken.clear()
        self._late.clear()

    async def deliver_late(self) -> None:
        """Let the messages arrive that laptops had given up."""
        late, self._late = self._late, []
        self._chance.shuffle(late)
        for request in late:
            await self._act(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one message."""
        await request.aread()
        what = f"{request.method} {request.url.path}"
        planned = self.planned_for.get(kind_of(what)) or self.planned
        fault = planned.pop(0) if planned else Fault.NONE
        self.carried.append((what, fault))
        if self._late and self._chance.random() < 0.5:
            await self.deliver_late()
        if fault in _NOT_SENT:
            return self._not_sent(request, fault)
        if fault is Fault.HALF_REQUEST:
            await self._act(request, half=True)
            raise httpx.ReadError("the connection broke")
        answer = await self._act(request)
        if fault is Fault.TWICE:
            answer = await self._act(request)
        if fault is Fault.LATE_ANSWER:
            self._overtaken[_alike(request)] = answer
            raise httpx.ReadTimeout("nobody answers")
        answer = self._overtaken.pop(_alike(request), answer)
        if fault is Fault.STALE_ANSWER:
            answer = self._chance.choice(self._earlier[_alike(request)])
        return self._answered(answer, fault)

    def _not_sent(self, request: httpx.Request, fault: Fault) -> httpx.Response:
        if fault is Fault.LATE:
            self._late.append(request)
            raise httpx.ReadTimeout("nobody answers")
        if fault is Fault.GARBAGE:
            noise = self._chance.randbytes(self._chance.randint(0, 300))
            return httpx.Response(200, headers={"Content-Type": "application/json"}, content=noise)
        if fault not in _OTHERS:
            raise httpx.ConnectError("no network")
        other = _OTHERS[fault]
        return httpx.Response(other.status, headers=other.headers, content=other.body)

    def _answered(self, answer: _Answer, fault: Fault) -> httpx.Response:
        body = answer.body
        if fault is Fault.LOST_ANSWER:
            raise httpx.ReadError("the connection broke")
        if fault is Fault.BROKEN_ANSWER:
            raise httpx.RemoteProtocolError("peer closed connection without the whole body")
        if fault is Fault.HALF_ANSWER:
            body = body[: len(body) // 2]
        if fault is Fault.OTHER_JSON:
            body = self._chance.choice(_JSON)
        return httpx.Response(answer.status, headers=answer.headers, content=body)

    async def _act(self, request: httpx.Request, *, half: bool = False) -> _Answer:
        self._before(request.url.path)
        answer = await _asked(self._app(), request, half=half)
        self._earlier.setdefault(_alike(request), []).append(answer)
        return answer


def kind_of(what: str) -> str:
    """Return `PATCH uploads` for `PATCH /api/v1/uploads/...`."""
    method, path = what.split(" ")
    return f"{method} {path.removeprefix('/api/v1/').split('/')[0]}"


def _alike(request: httpx.Request) -> tuple[str, str, str]:
    """Return what must be alike for an earlier answer to pass for this one's."""
    by = request.headers.get("Authorization") or request.content.decode("latin-1")
    return request.method, str(request.url.copy_remove_param("clock")), by


async def _asked(app: FastAPI, request: httpx.Request, *, half: bool) -> _Answer:
    """Let the application answer, to the whole request or to half of it and a broken line."""
    content = request.content[: len(request.content) // 2] if half else request.content
    incoming: list[dict[str, Any]] = [
        {"type": "http.request", "body": content, "more_body": half},
        {"type": "http.disconnect"},
    ]
    outgoing: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0) if len(incoming) > 1 else incoming[0]

    async def send(message: Any) -> None:  # noqa: ANN401 - an ASGI message
        outgoing.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 123),
        "state": {},
    }
    await app(scope, receive, send)
    start = next((each for each in outgoing if each["type"] == "http.response.start"), None)
    if start is None:
        return _Answer(500, [], b"")  # to a line that has broken, nobody need answer
    body = b"".join(each.get("body", b"") for each in outgoing if "body" in each)
    return _Answer(start["status"], list(start["headers"]), body)


async def told_whole(client: httpx.AsyncClient, path: str) -> bool:
    """Ask by HEAD how far an upload is, three times at most: is all of it there?"""
    for _ in range(3):
        try:
            answer = await client.head(path)
        except httpx.TransportError:
            continue
        if "Upload-Length" in answer.headers:
            return answer.headers["Upload-Offset"] == answer.headers["Upload-Length"]
    return False
