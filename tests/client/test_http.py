import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from client.address import BadAddress, PlainHttp, server_address
from client.enrolment import Invitation, enrol
from client.http import HttpRemote
from client.laptop import Laptop
from client.remote import (
    Busy,
    CaptivePortal,
    GarbledAnswer,
    ServerProblem,
    Unreachable,
    UntrustedServer,
)
from client.sync import synchronise
from shared.problems import Problem
from tests.client.fake_server import FakeServer
from tests.client.http_server import serving
from tests.client.samples import ANSWERS

URL = "https://hq.example.org"
SAFE = r"Your reports are safe on this laptop"


class Scripted(httpx.AsyncBaseTransport):
    """Answers every request alike, and remembers them."""

    def __init__(self, answer: httpx.Response | Exception) -> None:
        self._answer = answer
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


async def outcome_of(answer: httpx.Response | Exception) -> Problem:
    """Ask once and return the Problem that the answer stands for."""
    async with HttpRemote(URL, "token", transport=Scripted(answer)) as remote:
        with pytest.raises(Problem) as raised:
            await remote.changes("")
    return raised.value


def page(status: int = 200) -> httpx.Response:
    return httpx.Response(status, html="<html>Welcome to Hotel Rixos</html>")


# --- What can answer ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        page(),
        page(403),
        page(511),
        httpx.Response(302, headers={"Location": "http://login.hotel.example/"}),
        httpx.Response(307, headers={"Location": "https://login.hotel.example/"}),
        httpx.Response(200, content=b" \n<!DOCTYPE html>", headers={"Content-Type": "text/plain"}),
    ],
)
async def test_a_hotels_login_page_is_recognised(answer: httpx.Response):
    problem = await outcome_of(answer)

    assert isinstance(problem, CaptivePortal)
    assert "hotel or café network" in problem.detail
    assert "safe on this laptop" in problem.detail


async def test_no_redirect_is_followed_with_the_token():
    elsewhere = httpx.Response(302, headers={"Location": "https://elsewhere.example/"})
    transport = Scripted(elsewhere)
    async with HttpRemote(URL, "token", transport=transport) as remote:
        with pytest.raises(CaptivePortal):
            await remote.changes("")

    assert [request.url.host for request in transport.requests] == ["hq.example.org"]


@pytest.mark.parametrize(
    "content", [b"", b'{"outcomes": [', b"[]", b'{"outcomes": [{}]}', b"\xff\xfe", b"null"]
)
async def test_half_an_answer_is_no_answer(content: bytes):
    problem = await outcome_of(httpx.Response(200, content=content))

    assert isinstance(problem, GarbledAnswer)
    assert "hq.example.org" in problem.detail


async def test_an_answer_in_a_broken_compression_is_no_answer():
    broken = httpx.Response(200, headers={"Content-Encoding": "zstd"}, stream=Bytes(b"not zstd"))

    assert isinstance(await outcome_of(broken), GarbledAnswer)


class Bytes(httpx.AsyncByteStream):
    """A body as it comes from the wire."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


async def test_an_endless_answer_is_cut_off():
    endless = httpx.Response(200, stream=Bytes(*[b" " * 1024 * 1024] * 65))

    problem = await outcome_of(endless)

    assert isinstance(problem, GarbledAnswer)
    assert "too long" in problem.detail


@pytest.mark.parametrize("status", [404, 500, 418])
async def test_a_stranger_that_speaks_json_is_no_server_of_ours(status: int):
    problem = await outcome_of(httpx.Response(status, json={"detail": "Not Found"}))

    assert isinstance(problem, GarbledAnswer)
    assert f"status {status}" in problem.detail


async def test_the_servers_refusal_keeps_its_words_and_code():
    problem = await outcome_of(
        httpx.Response(
            401,
            headers={"Content-Type": "application/problem+json; charset=utf-8"},
            json={
                "type": "urn:evenhand:problem:unknown-device",
                "title": "Unknown device",
                "status": 401,
                "detail": "This laptop was revoked. Ask your coordinator.",
                "code": "unknown-device",
            },
        )
    )

    assert isinstance(problem, ServerProblem)
    assert problem.detail == "This laptop was revoked. Ask your coordinator."
    assert (problem.server_code, problem.server_status) == ("unknown-device", 401)


async def test_a_refusal_can_not_command_the_terminal():
    document = {
        "type": "",
        "title": "",
        "status": 400,
        "detail": "\x1b[2Jgone\n" * 400,
        "code": "x",
    }
    headers = {"Content-Type": "application/problem+json"}

    problem = await outcome_of(httpx.Response(400, headers=headers, json=document))

    assert problem.detail.isprintable()
    assert len(problem.detail) == 1000


async def test_half_a_refusal_is_told_as_such():
    half = httpx.Response(
        400, headers={"Content-Type": "application/problem+json"}, content=b'{"type": "urn:'
    )

    assert isinstance(await outcome_of(half), GarbledAnswer)


@pytest.mark.parametrize(
    ("retry_after", "seconds"), [("7", 7), ("", 30), ("Wed, 21 Oct 2026 07:28:00 GMT", 30)]
)
async def test_a_busy_server_says_when_to_come_back(retry_after: str, seconds: int):
    problem = await outcome_of(httpx.Response(503, headers={"Retry-After": retry_after}))

    assert isinstance(problem, Busy)
    assert problem.seconds == seconds
    assert f"in {seconds} seconds" in problem.detail


@pytest.mark.parametrize("status", [502, 504])
async def test_a_gateway_without_its_server_is_no_hotel(status: int):
    assert isinstance(await outcome_of(page(status)), Unreachable)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("[Errno -2] Name or service not known"),
        httpx.ConnectError("All connection attempts failed"),
        httpx.ConnectTimeout(""),
        httpx.ReadTimeout(""),
        httpx.ReadError(""),
        httpx.ProxyError("403"),
    ],
)
async def test_no_connection_is_told_in_one_sentence(error: Exception):
    problem = await outcome_of(error)

    assert isinstance(problem, Unreachable)
    assert "hq.example.org" in problem.detail
    assert "safe on this laptop" in problem.detail


async def test_a_false_certificate_is_told_apart():
    refused = ssl.SSLCertVerificationError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")

    problem = await outcome_of(httpx.ConnectError(str(refused)))

    assert isinstance(problem, UntrustedServer)
    assert "clock" in problem.detail


# --- Over a real line --------------------------------------------------------------------

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def speaking(talk: Talk) -> AsyncGenerator[str]:
    """Run a server that says what `talk` says, and give its URL."""
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def saying(content: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(content)
        await writer.drain()
        writer.close()

    return talk


@pytest.mark.parametrize(
    "said",
    [
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"out',
        b"HTTP/1.1 200 OK\r\nContent-Ty",
        b"",
        b"220 mail.example.org ESMTP\r\n",
    ],
)
async def test_a_line_that_breaks_in_the_middle_of_an_answer(said: bytes):
    async with speaking(saying(said)) as url, HttpRemote(url) as remote:
        with pytest.raises(GarbledAnswer, match=SAFE):
            await remote.changes("")


async def test_a_server_that_is_down():
    async with speaking(saying(b"")) as url:
        pass
    async with HttpRemote(url) as remote:
        with pytest.raises(Unreachable, match=SAFE):
            await remote.changes("")


async def test_the_whole_way_over_http(laptop: Laptop, server: FakeServer):
    with serving(server) as url:
        async with HttpRemote(url) as stranger:
            identity = await enrol(laptop, stranger, Invitation(url, "CODE-1"))
        async with HttpRemote(url, identity.token) as remote:
            assert (await synchronise(laptop, remote)).pack_changed
            draft = laptop.drafts.open(laptop.pack.form_called("voting"), "42")
            laptop.drafts.set_answers(draft.id, ANSWERS, {"V06": "доска"}, {})
            laptop.drafts.finish(draft.id)

            outcome = await synchronise(laptop, remote)

    assert (outcome.sent, outcome.waiting, outcome.pack_changed) == (1, 0, False)
    assert "доска" in server.held(identity.device)[0]


async def test_a_code_that_does_not_work_is_told_in_the_servers_words(
    laptop: Laptop, server: FakeServer
):
    server.codes.clear()
    with serving(server) as url:
        async with HttpRemote(url) as stranger:
            with pytest.raises(ServerProblem, match="used already"):
                await enrol(laptop, stranger, Invitation(url, "CODE-1"))


# --- Addresses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("hq.example.org", "https://hq.example.org"),
        (" https://hq.example.org/ ", "https://hq.example.org"),
        ("https://example.org:8443/mission/", "https://example.org:8443/mission"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_taken_as_people_write_it(text: str, url: str):
    assert server_address(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://",
        "ftp://hq.example.org",
        "https://user:secret@hq.example.org",
        "https://hq.example.org/?a=b",
        "https://hq.example.org:port",
        "https://[::1",
        "two words",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_is_refused(text: str):
    with pytest.raises(BadAddress, match=r"https://mission\.example\.org"):
        server_address(text)


@pytest.mark.parametrize("host", ["hq.example.org", "192.168.1.7", "localhost.example.org"])
def test_nothing_goes_out_unencrypted_unless_that_is_said(host: str):
    with pytest.raises(PlainHttp, match=r"Use https://.*--allow-plain-http"):
        server_address(f"http://{host}")
    with pytest.raises(PlainHttp):
        HttpRemote(f"http://{host}", "token")

    assert server_address(f"http://{host}", plain_http=True) == f"http://{host}"
