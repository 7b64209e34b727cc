"""What the server does to its disk, deed by deed, in a process that may be killed at any moment.

    python -m tests.system.deeds NAME HOME

Each deed goes on where an earlier try was ended, as the server does when it is started again, and
says what it promises. Everything happens in one thread, so that steps can be counted.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter
from sqlmodel import select

from server.backups.restoring import restore
from server.backups.taking import back_up
from server.config import Settings
from server.database import Store
from server.journal.attachments.arriving import Arriving
from server.journal.attachments.store import FolderStore
from server.journal.attachments.uploads import Announced, Uploads
from server.journal.bundles.taking import BundleIntake
from server.journal.chain import Decision, linked
from server.journal.models import Device
from server.journal.sqlite import SqliteWriter
from server.migrations.upgrade import upgrade
from shared.digest import sha256_hex
from shared.sync.protocol import Push
from tests.server.builders import START

PIECE = 40_000
"""Bytes of a photograph that come at once."""
Say = Callable[[str], object]
PUSHES = TypeAdapter(list[Push])


def settings_of(home: Path) -> Settings:
    """Return the settings of a server on SQLite."""
    return Settings(home=home, database_url=f"sqlite:///{home}/evenhand.db")


def store_of(home: Path) -> Store:
    """Open its database."""
    return Store(settings_of(home).resolved_database_url)


def beside(home: Path, name: str) -> Path:
    """Return a file that is not in the home: what is given, and what comes out."""
    return home.parent / name


def take_pushes(home: Path, say: Say) -> None:
    """Keep pushes, one after the other; say each head that is receipted."""
    store = store_of(home)
    writer = SqliteWriter(store)
    for push in PUSHES.validate_json(beside(home, "pushes.json").read_bytes()):
        (outcome,) = writer.append([linked(push)], START)
        assert isinstance(outcome, Decision)
        say(outcome.receipt.hash)
    writer.close()
    store.close()


def take_photo(home: Path, say: Say) -> None:
    """Take a photograph in, piece by piece; say each offset that is promised, and `held`."""
    store, settings = store_of(home), settings_of(home)
    arriving = Arriving(settings.attachments / "arriving")
    uploads = Uploads(store, arriving, FolderStore(settings.attachments), most_bytes=2**20)
    photo = beside(home, "photo.jpg").read_bytes()
    with store.reading() as db:
        device = db.exec(select(Device)).one()
        db.expunge(device)
    entry = PUSHES.validate_json(beside(home, "pushes.json").read_bytes())[-1].first
    upload = uploads.begin(device, Announced(sha256_hex(photo), len(photo), entry), now=START)
    say(str(upload.offset))
    while upload.offset < len(photo):
        part = uploads.open(upload, upload.offset)
        part.write(photo[upload.offset : upload.offset + PIECE])
        upload = uploads.settle(upload, part, now=START)
        say(str(upload.offset))
        if upload.offset == len(photo):
            upload = uploads.complete(upload, now=START)
        part.close()
    assert upload.done_at
    say("held")
    store.close()


def take_bundle(home: Path, say: Say) -> None:
    """Import a bundle."""
    store = store_of(home)
    verdict = BundleIntake(settings_of(home), store).take_in(beside(home, "stick"), now=START)
    say(f"{verdict.is_whole} {sum(each.new + each.held for each in verdict.devices.values())}")
    store.close()


def migrate(home: Path, say: Say) -> None:
    """Bring the database up to date."""
    store = store_of(home)
    upgrade(store)
    say("migrated")
    store.close()


def take_backup(home: Path, say: Say) -> None:
    """Take a backup, unless there is one."""
    target = beside(home, "backup.tar.zst")
    if not target.exists():
        back_up(settings_of(home), target, now=START, replace=False)
    say("backed up")


def put_back(home: Path, say: Say) -> None:
    """Restore the backup into a new home."""
    new = beside(home, "new")
    new.mkdir(exist_ok=True)
    restore(settings_of(new), beside(home, "backup.tar.zst"))
    say("restored")


DEEDS: dict[str, Callable[[Path, Say], None]] = {
    each.__name__: each
    for each in (take_pushes, take_photo, take_bundle, migrate, take_backup, put_back)
}


if __name__ == "__main__":
    DEEDS[sys.argv[1]](Path(sys.argv[2]), lambda line: os.write(1, f"{line}\n".encode()))
