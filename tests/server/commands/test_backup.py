"""`evenhand-server backup` and `restore`: what was held once can be put back."""

import asyncio
import hashlib
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from server.app import build_app
from server.backups.archive import unpack
from server.changes import log
from server.config import Settings
from server.database import Store
from server.missions.models import Mission
from shared.forms.model import Form
from shared.sync.protocol import PushOut, Verdict
from tests.server.commands.running import Run, as_json, on, refused
from tests.server.conftest import StoppedClock
from tests.server.journal.device import FakeDevice, a_report

Build = Callable[..., Path]


@pytest.fixture
def backup(run: Run, filled: FakeDevice, tmp_path: Path) -> Path:
    """A backup of a journal with six entries of `filled`."""
    del filled  # came in before
    file = tmp_path / "monday.tar.zst"
    written = run("backup", file)
    assert written.exit_code == 0, written.output
    return file


# --- Taking it -----------------------------------------------------------------------------


def test_a_backup_holds_database_and_keys_and_says_so(backup: Path, tmp_path: Path):
    target = tmp_path / "unpacked"
    target.mkdir()

    manifest = unpack(backup, target).manifest

    assert [each.name for each in manifest.files] == ["evenhand.db", "server.key"]
    for each in manifest.files:
        content = (target / each.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (each.size, each.sha256)


def test_a_backup_is_its_owners_alone_and_leaves_nothing_beside_it(backup: Path):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(each.name for each in backup.parent.iterdir()) == ["home", backup.name]


def test_an_existing_file_is_not_replaced_unless_forced(run: Run, backup: Path):
    backup.write_bytes(b"last week's")

    assert "exists already" in refused(run("backup", backup))
    assert backup.read_bytes() == b"last week's"
    assert run("backup", backup, "--force").exit_code == 0
    assert backup.read_bytes() != b"last week's"


def test_a_home_without_a_database_is_not_backed_up(empty: Path, tmp_path: Path):
    said = refused(on(empty)("backup", tmp_path / "monday.tar.zst"))

    assert f"There is no database in {empty}" in said
    assert list(empty.iterdir()) == []


def test_a_damaged_database_is_told_and_not_backed_up(
    run: Run, settings: Settings, store: Store, tmp_path: Path
):
    store.close()
    with (settings.home / "evenhand.db").open("r+b") as database:
        database.seek(4096 * 3)
        database.write(b"\xff" * 4096 * 5)

    assert "could not be copied" in refused(run("backup", tmp_path / "monday.tar.zst"))
    assert [each.name for each in tmp_path.iterdir()] == ["home"]


def test_on_postgresql_its_own_tools_are_named(empty: Path, tmp_path: Path):
    run = on(empty, "postgresql+psycopg://hq@db.example.org/evenhand")
    file = tmp_path / "monday.tar.zst"
    file.touch()

    for said in (refused(run("backup", file, "--force")), refused(run("restore", file))):
        assert "pg_dump" in said
        assert "pg_restore" in said
        assert "server.key" in said


async def test_a_backup_while_reports_arrive_is_whole(
    run: Run, client: httpx.AsyncClient, filled: FakeDevice, form: Form, empty: Path
):
    """Every entry that was receipted before the backup began is in it, and its chains verify."""
    stop = False

    async def send_on_and_on() -> None:
        while not stop:
            filled.write(a_report(form))
            last = len(filled.entries)
            assert (await filled.send(client, filled.push(last, last))).status_code == 200

    sending = asyncio.create_task(send_on_and_on())
    held_before: list[int] = []
    for day in range(3):
        held_before.append(len(filled.entries) - 1)
        written = await asyncio.to_thread(run, "backup", empty.with_name(f"{day}.tar.zst"))
        assert written.exit_code == 0, written.output
    stop = True
    await sending

    assert len(filled.entries) > 10, "nothing came in while the backups were taken"
    for day, held in enumerate(held_before):
        home = empty.with_name(f"home-{day}")
        assert on(home)("restore", empty.with_name(f"{day}.tar.zst")).exit_code == 0
        found = as_json(on(home)("verify", "--json"))
        assert found["ok"]
        assert held <= found["entries"] <= len(filled.entries)


# --- Putting it back -----------------------------------------------------------------------


def test_what_was_backed_up_comes_back_and_verifies(backup: Path, settings: Settings, empty: Path):
    restored = on(empty)("restore", backup)

    assert restored.exit_code == 0, restored.output
    assert "Restored into" in restored.stdout
    assert on(empty)("verify").stdout == (
        "1 device, 6 entries, 2 signatures: every chain is whole.\n"
    )
    key = empty / "server.key"
    assert key.read_bytes() == (settings.home / "server.key").read_bytes()
    assert {each.name for each in empty.iterdir()} <= {
        "evenhand.db",
        "evenhand.db-shm",
        "evenhand.db-wal",
        "server.key",
    }
    for name in ("evenhand.db", "server.key"):
        assert stat.S_IMODE((empty / name).stat().st_mode) == 0o600


async def test_a_laptop_whose_receipts_are_newer_than_the_backup_sends_again(
    client: httpx.AsyncClient,
    filled: FakeDevice,
    backup: Path,
    form: Form,
    empty: Path,
    clock: StoppedClock,
):
    """The restored server asks from where it stands, by the key that the laptop knows."""
    for _ in range(3):
        filled.write(a_report(form))
    assert (await filled.sync(client, 7)).receipt.through == 9
    on(empty)("restore", backup)

    app = build_app(Settings(home=empty, database_url=""), clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://server") as again,
    ):
        empty_push = await filled.send(again, filled.push(10, 9))
        gap = PushOut.model_validate_json(empty_push.content)
        assert (gap.verdict, gap.receipt.through) == (Verdict.GAP, 6)
        assert filled.vouched(gap)
        answer = await filled.sync(again, 7)

    assert (answer.verdict, answer.receipt.through) == (Verdict.HELD, 9)
    assert filled.vouched(answer)
    assert as_json(on(empty)("verify", "--json"))["entries"] == 9


def test_a_home_that_is_not_empty_stays_as_it_is(run: Run, backup: Path, settings: Settings):
    before = (settings.home / "server.key").read_bytes()

    said = refused(run("restore", backup))

    assert "is not empty (evenhand.db" in said
    assert (settings.home / "server.key").read_bytes() == before


def test_a_database_elsewhere_is_not_overwritten(backup: Path, empty: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere.db"
    elsewhere.write_bytes(b"of another mission")

    said = refused(on(empty, f"sqlite:///{elsewhere}")("restore", backup))

    assert str(elsewhere) in said
    assert elsewhere.read_bytes() == b"of another mission"
    assert list(empty.iterdir()) == []


def test_a_database_elsewhere_is_backed_up_and_put_back_there(
    store: Store, settings: Settings, empty: Path, tmp_path: Path
):
    (settings.home / "server.key").write_bytes(bytes(32))
    store.close()
    file, place = tmp_path / "monday.tar.zst", tmp_path / "database"
    place.mkdir()
    there = f"sqlite:///{settings.home / 'evenhand.db'}"
    assert on(settings.home, there)("backup", file).exit_code == 0

    assert on(empty, f"sqlite:///{place / 'mission.db'}")("restore", file).exit_code == 0

    assert [each.name for each in place.iterdir()] == ["mission.db"]
    assert [each.name for each in empty.iterdir()] == ["server.key"]


def test_a_file_that_is_not_there_is_a_matter_of_usage(empty: Path, tmp_path: Path):
    assert on(empty)("restore", tmp_path / "none.tar.zst").exit_code == 2


def test_a_backup_of_a_newer_version_is_refused_and_nothing_is_written(
    run: Run, backup: Path, settings: Settings, empty: Path, tmp_path: Path
):
    del backup  # of today's version
    with closing(sqlite3.connect(settings.home / "evenhand.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = tmp_path / "newer.tar.zst"
    assert run("backup", newer).exit_code == 0

    assert "newer version of Evenhand" in refused(on(empty)("restore", newer))
    assert list(empty.iterdir()) == []


def test_a_database_put_back_by_other_tools_is_told_anew(run: Run, store: Store, mission: Mission):
    with store.writing() as db:
        log.note(db, mission.id, "form", ["voting"])
        told = log.newest(db)

    assert run("restored").exit_code == 0

    with store.reading() as db:
        assert log.newest(db).seq == told.seq
        assert not log.is_known(db, told)
