"""Several server processes on one PostgreSQL, killed amid intake: nothing lost, nothing double."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from datetime import timedelta
from itertools import pairwise

import httpx
import pytest
from sqlmodel import col, func, select

from server.config import Settings
from server.database import Store
from server.journal.enrolment import issue_code
from server.journal.models import JournalEntry
from server.missions.models import Mission, Team
from server.reports.models import Revision
from server.stations.models import Station
from shared.clock import system_clock
from shared.forms.model import Form
from shared.sync.protocol import PushOut, Verdict
from tests.server.journal.device import FakeDevice, a_report, enrolled
from tests.server.workers.processes import Workers, serving

LAPTOPS = 3
PUSHES = 12
KILLED_AFTER = 12
"""Pushes, between one kill and the next."""
KILLS = 2
"""Each process that began, and so the one that projects."""
PATIENCE = 45.0


@pytest.fixture
def database() -> str:
    return "postgresql"


@pytest.fixture
async def line() -> AsyncGenerator[httpx.AsyncClient]:
    """A line that reaches any of the processes: each request is a connection of its own."""
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=limits, timeout=20, trust_env=False) as line:
        yield line


@pytest.fixture
def codes(store: Store, mission: Mission, team: Team, station: Station) -> list[str]:
    """Enrolment codes for the laptops; what they report of is in the register."""
    del station
    now = system_clock()  # the processes have no other
    with store.writing() as db:
        return [
            issue_code(db, mission.code, team.code, length=timedelta(hours=1), now=now).code
            for _ in range(LAPTOPS)
        ]


class Count:
    """Counts pushes that were answered, and kills a worker each `KILLED_AFTER`."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self.answered = 0
        self.killed: list[int] = []

    def __call__(self) -> None:
        self.answered += 1
        if self.answered % KILLED_AFTER == 0 and len(self.killed) < KILLS:
            for pid in self._workers.pids():
                if pid not in self.killed:
                    os.kill(pid, signal.SIGKILL)
                    self.killed.append(pid)
                    return


async def send(line: httpx.AsyncClient, device: FakeDevice, url: str, first: int) -> PushOut:
    """Push until there is an answer, whatever happens to those who should give it."""
    while True:
        try:
            answer = await device.send(line, device.push(first), url)
        except httpx.TransportError:
            await asyncio.sleep(0.05)
            continue
        assert answer.status_code == 200, answer.text
        return PushOut.model_validate_json(answer.content)


async def observe(
    line: httpx.AsyncClient, device: FakeDevice, form: Form, url: str, count: Count
) -> None:
    """Finish one report after the other, and send each twice at once."""
    for seq in range(1, PUSHES + 1):
        device.write(a_report(form))
        twins = await asyncio.gather(*(send(line, device, url, seq) for _ in range(2)))
        assert [(twin.verdict, twin.receipt.through) for twin in twins] == [(Verdict.HELD, seq)] * 2
        assert all(map(device.vouched, twins))
        count()


def ids_so_far(store: Store) -> list[int]:
    """Return the cursors that a reader of the journal sees now."""
    with store.reading() as db:
        return [
            each or 0 for each in db.exec(select(JournalEntry.id).order_by(col(JournalEntry.id)))
        ]


async def read_on(store: Store, ended: asyncio.Event) -> list[list[int]]:
    """Look at the journal again and again, as whoever follows it does."""
    looks: list[list[int]] = []
    while not ended.is_set():
        looks.append(await asyncio.to_thread(ids_so_far, store))
        await asyncio.sleep(0)
    return looks


async def projected(store: Store, wanted: int) -> int:
    """Wait until so many reports are projected, and return how many are."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        with store.reading() as db:
            found = db.exec(select(func.count()).select_from(Revision)).one()
        if found >= wanted or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(0.1)


@pytest.mark.timeout(120)
async def test_workers_that_are_killed_amid_intake_lose_nothing_and_double_nothing(
    settings: Settings, store: Store, codes: list[str], form: Form, line: httpx.AsyncClient
):
    with serving(settings.home, settings.database_url) as workers:
        devices = [await enrolled(line, code, url=workers.url) for code in codes]
        count, ended = Count(workers), asyncio.Event()
        reader = asyncio.create_task(read_on(store, ended))
        await asyncio.gather(*(observe(line, each, form, workers.url, count) for each in devices))
        ended.set()
        looks = await reader
        found = await projected(store, LAPTOPS * PUSHES)

    assert len(count.killed) == KILLS
    with store.reading() as db:
        rows = db.exec(select(JournalEntry).order_by(col(JournalEntry.id))).all()
    for device in devices:
        assert [each.hash for each in rows if each.device_id == device.id] == device.hashes[1:]
    assert not any(each.forked for each in rows)
    for earlier, later in pairwise(looks):
        assert later[: len(earlier)] == earlier, "an entry appeared behind one that was read"
    assert found == LAPTOPS * PUSHES
