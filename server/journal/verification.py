"""Proves the journal again from its first entry: every hash, every chain, every signature.

Entries are read once, in order, a few at a time, so a journal of millions needs no more memory
than a small one. A device whose laptop was copied has several branches; each is followed.

What no journal can prove by itself is that nothing was cut off behind the last signature: see
`verification_marks`. A laptop notices that too, by its receipts, and sends it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, cast, select
from sqlmodel import Session, col, func

from server.journal.faults import Fault, FaultKind
from server.journal.models import Device, JournalEntry
from server.missions.models import Mission, Team
from shared.sync import seal

NOBODY = UUID(int=0)
"""Stands for the device where a fault is the server's own."""
MOST_FAULTS = 1000
"""Listed; the others are only counted."""
_ROWS_AT_ONCE = 500


class Kept(NamedTuple):
    """An entry as the database has it, with the public key of its device (None: unknown)."""

    device: UUID
    seq: int
    hash: str
    previous: str
    kind: str
    made_at: str
    body: bytes
    signature: str | None
    public_key: str | None


@dataclass
class Verification:
    """What was checked, and what is broken."""

    devices: int = 0
    entries: int = 0
    signatures: int = 0
    marks: int = 0
    """Notes of the server of how far the journals reached."""
    files: int = 0
    """Photographs, recordings and files that were receipted."""
    files_not_arrived: int = 0
    """Files that reports name and that are still on their way: no fault."""
    files_extra: list[str] = field(default_factory=list[str])
    """Files in the folder that nobody has receipted: no fault, but nobody's."""
    broken: list[Fault] = field(default_factory=list[Fault])
    """The first `MOST_FAULTS`."""
    unlisted: int = 0
    """Faults beyond those."""

    @property
    def ok(self) -> bool:
        """Whether every chain is whole."""
        return not self.broken

    def add(self, fault: Fault) -> None:
        """Remember a fault."""
        if len(self.broken) < MOST_FAULTS:
            self.broken.append(fault)
        else:
            self.unlisted += 1


def verify(db: Session) -> Verification:
    """Check the journals of all devices as they stand at this moment."""
    devices = db.connection().execute(select(func.count()).select_from(Device)).scalar_one()
    found = Verification(devices=devices)
    chain: _Chain | None = None
    for entry in _entries(db):
        if chain is None or chain.device != entry.device:
            if chain is not None:
                chain.end()
            chain = _Chain(entry.device, entry.public_key, found)
        chain.take(entry)
    if chain is not None:
        chain.end()
    return found


def whose(db: Session, device_id: UUID) -> str:
    """Return which device that is, as a person knows it."""
    if device_id == NOBODY:
        return "The server"
    device = db.get(Device, device_id)
    if device is None:
        return f"Device {device_id}"
    mission = db.get(Mission, device.mission_id)
    team = db.get(Team, device.team_id) if device.team_id else None
    owner = f"team {team.code}" if team else device.name or "no team"
    return f"Device {device_id} ({owner} of {mission.code if mission else 'no mission'})"


def _entries(db: Session) -> Iterator[Kept]:
    """Read all entries, by device and seq."""
    statement = (
        select(
            col(JournalEntry.device_id),
            col(JournalEntry.seq),
            col(JournalEntry.hash),
            col(JournalEntry.previous),
            col(JournalEntry.kind),
            col(JournalEntry.made_at),
            # Whoever changed it by hand may have left text there.
            cast(JournalEntry.body, LargeBinary),
            col(JournalEntry.signature),
            col(Device.public_key),
        )
        .outerjoin(Device, col(Device.id) == col(JournalEntry.device_id))
        .order_by(col(JournalEntry.device_id), col(JournalEntry.seq), col(JournalEntry.id))
    )
    rows = db.connection().execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})
    return (Kept(*row) for row in rows)


@dataclass
class _Place:
    """Where an entry stands in its chain."""

    seq: int
    hash: str
    is_signed: bool
    has_next: bool = False


class _Chain:
    """Follows one device's chain and its branches, one seq after the other.

    Of all that came before it knows the entries of two numbers only: the one being read, and the
    one before it.
    """

    def __init__(self, device: UUID, public_key: str | None, found: Verification) -> None:
        self.device = device
        self._public_key = public_key
        self._found = found
        self._seq = 0
        self._here = {seal.GENESIS: _Place(0, seal.GENESIS, is_signed=True)}
        self._before: dict[str, _Place] | None = None
        """None after a gap: what is missing can't be followed."""
        if public_key is None:
            self._broken(FaultKind.DEVICE_UNKNOWN, 1, "an enrolled device", "none")

    def take(self, entry: Kept) -> None:
        """Check the next entry: the same seq as the last one's, or a later one."""
        if entry.seq != self._seq:
            self._go_to(entry.seq)
        self._found.entries += 1
        computed = seal.entry_hash(
            device=entry.device,
            seq=entry.seq,
            previous=entry.previous,
            made_at=entry.made_at,
            kind=entry.kind,
            body=entry.body,
        )
        if computed != entry.hash:
            self._broken(FaultKind.HASH, entry.seq, entry.hash, computed)
        self._check_previous(entry)
        self._check_signature(entry, computed)
        place = _Place(entry.seq, entry.hash, is_signed=entry.signature is not None)
        # Whichever of the two was changed, the entry behind it names the other one: one fault.
        self._here[entry.hash] = self._here[computed] = place

    def end(self) -> None:
        """Check that the ends of all branches are vouched for."""
        self._close(self._before)
        self._close(self._here)

    def _go_to(self, seq: int) -> None:
        self._close(self._before)
        if seq == self._seq + 1:
            self._before = self._here
        else:
            self._broken(FaultKind.MISSING, self._seq + 1, f"entry {self._seq + 1}", str(seq))
            self._before = None
        self._seq, self._here = seq, {}

    def _close(self, places: dict[str, _Place] | None) -> None:
        """Say which entries nothing follows and nothing vouches for."""
        ends = {
            id(each): each
            for each in (places or {}).values()
            if not (each.has_next or each.is_signed)
        }
        for end in ends.values():
            self._broken(FaultKind.NOT_VOUCHED_FOR, end.seq, "a signature", "none")

    def _check_previous(self, entry: Kept) -> None:
        if self._before is None:
            return
        before = self._before.get(entry.previous)
        if before is None:
            there = ", ".join(sorted(self._before))
            self._broken(FaultKind.CHAIN, entry.seq, entry.previous, there)
        else:
            before.has_next = True

    def _check_signature(self, entry: Kept, computed: str) -> None:
        if entry.signature is None:
            return
        self._found.signatures += 1
        if self._public_key is None:
            return
        vouched = any(
            seal.is_signed_by(
                self._public_key,
                seal.checkpoint_text(device=entry.device, seq=entry.seq, head=head),
                entry.signature,
            )
            for head in dict.fromkeys((entry.hash, computed))
        )
        if not vouched:
            self._broken(FaultKind.SIGNATURE, entry.seq, self._public_key, entry.signature)

    def _broken(self, kind: FaultKind, seq: int, expected: str, found: str) -> None:
        self._found.add(Fault(kind, self.device, seq, expected, found))
