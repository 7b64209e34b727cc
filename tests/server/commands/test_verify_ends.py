"""`evenhand-server verify`: what was cut off a journal's end, and files that changed."""

from typing import Any

import pytest

from server.config import Settings
from server.database import Store
from server.journal import marks
from server.journal.attachments.models import Upload
from shared.digest import sha256_hex
from tests.server.commands.running import Run, as_json
from tests.server.conftest import StoppedClock
from tests.server.journal.device import FakeDevice

PHOTO = b"a photograph"


def found(run: Run) -> dict[str, Any]:
    return as_json(run("verify", "--json"))


def faults(run: Run) -> list[tuple[str, int]]:
    return [(each["fault"], each["seq"]) for each in found(run)["broken"]]


def tamper(store: Store, statement: str) -> None:
    with store.writing() as db:
        assert db.connection().exec_driver_sql(statement).rowcount > 0


@pytest.fixture
def marked(filled: FakeDevice, store: Store, settings: Settings, clock: StoppedClock) -> FakeDevice:
    """A device with six entries, of which the server has made a mark."""
    marks.mark(store, settings.home, now=clock())
    return filled


def test_a_mark_is_made_once(marked: FakeDevice, store: Store, settings: Settings, run: Run):
    del marked
    assert marks.mark(store, settings.home, now=StoppedClock()()) == 0
    told = found(run)
    assert told["ok"]
    assert told["marks"] >= 1  # the server itself may have made one between two pushes


def test_a_last_push_that_was_removed_whole_is_missed(marked: FakeDevice, store: Store, run: Run):
    first_push = 3  # what `filled` sent at first; the signature on it vouches for that end
    tamper(store, f"DELETE FROM journal_entry WHERE seq > {first_push}")

    assert faults(run) == [("cut-off", len(marked.entries))]
    assert "the end of the journal was cut off" in run("verify").stderr


@pytest.mark.usefixtures("marked")
def test_a_mark_that_was_removed_with_the_entries_is_missed_too(store: Store, run: Run):
    tamper(store, "DELETE FROM journal_entry WHERE seq > 3")
    tamper(store, "DELETE FROM journal_mark")

    assert [kind for kind, _ in faults(run)] == ["marks-cut-off"]


@pytest.mark.usefixtures("marked")
def test_a_mark_that_was_changed_is_told(store: Store, run: Run):
    tamper(store, "UPDATE journal_mark SET heads = '[]'")

    assert [kind for kind, _ in faults(run)] == ["mark-wrong"]


@pytest.fixture
def kept(filled: FakeDevice, store: Store, settings: Settings, clock: StoppedClock) -> Upload:
    """A photograph that was receipted."""
    with store.writing() as db:
        (mission,) = db.connection().exec_driver_sql("SELECT id FROM mission").one()
        upload = Upload(
            id=filled.id,
            mission_id=type(filled.id)(mission),
            device_id=filled.id,
            sha256=sha256_hex(PHOTO),
            size=len(PHOTO),
            offset=len(PHOTO),
            begun_at=clock(),
            touched_at=clock(),
            done_at=clock(),
        )
        db.add(upload)
        db.flush()
        db.expunge(upload)
    place = settings.attachments / upload.sha256[:2] / upload.sha256
    place.parent.mkdir(parents=True)
    place.write_bytes(PHOTO)
    return upload


def test_files_are_checked_by_their_hash(kept: Upload, settings: Settings, run: Run):
    place = settings.attachments / kept.sha256[:2] / kept.sha256
    assert "1 file: every chain and file is whole" in run("verify").stdout

    place.write_bytes(b"another one")
    assert faults(run) == [("file-changed", 0)]

    place.unlink()
    assert faults(run) == [("file-missing", 0)]


@pytest.mark.usefixtures("kept")
def test_files_that_nobody_named_are_told_and_are_no_fault(settings: Settings, run: Run):
    stray = settings.attachments / "ab" / ("ab" * 32)
    stray.parent.mkdir()
    stray.write_bytes(b"who knows")

    told = found(run)

    assert (told["ok"], told["attachments"]["extra"]) == (True, [stray.name])
