"""Other teams' bundles on a courier's laptop: opaque, in the store until headquarters has them.

    file on a stick ─▶ take ─▶ handed over with the next sync ─▶ receipt: the content is forgotten

The courier can't read them. What headquarters says of them, and the receipts for the laptops
that made them, stay here to be carried back.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import ClassVar

from client.journal import FalseReceipt, Journal
from client.language import later, tr
from client.letters import clean
from client.store import Store
from shared.clock import Clock
from shared.problems import Problem
from shared.sync import seal
from shared.sync.bundle import looks_sealed
from shared.sync.handover import BundleOut, ReceiptsFile

PIECE_BYTES = 256 * 1024
_LONGEST_NAME = 200


class NotABundle(Problem):
    """The file can't be carried: it is no bundle, or can't be read."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "not-a-bundle"
    title: ClassVar[str] = later("This file is no bundle")


class NotCarried(Problem):
    """No such bundle is on this laptop."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "not-carried"
    title: ClassVar[str] = later("No such bundle is on this laptop")


@dataclass(frozen=True)
class CarriedBundle:
    """A bundle of another laptop."""

    sha256: str
    name: str
    """Of the file it came as."""
    size: int
    """Bytes."""
    taken_at: str
    handed_at: str
    """When headquarters received it, by its signed receipt; '' = it waits."""
    verdict: str
    """What headquarters found in it, in words."""
    refusal: str
    """Why headquarters will not take it; '' = it does."""


class CarriedBook:
    """The bundles that one laptop carries."""

    def __init__(self, store: Store, journal: Journal, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock

    def take(self, file: Path) -> CarriedBundle:
        """Copy a bundle into the store; all of it is on the disk when this returns.

        The same one twice is one. Raises NotABundle or DiskFull.
        """
        try:
            if not looks_sealed(file):
                raise NotABundle(
                    tr(
                        "%(file)s is no bundle, so it was not taken along. Bundles are made with: "
                        "evenhand bundle -o FILE"
                    )
                    % {"file": file}
                )
            with file.open("rb") as stream:
                sha256 = self._take(stream, file.name)
        except OSError as error:
            raise NotABundle(
                tr("%(file)s can't be read: %(strerror)s.")
                % {"file": file, "strerror": error.strerror}
            ) from None
        return self._get(sha256)

    def list_all(self) -> Sequence[CarriedBundle]:
        """Return all bundles, those that wait first."""
        rows = self._store.rows(
            f"SELECT {_COLUMNS} FROM carried ORDER BY handed_at != '', taken_at"  # noqa: S608 - constant columns
        )
        return [CarriedBundle(*row) for row in rows]

    def list_waiting(self) -> Sequence[CarriedBundle]:
        """Return the bundles that are to be handed over."""
        return [each for each in self.list_all() if not each.handed_at and not each.refusal]

    def piece_at(self, sha256: str, offset: int) -> bytes:
        """Return the bytes of a bundle from `offset` to the end of a piece; b'' at its end."""
        place, within = divmod(offset, PIECE_BYTES)
        row = self._store.row(
            "SELECT content FROM carried_piece WHERE sha256 = ? AND place = ?", sha256, place
        )
        return bytes(row[0])[within:] if row else b""

    def hold(self, bundle: CarriedBundle, told: BundleOut) -> bool:
        """Forget the content of a bundle whose receipt is here; return whether it is.

        Raises FalseReceipt, and forgets nothing then.
        """
        receipt = told.receipt
        if receipt is None:
            return False
        identity = self._journal.identity
        text = seal.bundle_receipt_text(
            device=receipt.device,
            sha256=receipt.sha256,
            size=receipt.size,
            received_at=receipt.received_at,
        )
        is_signed = seal.is_signed_by(identity.server_key, text, receipt.signature)
        is_ours = (receipt.device, receipt.sha256, receipt.size) == (
            identity.device,
            bundle.sha256,
            bundle.size,
        )
        if not (is_signed and is_ours):
            raise FalseReceipt(
                tr(
                    "The receipt for a carried bundle is not the mission server's, so the bundle "
                    "stays on this laptop. Check the address with headquarters."
                )
            )
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE carried SET handed_at = ?, signature = ?, verdict = ?, receipts = ?,"
                " refusal = '' WHERE sha256 = ?",
                (
                    receipt.received_at,
                    receipt.signature,
                    clean(told.verdict),
                    told.receipts.model_dump_json() if told.receipts else "",
                    bundle.sha256,
                ),
            )
            connection.execute("DELETE FROM carried_piece WHERE sha256 = ?", (bundle.sha256,))
        return True

    def refuse(self, sha256: str, reason: str) -> None:
        """Note why headquarters will not take a bundle. It stays on this laptop."""
        with self._store.writing() as connection:
            connection.execute("UPDATE carried SET refusal = ? WHERE sha256 = ?", (reason, sha256))

    def drop(self, name: str) -> CarriedBundle:
        """Forget a bundle by its name or the beginning of its hash. Raises NotCarried."""
        found = [each for each in self.list_all() if name and name in (each.name, each.sha256[:12])]
        if not found:
            raise NotCarried(
                tr("No bundle %(name)s is on this laptop. See: evenhand carry")
                % {"name": repr(name)}
            )
        with self._store.writing() as connection:
            for table in ("carried_piece", "carried"):
                connection.execute(f"DELETE FROM {table} WHERE sha256 = ?", (found[0].sha256,))  # noqa: S608 - our own tables
        return found[0]

    def receipts(self) -> ReceiptsFile:
        """Return all receipts that came for carried bundles, to be carried back."""
        rows = self._store.rows("SELECT receipts FROM carried WHERE receipts != ''")
        told = [ReceiptsFile.model_validate_json(row[0]) for row in rows]
        return ReceiptsFile(
            mission=self._journal.identity.mission,
            made_at=self._clock().astimezone().isoformat(timespec="seconds"),
            pushes=[push for each in told for push in each.pushes],
            attachments=[receipt for each in told for receipt in each.attachments],
        )

    def _get(self, sha256: str) -> CarriedBundle:
        row = self._store.row(f"SELECT {_COLUMNS} FROM carried WHERE sha256 = ?", sha256)  # noqa: S608 - constant columns
        assert row is not None  # noqa: S101 - it was just written
        return CarriedBundle(*row)

    def _take(self, stream: BufferedReader, name: str) -> str:
        """Write the pieces; without the row that names them they are none yet."""
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        if self._store.row("SELECT 1 FROM carried WHERE sha256 = ?", sha256):
            return sha256
        size, read = 0, hashlib.sha256()
        for place, piece in enumerate(_pieces(stream)):
            read.update(piece)
            size += len(piece)
            with self._store.writing() as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO carried_piece (sha256, place, content)"
                    " VALUES (?, ?, ?)",
                    (sha256, place, piece),
                )
        if read.hexdigest() != sha256:
            raise NotABundle(
                tr("%(name)s changed while it was read. Take it along once it is whole.")
                % {"name": name}
            )
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO carried (sha256, name, size, taken_at) VALUES (?, ?, ?, ?)",
                (sha256, clean(name)[:_LONGEST_NAME], size, self._clock().isoformat()),
            )
        return sha256


_COLUMNS = "sha256, name, size, taken_at, handed_at, verdict, refusal"


def _pieces(stream: BufferedReader) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE_BYTES):
        yield piece
