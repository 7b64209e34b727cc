"""Each thing that lines do, done to each message of the protocol; the promise is kept after each.

A laptop that joins and one that has everything to send, between them, send every message there is.
"""

import random
import shutil
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from client.steps.bundle import make_bundle
from tests.soak.headquarters import TEAMS, Headquarters
from tests.soak.laptops import Laptop
from tests.soak.line import FAULTS, Fault
from tests.soak.schedule import Ground
from tests.soak.world import World

JOINING = ["POST enrol", "POST push", "GET changes", "GET forms", "GET form-files"]
"""Every message of a laptop's first minute, where nothing disturbs it."""
SENDING = [
    "POST push", "GET changes", "POST uploads", "PATCH uploads", "PATCH uploads", "GET uploads",
    "POST bundles", "PATCH bundles", "GET bundles",
]  # fmt: skip
"""Every message of a sync with a report, a photograph in two pieces, and a bundle to hand over."""
_MOST_TRIES = 8


@pytest.fixture
async def world(ground: Ground) -> AsyncGenerator[World]:
    """A laptop of each team."""
    with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
        headquarters = Headquarters(shutil.copytree(ground.folder / "hq", Path(folder) / "hq"))
        await headquarters.start()
        world = World(headquarters, ground.folder / "blank", ground.key, seed=1)
        for team in TEAMS:
            world.begin_with(team, ground.folder / f"team-{team}")
        yield world
        world.close()
        await headquarters.stop()


async def test_these_are_all_the_messages(world: World):
    await join(world)
    assert [short(what) for what, _ in world.line.carried] == JOINING
    world.line.carried.clear()
    await send(world, 0)
    assert [short(what) for what, _ in world.line.carried] == SENDING


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_the_line_does_to_whichever_message(world: World, fault: Fault):
    for at, message in enumerate(JOINING):
        plan(world, at, fault)
        laptop = await join(world)
        assert what_met(world, fault)[:1] == [message]
        laptop.close()
        world.laptops.remove(laptop)
    for at, message in enumerate(SENDING):
        plan(world, at, fault)
        await send(world, at)
        assert what_met(world, fault)[:1] == [message]
    await world.calm()


def plan(world: World, at: int, fault: Fault) -> None:
    """Let one message meet a fault."""
    world.line.carried.clear()
    world.line.planned = [Fault.NONE] * at + [fault]


async def join(world: World) -> Laptop:
    """Enrol a new laptop, and let it pull all there is."""
    laptop = world.add_laptop("08")
    await until_settled(world, laptop)
    return laptop


async def send(world: World, number: int) -> None:
    """Sync a laptop that has everything to send, with what another one seals into a bundle."""
    courier, other = world.laptops[:2]
    fill(other, f"carried {number}")
    stick = other.folder.parent / f"stick-{number}"
    make_bundle(other.core, stick)
    courier.core.carried.take(stick)
    photo = b"\xff\xd8\xff" + random.Random(number).randbytes(300_000)  # noqa: S311
    fill(courier, f"message {number}", photo)
    await until_settled(world, courier)
    world.promise.look_after_sync(world.headquarters, courier)


def fill(laptop: Laptop, remark: str, photo: bytes = b"") -> None:
    draft = laptop.begin("0001", {"ramp": "yes", "remarks": remark})
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


def what_met(world: World, fault: Fault) -> list[str]:
    return [short(what) for what, how in world.line.carried if how is fault]


def short(what: str) -> str:
    """Return `POST uploads` for `POST /api/v1/uploads/...`."""
    method, path = what.split(" ")
    return f"{method} {path.removeprefix('/api/v1/').split('/')[0]}"
