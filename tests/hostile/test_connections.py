"""A server as it runs in the field, and senders that do not speak HTTP as clients do."""

import json
import socket
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from server.connections import HEAD_SECONDS, MOST_HEAD_BYTES
from tests.hostile.measuring import begin_anew, peak_of
from tests.system.headquarters import Headquarters

HEAD = b"POST /api/v1/enrol HTTP/1.1\r\nHost: server\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def headquarters(tmp_path_factory: pytest.TempPathFactory) -> Generator[Headquarters]:
    running = Headquarters(tmp_path_factory.mktemp("home"))
    running.start()
    yield running
    running.kill()


def said(headquarters: Headquarters, *pieces: bytes) -> tuple[int, bytes]:
    """Say something to the server until it hangs up; return status and body of its answer."""
    with closing(socket.create_connection(("127.0.0.1", headquarters.port), timeout=20)) as line:
        with suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces:
                line.sendall(piece)
        answer = b""
        with suppress(ConnectionResetError):
            while piece := line.recv(65_536):
                answer += piece
    if not answer:
        return 0, b""
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), body


def test_a_head_without_an_end_is_cut_off_and_takes_little(headquarters: Headquarters):
    process = headquarters.process_id
    for begin, piece in (
        (b"GET / HTTP/1.1\r\n", b"X: " + b"x" * 8000 + b"\r\n"),
        (b"GET / HTTP/1.1\r\nX: ", b"x" * 8000),
        (b"GET /", b"x" * 8000),
    ):
        before = begin_anew(process)
        status, body = said(headquarters, begin + piece, *[piece] * 12_000)
        assert status in {0, 400, 431}, "0: it hung up before it could be heard"
        assert peak_of(process) - before < 20
        if body:
            assert json.loads(body)["code"] in {"request-head-too-large", "bad-request-head"}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00", "bad-request-head"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", "bad-request-head"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", "bad-request-head"),
        (HEAD + b"Content-Length: 99999999999999999999\r\n\r\n{}", "bad-request-head"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "bad-request-head"),
        (HEAD + b"Connection: close\r\n\r\n", "invalid-request"),
        (HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}", "protocol-not-spoken"),
        (b"GET /api/v1/%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "invalid-request"),
        (b"GET /x HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n", "no-such-address"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_is_no_request_is_answered_with_a_problem(
    headquarters: Headquarters, request_: bytes, code: str
):
    status, body = said(headquarters, request_)

    assert 400 <= status < 500
    assert json.loads(body)["code"] == code


def test_a_chunked_body_that_never_ends_takes_little(headquarters: Headquarters):
    process = headquarters.process_id
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"

    before = begin_anew(process)
    status, _ = said(headquarters, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk,
                     *[chunk] * 6000)  # fmt: skip

    assert status in {0, 413}
    assert peak_of(process) - before < 40


def test_many_that_say_nothing_keep_nobody_waiting(headquarters: Headquarters):
    before = begin_anew(headquarters.process_id)
    idle = [socket.create_connection(("127.0.0.1", headquarters.port)) for _ in range(300)]
    for each in idle[:150]:
        each.sendall(HEAD)

    status, body = said(headquarters, b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n")

    assert (status, bool(body)) == (200, True)
    assert peak_of(headquarters.process_id) - before < 40
    for each in idle:
        each.close()


def test_two_requests_at_once_are_both_answered(headquarters: Headquarters):
    """Heads that come in pieces and bodies before them are not mistaken for one large head."""
    large = b"x" * (4 * MOST_HEAD_BYTES)
    first = HEAD + b"Content-Length: %d\r\n\r\n" % len(large) + large
    second = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    with closing(socket.create_connection(("127.0.0.1", headquarters.port), timeout=20)) as line:
        line.sendall(first + second[:20])
        line.sendall(second[20:])
        answer = b""
        while piece := line.recv(65_536):
            answer += piece

    assert answer.count(b"HTTP/1.1 ") == 2
    assert answer.count(b"HTTP/1.1 200") == 1


def test_nothing_of_all_this_was_a_fault(headquarters: Headquarters):
    assert not [line for line in headquarters.said if "fault" in line or "Traceback" in line]
    assert HEAD_SECONDS <= 60


def test_the_home_holds_what_it_held(headquarters: Headquarters):
    assert not list(Path(headquarters.home).glob("attachments/*"))
    assert not list(Path(headquarters.home).glob("bundles/*"))
