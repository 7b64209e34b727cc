"""Each thing that lines do, done to each message of the protocol; the promise is kept after each.

A laptop that joins and one that has everything to send, between them, send every message there is:
their messages are recorded over a good line first, and then each of them meets each fault. A route
of the protocol that neither of them asks for fails the test.
"""

import asyncio
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from client.steps.bundle import make_bundle
from shared.sync.protocol import TUS_VERSION
from tests.soak.headquarters import TEAMS, Headquarters
from tests.soak.laptops import URL, Laptop
from tests.soak.line import FAULTS, Fault, kind_of, told_whole
from tests.soak.schedule import Ground
from tests.soak.world import World

Session = Callable[[World], Awaitable[None]]
Messages = Mapping[Session, Counter[str]]
"""How many of each kind a session sends where nothing disturbs it."""
_MOST_TRIES = 40
"""More than there are messages in a session: each of them may fail once."""
_NOT_FOR_LAPTOPS = {"OPTIONS uploads", "OPTIONS bundles"}
"""For programs that speak tus and don't know this server; nothing depends on the answer."""


async def join(world: World) -> None:
    """Enrol a new laptop, and let it pull all there is."""
    await until_settled(world, world.add_laptop("08"))


async def send(world: World) -> None:
    """Sync a laptop that has everything to send, with what another one seals into a bundle."""
    courier, other = world.laptops[:2]
    fill(other)
    stick = other.folder.parent / f"stick {len(other.kept())}"
    make_bundle(other.core, stick)
    courier.core.carried.take(stick)
    fill(courier, b"\xff\xd8\xff" + random.Random(str(stick)).randbytes(300_000))  # noqa: S311
    await until_settled(world, courier)
    world.promise.look_after_sync(world.headquarters, courier)
    await until_told(world, courier)


SESSIONS: dict[str, Session] = {"join": join, "send": send}


@asynccontextmanager
async def a_world(ground: Ground) -> AsyncGenerator[World]:
    """Give a world with a laptop of each team for a block."""
    with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
        headquarters = Headquarters(shutil.copytree(ground.folder / "hq", Path(folder) / "hq"))
        await headquarters.start()
        world = World(headquarters, ground.folder / "blank", ground.key, seed=1)
        for team in TEAMS:
            world.begin_with(team, ground.folder / f"team-{team}")
        try:
            yield world
        finally:
            world.close()
            await headquarters.stop()


@pytest.fixture(scope="session")
def messages(ground: Ground) -> Messages:
    """What the sessions send over a good line."""
    return asyncio.run(recorded(ground))


async def recorded(ground: Ground) -> Messages:
    found: dict[Session, Counter[str]] = {}
    for session in SESSIONS.values():
        async with a_world(ground) as world:
            await session(world)
            found[session] = Counter(kind_of(what) for what, _ in world.line.carried)
    return found


async def test_the_sessions_send_every_message_of_the_protocol(ground: Ground, messages: Messages):
    async with a_world(ground) as world:
        paths = world.headquarters.app.openapi()["paths"]
    spoken = {
        kind_of(f"{method.upper()} {path}")
        for path, methods in paths.items()
        for method, told in methods.items()
        if "sync" in told["tags"]
    }
    assert set().union(*messages.values()) == spoken - _NOT_FOR_LAPTOPS


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)
async def test_whatever_the_line_does_to_whichever_message(
    ground: Ground, messages: Messages, session: Session, fault: Fault
):
    async with a_world(ground) as world:
        for nth in range(max(messages[session].values())):
            hit = {kind for kind, count in messages[session].items() if count > nth}
            world.line.carried.clear()
            world.line.planned_for = {kind: [Fault.NONE] * nth + [fault] for kind in hit}
            await session(world)
            met = [kind_of(what) for what, how in world.line.carried if how is fault]
            assert sorted(met) == sorted(hit)
        world.line.planned_for.clear()
        await world.calm()


def fill(laptop: Laptop, photo: bytes = b"") -> None:
    draft = laptop.begin("0001", {"ramp": "yes"})
    assert draft is not None
    if photo:
        laptop.attach(draft, "door", photo)
    laptop.core.drafts.finish(draft.id)


async def until_settled(world: World, laptop: Laptop) -> None:
    """Try until nothing waits, as an observer does; look at the promise after each try."""
    trouble = ""
    for _ in range(_MOST_TRIES):
        trouble = await world.try_to_settle(laptop)
        world.promise.look(world.headquarters, world.laptops)
        if not trouble:
            await world.line.deliver_late()
            world.promise.look(world.headquarters, world.laptops)
            return
    pytest.fail(f"after {_MOST_TRIES} tries still: {trouble}")


async def until_told(world: World, laptop: Laptop) -> None:
    """Ask by HEAD how far each upload is, as other programs that speak tus do."""
    sent = {what.removeprefix("PATCH ") for what, _ in world.line.carried if "PATCH" in what}
    token = laptop.core.journal.identity.token
    headers = {"Authorization": f"Bearer {token}", "Tus-Resumable": TUS_VERSION}
    async with httpx.AsyncClient(base_url=URL, transport=world.line, headers=headers) as client:
        for path in sorted(sent):
            assert await told_whole(client, path)
