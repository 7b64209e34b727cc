"""The server loses its power in the middle of pushes: its receipts were true all the same."""

import asyncio
import random
import threading
from pathlib import Path

from client.laptop import Laptop as Core
from client.remote import GarbledAnswer, Unreachable
from shared.problems import Problem
from tests.server.commands.running import as_json, on
from tests.system.conftest import code_for
from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop, chain, device_of, join, seal_one, sync

KILLS = 2
PUSHES_BEFORE = 4
LONGEST_DELAY = 0.05
"""Seconds: some pushes long, so that the kill strikes any moment of one."""


class Assassin:
    """Kills a server a moment after each laptop's first pushes, whatever it is doing then."""

    def __init__(self, server: Headquarters, pushes: int, delay: float) -> None:
        self._left = pushes
        self._timer = threading.Timer(delay, server.kill)

    def count_push(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._timer.start()

    def wait(self) -> None:
        self._timer.join()


async def push_until_it_breaks(core: Core, assassin: Assassin) -> None:
    """Fill and push, one checklist after the other, until nobody answers."""
    trouble: Problem | None = None
    while trouble is None:
        seal_one(core)
        try:
            trouble = (await sync(core)).trouble
        except Problem as problem:
            trouble = problem
        else:
            assassin.count_push()
    assert isinstance(trouble, Unreachable | GarbledAnswer)


async def kill_amid_pushes(server: Headquarters, cores: list[Core], delay: float) -> None:
    assassin = Assassin(server, PUSHES_BEFORE * len(cores), delay)
    await asyncio.gather(*(push_until_it_breaks(core, assassin) for core in cores))
    assassin.wait()


async def test_what_a_laptop_calls_held_survives_a_server_that_is_killed_amid_pushes(
    home: Path, tmp_path: Path
):
    chance = random.Random(2021)  # noqa: S311 - any moments will do, the same each time
    server = Headquarters(home)
    server.start()
    with Laptop(tmp_path / "1").opened() as one, Laptop(tmp_path / "2").opened() as two:
        cores = [one, two]
        try:
            for core in cores:
                await join(core, server.url, code_for(home))
            for _ in range(KILLS):
                await kill_amid_pushes(server, cores, chance.uniform(0, LONGEST_DELAY))
                for core in cores:
                    held = core.journal.held_through()
                    in_journal = server.held(device_of(core))
                    assert in_journal[:held] == chain(core)[:held], "a receipt was not true"
                server.start()
                for core in cores:
                    assert (await sync(core)).waiting == 0
                    assert server.held(device_of(core)) == chain(core)
        finally:
            server.kill()
    found = as_json(on(home)("verify", "--json"))
    assert found["ok"], found
    assert found["entries"] > KILLS * PUSHES_BEFORE * len(cores)
