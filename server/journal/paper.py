"""Reports that come from paper or another system: the server keeps a journal of its own for them.

They pass the same chain, signatures and judgement as a laptop's. Each mission has one import
journal, and one more for each team whose reports are brought in.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlmodel import Session, select

from server.database import Store, in_portions
from server.journal.chain import START, Position, linked
from server.journal.models import Device, ImportKey
from server.journal.postgres import PostgresLedger
from server.journal.sqlite import SqliteLedger
from server.journal.writer import Ledger, settle
from shared.digest import sha256_hex
from shared.ids import new_id
from shared.sync import seal
from shared.sync.protocol import (
    MAX_PUSH_ENTRIES,
    PROTOCOL_VERSION,
    EntryIn,
    Push,
    ReportBody,
)

CHANNEL = "import"


@dataclass(frozen=True)
class TakenIn:
    """What an import added to the journal."""

    device: UUID
    """The import journal's."""
    count: int
    """Entries written by this import."""
    through: int
    """The seq of the last one."""


def take_in_reports(
    store: Store,
    mission_id: UUID,
    bodies: Iterable[ReportBody],
    now: datetime,
    team_id: UUID | None = None,
) -> TakenIn:
    """Append `bodies` to an import journal of the mission, in batches that are each durable.

    `team_id` is the team that observed; None = not known. Nothing is judged here: the projection
    does that (`server.reports.projection.catch_up`), as with everything that laptops send.
    """
    device_id = _import_device(store, mission_id, team_id, now)
    count, through = 0, 0
    for batch in in_portions(bodies, MAX_PUSH_ENTRIES):
        through = _append(store, device_id, batch, now)
        count += len(batch)
    return TakenIn(device_id, count, through)


def _import_device(store: Store, mission_id: UUID, team_id: UUID | None, now: datetime) -> UUID:
    with store.writing() as db:
        held = db.exec(
            select(Device.id).where(
                Device.mission_id == mission_id,
                Device.channel == CHANNEL,
                Device.team_id == team_id,
            )
        ).first()
        return held or _new_device(db, mission_id, team_id, now)


def _new_device(db: Session, mission_id: UUID, team_id: UUID | None, now: datetime) -> UUID:
    seed, device_id = seal.new_signing_key(), new_id(now)
    db.add(
        Device(
            id=device_id,
            mission_id=mission_id,
            team_id=team_id,
            name="Reports from paper and files",
            channel=CHANNEL,
            public_key=seal.public_key_of(seed),
            token_hash=sha256_hex(secrets.token_bytes(32)),  # of no token: it never pushes itself
            enrolled_at=now,
        )
    )
    db.flush()
    db.add(ImportKey(device_id=device_id, seed=seed))
    return device_id


def _append(store: Store, device_id: UUID, bodies: Sequence[ReportBody], now: datetime) -> int:
    """Append one batch where the journal ends now; return its last seq."""
    with store.writing() as db:
        seed = db.get_one(ImportKey, device_id).seed
        ledger = _ledger(store, db)
        head = ledger.heads([device_id]).get(device_id, START)
        push = _signed_push(device_id, seed, head, bodies, now)
        (outcome,) = settle(ledger, [linked(push)], now).outcomes
    if isinstance(outcome, Exception):
        raise outcome
    return outcome.receipt.seq


def _ledger(store: Store, db: Session) -> Ledger:
    connection = cast(Any, db.connection().connection.dbapi_connection)
    return SqliteLedger(connection) if store.is_sqlite else PostgresLedger(connection.cursor())


def _signed_push(
    device_id: UUID, seed: bytes, head: Position, bodies: Sequence[ReportBody], now: datetime
) -> Push:
    entries = list(_entries(bodies, now))
    unsigned = Push(
        protocol=PROTOCOL_VERSION,
        device=device_id,
        first=head.seq + 1,
        previous=head.hash,
        entries=entries,
        signature="0" * 128,
    )
    end = linked(unsigned).head
    text = seal.checkpoint_text(device=device_id, seq=end.seq, head=end.hash)
    return unsigned.model_copy(update={"signature": seal.sign(seed, text)})


def _entries(bodies: Iterable[ReportBody], now: datetime) -> Iterator[EntryIn]:
    for body in bodies:
        text = body.model_dump_json(exclude_defaults=True)
        yield EntryIn(made_at=now.isoformat(), kind="report", body=text)
