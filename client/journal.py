"""The laptop's chain of entries: append-only, each hash covering the one before.

What is in it is never changed and never removed here. An entry counts as held by headquarters
only by a receipt that the server signed and that names the very hash we computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from client.identity import Identity, get_identity
from client.language import later, tr
from client.store import Row, Store
from shared.problems import Problem
from shared.sync import seal

if TYPE_CHECKING:
    from shared.sync.protocol import Receipt  # start-up time: brings all of pydantic's models

MAX_BODY_BYTES = 2 * 1024 * 1024
"""Of one entry, so that it fits into a push however its text is escaped."""


class FalseReceipt(Problem):
    """A receipt proves nothing: wrong signature, or another device's."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "false-receipt"
    title: ClassVar[str] = later("The receipt can't be trusted")


class OtherChain(Problem):
    """The server holds, under this device's name, a chain that is not this laptop's.

    It was copied, or restored from a copy: the receipt is true, but for the other side.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "other-chain"
    title: ClassVar[str] = later("Headquarters confirmed another laptop's reports")


class EntryTooLong(Problem):
    """An entry is longer than a push may be."""

    status: ClassVar[int] = 413
    code: ClassVar[str] = "entry-too-long"
    title: ClassVar[str] = later("The report is too long to be sent")


@dataclass(frozen=True)
class Entry:
    """One link of the chain. `body` is what was hashed, byte for byte."""

    seq: int
    previous: str
    hash: str
    made_at: str
    """Local time with its offset, ISO 8601, as it was hashed."""
    kind: str
    body: bytes


@dataclass(frozen=True)
class Head:
    """The end of a chain: 0 and 64 zeros when it is empty."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Note:
    """An entry that is no report, incident or file: a visit, a check-in, a confirmation."""

    kind: str
    made_at: datetime
    held_at: datetime | None
    """The server's time on the first receipt that covers it; None while it waits."""


@dataclass(frozen=True)
class Standing:
    """How much of the journal headquarters holds, and since when that is known."""

    made: int
    held: int
    """Entries covered by a verified receipt."""
    held_until: datetime | None
    """The server's time on the newest verified receipt; None before the first."""
    oldest_waiting: str | None
    """When the first waiting entry was made (ISO 8601), or None."""
    is_forked: bool
    """Two laptops wrote this chain; this one must enrol anew before its next sync."""
    reports: int = 0
    """Reports, each once however often it was revised; not visits, files or confirmations."""
    reports_waiting: int = 0
    """Reports of which only this laptop has the newest revision."""
    urgent_waiting: int = 0
    """Incidents and check-ins that only this laptop has."""

    @property
    def waiting(self) -> int:
        """Entries that only this laptop has."""
        return self.made - self.held


class Journal:
    """The journal of the newest enrolment. Every call reads the store afresh.

    So several screens, threads and processes may use it at once. All methods raise NotEnrolled
    before the first enrolment.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def identity(self) -> Identity:
        """The enrolment that this journal belongs to."""
        return get_identity(self._store)

    def append(self, kind: str, body: bytes, made_at: datetime) -> Entry:
        """Add an entry to the end of the chain; it is on the disk when this returns.

        `body` is UTF-8 text; `made_at` is aware and is written with its own offset. Inside
        `store.writing()` the entry belongs to that transaction. Raises EntryTooLong.
        """
        _check_length(body)
        with self._store.writing() as connection:
            device, head = self.identity.device, self.head()
            written_at, seq = made_at.isoformat(timespec="seconds"), head.seq + 1
            hashed = seal.entry_hash(
                device=device,
                seq=seq,
                previous=head.hash,
                made_at=written_at,
                kind=kind,
                body=body,
            )
            entry = Entry(seq, head.hash, hashed, written_at, kind, body)
            connection.execute(
                "INSERT INTO entry (journal, seq, previous, hash, made_at, kind, body)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self.number(), seq, entry.previous, entry.hash, written_at, kind, body),
            )
        return entry

    def number(self) -> int:
        """Return the journal's local number; it rises with each enrolment."""
        return int(self._row_of_journal("id")[0])

    def head(self) -> Head:
        """Return the end of the chain."""
        return self.hash_at(None)

    def hash_at(self, seq: int | None) -> Head:
        """Return our own hash at `seq` (None: the last); `GENESIS` at 0.

        Where `seq` is beyond the chain, its last link is returned.
        """
        row = self._store.row(
            "SELECT seq, hash FROM entry WHERE journal = ? AND (? IS NULL OR seq <= ?)"
            " ORDER BY seq DESC LIMIT 1",
            self.number(),
            seq,
            seq,
        )
        return Head(int(row[0]), str(row[1])) if row else Head(0, seal.GENESIS)

    def entries(self, first: int, limit: int) -> Sequence[Entry]:
        """Return up to `limit` entries from seq `first` on, in order."""
        rows = self._store.rows(
            "SELECT seq, previous, hash, made_at, kind, body FROM entry"
            " WHERE journal = ? AND seq >= ? ORDER BY seq LIMIT ?",
            self.number(),
            first,
            limit,
        )
        return [_entry(row) for row in rows]

    def waiting(self, limit: int = 1000) -> Sequence[Entry]:
        """Return up to `limit` entries beyond the last verified receipt, oldest first."""
        return self.entries(self.held_through() + 1, limit)

    def list_of_team(self) -> Sequence[tuple[int, Entry]]:
        """Return the entries of all of the team's journals, each with its journal's number.

        What was moved from one journal into the next is named once, as it stands in the last.
        """
        rows = self._store.rows(
            "SELECT e.journal, e.seq, e.previous, e.hash, e.made_at, e.kind, e.body FROM entry e"
            " JOIN journal j ON j.id = e.journal JOIN journal n ON n.id = ?"
            " WHERE (j.mission, j.team) = (n.mission, n.team) ORDER BY e.journal, e.seq",
            self.number(),
        )
        last = {bytes(row[-1]): row for row in rows}
        return [(row[0], _entry(row[1:])) for row in rows if last[bytes(row[-1])] is row]

    def list_notes(self, most: int) -> Sequence[Note]:
        """Return the newest entries that are no reports, incidents or files, the newest first."""
        rows = self._store.rows(
            "SELECT e.kind, e.made_at, e.seq <= j.held_through, (SELECT min(r.received_at)"
            " FROM receipt r WHERE r.journal = e.journal AND r.through >= e.seq)"
            " FROM entry e JOIN journal j ON j.id = e.journal"
            " WHERE e.journal = ? AND e.kind NOT IN ('report', 'incident', 'attachment')"
            " ORDER BY e.seq DESC LIMIT ?",
            self.number(),
            most,
        )
        return [
            Note(
                kind,
                datetime.fromisoformat(made_at),
                datetime.fromisoformat(held_at) if is_held and held_at else None,
            )
            for kind, made_at, is_held, held_at in rows
        ]

    def held_through(self) -> int:
        """Return the seq up to which headquarters holds the chain; 0 = nothing yet."""
        return int(self._row_of_journal("held_through")[0])

    def standing(self) -> Standing:
        """Return counts and times for the line that tells whether headquarters has it."""
        held, until, forked = self._row_of_journal("held_through, held_until, forked_at")
        first = self.entries(int(held) + 1, 1)
        counted = self._store.row(
            "SELECT count(*), coalesce(sum(seq > ?), 0) FROM"
            " (SELECT max(seq) AS seq FROM sealed WHERE journal = ? GROUP BY report)",
            held,
            self.number(),
        )
        reports, waiting = counted or (0, 0)
        urgent = self._store.row(
            "SELECT count(*) FROM entry WHERE kind IN ('incident', 'check_in')"
            " AND journal = ? AND seq > ?",
            self.number(),
            held,
        )
        return Standing(
            made=self.head().seq,
            held=int(held),
            held_until=datetime.fromisoformat(until) if until else None,
            oldest_waiting=first[0].made_at if first else None,
            is_forked=forked is not None,
            reports=reports,
            reports_waiting=waiting,
            urgent_waiting=urgent[0] if urgent else 0,
        )

    def hold(self, receipt: "Receipt") -> int:
        """Mark what `receipt` proves to be held; return how many entries that newly are.

        A receipt that covers less than an earlier one, or that was seen before, changes nothing.
        Raises FalseReceipt or OtherChain; nothing is marked then.
        """
        self.verify(receipt)
        with self._store.writing():
            before = self.held_through()
            if not self._is_new(receipt) or receipt.through < before:
                return 0
            self._set_held(receipt)
            return receipt.through - before

    def fall_back(self, receipt: "Receipt") -> None:
        """Believe a receipt that covers less than an earlier one did: the server was restored.

        What it does not cover waits again, to be sent again. One that was seen before changes
        nothing. Raises as `hold` does.
        """
        self.verify(receipt)
        with self._store.writing():
            if self._is_new(receipt):
                self._set_held(receipt)

    def verify(self, receipt: "Receipt") -> None:
        """Raise FalseReceipt or OtherChain unless `receipt` is the server's, for our chain."""
        identity = self.identity
        text = seal.receipt_text(
            device=receipt.device,
            through=receipt.through,
            head=receipt.head,
            received_at=receipt.received_at,
        )
        is_signed = seal.is_signed_by(identity.server_key, text, receipt.signature)
        if not is_signed or receipt.device != identity.device:
            raise FalseReceipt(
                tr(
                    "The answer is not signed by the mission's server, so nothing was marked as "
                    "held. Your reports stay on this laptop. Check the address with headquarters."
                )
            )
        if self.hash_at(receipt.through) != Head(receipt.through, receipt.head):
            raise OtherChain(
                tr(
                    "Headquarters confirmed other reports than those on this laptop, so nothing "
                    "was marked as held. The reports stay here. Ask your coordinator for a new "
                    "enrolment code and enrol this laptop again."
                )
            )

    def mark_forked(self, now: datetime) -> None:
        """Record that another laptop wrote this chain too."""
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE journal SET forked_at = coalesce(forked_at, ?) WHERE id = ?",
                (now.isoformat(), self.number()),
            )

    def mark_unknown(self, now: datetime) -> None:
        """Record that headquarters no longer knows this laptop: it may have lost all it held."""
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE journal SET unknown_at = coalesce(unknown_at, ?) WHERE id = ?",
                (now.isoformat(), self.number()),
            )

    def is_unknown(self) -> bool:
        """Tell whether headquarters has said that it does not know this laptop."""
        return self._row_of_journal("unknown_at")[0] is not None

    def _is_new(self, receipt: "Receipt") -> bool:
        """Keep `receipt`, and tell whether it was not here yet: an old one proves nothing new."""
        with self._store.writing() as connection:
            kept = connection.execute(
                "INSERT OR IGNORE INTO receipt (journal, through, head, received_at, signature)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    self.number(),
                    receipt.through,
                    receipt.head,
                    receipt.received_at,
                    receipt.signature,
                ),
            )
            return kept.rowcount == 1

    def _set_held(self, receipt: "Receipt") -> None:
        with self._store.writing() as connection:
            connection.execute(
                "UPDATE journal SET held_through = ?, held_until = ? WHERE id = ?",
                (receipt.through, receipt.received_at, self.number()),
            )

    def _row_of_journal(self, columns: str) -> Row:
        row = self._store.row(f"SELECT {columns} FROM journal ORDER BY id DESC LIMIT 1")  # noqa: S608 - the columns are ours
        if row is None:
            get_identity(self._store)  # raises NotEnrolled
        assert row is not None  # noqa: S101 - for the type checker; there is an identity
        return row


def _entry(row: Row) -> Entry:
    seq, previous, hashed, made_at, kind, body = row
    return Entry(seq, previous, hashed, made_at, kind, bytes(body))


def _check_length(body: bytes) -> None:
    if len(body) > MAX_BODY_BYTES:
        raise EntryTooLong(
            tr(
                "This report holds %(size)s KiB of text; a report may hold %(most)s KiB. "
                "Shorten its comments and finish it again."
            )
            % {"size": len(body) // 1024, "most": MAX_BODY_BYTES // 1024}
        )
