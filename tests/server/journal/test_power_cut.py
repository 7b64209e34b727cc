"""The server's power fails: what it had receipted is there when the light comes back."""

import random
import sqlite3
import sys
from pathlib import Path

import pytest

from server.config import Settings
from server.database import Store
from server.journal.models import Device
from server.missions.models import Mission, Team
from tests.power_cut import Recording, record
from tests.server.kept_reports import a_laptop

CUTS = 80
PUSHES = 24

SERVER = """
import sys
from datetime import UTC, datetime
from uuid import UUID
from server.database import Store
from server.journal.chain import linked
from server.journal.sqlite import SqliteWriter
from shared.sync import seal
from tests.server.journal.device import FakeDevice

store = Store(sys.argv[1])
device = FakeDevice(UUID(sys.argv[2]), "", seal.new_signing_key())
writer = SqliteWriter(store)
for number in range(1, int(sys.argv[3]) + 1):
    device.write(f"{number} " + "x" * 1500 * (number % 7), kind="note")
    writer.append([linked(device.push(number))], datetime.now(UTC))
    print(device.hashes[-1], flush=True)
    if number % 9 == 0:  # as happens by itself when the log has grown
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(RESTART)")
"""


@pytest.fixture
def database() -> str:
    """SQLite's files are ours to lose; PostgreSQL's are its own."""
    return "sqlite"


@pytest.fixture
def recording(
    store: Store, settings: Settings, mission: Mission, team: Team, tmp_path: Path
) -> tuple[Recording, Device]:
    device = a_laptop(store, mission, team)
    store.close()
    url = settings.resolved_database_url
    command = [sys.executable, "-c", SERVER, url, str(device.id), str(PUSHES)]
    return record(command, settings.home, tmp_path), device


def test_whatever_a_power_cut_takes_it_takes_nothing_that_was_receipted(
    recording: tuple[Recording, Device], tmp_path: Path
):
    run, device = recording
    made = run.said_before(len(run.steps))
    assert len(made) == PUSHES
    chance = random.Random(1312)  # noqa: S311 - any cuts will do, the same each time
    lost_something = 0
    for number in range(CUTS):
        count = chance.randint(1, len(run.steps))
        after = tmp_path / f"after-{number}"
        run.cut_after(count, chance, after)

        found = hashes_in(after / "evenhand.db", device)

        receipted = run.said_before(count)
        assert found == made[: len(found)], f"cut {number}"
        assert len(receipted) <= len(found) <= len(receipted) + 1, f"cut {number}"
        lost_something += len(found) == len(receipted) < PUSHES
    assert 0 < lost_something < CUTS, "cuts take what was not receipted, sometimes"


def hashes_in(file: Path, device: Device) -> list[str]:
    """Return the chain of `device` in a store that has just been found; it must be sound."""
    connection = sqlite3.connect(file)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute(
            "SELECT seq, hash FROM journal_entry WHERE device_id = ? ORDER BY seq", (device.id.hex,)
        ).fetchall()
    finally:
        connection.close()
    assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
    return [fingerprint for _, fingerprint in rows]
