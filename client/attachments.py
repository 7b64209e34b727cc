"""Photographs, recordings and files on this laptop: encrypted in the store, until they are held.

    file on the disk ─▶ take ─▶ draft ─▶ finish: an entry announces it ─▶ upload ─▶ receipt

A file lies in the store in pieces, each written in a transaction of its own, so that a video
freezes no screen. The same file twice is one, by its hash. Nothing is forgotten here before a
verified receipt names it; then only when there is little room.
"""

import hashlib
from collections.abc import Container, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from uuid import UUID

from client.attached_files import (
    ANSWER_PREFIX,
    AttachedFile,
    AttachmentStanding,
    FileNotTaken,
    SealedFile,
    TakenFile,
    WaitingFile,
    asks_for_file,
)
from client.journal import FalseReceipt, Journal
from client.language import tr
from client.letters import clean
from client.store import Row, Store
from shared.clock import Clock
from shared.digest import canonical_json
from shared.forms.model import Form
from shared.sync import seal
from shared.sync.media import HEAD_BYTES, IN_WORDS, sniff
from shared.sync.protocol import (
    MAX_ATTACHMENT_BYTES,
    AttachmentBody,
    AttachmentReceipt,
    ReportBody,
)

PIECE_BYTES = 256 * 1024
"""Of one row; the last of a file may be shorter."""
MOST_KEPT_BYTES = 1024 * 1024 * 1024
"""Of files that headquarters holds. Beyond it the oldest of them are forgotten."""
_LONGEST_NAME = 200


class AttachmentBook:
    """The files of one laptop."""

    def __init__(self, store: Store, journal: Journal, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock

    # --- Coming in ---------------------------------------------------------------------

    def take(self, path: Path) -> TakenFile:
        """Copy a file into the store; all of it is on the disk, encrypted, when this returns.

        Position and time that a photograph carries stay in it, for headquarters. Raises
        FileNotTaken or DiskFull.
        """
        try:
            with path.open("rb") as file:
                return self._take(file, path.name)
        except OSError as error:
            raise FileNotTaken(
                tr("%(path)s can't be read: %(strerror)s.")
                % {"path": path, "strerror": error.strerror}
            ) from None

    def link(self, draft: UUID, question: str, taken: TakenFile) -> None:
        """Let a draft have a file, beside what it has."""
        with self._store.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO draft_attachment (draft, question, sha256, name)"
                " VALUES (?, ?, ?, ?)",
                (str(draft), question, taken.sha256, taken.name),
            )

    def unlink(self, draft: UUID, question: str, sha256: str | None = None) -> None:
        """Take a file away from a question of a draft; without `sha256`, all its files."""
        with self._store.writing() as connection:
            connection.execute(
                "DELETE FROM draft_attachment"
                " WHERE draft = ? AND question = ? AND (? IS NULL OR sha256 = ?)",
                (str(draft), question, sha256, sha256),
            )
        self.forget_orphans()

    def link_as_sealed(self, draft: UUID, report: UUID, revision: int) -> None:
        """Let a draft have the files of the revision that it changes."""
        with self._store.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO draft_attachment (draft, question, sha256, name)"
                " SELECT ?, question, sha256, name FROM sealed_attachment"
                " WHERE report = ? AND revision = ?",
                (str(draft), str(report), revision),
            )

    def announce(self, draft: UUID, form: Form, body: ReportBody, asked: Container[str]) -> None:
        """Append an entry for each file of a draft that becomes `body`, in its transaction.

        A file goes only where its question is `asked`; one that is the answer, only where the
        report holds that answer.
        """
        for file in self.of_draft(draft):
            if file.question and file.question not in asked:
                continue
            answer = body.answers.get(file.question)
            if asks_for_file(form, file.question) and answer != ANSWER_PREFIX + file.sha256:
                continue
            self.announce_file(file, body.report, body.revision)

    def announce_file(self, file: AttachedFile, report: UUID, revision: int) -> None:
        """Append an entry that says that `file` belongs to a report, or to an incident."""
        attached = AttachmentBody(
            report=report,
            revision=revision,
            question=file.question,
            sha256=file.sha256,
            size=file.size,
            media_type=file.media_type,
            name=file.name,
        )
        self._announce(attached)

    def announce_again(self, left: int) -> None:
        """Announce, in the newest journal, what the journal numbered `left` did not get across."""
        rows = self._store.rows(
            "SELECT s.seq, e.body FROM sealed_attachment s"
            " JOIN attachment a ON a.sha256 = s.sha256"
            " JOIN entry e ON e.journal = s.journal AND e.seq = s.seq"
            " WHERE s.journal = ? AND (a.held_at IS NULL OR a.is_doubted) AND a.is_here",
            left,
        )
        with self._store.writing() as connection:
            for seq, body in rows:
                connection.execute(
                    "DELETE FROM sealed_attachment WHERE journal = ? AND seq = ?", (left, seq)
                )
                self._announce(AttachmentBody.model_validate_json(body))

    # --- Looking -----------------------------------------------------------------------

    def of_draft(self, draft: UUID) -> Sequence[AttachedFile]:
        """Return the files of a draft, by question."""
        return self._list("draft_attachment l", "l.draft = ?", str(draft))

    def of_incident(self, incident: UUID) -> Sequence[AttachedFile]:
        """Return the files of a half-written incident."""
        links = "(SELECT incident, sha256, name, '' AS question FROM incident_file) l"
        return self._list(links, "l.incident = ?", str(incident))

    def of_report(self, report: UUID, revision: int) -> Sequence[AttachedFile]:
        """Return the files of a sealed revision, or of a sealed incident, by question."""
        return self._list(
            "sealed_attachment l", "l.report = ? AND l.revision = ?", str(report), revision
        )

    def list_on_the_way(self, most: int) -> Sequence[AttachedFile]:
        """Return files of sealed reports and incidents: those that wait first, then the newest."""
        rows = self._store.rows(
            "SELECT '', a.sha256, min(s.name), a.size, a.media_type, a.held_at, a.refusal"
            " FROM attachment a JOIN sealed_attachment s ON s.sha256 = a.sha256"
            " GROUP BY a.sha256 ORDER BY a.held_at IS NOT NULL, a.added_at DESC LIMIT ?",
            most,
        )
        return [_attached(row) for row in rows]

    def standing(self) -> AttachmentStanding:
        """Return how many files of sealed reports headquarters holds, and how many wait."""
        row = self._store.row(
            "SELECT count(*), coalesce(sum(held_at IS NOT NULL), 0),"
            " coalesce(sum(held_at IS NULL AND refusal != ''), 0) FROM attachment"
            " WHERE sha256 IN (SELECT sha256 FROM sealed_attachment)"
        )
        return AttachmentStanding(*row) if row else AttachmentStanding(0, 0, 0)

    def list_waiting(self) -> Sequence[WaitingFile]:
        """Return the files to be uploaded now: their entries are held, they themselves not."""
        rows = self._store.rows(
            "SELECT a.sha256, a.size, min(s.seq) FROM attachment a"
            " JOIN sealed_attachment s ON s.sha256 = a.sha256"
            " WHERE (a.held_at IS NULL OR a.is_doubted) AND a.refusal = '' AND a.is_here"
            " AND s.journal = ? AND s.seq <= ?"
            " GROUP BY a.sha256 ORDER BY min(s.seq)",
            self._journal.number(),
            self._journal.held_through(),
        )
        return [WaitingFile(*row) for row in rows]

    def list_sealed(self, *, everything: bool = False) -> Sequence[SealedFile]:
        """Return the files of the newest journal that headquarters lacks, or `everything`."""
        rows = self._store.rows(
            "SELECT a.sha256, a.size FROM attachment a"
            " JOIN sealed_attachment s ON s.sha256 = a.sha256"
            " WHERE s.journal = ? AND a.is_here"
            " AND (? OR ((a.held_at IS NULL OR a.is_doubted) AND a.refusal = ''))"
            " GROUP BY a.sha256 ORDER BY min(s.seq)",
            self._journal.number(),
            everything,
        )
        return [SealedFile(*row) for row in rows]

    def piece_at(self, sha256: str, offset: int) -> bytes:
        """Return the bytes of a file from `offset` to the end of a piece; b'' at its end."""
        place, within = divmod(offset, PIECE_BYTES)
        row = self._store.row(
            "SELECT content FROM attachment_piece WHERE sha256 = ? AND place = ?", sha256, place
        )
        return bytes(row[0])[within:] if row else b""

    # --- Held --------------------------------------------------------------------------

    def hold(self, receipt: AttachmentReceipt) -> None:
        """Mark the file that `receipt` proves to be held. Raises FalseReceipt."""
        identity = self._journal.identity
        text = seal.attachment_receipt_text(
            device=receipt.device,
            sha256=receipt.sha256,
            size=receipt.size,
            received_at=receipt.received_at,
        )
        is_signed = seal.is_signed_by(identity.server_key, text, receipt.signature)
        if not is_signed or receipt.device != identity.device:
            raise FalseReceipt(
                tr(
                    "The answer is not signed by the mission's server, so no file was marked as "
                    "held. Your files stay on this laptop. Check the address with headquarters."
                )
            )
        with self._store.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO attachment_receipt (sha256, device, received_at, signature)"
                " VALUES (?, ?, ?, ?)",
                (receipt.sha256, str(receipt.device), receipt.received_at, receipt.signature),
            )
            connection.execute(
                "UPDATE attachment SET held_at = ?, is_doubted = 0, refusal = ''"
                " WHERE sha256 = ? AND size = ?",
                (receipt.received_at, receipt.sha256, receipt.size),
            )

    def refuse(self, sha256: str, reason: str) -> None:
        """Note why headquarters will not take a file. It stays on this laptop."""
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE attachment SET refusal = ? WHERE sha256 = ?", (reason, sha256)
            )

    def doubt(self) -> None:
        """Ask about all files anew: headquarters was restored, and may have lost some."""
        with self._store.writing() as connection:
            connection.execute("UPDATE attachment SET is_doubted = 1 WHERE is_here")

    def note_lost(self, sha256: str) -> None:
        """Note that headquarters does not have a file (any more): it waits again."""
        with self._store.writing() as connection:
            connection.execute("UPDATE attachment SET held_at = NULL WHERE sha256 = ?", (sha256,))

    def make_room(self, most: int = MOST_KEPT_BYTES) -> None:
        """Forget the content of the oldest held files beyond `most` bytes."""
        rows = self._store.rows(
            "SELECT sha256, size FROM attachment"
            " WHERE is_here AND held_at IS NOT NULL AND NOT is_doubted"
            " AND sha256 NOT IN (SELECT sha256 FROM draft_attachment)"
            " AND sha256 NOT IN (SELECT sha256 FROM incident_file)"
            " AND sha256 NOT IN (SELECT sha256 FROM draft_step_file)"
            " AND sha256 IN (SELECT sha256 FROM attachment_receipt) ORDER BY added_at DESC"
        )
        for sha256, size in rows:
            most -= size
            if most >= 0:
                continue
            with self._store.writing() as connection:
                connection.execute("DELETE FROM attachment_piece WHERE sha256 = ?", (sha256,))
                connection.execute("UPDATE attachment SET is_here = 0 WHERE sha256 = ?", (sha256,))

    def forget_orphans(self) -> None:
        """Forget files that no draft, report, incident or step to be undone has."""
        with self._store.writing() as connection:
            connection.execute(
                "DELETE FROM attachment WHERE sha256 NOT IN (SELECT sha256 FROM draft_attachment)"
                " AND sha256 NOT IN (SELECT sha256 FROM incident_file)"
                " AND sha256 NOT IN (SELECT sha256 FROM sealed_attachment)"
                " AND sha256 NOT IN (SELECT sha256 FROM draft_step_file)"
            )
            connection.execute(
                "DELETE FROM attachment_piece WHERE sha256 NOT IN (SELECT sha256 FROM attachment)"
            )

    # --- Inside ------------------------------------------------------------------------

    def _take(self, file: BufferedReader, name: str) -> TakenFile:
        media_type = sniff(file.read(HEAD_BYTES))
        if media_type is None:
            raise FileNotTaken(
                tr("%(name)s is of a kind that is not taken. Taken are: %(kinds)s.")
                % {"name": name, "kinds": tr(IN_WORDS)}
            )
        size = file.seek(0, 2)
        if size > MAX_ATTACHMENT_BYTES:
            raise FileNotTaken(
                tr(
                    "%(name)s has %(size)s MiB; %(most)s is the most. Attach a smaller copy, "
                    "or a shorter recording."
                )
                % {
                    "name": name,
                    "size": f"{size / 2**20:,.0f}",
                    "most": MAX_ATTACHMENT_BYTES // 2**20,
                }
            )
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if not self._is_here(sha256):
            self._store_pieces(file, sha256, name)
            self._note(sha256, size, media_type)
        return TakenFile(sha256, clean(name)[:_LONGEST_NAME])

    def _is_here(self, sha256: str) -> bool:
        return (
            self._store.row("SELECT 1 FROM attachment WHERE sha256 = ? AND is_here", sha256)
            is not None
        )

    def _store_pieces(self, file: BufferedReader, sha256: str, name: str) -> None:
        """Write the pieces; without the row that names them they are none yet."""
        read = hashlib.sha256()
        for place, piece in enumerate(_pieces(file)):
            read.update(piece)
            with self._store.writing() as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO attachment_piece (sha256, place, content)"
                    " VALUES (?, ?, ?)",
                    (sha256, place, piece),
                )
        if read.hexdigest() != sha256:
            raise FileNotTaken(
                tr("%(name)s changed while it was read. Attach it once it is whole.")
                % {"name": name}
            )

    def _note(self, sha256: str, size: int, media_type: str) -> None:
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO attachment (sha256, size, media_type, added_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (sha256) DO UPDATE SET is_here = 1",
                (sha256, size, media_type, self._clock().isoformat()),
            )

    def _announce(self, attached: AttachmentBody) -> None:
        body = canonical_json(attached.model_dump(mode="json"))
        with self._store.writing() as connection:
            entry = self._journal.append("attachment", body, self._clock().astimezone())
            connection.execute(
                "INSERT INTO sealed_attachment (journal, seq, report, revision, question, sha256,"
                " name) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    self._journal.number(),
                    entry.seq,
                    str(attached.report),
                    attached.revision,
                    attached.question,
                    attached.sha256,
                    attached.name,
                ),
            )

    def _list(self, links: str, condition: str, *values: str | int) -> Sequence[AttachedFile]:
        rows = self._store.rows(
            "SELECT l.question, a.sha256, l.name, a.size, a.media_type, a.held_at, a.refusal"  # noqa: S608 - our own texts
            f" FROM {links} JOIN attachment a ON a.sha256 = l.sha256"
            f" WHERE {condition} ORDER BY l.question, l.name, a.sha256",
            *values,
        )
        return [_attached(row) for row in rows]


def _attached(row: Row) -> AttachedFile:
    question, sha256, name, size, kind, held_at, refusal = row
    return AttachedFile(question, sha256, name, size, kind, held_at is not None, refusal)


def _pieces(file: BufferedReader) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        yield piece
