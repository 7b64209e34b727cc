"""The mission's server over HTTP. The only module that knows httpx."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from client.address import is_this_machine, server_address
from client.language import later, tr, trn
from client.remote import (
    Busy,
    CaptivePortal,
    GarbledAnswer,
    OtherVersion,
    ServerProblem,
    Unreachable,
    UntrustedServer,
    Upload,
)
from client.server_words import refusal_in_words
from client.wire import packed
from shared.clock import system_clock
from shared.forms.model import Form
from shared.problems import MEDIA_TYPE, Problem, ProblemDetail
from shared.sync.handover import BundleOut
from shared.sync.protocol import (
    PROTOCOL_VERSION,
    TUS_VERSION,
    ZSTD,
    ChangesPage,
    EnrolIn,
    EnrolOut,
    Push,
    PushOut,
    UploadOut,
)

_OK, _CREATED, _NO_CONTENT = 200, 201, 204
_DOWN_BEHIND_GATEWAY = {502, 504}
_BUSY = 503
_BASE = "/api/v1"
_TUS: Mapping[str, str] = {"Tus-Resumable": TUS_VERSION}
_BYTES = "application/octet-stream"
_TIMEOUT = httpx.Timeout(60, connect=15)
_MOST_BYTES = 64 * 1024 * 1024
"""Of one answer, decompressed. A page of the feed is a hundredth of that."""
_BUSY_SECONDS = 30
_LONGEST_DETAIL = 1000
_SAFE = later("Your reports are safe on this laptop.")
Message = TypeVar("Message", bound=BaseModel)


class HttpRemote:
    """A `client.remote.Remote` over HTTP; use it as an async context manager.

    `url` is checked as `server_address` does. `transport` is for tests.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        plain_http: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.clock_ahead: int | None = None
        self._url = server_address(url, plain_http=plain_http)
        self._host = urlsplit(self._url).hostname or ""
        self._client = httpx.AsyncClient(
            headers={"Authorization": _bearer(token)} if token else {},
            timeout=_TIMEOUT,
            follow_redirects=False,
            transport=transport,
            trust_env=not is_this_machine(self._host),  # no proxy on the way to ourselves
        )

    async def __aenter__(self) -> Self:
        """Return the remote itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def greet(self) -> tuple[Sequence[int], datetime | None]:
        """Return the protocol versions that the server speaks, and what time it is there.

        Nothing is told of this laptop. Raises as any message does.
        """
        answer = await self._exchange("GET", "/changes?protocol=0")
        try:
            self._refuse_strangers(answer, is_file=False)
        except OtherVersion as told:
            return told.extra["spoken"], _date(answer)
        raise GarbledAnswer(
            f"{self._host} answered, but does not say what it speaks, which the mission's server "
            f"does. Is the address right? {_SAFE}"
        )

    async def enrol(self, message: EnrolIn) -> EnrolOut:
        """Introduce a new device. From then on this line speaks for it."""
        content = message.model_dump_json().encode()
        answer = self._read(EnrolOut, await self._ask("POST", "/enrol", content))
        self._client.headers["Authorization"] = _bearer(answer.token)
        return answer

    async def push(self, message: Push) -> PushOut:
        """Hand over entries, compressed."""
        answer = await self._ask("POST", "/push", packed(message), {"Content-Encoding": ZSTD})
        return self._read(PushOut, answer)

    async def changes(self, cursor: str, files_waiting: int = 0) -> ChangesPage:
        """Return the next changes behind `cursor`; '' begins with everything.

        Says by the way what this laptop's clock shows, so that headquarters sees a wrong one.
        """
        query = urlencode(
            {
                "protocol": PROTOCOL_VERSION,
                "cursor": cursor,
                "clock": system_clock().isoformat(timespec="seconds"),
                "files": files_waiting,
            }
        )
        return self._read(ChangesPage, await self._ask("GET", f"/changes?{query}"))

    async def form(self, digest: str) -> Form:
        """Return a checklist of the mission."""
        return self._read(Form, await self._ask("GET", f"/forms/{quote(digest, safe='')}"))

    async def form_file(self, sha256: str) -> bytes:
        """Return a file that a checklist came with."""
        return (await self._ask("GET", f"/form-files/{quote(sha256, safe='')}", is_file=True)).body

    async def begin_upload(self, sha256: str, size: int, entry: int) -> Upload:
        """Begin to upload the file that entry `entry` announced, or find the upload again."""
        metadata = f"sha256 {_in_base64(sha256)},entry {_in_base64(str(entry))}"
        return await self._begin("/uploads", size, metadata)

    async def send_piece(self, upload: str, offset: int, piece: bytes) -> int:
        """Append to an upload; return how far it is then."""
        return await self._send(f"/uploads/{upload}", offset, piece)

    async def upload(self, upload: str) -> UploadOut:
        """Return how far an upload is, with the receipt when it is whole."""
        return self._read(UploadOut, await self._ask("GET", f"/uploads/{upload}", headers=_TUS))

    async def begin_bundle(self, sha256: str, size: int) -> Upload:
        """Begin to hand over a carried bundle, or find the hand-over again."""
        return await self._begin("/bundles", size, f"sha256 {_in_base64(sha256)}")

    async def send_bundle_piece(self, upload: str, offset: int, piece: bytes) -> int:
        """Append to a hand-over; return how far it is then."""
        return await self._send(f"/bundles/{upload}", offset, piece)

    async def bundle(self, upload: str) -> BundleOut:
        """Return how far a hand-over is, with the receipts when it is done."""
        return self._read(BundleOut, await self._ask("GET", f"/bundles/{upload}", headers=_TUS))

    async def _begin(self, path: str, size: int, metadata: str) -> Upload:
        headers = {**_TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
        answer = await self._ask("POST", path, b"", headers)
        name = answer.headers.get("Location", "").rsplit("/", 1)[-1]
        return Upload(quote(name, safe=""), self._offset(answer))

    async def _send(self, path: str, offset: int, piece: bytes) -> int:
        headers = {
            **_TUS,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self._offset(await self._ask("PATCH", path, piece, headers))

    async def _ask(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        is_file: bool = False,
    ) -> "_Answer":
        """Send one message and return the answer, when it is one of ours; raise otherwise.

        `is_file` says that the answer may hold anything, were it a web page.
        """
        answer = await self._exchange(method, path, content, headers)
        self._refuse_strangers(answer, is_file=is_file)
        if there := _date(answer):
            self.clock_ahead = round((system_clock() - there).total_seconds())
        return answer

    async def _exchange(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "_Answer":
        """Send one message and return whatever answers; raise where nobody does."""
        sent = {"Content-Type": "application/json"} if content is not None else {}
        sent |= headers or {}
        url = self._url + _BASE + path
        try:
            async with self._client.stream(method, url, content=content, headers=sent) as response:
                return _Answer(response.status_code, response.headers, await _body(response))
        except (httpx.RemoteProtocolError, httpx.DecodingError) as error:
            raise GarbledAnswer(
                tr("The server's answer broke off. %(safe)s Try again.") % {"safe": tr(_SAFE)}
            ) from error
        except httpx.TimeoutException as error:
            raise Unreachable(
                tr("%(host)s did not answer in time. %(safe)s Try again with a better connection.")
                % {"host": self._host, "safe": tr(_SAFE)}
            ) from error
        except httpx.TransportError as error:
            raise self._no_connection(error) from error

    def _no_connection(self, error: Exception) -> Unreachable | UntrustedServer:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return UntrustedServer(
                tr(
                    "Whoever answered could not prove to be %(host)s, so nothing was sent. Is "
                    "this a hotel or café network that wants you to log in first? Is the laptop's "
                    "clock right? %(safe)s"
                )
                % {"host": self._host, "safe": tr(_SAFE)}
            )
        return Unreachable(
            tr("No connection to %(host)s. %(safe)s") % {"host": self._host, "safe": tr(_SAFE)}
        )

    def _refuse_strangers(self, answer: "_Answer", *, is_file: bool) -> None:
        """Raise the Problem that a status or a kind of content stands for."""
        if answer.is_problem:
            raise _refusal(answer)
        if answer.status == _BUSY:
            raise _busy(answer)
        if answer.status in _DOWN_BEHIND_GATEWAY:
            raise Unreachable(
                tr("The mission's server behind %(host)s is down. %(safe)s")
                % {"host": self._host, "safe": tr(_SAFE)}
            )
        is_ours = answer.status in {_OK, _CREATED, _NO_CONTENT}
        is_page = answer.kind != _BYTES if is_file and is_ours else answer.is_page
        if is_page or (not is_ours and httpx.codes.is_redirect(answer.status)):
            raise CaptivePortal(
                tr(
                    "The address answered with a web page, not with the mission's server. Is this "
                    "a hotel or café network that wants you to log in first? %(safe)s"
                )
                % {"safe": tr(_SAFE)}
            )
        if not is_ours:
            raise GarbledAnswer(
                tr(
                    "%(host)s answered with status %(status)s, which the mission's server never "
                    "says. Is the address right? %(safe)s"
                )
                % {"host": self._host, "status": answer.status, "safe": tr(_SAFE)}
            )

    def _offset(self, answer: "_Answer") -> int:
        written = answer.headers.get("Upload-Offset", "")
        if written.isascii() and written.isdigit():
            return int(written)
        raise GarbledAnswer(
            tr("%(host)s does not say how far the file is. %(safe)s Try again.")
            % {"host": self._host, "safe": tr(_SAFE)}
        )

    def _read(self, kind: type[Message], answer: "_Answer") -> Message:
        try:
            return kind.model_validate_json(answer.body)
        except ValidationError:
            raise GarbledAnswer(
                tr(
                    "The answer of %(host)s is incomplete, or is not the mission server's. "
                    "%(safe)s Try again."
                )
                % {"host": self._host, "safe": tr(_SAFE)}
            ) from None


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def kind(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def is_problem(self) -> bool:
        """Whether it says to be a problem document."""
        return self.kind == MEDIA_TYPE

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, whatever it says to be."""
        return self.kind == "text/html" or self.body.lstrip()[:1] == b"<"


async def _body(response: httpx.Response) -> bytes:
    """Return the decompressed body, as long as it is of a reasonable size."""
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _MOST_BYTES:
            raise GarbledAnswer(
                tr("The answer is far too long to be the mission server's. %(safe)s")
                % {"safe": tr(_SAFE)}
            )
    return bytes(body)


def _refusal(answer: _Answer) -> Problem:
    try:
        problem = ProblemDetail.model_validate_json(answer.body)
    except ValidationError:
        return GarbledAnswer(
            tr("The server refused, but its reason broke off. %(safe)s Try again.")
            % {"safe": tr(_SAFE)}
        )
    if answer.status == _BUSY:
        return _busy(answer)
    if problem.code == "protocol-not-spoken":
        return OtherVersion(_versions(problem))
    code = _printable(problem.code)
    return ServerProblem(refusal_in_words(code, _printable(problem.detail)), code, answer.status)


def _versions(problem: ProblemDetail) -> list[int]:
    try:
        return TypeAdapter(list[int]).validate_python((problem.model_extra or {}).get("spoken"))
    except ValidationError:
        return []


def _bearer(token: str) -> str:
    return f"Bearer {token}"


def _date(answer: _Answer) -> datetime | None:
    """Return what time it was where the answer came from; None where it does not say."""
    try:
        return parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except ValueError:
        return None


def _in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _printable(text: str) -> str:
    """Return `text` as a terminal may show it: one line, of a sane length, no commands."""
    return "".join(each if each.isprintable() else " " for each in text[:_LONGEST_DETAIL])


def _busy(answer: _Answer) -> Busy:
    written = answer.headers.get("Retry-After", "")
    seconds = int(written) if written.isascii() and written.isdigit() else _BUSY_SECONDS
    return Busy(
        trn(
            "The mission's server is busy. Try again in %(seconds)s second. %(safe)s",
            "The mission's server is busy. Try again in %(seconds)s seconds. %(safe)s",
            seconds,
        )
        % {"seconds": seconds, "safe": tr(_SAFE)},
        seconds,
    )
