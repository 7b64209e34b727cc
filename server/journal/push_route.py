"""POST /api/v1/push, the one hot path: straight from the socket to the writer.

FastAPI's own way with bodies costs more than all that happens here. It still describes the route;
the application hands the raw messages to the door, past middleware and routing.
"""

import asyncio
import logging
from typing import Any

from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from server.database import Store
from server.errors import problem_response
from server.journal import devices
from server.journal.chain import Batch, linked
from server.journal.envelope import read_push, too_large
from server.journal.intake import Intake, Sender, journal_fault
from server.journal.problems import PushDamaged, WrongDevice
from shared.problems import Problem
from shared.sync.protocol import MAX_PUSH_BYTES, Push, PushOut

log = logging.getLogger(__name__)

PUSH_PATH = "/api/v1/push"
_SMALL = 256 * 1024
"""A push up to this size is read in the event loop; a larger one in a thread."""


def is_push(scope: Scope) -> bool:
    """Tell whether an HTTP request is for the door."""
    return scope["path"] == PUSH_PATH and scope["method"] == "POST"


class PushDoor:
    """The push route's endpoint: knows senders by their tokens and hands batches to intake."""

    def __init__(self, store: Store, intake: Intake) -> None:
        self._store = store
        self._intake = intake
        # A device's id and key never change, and a revoked device may still push: what is
        # remembered here stays true.
        self._senders: dict[str, Sender] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one push, with a receipt or a problem."""
        try:
            body = (await self._answer(scope, receive)).model_dump_json().encode()
        except Problem as problem:
            await problem_response(problem)(scope, receive, send)
        except Exception:  # there is no other handler on this way
            log.exception("fault at %s", PUSH_PATH)
            await problem_response(journal_fault())(scope, receive, send)
        else:
            await _say(send, body)

    async def _answer(self, scope: Scope, receive: Receive) -> PushOut:
        headers = dict(scope["headers"])
        sender = await self._sender(headers.get(b"authorization", b"").decode("latin-1"))
        body = await _body(receive, headers.get(b"content-length", b"0"))
        encoding = headers.get(b"content-encoding", b"").decode("latin-1").strip().lower()
        if len(body) <= _SMALL:
            batch = _batch(body, encoding)
        else:
            batch = await asyncio.to_thread(_batch, body, encoding)
        if batch.device != sender.device:
            raise WrongDevice(
                "The push names another device than the one that its token belongs to. "
                "Enrol this laptop anew."
            )
        return await self._intake.take_in(batch, sender.public_key, size=len(body))

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


async def _say(send: Send, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive, announced: bytes) -> bytes:
    if announced.isdigit() and int(announced) > MAX_PUSH_BYTES:
        raise too_large()
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return _complete(message, body)
    pieces = bytearray(body)
    while message.get("more_body"):
        message = await receive()
        pieces += message.get("body", b"")
        if len(pieces) > MAX_PUSH_BYTES:
            raise too_large()
    return _complete(message, bytes(pieces))


def _complete(message: "Any", body: bytes) -> bytes:  # noqa: ANN401 - an ASGI message
    if message["type"] == "http.disconnect":
        raise PushDamaged("The connection broke off. Sync again.")
    return body


def _batch(body: bytes, encoding: str) -> Batch:
    return linked(read_push(body, encoding))
