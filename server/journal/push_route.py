"""POST /api/v1/push, the one hot path: straight from the socket to the writer.

FastAPI's own way with bodies costs more than all that happens here. It still describes the route;
the application hands the raw messages to the door, past middleware and routing.
"""

import asyncio
import logging

from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from server.database import Store
from server.errors import problem_response
from server.journal import devices
from server.journal.bodies import Body
from server.journal.chain import Batch, linked
from server.journal.envelope import plain_size, read_push
from server.journal.intake import Intake, Sender, journal_fault
from server.journal.problems import WrongDevice
from server.journal.receipts import Receipted
from server.journal.room import Room
from shared.problems import Problem
from shared.sync.protocol import Push, PushOut

log = logging.getLogger(__name__)

PUSH_PATH = "/api/v1/push"
_SMALL = 256 * 1024
"""A push up to this size, decompressed, is read in the event loop; a larger one in a thread."""
_LARGE_AT_ONCE = 2
"""More large pushes wait: each takes memory and the interpreter from all others."""
_CLOSING = {408, 413}
"""Answers that may go out before the body has come in: what is left of it is nobody's."""


def is_push(scope: Scope) -> bool:
    """Tell whether an HTTP request is for the door."""
    return scope["path"] == PUSH_PATH and scope["method"] == "POST"


class PushDoor:
    """The push route's endpoint: knows senders by their tokens and hands batches to intake."""

    def __init__(self, store: Store, intake: Intake, room: Room) -> None:
        self._store = store
        self._intake = intake
        self._room = room
        self._large = asyncio.Semaphore(_LARGE_AT_ONCE)
        # A device's id and key never change, and a revoked device may still push: what is
        # remembered here stays true, whatever other processes do.
        self._senders: dict[str, Sender] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one push, with a receipt or a problem."""
        try:
            content = (await self._answer(scope, receive)).as_json()
        except Problem as problem:
            await _refuse(problem, scope, receive, send)
        except Exception:  # there is no other handler on this way
            log.exception("fault at %s", PUSH_PATH)
            await _refuse(journal_fault(), scope, receive, send)
        else:
            await _say(send, content)

    async def _answer(self, scope: Scope, receive: Receive) -> Receipted:
        headers = dict(scope["headers"])
        sender = await self._sender(headers.get(b"authorization", b"").decode("latin-1"))
        body = Body(self._room, sender.device, headers.get(b"content-length", b""))
        try:
            content = await body.read(receive)
            encoding = headers.get(b"content-encoding", b"").decode("latin-1").strip().lower()
            batch = await self._read(body, content, encoding)
            if batch.device != sender.device:
                raise WrongDevice(
                    "The push names another device than the one that its token belongs to. "
                    "Enrol this laptop anew."
                )
            return await self._intake.take_in(batch, sender.public_key)
        finally:
            body.leave()

    async def _read(self, body: Body, content: bytes, encoding: str) -> Batch:
        size = plain_size(content, encoding)
        if size <= _SMALL:
            return _batch(content, encoding)
        body.grow(size)
        async with self._large:
            return await asyncio.to_thread(_batch, content, encoding)

    async def _sender(self, authorization: str) -> Sender:
        token_hash = devices.token_hash_of(authorization)
        known = self._senders.get(token_hash)
        if known is None:
            known = await asyncio.to_thread(self._look_up, token_hash)
            self._senders[token_hash] = known
        return known

    def _look_up(self, token_hash: str) -> Sender:
        with self._store.reading() as db:
            device = devices.get_by_token(db, token_hash)
            return Sender(device.id, device.public_key)


async def push() -> PushOut:  # pragma: no cover - describes the route; `PushDoor` answers
    """Hand over entries, in order, signed by one checkpoint; the receipt says what is held.

    The body may be compressed (`Content-Encoding: zstd`). Sent twice, entries are kept once.
    """
    raise NotImplementedError


def push_route() -> APIRoute:
    """Return what describes the route; see `is_push` for who leads to the door."""
    return APIRoute(
        PUSH_PATH,
        push,
        methods=["POST"],
        tags=["sync"],
        openapi_extra={
            "security": [{"device": []}],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": Push.model_json_schema()}},
            },
        },
    )


async def _say(send: Send, content: bytes) -> None:
    length = str(len(content)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    response = problem_response(problem)
    if problem.status in _CLOSING:
        response.headers["Connection"] = "close"
    await response(scope, receive, send)


def _batch(body: bytes, encoding: str) -> Batch:
    return linked(read_push(body, encoding))
