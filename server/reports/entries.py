"""The journal's entries as the projection reads them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import case, func, null, select
from sqlmodel import Session, col

from server.database import in_portions
from server.journal.models import JournalEntry
from server.reports.storing import storable, unstorable, unstorable_beside
from shared.sync.check_ins import CHECK_IN, CheckInBody
from shared.sync.incidents import INCIDENT, IncidentBody
from shared.sync.protocol import AcknowledgementBody, AttachmentBody, ReportBody
from shared.sync.visits import VisitBody

REPORT = "report"
LARGEST_BODY = 1024 * 1024
"""Bytes. A report with a hundred answers has ten thousand."""
Beside = AttachmentBody | AcknowledgementBody | CheckInBody | IncidentBody | VisitBody
"""What entries of other kinds hold."""
_bodies: TypeAdapter[ReportBody] = TypeAdapter(ReportBody)
_beside: Mapping[str, type[Beside]] = {
    "attachment": AttachmentBody,
    "acknowledgement": AcknowledgementBody,
    CHECK_IN: CheckInBody,
    INCIDENT: IncidentBody,
    "visit": VisitBody,
}


class Entry(NamedTuple):
    """An entry of the journal."""

    id: int
    device_id: UUID
    hash: str
    kind: str
    made_at: str
    received_at: datetime
    body: bytes | None
    """None where it is larger than any report."""


class Read(NamedTuple):
    """An entry and what it holds: a report, something else, trouble, or (unknown) nothing."""

    entry: Entry
    body: ReportBody | None
    trouble: str
    """A sentence, where it can't be read as what it ought to be."""
    beside: Beside | None = None
    """What it holds where it is no report."""


_MOST_ERRORS = 1000
_COLUMNS = (
    col(JournalEntry.id),
    col(JournalEntry.device_id),
    col(JournalEntry.hash),
    col(JournalEntry.kind),
    col(JournalEntry.made_at),
    col(JournalEntry.received_at),
    case(
        (func.length(col(JournalEntry.body)) <= LARGEST_BODY, col(JournalEntry.body)), else_=null()
    ),
)


def list_after(db: Session, entry_id: int, most: int) -> Sequence[Entry]:
    """Return the next entries behind `entry_id`, at most `most`."""
    query = select(*_COLUMNS).where(col(JournalEntry.id) > entry_id)
    rows = db.connection().execute(query.order_by(col(JournalEntry.id)).limit(most))
    return [Entry(*row) for row in rows]


def list_named(db: Session, ids: Sequence[int]) -> Sequence[Entry]:
    """Return the entries with these ids, in the journal's order."""
    found: list[Entry] = []
    for some in in_portions(ids):
        query = select(*_COLUMNS).where(col(JournalEntry.id).in_(some))
        found += [Entry(*row) for row in db.connection().execute(query)]
    return sorted(found, key=lambda entry: entry.id)


def read(entry: Entry) -> Read:
    """Read what an entry holds. Never raises: what can't be read has its trouble told."""
    if entry.kind != REPORT:
        return _read_beside(entry)
    if entry.body is None:
        return Read(entry, None, f"It is larger than any report ({LARGEST_BODY // 1024} KiB).")
    try:
        body = _bodies.validate_json(storable(entry.body))
    except ValidationError as error:
        return Read(entry, None, f"It holds no report that this server can read: {_first(error)}.")
    if trouble := unstorable(body):
        return Read(entry, None, trouble)
    return Read(entry, body, "")


def _read_beside(entry: Entry) -> Read:
    """Read an entry of another kind; one that is not known yet has neither content nor trouble."""
    kind = _beside.get(entry.kind)
    if kind is None:
        return Read(entry, None, "")
    try:
        beside = kind.model_validate_json(storable(entry.body or b""))
    except ValidationError as error:
        return Read(entry, None, f"It holds no {entry.kind} that can be read: {_first(error)}.")
    if trouble := unstorable_beside(beside):
        return Read(entry, None, trouble)
    return Read(entry, None, "", beside)


def is_repeated(
    db: Session, entry: Entry, others: Collection[int], at_hand: Iterable[Read]
) -> bool:
    """Tell whether one of the entries `others` holds the very same bytes as `entry`."""
    near = {read.entry.id: read.entry.body for read in at_hand}
    if any(near.get(each) == entry.body for each in others if each in near):
        return True
    far = [each for each in others if each not in near]
    query = select(col(JournalEntry.body)).where(col(JournalEntry.id).in_(far))
    return bool(far) and entry.body in db.connection().execute(query).scalars().all()


def _first(error: ValidationError) -> str:
    if error.error_count() > _MOST_ERRORS:  # all are made before the first can be looked at
        return f"{error.error_count():,} of its parts are not a report's"
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]
