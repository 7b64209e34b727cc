"""Taking bundles in: the same rules as for a push over the line, and nothing authentic refused.

    sealed file ─▶ opened ─▶ pushes: signature, chain, journal ─▶ files ─▶ receipts
                                └─▶ what they follow is not here: the bundle waits, sealed

Taking one in again brings nothing twice. Whatever a bundle brings may be what another waits for.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from server.config import Settings
from server.database import Store
from server.journal.attachments.arriving import Arriving
from server.journal.attachments.store import FolderStore
from server.journal.attachments.uploads import Uploads
from server.journal.bundles.files import FileTaking
from server.journal.bundles.keys import BundleKeys
from server.journal.bundles.opened import OpenedBundle, opened_bundle
from server.journal.bundles.pushes import PushTaking
from server.journal.bundles.verdict import BundleVerdict
from server.journal.bundles.waiting import WaitingRoom, hash_of_file
from server.journal.keys import server_key
from server.journal.postgres import PostgresWriter
from server.journal.sqlite import SqliteWriter
from server.journal.writer import JournalWriter
from server.missions.models import Mission
from shared.sync import seal
from shared.sync.bundle import AttachmentPart, PushPart
from shared.sync.handover import ReceiptsFile


class BundleIntake:
    """Takes bundles in, from any thread or process."""

    def __init__(self, settings: Settings, store: Store, keys: BundleKeys | None = None) -> None:
        self._store = store
        self._home = settings.home
        self._keys = keys or BundleKeys(settings.home)
        self.folder = settings.home / "bundles"
        """What arrives, what waits, and (without a name) what is open."""
        self._room = WaitingRoom(store, self.folder / "waiting")
        self._uploads = Uploads(
            store,
            Arriving(settings.attachments / "arriving"),
            FolderStore(settings.attachments),
            most_bytes=settings.attachment_megabytes * 2**20,
        )

    def take_in(
        self,
        source: Path,
        *,
        now: datetime,
        name: str = "",
        mission_id: UUID | None = None,
        admit: bool = False,
    ) -> BundleVerdict:
        """Take in the bundle `source`, made for any mission, or for this one only.

        With `admit`, a laptop that was set up from a pack file is taken for the team's, though
        its code was used by another or has expired. All that the verdict calls new or held is on
        the disk, and so is a bundle that waits. Raises BundleUnreadable, where nothing can be
        read of it, or StorageFull.
        """
        missions = [mission_id] if mission_id else self._missions()
        verdict = self._take(source, missions, now, name or source.name, admit=admit)
        verdict.closed = list(self.take_in_waiting(now=now))
        return verdict

    def take_in_waiting(self, *, now: datetime) -> Sequence[BundleVerdict]:
        """Take in the bundles in the waiting room that need not wait any longer."""
        done: list[BundleVerdict] = []
        while due := self._room.list_due():
            for kept in due:
                if not kept.file.exists():  # the folder was lost: the team still has it all
                    self._room.forget(kept.sha256)
                    continue
                verdict = self._take(kept.file, [kept.mission_id], now, kept.sha256[:12])
                done.append(verdict)
        return done

    def receipts(self, verdicts: Sequence[BundleVerdict], *, now: datetime) -> ReceiptsFile:
        """Return the receipts for what was taken in, to be carried back to the laptops."""
        devices = [
            each for top in verdicts for verdict in top.all() for each in verdict.devices.values()
        ]
        newest = {each.device: each.answer for each in devices if each.answer}
        files = {(each.device, each.sha256): each for one in devices for each in one.receipts}
        return ReceiptsFile(
            mission=verdicts[0].manifest.mission if verdicts else "",
            made_at=now.isoformat(),
            pushes=list(newest.values()),
            attachments=list(files.values()),
        )

    def _take(
        self,
        source: Path,
        missions: Sequence[UUID],
        now: datetime,
        name: str,
        *,
        admit: bool = False,
    ) -> BundleVerdict:
        with opened_bundle(source, self._keys, missions, self.folder) as bundle:
            verdict = BundleVerdict(name, bundle.manifest, bundle.is_whole)
            pushes = self._take_parts(bundle, verdict, now, admit=admit)
            is_kept = bool(pushes.expected or pushes.not_introduced)
            if is_kept:
                self._room.keep(source, bundle.mission_id, pushes.expected, now=now)
        if not is_kept and source.parent == self.folder / "waiting":
            self._room.forget(source.name)
        elif not is_kept and admit:  # it may have been kept when it was refused
            self._room.forget(hash_of_file(source))
        return verdict

    def _take_parts(
        self, bundle: OpenedBundle, verdict: BundleVerdict, now: datetime, *, admit: bool
    ) -> PushTaking:
        """Take in what the bundle holds."""
        key: seal.Signer = server_key(self._home)
        writer = self._writer()
        try:
            pushes = PushTaking(self._store, writer, key, verdict, bundle.mission_id)
            files = FileTaking(self._store, self._uploads, key, verdict)
            pushes.introduce(now, admit=admit)
            for part in bundle.parts():
                match part:
                    case PushPart():
                        pushes.take(part, now)
                    case AttachmentPart():
                        files.take(part, now)
            return pushes
        finally:
            writer.close()

    def _writer(self) -> JournalWriter:
        kind = SqliteWriter if self._store.is_sqlite else PostgresWriter
        return kind(self._store, notes_visits=False)

    def _missions(self) -> list[UUID]:
        newest_first = select(col(Mission.id)).order_by(col(Mission.election_date).desc())
        with self._store.reading() as db:
            return list(db.connection().execute(newest_first).scalars())
