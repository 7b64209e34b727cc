"""The waiting room: bundles kept sealed, as they came, until what they follow is here."""

import hashlib
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, delete, exists, select
from sqlmodel import Session, col

from server.database import Store
from server.disk import fsync_folder
from server.journal.attachments.store import make_folder
from server.journal.bundles.models import WaitingBundle, WaitingPush
from server.journal.models import JournalEntry


class Expected(NamedTuple):
    """A push that waits, and the hash of the entry that it follows."""

    device: UUID
    first: int
    through: int
    previous: str


@dataclass(frozen=True)
class Kept:
    """A bundle in the waiting room."""

    sha256: str
    mission_id: UUID
    file: Path


class WaitingRoom:
    """The bundles that wait in one server's home."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder

    def keep(
        self, source: Path, mission_id: UUID, pushes: Sequence[Expected], *, now: datetime
    ) -> str:
        """Keep a bundle for as long as `pushes` wait; return the name it has here.

        Without pushes it stays until somebody takes it in: its laptop is not known yet.
        The file is on the disk before the row that names it.
        """
        sha256 = hash_of_file(source)
        file = self._folder / sha256
        if source != file:
            self._copy(source, file)
        with self._store.writing() as db:
            _forget(db, sha256)
            db.add(WaitingBundle(sha256=sha256, mission_id=mission_id, kept_at=now))
            db.flush()
            for each in dict.fromkeys(pushes):
                db.merge(
                    WaitingPush(
                        sha256=sha256,
                        device_id=each.device,
                        first=each.first,
                        through=each.through,
                        previous=each.previous,
                    )
                )
        return sha256

    def forget(self, sha256: str) -> None:
        """Forget a bundle that waits no longer."""
        with self._store.writing() as db:
            _forget(db, sha256)
        (self._folder / sha256).unlink(missing_ok=True)

    def list_due(self) -> Sequence[Kept]:
        """Return the bundles of which something waits no longer."""
        is_here = exists().where(
            and_(
                col(JournalEntry.device_id) == col(WaitingPush.device_id),
                col(JournalEntry.seq) == col(WaitingPush.first) - 1,
                col(JournalEntry.hash) == col(WaitingPush.previous),
            )
        )
        due = (
            select(col(WaitingBundle.sha256), col(WaitingBundle.mission_id))
            .join(WaitingPush, col(WaitingPush.sha256) == col(WaitingBundle.sha256))
            .where(is_here)
            .order_by(col(WaitingPush.first))
        )
        with self._store.reading() as db:
            rows = db.connection().execute(due).all()
        return [
            Kept(sha256, mission, self._folder / sha256) for sha256, mission in dict(rows).items()
        ]

    def _copy(self, source: Path, file: Path) -> None:
        make_folder(self._folder)
        aside = file.with_name(f"{file.name}.{os.getpid()}.new")
        try:
            shutil.copyfile(source, aside)
            aside.chmod(0o600)
            with aside.open("rb") as stream:
                os.fsync(stream.fileno())
            aside.replace(file)
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
        fsync_folder(self._folder)


def hash_of_file(file: Path) -> str:
    """Return the SHA-256 of a file, by which a bundle is known."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _forget(db: Session, sha256: str) -> None:
    for table in (WaitingPush, WaitingBundle):
        db.connection().execute(delete(table).where(col(table.sha256) == sha256))
