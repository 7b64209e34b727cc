"""The mission's server in memory, over real HTTP on a free port of this machine."""

import base64
import json
import threading
from collections.abc import Collection, Generator
from contextlib import contextmanager
from urllib.parse import parse_qs

import uvicorn
import zstandard
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from client.remote import ServerProblem
from shared.problems import MEDIA_TYPE
from shared.sync.protocol import MAX_PUSH_BYTES, PROTOCOL_VERSION, EnrolIn, Push
from tests.client.fake_server import FakeServer

Headers = dict[str, str]
Asked = tuple[str, str, dict[str, list[str]]]
"""Method, path and query."""


@contextmanager
def serving(server: FakeServer, *, without: Collection[str] = (), port: int = 0) -> Generator[str]:
    """Serve `server` for a block and give its base URL.

    Paths in `without` answer as a stranger would. `port` 0 is any free one.
    """
    config = uvicorn.Config(_App(server, without), port=port, log_level="critical", lifespan="off")
    running = uvicorn.Server(config)
    socket = config.bind_socket()
    thread = threading.Thread(target=running.run, kwargs={"sockets": [socket]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join()
        socket.close()


class _App:
    """The routes of `shared.sync.protocol`, as an ASGI application."""

    def __init__(self, server: FakeServer, without: Collection[str]) -> None:
        self._server = server
        self._without = without

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = parse_qs(scope["query_string"].decode())
        asked = scope["method"], scope["path"], query
        status, answer_headers, content = self._answer(asked, headers, body)
        raw = [(name.encode(), value.encode()) for name, value in answer_headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": content})

    def _answer(self, asked: Asked, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        try:
            return self._route(asked, headers, body)
        except ServerProblem as problem:
            document = {
                "type": f"urn:evenhand:problem:{problem.server_code}",
                "title": "Refused",
                "status": problem.server_status,
                "detail": problem.detail,
                "code": problem.server_code,
            }
            content = json.dumps(document).encode()
            return problem.server_status, {"content-type": MEDIA_TYPE}, content

    def _route(self, asked: Asked, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        method, path, query = asked
        if path in self._without:
            return 404, {"content-type": "application/json"}, b"{}"
        if path == "/api/v1/enrol":
            return _json(self._server.enrol(EnrolIn.model_validate_json(body)))
        if query.get("protocol", [str(PROTOCOL_VERSION)]) != [str(PROTOCOL_VERSION)]:
            return _not_spoken()
        tokens = {f"Bearer {device.token}" for device in self._server.devices.values()}
        if headers.get("authorization") not in tokens:
            raise ServerProblem("No laptop has this token. Enrol again.", "unknown-device", 401)
        if path == "/api/v1/push":
            assert headers["content-encoding"] == "zstd"
            read = zstandard.ZstdDecompressor().decompress(body, MAX_PUSH_BYTES)
            return _json(self._server.push(Push.model_validate_json(read)))
        if path.startswith("/api/v1/uploads"):
            return self._uploads(method, path, headers, body)
        return self._told(path, query)

    def _told(self, path: str, query: dict[str, list[str]]) -> tuple[int, Headers, bytes]:
        if path == "/api/v1/changes":
            return _json(self._server.changes(query.get("cursor", [""])[0]))
        name = path.rsplit("/", 1)[1]
        if path.startswith("/api/v1/forms/"):
            return _json(self._server.form(name))
        return 200, {"content-type": "application/octet-stream"}, self._server.form_files[name]

    def _uploads(
        self, method: str, path: str, headers: Headers, body: bytes
    ) -> tuple[int, Headers, bytes]:
        assert headers["tus-resumable"] == "1.0.0"
        token = headers["authorization"].removeprefix("Bearer ")
        name = path.rsplit("/", 1)[1]
        if method == "POST":
            pairs = dict(pair.split(" ") for pair in headers["upload-metadata"].split(","))
            named = {key: base64.b64decode(value).decode() for key, value in pairs.items()}
            size = int(headers["upload-length"])
            begun = self._server.begin_upload(token, named["sha256"], size, int(named["entry"]))
            location = {"location": f"{path}/{begun.id}", "upload-offset": str(begun.offset)}
            return 201, location, b""
        if method == "PATCH":
            offset = int(headers["upload-offset"])
            reached = self._server.send_piece(token, name, offset, body)
            return 204, {"upload-offset": str(reached)}, b""
        return _json(self._server.upload(token, name))


def _json(message: BaseModel, **headers: str) -> tuple[int, Headers, bytes]:
    content = message.model_dump_json().encode()
    return 200, {"content-type": "application/json"} | headers, content


def _not_spoken() -> tuple[int, Headers, bytes]:
    document = {
        "type": "urn:evenhand:problem:protocol-not-spoken",
        "title": "Not spoken",
        "status": 400,
        "detail": "Not spoken.",
        "code": "protocol-not-spoken",
        "spoken": [PROTOCOL_VERSION],
    }
    return 400, {"content-type": MEDIA_TYPE}, json.dumps(document).encode()
