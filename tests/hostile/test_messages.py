"""Bodies that no laptop sends: refused with a sentence, and nothing is left of them."""

import asyncio
import json
from collections.abc import Callable

import httpx
import pytest
import zstandard
from fastapi import FastAPI
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from server.bounds import MOST_BYTES, BoundedBody
from server.database import Store
from server.journal.models import Device
from server.missions.models import Mission, Team
from shared.forms.model import Form
from shared.sync.protocol import MAX_PUSH_BYTES, Push
from tests.hostile.asking import FORM, JSON, OURS, Answer, ask
from tests.hostile.conftest import Senders
from tests.hostile.generating import for_each
from tests.hostile.measuring import peak_megabytes
from tests.hostile.traces import Traces
from tests.server.builders import a_mission, a_team
from tests.server.journal.conftest import code_for
from tests.server.journal.device import FakeDevice, a_report, enrolled

ENROL, PUSH, CHANGES = "/api/v1/enrol", "/api/v1/push", "/api/v1/changes"
MOST_MEGABYTES = 120
"""That any one body may take: the largest push, a few times over."""


@pytest.fixture
def database() -> str:
    """What is refused before it reaches a database is so on both."""
    return "sqlite"


def squeezed(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(plain)


def bomb(megabytes: int) -> bytes:
    """Return a stream that does not say what it unpacks to."""
    packer = zstandard.ZstdCompressor().compressobj()
    piece = bytes(2**20)
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


def many(part: bytes, begin: bytes, end: bytes) -> bytes:
    """Return JSON of very many small parts, as large as a push may be."""
    return begin + b",".join([part] * ((MAX_PUSH_BYTES - 100) // (len(part) + 1))) + end


PLAIN_PUSHES = [
    b"", b"\0", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"NaN", b'{"protocol": NaN}',
    b'{"protocol": 1e999}', b'{"protocol": ' + b"9" * 5000 + b"}", b"[" * 100_000,
    b'{"a":' * 100_000, b'{"protocol": 2, "device": "\\ud800"}', b"\xef\xbb\xbf{}",
]  # fmt: skip
ENROLMENTS = [
    b'{"protocol": "\\ud800"}',
    b'{"protocol": 2, "code": "\\ud800"}',
    b'{"protocol": 2, "code": "A", "public_key": "' + b"0" * 64 + b'", "name": "\\ud800"}',
    b'{"protocol": 2, "code": "\\u0000", "public_key": "' + b"0" * 64 + b'"}',
    b'{"protocol": "' + b"x" * 500_000 + b'"}',
    b'{"protocol": 2, "code": {}, "public_key": []}',
]
PARTS = {
    "keys": many(b'"k":1', b"{", b"}"),
    "entries": many(b"{}", b'{"entries": [', b"]}"),
    "keys of entries": many(b'"k":1', b'{"entries": [{', b"}]}"),
    "lists": many(b"[]", b'{"protocol": [', b"]}"),
    "quotes": many(b'""', b'{"protocol": [', b"]}"),
}


async def pushed(app: FastAPI, senders: Senders, body: bytes, encoding: str = "zstd") -> Answer:
    return await ask(app, "POST", PUSH, [*senders.laptop, ("Content-Encoding", encoding)], body)


@pytest.fixture
def nothing_kept(traces: Callable[[], Traces], senders: Senders) -> Callable[[], bool]:
    """Tells whether nothing was added since the test began."""
    assert senders.staff, "they have signed in before the counting begins"
    before = traces()
    return lambda: traces() == before


async def test_a_push_that_is_none_is_refused(
    app: FastAPI, senders: Senders, nothing_kept: Callable[[], bool]
):
    for body in PLAIN_PUSHES:
        for sent, encoding in ((body, ""), (squeezed(body), "zstd"), (body, "zstd"), (body, "br")):
            answer = await pushed(app, senders, sent, encoding)
            assert answer.problem["code"] in {"push-damaged", "protocol-not-spoken"}, body
    assert nothing_kept()


async def test_a_push_of_a_million_parts_takes_little(
    app: FastAPI, senders: Senders, nothing_kept: Callable[[], bool]
):
    for name, plain in PARTS.items():
        answer, megabytes = await peak_megabytes(pushed(app, senders, squeezed(plain)))

        assert answer.problem["code"] == "push-damaged", name
        assert megabytes < MOST_MEGABYTES, name
    assert nothing_kept()


async def test_a_zstd_bomb_takes_little(
    app: FastAPI, senders: Senders, nothing_kept: Callable[[], bool]
):
    for body in (bomb(300), squeezed(bytes(MAX_PUSH_BYTES + 1))):
        answer, megabytes = await peak_megabytes(pushed(app, senders, body))
        assert answer.problem["code"] == "push-too-large"
        assert megabytes < MOST_MEGABYTES
    assert nothing_kept()


async def test_no_bytes_whatever_are_taken_for_a_push(
    app: FastAPI, senders: Senders, device: FakeDevice, form: Form
):
    device.write(a_report(form))
    whole = json.loads(device.push().model_dump_json())
    odd = st.none() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.text())
    changed = st.tuples(st.sampled_from(sorted(whole)), odd).map(
        lambda change: json.dumps(whole | dict([change])).encode()
    )

    async def one(body: bytes) -> None:
        for sent, encoding in ((body, ""), (squeezed(body), "zstd"), (body, "zstd")):
            answer = await pushed(app, senders, sent, encoding)
            assert answer.status == 200 or answer.problem, body

    await for_each(st.binary(max_size=300) | changed, one)


async def test_what_waits_may_be_any_number(
    client: httpx.AsyncClient, device: FakeDevice, form: Form
):
    device.write(a_report(form))

    answer = await device.send(client, device.push(waiting=2**70))

    assert answer.status_code == 200, "the number is for people; the report counts"


async def test_an_enrolment_that_is_none_is_refused(app: FastAPI, nothing_kept: Callable[[], bool]):
    for body in (*PLAIN_PUSHES, *ENROLMENTS):
        answer = await ask(app, "POST", ENROL, [JSON], body)

        assert answer.problem, body
        assert len(answer.content) < 4000, "it does not send back what it was sent"
    assert nothing_kept()


async def test_a_laptops_name_is_what_is_seen(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team
):
    laptop = await enrolled(
        client, code_for(store, mission, team), name="ok\0\u202e\u200b\x1b[2J\n gpj.exe"
    )

    with store.reading() as db:
        assert db.get_one(Device, laptop.id).name == "ok[2J gpj.exe"


@pytest.mark.parametrize("kind", [JSON, FORM, ("Content-Type", "multipart/form-data; boundary=x")])
async def test_a_body_that_never_ends_is_cut_off(
    app: FastAPI, senders: Senders, nothing_kept: Callable[[], bool], kind: tuple[str, str]
):
    head = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
    for path in (ENROL, "/sign-in", "/m/example-2026/messages"):
        pieces = [head, *[b"x" * 65_536] * 1600]

        asked = ask(app, "POST", path, [*senders.staff, kind, OURS], pieces, hangs_up=True)
        answer, megabytes = await peak_megabytes(asked)

        assert answer.problem["code"] in {"request-too-large", "invalid-request", "unreadable-body"}
        assert megabytes < 40
        assert len(pieces) > 1500, "most of it was never read"
    assert nothing_kept()


async def test_a_body_that_dribbles_ends_as_if_its_sender_had_hung_up():
    async def never() -> Message:
        return await asyncio.Future()

    async def read(_scope: Scope, receive: Receive, _send: Send) -> None:
        assert await receive() == {"type": "http.disconnect"}
        read_to.append("the end")

    async def nowhere(_message: Message) -> None: ...

    read_to: list[str] = []
    bounded = BoundedBody(read, lambda _: False, grace=0.01)

    await bounded({"type": "http", "path": "/"}, never, nowhere)

    assert read_to == ["the end"]


async def test_what_says_that_it_is_larger_than_anything_is_not_waited_for(
    app: FastAPI, senders: Senders
):
    for length in ("9" * 30, str(MAX_PUSH_BYTES + 1)):
        answer = await ask(app, "POST", PUSH, [*senders.laptop, ("Content-Length", length)])
        assert answer.problem["code"] == "push-too-large"
    assert MOST_BYTES < MAX_PUSH_BYTES


async def test_tokens_and_cursors_of_another_mission_open_nothing(
    app: FastAPI, client: httpx.AsyncClient, store: Store, senders: Senders, device: FakeDevice,
    form: Form,
):  # fmt: skip
    other_mission = a_mission(store, "other-2026")
    other = await enrolled(
        client, code_for(store, other_mission, a_team(store, other_mission, "01"))
    )
    theirs = [("Authorization", f"Bearer {other.token}")]
    told = await ask(app, "GET", CHANGES, senders.laptop, query=b"protocol=2")
    cursor = json.loads(told.content)["cursor"]

    page = await ask(app, "GET", CHANGES, theirs, query=f"protocol=2&cursor={cursor}".encode())
    checklist = await ask(app, "GET", f"/api/v1/forms/{form.digest}", theirs)
    device.write(a_report(form))
    push = await ask(app, "POST", PUSH, theirs, device.push().model_dump_json().encode())

    assert json.loads(page.content)["begins"], "told anew, from its own mission"
    assert b"example-2026" not in page.content
    assert checklist.problem["code"] == "not-found"
    assert push.problem["code"] == "wrong-device"


def test_a_push_has_no_number_that_a_journal_cannot_keep():
    assert Push.model_json_schema()["properties"]["first"]["maximum"] < 2**31
