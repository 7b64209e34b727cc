"""What happens to pushes when the server itself is in trouble: nothing is receipted untruly."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from server.app import build_app
from server.config import Settings
from server.database import Store
from server.journal.chain import Batch, linked
from server.journal.intake import Intake
from server.journal.keys import server_key
from server.journal.problems import IntakeBusy
from server.journal.sqlite import SqliteWriter
from server.journal.writer import Outcome
from server.key_files import KeyDamaged
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.seal import public_key_of
from tests.server.conftest import StoppedClock
from tests.server.journal.device import FakeDevice, a_report
from tests.server.journal.test_intake import kept, problem


class LameWriter:
    """A writer that fails when it is told to, and otherwise hands on to a real one."""

    def __init__(self, writer: SqliteWriter, *refuses: bytes) -> None:
        self._writer = writer
        self._refuses = refuses
        self.commits = 0

    def append(self, batches: Sequence[Batch], received_at: datetime) -> list[Outcome]:
        if any(link.body in self._refuses for batch in batches for link in batch.links):
            raise sqlite3.DataError("the database can't store this")
        self.commits += 1
        return self._writer.append(batches, received_at)

    def close(self) -> None:
        self._writer.close()


@pytest.fixture
def database() -> str:
    """The trouble is the same on both databases; SQLite's is the easier to make."""
    return "sqlite"


def full(app: FastAPI) -> None:
    """Let the journal's writer find no room from now on."""
    connection: Any = app.state.push_door._intake._writer._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")


async def test_a_full_disk_is_told_and_nothing_is_receipted(
    client: httpx.AsyncClient, app: FastAPI, device: FakeDevice, store: Store
):
    full(app)
    device.write("x" * 100_000)

    answer = await device.send(client, device.push())

    assert "disk is full" in problem(answer, 507, "storage-full")
    assert kept(store) == []


async def test_when_there_is_room_again_everything_is_taken_in(
    client: httpx.AsyncClient, app: FastAPI, device: FakeDevice, form: Form
):
    full(app)
    device.write("x" * 100_000)
    device.write(a_report(form))
    await device.send(client, device.push())
    app.state.push_door._intake._writer._connection.execute("PRAGMA max_page_count = 100000")

    assert (await device.sync(client)).receipt.through == 2


async def test_when_too_many_wait_devices_are_told_to_come_back(
    settings: Settings, store: Store, clock: StoppedClock, client: httpx.AsyncClient,
    device: FakeDevice,
):  # fmt: skip
    device.write("{}")
    app = build_app(settings.model_copy(update={"intake_queue": 0}), clock, store)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://server") as busy,
    ):
        answer = await device.send(busy, device.push())

    problem(answer, 503, "intake-busy")
    assert int(answer.headers["Retry-After"]) > 0
    del client


def an_intake(store: Store, settings: Settings, *refuses: bytes) -> Intake:
    return Intake(
        LameWriter(SqliteWriter(store), *refuses),
        server_key(settings.home),
        StoppedClock(),
        on_commit=lambda: None,
    )


async def test_one_that_the_database_refuses_takes_no_neighbours_along(
    settings: Settings, store: Store, device: FakeDevice, form: Form
):
    odd = device.clone()
    odd.write("poison")
    device.write(a_report(form))
    key = public_key_of(device.seed)
    intake = an_intake(store, settings, b"poison")
    intake.start()

    outcomes = await asyncio.gather(
        *(intake.take_in(linked(each.push()), key) for each in (odd, device, odd)),
        return_exceptions=True,
    )
    await intake.stop()

    told = [each.code if isinstance(each, Problem) else "held" for each in outcomes]
    assert told == ["journal-fault", "held", "journal-fault"]
    assert len(kept(store)) == 1


async def test_what_waits_when_the_server_stops_is_still_kept(
    settings: Settings, store: Store, device: FakeDevice
):
    device.write("{}")
    intake = an_intake(store, settings)
    intake.start()
    waiting = asyncio.ensure_future(
        intake.take_in(linked(device.push()), public_key_of(device.seed))
    )
    await asyncio.sleep(0)  # lets it queue up

    await intake.stop()

    assert (await waiting).through == 1
    with pytest.raises(IntakeBusy):
        await intake.take_in(linked(device.push()), "")


async def test_a_laptop_that_hangs_up_is_kept_all_the_same(
    settings: Settings, store: Store, device: FakeDevice
):
    device.write("{}")
    intake = an_intake(store, settings)
    intake.start()
    waiting = asyncio.ensure_future(
        intake.take_in(linked(device.push()), public_key_of(device.seed))
    )
    await asyncio.sleep(0)  # lets it queue up

    waiting.cancel()
    await intake.stop()

    assert len(kept(store)) == 1


class TestTheServersKey:
    def test_is_made_once_and_only_its_owner_may_read_it(self, tmp_path: Path):
        first = server_key(tmp_path / "home")

        assert server_key(tmp_path / "home").public_key == first.public_key
        assert (tmp_path / "home" / "server.key").stat().st_mode & 0o777 == 0o600
        assert [each.name for each in (tmp_path / "home").iterdir()] == ["server.key"]

    def test_that_was_cut_short_is_told(self, tmp_path: Path):
        (tmp_path / "server.key").write_bytes(b"short")

        with pytest.raises(KeyDamaged, match="from a backup"):
            server_key(tmp_path)
