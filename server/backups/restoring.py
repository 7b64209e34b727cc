"""Putting a backup into an empty home."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from server.backups.archive import ATTACHMENTS, BUNDLES, DATABASE, PEOPLE, Unpacked, unpack
from server.backups.places import (
    database_file,
    people_file,
    waiting_bundles,
)
from server.backups.problems import HomeNotEmpty
from server.config import Settings
from server.database import sqlite_file
from server.disk import fsync_folder

_OF_THE_DISK = {"lost+found"}


def restore(
    settings: Settings, file: Path, require_readable: Callable[[Path], None] = lambda _: None
) -> Unpacked:
    """Put the backup `file` into the home of `settings`, and return what was in it.

    Everything is unpacked and checked before the first file takes its place; the database comes
    last, so a home that has one is whole. `require_readable` is given the database, and raises
    where this version of the server can't read it. Raises BackupNotHere, HomeNotEmpty,
    BackupUnreadable or BackupTooNew, or OSError: nothing was written then.
    """
    home, database = settings.home, database_file(settings)
    _require_empty(home, database, people_file(settings))
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as name:
        folder = Path(name)
        unpacked = unpack(file, folder)
        require_readable(folder / DATABASE)
        _begin_history_anew(folder / DATABASE)
        files = [each for each in folder.rglob("*") if each.is_file()]
        for each in sorted(files, key=lambda each: each.name == DATABASE):
            target = _target(settings, database, each)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_lasting(each)
            shutil.move(each, target)  # the database may lie on another disk
            fsync_folder(target.absolute().parent)
    fsync_folder(home)
    fsync_folder(database.absolute().parent)
    return unpacked


def _begin_history_anew(database: Path) -> None:
    """Let no laptop's place in the log of changes be known here.

    So each is told everything anew, and asks after every file that it once got a receipt for:
    what came after the backup is lost here, even where the log had not grown since.
    """
    with closing(sqlite3.connect(database)) as connection, connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'change'")
        if tables.fetchone():  # else the backup is older than the log
            connection.execute("UPDATE change SET mark = lower(hex(randomblob(8)))")


def _target(settings: Settings, database: Path, unpacked: Path) -> Path:
    """Return where a file of the backup belongs."""
    if unpacked.parent.name == ATTACHMENTS:
        return settings.attachments / unpacked.name[:2] / unpacked.name
    if unpacked.parent.name == BUNDLES:
        return waiting_bundles(settings) / unpacked.name
    if unpacked.name == PEOPLE:
        return sqlite_file(settings.resolved_people_url) or settings.home / PEOPLE
    return database if unpacked.name == DATABASE else settings.home / unpacked.name


def _require_empty(home: Path, *databases: Path | None) -> None:
    there = sorted({each.name for each in home.iterdir()} - _OF_THE_DISK)
    for each in databases:
        if each and each.exists() and each.name not in there:
            there.append(str(each))
    if there:
        some = ", ".join(there[:4]) + (" …" if len(there) > 4 else "")
        raise HomeNotEmpty(
            f"{home} is not empty ({some}), so nothing was restored. Choose an empty home with "
            "--home, or move away what is there."
        )


def _make_lasting(file: Path) -> None:
    """Close the file to others, and return when all of it is on the disk."""
    file.chmod(0o600)
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
