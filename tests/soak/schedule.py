"""Schedules: drawn from a seed, run, told, and shrunk where they break the promise."""

import asyncio
import contextlib
import random
import re
import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from client.vault.key_file import StoreKey
from tests.soak import headquarters, laptops
from tests.soak.headquarters import TEAMS, Headquarters
from tests.soak.laptops import Laptop
from tests.soak.line import Line
from tests.soak.world import World

SHORTEST, LONGEST = 4, 9
KINDS = 6
"""Of deeds, in one schedule, beside those that are in all."""
ALWAYS = ("fill", "sync")
WEIGHTS = {
    "join": 2, "fill": 4, "begin": 2, "finish": 2, "revise": 3, "sync": 5, "clone": 2, "crash": 2,
    "reopen": 1, "replace": 1, "enrol_again": 2, "jump_clock": 2, "read_messages": 1, "revoke": 1,
    "publish": 2, "withdraw": 2, "import_register": 2, "resolve": 2, "say_something": 1,
    "restart": 1, "back_up": 2, "restore": 3, "arrive_late": 2, "make_bundle": 4, "carry": 3,
    "import_bundle": 4, "take_receipts": 3, "note_incident": 3, "visit": 2, "check_in": 1,
}  # fmt: skip
"""How often each deed of a `World` happens."""


@dataclass(frozen=True)
class Step:
    """One deed; its number decides all that it leaves open."""

    deed: str
    number: int


@dataclass(frozen=True)
class Broken:
    """What went wrong, and all that had happened until then."""

    seed: int
    steps: Sequence[Step]
    told: Sequence[str]
    error: BaseException

    @property
    def kind(self) -> str:
        """What it is about, whoever it hit."""
        return re.sub(r"\d|copy|\bof\b", "", f"{type(self.error).__name__} {self.error}")[:60]

    def __str__(self) -> str:
        lines = [f"{number:3}. {line}" for number, line in enumerate(self.told, 1)]
        return "\n".join(
            [
                f"Seed {self.seed}, {len(self.steps)} steps:",
                *lines,
                f"{type(self.error).__name__}: {self.error}",
                f"Again: make soak SEED={self.seed}",
            ]
        )


@dataclass(frozen=True)
class Ground:
    """What schedules begin with: homes to be copied, and the key of the laptops' stores.

    `hq` is a server that knows one laptop of each team: the folders `team-07` and `team-08`, which
    have their packs. `blank` is a laptop that is enrolled nowhere.
    """

    folder: Path
    key: StoreKey


@contextmanager
def prepared() -> Generator[Ground]:
    """Make what schedules begin with, for a block."""
    with tempfile.TemporaryDirectory(prefix="soak-", dir=_quick_folder()) as name:
        folder = Path(name)
        headquarters.prepare_home(folder / "hq")
        ground = Ground(folder, laptops.prepare_home(folder / "blank"))
        asyncio.run(_enrol_teams(ground))
        yield ground


async def _enrol_teams(ground: Ground) -> None:
    hq = Headquarters(ground.folder / "hq")
    await hq.start()
    for team in TEAMS:
        folder = shutil.copytree(ground.folder / "blank", ground.folder / f"team-{team}")
        laptop = Laptop(f"laptop {team}", team, folder, ground.key, hq.clock)
        laptop.code = hq.issue_code(team)
        line = Line(lambda: hq.app, seed=0)
        await laptop.enrol(line)
        await laptop.sync(line)
        laptop.close()
    await hq.stop()


def draw(seed: int) -> Sequence[Step]:
    """Return the schedule of a seed."""
    chance = random.Random(seed)  # noqa: S311 - to be drawn again the same way
    # Some kinds of deeds only: what meets seldom otherwise meets often in one of many schedules.
    some = {*ALWAYS, *chance.sample(sorted(WEIGHTS), KINDS)}
    weights = {deed: weight for deed, weight in WEIGHTS.items() if deed in some}
    count = chance.randint(SHORTEST, LONGEST)
    deeds = ["fill", *chance.choices([*weights], [*weights.values()], k=count)]
    if "restore" in some:
        deeds.insert(chance.randint(0, 3), "back_up")
    return [Step(deed, chance.getrandbits(32)) for deed in deeds]


def run(
    ground: Ground, seed: int, steps: Sequence[Step] | None = None, told: list[str] | None = None
) -> Broken | None:
    """Run a seed's schedule, or other steps; return how it broke the promise, if it did.

    What happens is added to `told`.
    """
    steps = draw(seed) if steps is None else steps
    with tempfile.TemporaryDirectory(dir=ground.folder) as name:
        return asyncio.run(_run(ground, Path(name), seed, steps, [] if told is None else told))


def shrink(ground: Ground, broken: Broken) -> Broken:
    """Leave steps out as long as the promise is broken all the same."""
    left = 0
    while left < len(broken.steps):
        fewer = [*broken.steps[:left], *broken.steps[left + 1 :]]
        again = run(ground, broken.seed, fewer)
        if again is not None and again.kind == broken.kind:
            broken = again
        else:
            left += 1
    return broken


async def _run(
    ground: Ground, folder: Path, seed: int, steps: Sequence[Step], told: list[str]
) -> Broken | None:
    hq = Headquarters(shutil.copytree(ground.folder / "hq", folder / "hq"))
    await hq.start()
    world = World(hq, ground.folder / "blank", ground.key, seed, told)
    try:
        for team in TEAMS:
            world.begin_with(team, ground.folder / f"team-{team}")
        for step in steps:
            await world.do(step.deed, random.Random(step.number))  # noqa: S311
        await world.calm()
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is to be told and shrunk
        return Broken(seed, steps, told, error)
    finally:
        world.close()
        with contextlib.suppress(Exception):
            await hq.stop()
    return None


def _quick_folder() -> Path | None:
    """Return a folder in memory, where there is one: power cuts are played elsewhere."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is nobody else's
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None
