"""More than the server can take, sooner than it can, or slower than anybody should wait."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from client.http import HttpRemote
from client.remote import Busy
from server.app import build_app
from server.config import Settings
from server.database import Store
from server.journal.bodies import SLOWEST, Body
from server.journal.problems import IntakeBusy, PushTooSlow
from server.journal.push_route import PushDoor
from server.journal.room import LATEST, MOST_OF_ONE, SOONEST, Room
from server.missions.models import Mission, Team
from shared.forms.model import Form
from shared.sync import seal
from shared.sync.protocol import MAX_PUSH_BYTES, ZSTD, PushOut
from tests.server.conftest import StoppedClock
from tests.server.journal.conftest import code_for
from tests.server.journal.device import FakeDevice, a_report, compressed, enrolled
from tests.server.journal.test_intake import kept, problem

ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def database() -> str:
    """What waits in front of the database is the same on both."""
    return "sqlite"


@pytest.fixture
async def other(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team
) -> FakeDevice:
    """Another laptop."""
    return await enrolled(client, code_for(store, mission, team))


@asynccontextmanager
async def full(
    settings: Settings, store: Store, clock: StoppedClock
) -> AsyncGenerator[httpx.ASGITransport]:
    """Give the way to a server on the same store that has no room at all."""
    app = build_app(settings.model_copy(update={"intake_queue": 0}), clock, store)
    async with app.router.lifespan_context(app):
        yield httpx.ASGITransport(app)


class TestARoom:
    def test_is_left_as_it_was_found(self):
        room = Room(2)
        room.enter(ONE)
        room.grow(ONE, 700)
        room.leave(ONE, 700)

        assert (room.pushes, room.bytes) == (0, 0)

    def test_holds_so_many_pushes(self):
        room = Room(1)
        room.enter(ONE)

        with pytest.raises(IntakeBusy) as raised:
            room.enter(OTHER)
        assert SOONEST <= raised.value.extra["retry_after"] <= LATEST
        room.leave(ONE, 0)
        room.enter(OTHER)

    def test_holds_so_many_bytes(self):
        room = Room(9, most_bytes=1000)
        room.enter(ONE)
        room.grow(ONE, 900)
        room.enter(OTHER)

        with pytest.raises(IntakeBusy):
            room.grow(OTHER, 101)

    def test_is_not_for_one_device_alone(self):
        room = Room(2000)
        for _ in range(MOST_OF_ONE):
            room.enter(ONE)
        room.grow(ONE, MAX_PUSH_BYTES)

        with pytest.raises(IntakeBusy):
            room.enter(ONE)
        with pytest.raises(IntakeBusy):
            room.grow(ONE, 1)
        room.enter(OTHER)
        room.grow(OTHER, MAX_PUSH_BYTES)


class TestABody:
    async def test_that_stops_coming_is_given_up(self):
        room = Room(9)
        body = Body(room, ONE, b"", grace=0.01)

        async def never() -> Message:
            return await asyncio.Future()

        with pytest.raises(PushTooSlow):
            await body.read(never)
        body.leave()
        assert room.pushes == 0

    async def test_that_keeps_up_may_take_its_time(self):
        pieces = [b"x" * SLOWEST] * 8

        async def slowly() -> Message:
            await asyncio.sleep(0.005)
            return {"type": "http.request", "body": pieces.pop(), "more_body": bool(pieces)}

        body = Body(Room(9), ONE, b"", grace=0.02)

        assert len(await body.read(slowly)) == 8 * SLOWEST


async def test_one_that_dribbles_keeps_nobody_waiting(
    client: httpx.AsyncClient, device: FakeDevice, other: FakeDevice, form: Form, app: FastAPI
):
    for each in (device, other):
        each.write(a_report(form))
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def dribble() -> AsyncIterator[bytes]:
        content = compressed(device.push())
        yield content[:1]
        begun.set()
        await go_on.wait()
        yield content[1:]

    headers = {"Authorization": f"Bearer {device.token}", "Content-Encoding": ZSTD}
    slow = asyncio.ensure_future(client.post("/api/v1/push", content=dribble(), headers=headers))
    await begun.wait()

    assert (await other.sync(client)).receipt.through == 1

    assert not slow.done()
    go_on.set()
    assert PushOut.model_validate_json((await slow).content).receipt.through == 1
    door: PushDoor = app.state.push_door
    assert (door._room.pushes, door._room.bytes) == (0, 0)


async def test_the_largest_push_delays_others_for_a_moment_only(
    client: httpx.AsyncClient, device: FakeDevice, other: FakeDevice, form: Form
):
    for _ in range(900):
        device.write("x" * 17_000)
    content, loop, longest = compressed(device.push()), asyncio.get_running_loop(), 0.0
    headers = {"Authorization": f"Bearer {device.token}", "Content-Encoding": ZSTD}
    large = asyncio.ensure_future(client.post("/api/v1/push", content=content, headers=headers))
    while not large.done():
        other.write(a_report(form))
        began = loop.time()
        await other.sync(client, len(other.entries))
        longest = max(longest, loop.time() - began)

    assert large.result().status_code == 200
    assert longest < 5, "generous: the machine may have other work"


async def test_a_full_server_sends_the_laptop_away_for_a_while(
    settings: Settings, store: Store, clock: StoppedClock, client: httpx.AsyncClient,
    device: FakeDevice,
):  # fmt: skip
    device.write("{}")
    async with full(settings, store, clock) as way:
        async with httpx.AsyncClient(transport=way, base_url="http://server") as line:
            answer = await device.send(line, device.push())
        problem(answer, 503, "intake-busy")
        assert SOONEST <= int(answer.headers["Retry-After"]) <= LATEST

        async with HttpRemote("http://127.0.0.1", device.token, transport=way) as remote:
            with pytest.raises(Busy) as raised:
                await remote.push(device.push())
    assert SOONEST <= raised.value.seconds <= LATEST
    assert kept(store) == []
    del client


async def test_a_bad_signature_takes_no_room_for_long(
    client: httpx.AsyncClient, device: FakeDevice, app: FastAPI
):
    device.write("{}")
    forged = device.push(signature=seal.sign(seal.new_signing_key(), b"something else"))

    problem(await device.send(client, forged), 403, "wrong-signature")

    door: PushDoor = app.state.push_door
    assert (door._room.pushes, door._room.bytes) == (0, 0)
