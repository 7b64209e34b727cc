"""Taking a backup while the server goes on taking reports in."""

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from server.backups.archive import (
    ATTACHMENTS,
    BUNDLES,
    DATABASE,
    KEYS,
    PEOPLE,
    LeftOut,
    Manifest,
    write_archive,
)
from server.backups.places import (
    database_file,
    people_file,
    waiting_bundles,
)
from server.backups.problems import BackupExists, DatabaseDamaged, NothingToBackUp
from server.config import Settings
from server.disk import fsync_folder

_BUSY_SECONDS = 30


def back_up(
    settings: Settings,
    target: Path,
    *,
    now: datetime,
    replace: bool = False,
    with_people: bool = True,
) -> Manifest:
    """Write what `settings`' home keeps to `target`, readable by its owner only.

    Who the observers are, and the key to it, only `with_people`.

    The database is copied as it stood at one moment, without holding intake up; then the files
    that it speaks of, which were there before it spoke of them. `target` appears
    when all of it is on the disk, or not at all; an existing one is kept unless `replace`.
    Raises BackupNotHere, NothingToBackUp, BackupExists, DatabaseDamaged, or OSError.
    """
    database = database_file(settings)
    if not database.exists():
        raise NothingToBackUp(
            f"There is no database in {settings.home} yet. Is this the right home? "
            "Choose another with --home."
        )
    _require_free(target, replace=replace)
    # Beside the target: there is the room that a backup needs, if anywhere.
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.absolute().parent) as folder:
        copy, draft = Path(folder, DATABASE), Path(folder, "draft")
        _copy_database(database, copy)
        files = [copy, *_names(settings, Path(folder, PEOPLE), wanted=with_people)]
        files += _keys(settings, with_people=with_people)
        people = people_file(settings)
        left_out: list[LeftOut] = ["people"] if people and not with_people else []
        draft.touch(mode=0o600, exist_ok=False)
        with draft.open("wb") as stream:
            named = _named_by_hash(settings)
            manifest = write_archive(stream, files, named, left_out=left_out, created=now)
            stream.flush()
            os.fsync(stream.fileno())
        _require_free(target, replace=replace)
        draft.replace(target)
    fsync_folder(target.absolute().parent)
    return manifest


def _names(settings: Settings, copy: Path, *, wanted: bool) -> list[Path]:
    """Return a copy of the store of names, where there is one in the home and it is `wanted`."""
    people = people_file(settings)
    if people is None or not wanted:
        return []
    _copy_database(people, copy)
    return [copy]


def _keys(settings: Settings, *, with_people: bool) -> list[Path]:
    """Return the home's keys, the one to the names only `with_people`."""
    keys = sorted(settings.home.glob(KEYS))
    of_names = {settings.names_key_file, settings.next_names_key_file}
    return keys if with_people else [each for each in keys if each not in of_names]


def _named_by_hash(settings: Settings) -> dict[str, list[Path]]:
    """Return the whole attachments, and the bundles that wait."""
    waiting = waiting_bundles(settings).glob("*")
    return {
        ATTACHMENTS: sorted(settings.attachments.glob("??/*")),
        BUNDLES: sorted(each for each in waiting if not each.suffix),
    }


def _copy_database(source: Path, target: Path) -> None:
    """Copy the database in one go, with what other processes are writing left out."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as there,
            closing(sqlite3.connect(target, timeout=_BUSY_SECONDS)) as here,
        ):
            there.backup(here)
            here.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            (verdict,) = here.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise _unreadable(source, str(error)) from error
    if verdict != "ok":
        raise _unreadable(source, str(verdict).strip())


def _unreadable(source: Path, why: str) -> DatabaseDamaged:
    return DatabaseDamaged(
        f"{source} could not be copied: {why}. No backup was written. Look first whether the "
        "disk is full; else keep the file as it is and restore an earlier backup into another "
        "home."
    )


def _require_free(target: Path, *, replace: bool) -> None:
    if target.is_dir():
        raise BackupExists(f"{target} is a folder. Name the backup's file.")
    if target.exists() and not replace:
        raise BackupExists(
            f"{target} exists already and was left as it is. Choose another name, or --force."
        )
