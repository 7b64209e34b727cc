"""Killed at any step that touches the disk, the server keeps what it promised, and goes on.

`make test` kills each deed at a few of its steps; `make soak KILLS=all` at every one.
"""

import os
import random
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlmodel import col, select

from server.backups.problems import HomeNotEmpty
from server.backups.restoring import restore
from server.journal.attachments.models import Upload
from server.journal.models import JournalEntry
from server.journal.verification import verify
from server.migrations.upgrade import differences
from shared.digest import sha256_hex
from shared.problems import Problem
from tests.killing import disk_steps, killed_at, some
from tests.power_cut import record
from tests.server.journal.device import FakeDevice
from tests.system import homes
from tests.system.deeds import DEEDS, beside, settings_of, store_of

KILLS = 2
"""Of each deed, in `make test`."""
CUTS = 25
pytestmark = pytest.mark.timeout(3600 if os.environ.get("EVENHAND_KILLS") else 60)
Said = Sequence[str]


class Trial(NamedTuple):
    """A deed, what it begins with, and what must be true after it was killed."""

    deed: str
    prepare: Callable[[Path], FakeDevice]
    look: Callable[[Path, FakeDevice, Said], None]
    look_when_done: Callable[[Path, FakeDevice], None]
    """After it was done again, to the end."""


def held(home: Path) -> list[str]:
    """Return the hashes in the journal, which must be sound."""
    store = store_of(home)
    with store.reading() as db:
        assert verify(db).ok
        hashes = db.exec(select(JournalEntry.hash).order_by(col(JournalEntry.id))).all()
    store.close()
    return list(hashes)


def look_at_pushes(home: Path, device: FakeDevice, said: Said) -> None:
    there = held(home)
    assert there == device.hashes[1 : len(there) + 1]
    assert len(said) <= len(there) <= len(said) + 1


def look_for_all(home: Path, device: FakeDevice) -> None:
    assert held(home) == device.hashes[1:]


def look_at_photo(home: Path, device: FakeDevice, said: Said) -> None:
    look_for_all(home, device)
    store = store_of(home)
    with store.reading() as db:
        upload = db.exec(select(Upload)).one_or_none()
    store.close()
    promised = max((int(each) for each in said if each != "held"), default=0)
    assert promised <= (upload.offset if upload else 0)
    if "held" in said or (upload and upload.done_at):
        look_for_photo(home)
    elif upload and 0 < promised < len(homes.PHOTO):
        arrived = settings_of(home).attachments / "arriving" / str(upload.id)
        assert arrived.read_bytes()[:promised] == homes.PHOTO[:promised]


def look_for_photo(home: Path) -> None:
    name = sha256_hex(homes.PHOTO)
    assert (settings_of(home).attachments / name[:2] / name).read_bytes() == homes.PHOTO


def look_for_all_and_photo(home: Path, device: FakeDevice) -> None:
    look_for_all(home, device)
    look_for_photo(home)
    assert list((settings_of(home).attachments / "arriving").iterdir()) == []


def look_at_bundle(home: Path, device: FakeDevice, said: Said) -> None:
    there = held(home)
    assert there == device.hashes[1 : len(there) + 1]
    if said:
        assert said == [f"True {len(device.entries)}"]
        look_for_all_and_photo(home, device)


def look_at_schema(home: Path, device: FakeDevice, said: Said) -> None:
    if said:
        look_for_schema(home, device)


def look_for_schema(home: Path, device: FakeDevice) -> None:
    store = store_of(home)
    assert differences(store) == []
    store.close()
    look_for_all(home, device)


def look_at_backup(home: Path, device: FakeDevice, said: Said) -> None:
    look_for_all_and_photo(home, device)
    backup = beside(home, "backup.tar.zst")
    assert backup.exists() or not said
    if backup.exists():
        look_for_backup(home, device)


def look_for_backup(home: Path, device: FakeDevice) -> None:
    """It appears whole, or not at all."""
    found = beside(home, "found")
    found.mkdir(exist_ok=True)
    restore(settings_of(found), beside(home, "backup.tar.zst"))
    look_for_all(found, device)
    look_for_photo(found)
    shutil.rmtree(found)


def look_at_restored(home: Path, device: FakeDevice, said: Said) -> None:
    """A home with a database is whole; one without is cleared before the next try."""
    new = beside(home, "new")
    if (new / "evenhand.db").exists():
        look_for_all(new, device)
        look_for_photo(new)
    else:
        assert not said
        shutil.rmtree(new, ignore_errors=True)


def look_for_restored(home: Path, device: FakeDevice) -> None:
    look_at_restored(home, device, ["restored"])


TRIALS = [
    Trial("take_pushes", homes.prepared, look_at_pushes, look_for_all),
    Trial("take_photo", homes.with_reports, look_at_photo, look_for_all_and_photo),
    Trial("take_bundle", homes.with_stick, look_at_bundle, look_for_all_and_photo),
    Trial("migrate", homes.of_an_old_version, look_at_schema, look_for_schema),
    Trial("take_backup", homes.with_everything, look_at_backup, look_for_backup),
    Trial("put_back", homes.with_backup, look_at_restored, look_for_restored),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.deed)
def test_wherever_the_server_is_killed_what_it_promised_is_there(trial: Trial, tmp_path: Path):
    start = tmp_path / "start"
    start.mkdir()
    device = trial.prepare(start / "home")
    steps = disk_steps(command(trial, copied(start, tmp_path / "run")), [tmp_path], tmp_path)
    killed = 0
    for step in some(steps, KILLS):
        place = copied(start, tmp_path / "run")
        said, was_killed = killed_at(step, command(trial, place), tmp_path)
        killed += was_killed
        try:
            trial.look(place / "home", device, said)
            do_again(trial, place / "home")
            trial.look_when_done(place / "home", device)
        except (AssertionError, Problem, OSError) as error:
            error.add_note(f"killed before {step.told}; it had said {said}")
            raise
    assert killed >= KILLS


def test_a_power_cut_takes_no_byte_of_a_photograph_that_was_promised(tmp_path: Path):
    home = tmp_path / "start" / "home"
    home.parent.mkdir()
    device = homes.with_reports(home)
    run = record(
        [sys.executable, "-m", "tests.system.deeds", "take_photo", str(home)], home, tmp_path
    )
    chance = random.Random(1)  # noqa: S311 - any cuts will do, the same each time
    for cut in range(CUTS):
        count = chance.randint(1, len(run.steps))
        after = tmp_path / f"cut-{cut}"
        run.cut_after(count, chance, after)
        said = run.said_before(count)
        look_for_all(after, device)
        if "held" in said:
            look_for_photo(after)
        promised = max((int(each) for each in said if each != "held"), default=0)
        for file in (after / "attachments" / "arriving").glob("*"):  # a lost name begins anew
            assert file.read_bytes()[:promised] in homes.PHOTO


def command(trial: Trial, place: Path) -> Sequence[str]:
    return [sys.executable, "-m", "tests.system.deeds", trial.deed, str(place / "home")]


def copied(start: Path, into: Path) -> Path:
    shutil.rmtree(into, ignore_errors=True)
    return shutil.copytree(start, into)


def do_again(trial: Trial, home: Path) -> None:
    """Go on with the deed, in a new life."""
    if trial.deed == "put_back" and (beside(home, "new") / "evenhand.db").exists():
        with pytest.raises(HomeNotEmpty):
            DEEDS[trial.deed](home, lambda _: None)
        return
    DEEDS[trial.deed](home, lambda _: None)
