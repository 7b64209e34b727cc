"""Finding notes: by kind, team, section, period, and by words in any script."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from server.bounds import PlainText
from server.fieldnotes.kinds import Kind, Note, Section
from server.fieldnotes.models import Fieldnote, FieldnoteRevision, FieldnoteTag
from server.fieldnotes.service import note_of
from shared.folding import fold
from shared.regions import BELOW

MOST_WORDS = 12


class Filter(BaseModel):
    """Which notes; '' and None mean all of them."""

    model_config = ConfigDict(frozen=True)

    kind: Kind | None = None
    section: Section | None = None
    team: PlainText = ""
    region: PlainText = ""
    since: date | None = None
    until: date | None = None
    words: Annotated[PlainText, Field(max_length=200)] = ""
    quotable: bool = False
    withdrawn: bool = False
    """Withdrawn ones instead of those that hold."""
    start: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """How many to pass over: the next page of the list."""


def list_notes(db: Session, mission_id: UUID, wanted: Filter, most: int) -> Sequence[Fieldnote]:
    """Return at most `most` notes, the latest day first."""
    query = select(Fieldnote).where(*_conditions(mission_id, wanted))
    latest = (col(Fieldnote.day).desc(), col(Fieldnote.id).desc())
    return db.exec(query.order_by(*latest).offset(wanted.start).limit(most)).all()


def read_notes(
    db: Session, mission_id: UUID, wanted: Filter, most: int
) -> Sequence[tuple[Fieldnote, Note]]:
    """Return at most `most` notes with what their newest revisions hold, the latest day first."""
    query = select(Fieldnote, FieldnoteRevision).where(
        Fieldnote.id == FieldnoteRevision.note_id,
        Fieldnote.newest == FieldnoteRevision.number,
        *_conditions(mission_id, wanted),
    )
    latest = (col(Fieldnote.day).desc(), col(Fieldnote.id).desc())
    found = db.exec(query.order_by(*latest).limit(most))
    return [(row, note_of(row, revision)) for row, revision in found]


def count_notes(db: Session, mission_id: UUID, wanted: Filter | None = None) -> int:
    """Return how many notes there are."""
    counted = select(func.count()).select_from(Fieldnote)
    return db.exec(counted.where(*_conditions(mission_id, wanted or Filter()))).one()


def sections_of(db: Session, notes: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Return the sections that notes support, by their ids."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    query = select(FieldnoteTag).where(col(FieldnoteTag.note_id).in_(notes))
    for tag in db.exec(query.order_by(col(FieldnoteTag.section))):
        found[tag.note_id].append(tag.section)
    return found


def matches(words: str, text: str) -> bool:
    """Say whether `text` has all of `words`, in any script, as a search for notes would."""
    folded = fold(text)
    return all(each in folded for each in _folded_words(words))


def _conditions(mission_id: UUID, wanted: Filter) -> list[ColumnElement[bool]]:
    held = [
        col(Fieldnote.mission_id) == mission_id,
        col(Fieldnote.withdrawn).is_(wanted.withdrawn),
    ]
    if wanted.kind:
        held.append(col(Fieldnote.kind) == wanted.kind)
    if wanted.team:
        held.append(col(Fieldnote.team_code) == wanted.team)
    if wanted.region:
        within = col(Fieldnote.region).startswith(wanted.region + BELOW, autoescape=True)
        held.append((col(Fieldnote.region) == wanted.region) | within)
    if wanted.since:
        held.append(func.coalesce(col(Fieldnote.last_day), col(Fieldnote.day)) >= wanted.since)
    if wanted.until:
        held.append(col(Fieldnote.day) <= wanted.until)
    if wanted.quotable:
        held.append(col(Fieldnote.is_quotable).is_(True))
    if wanted.section:
        tagged = select(FieldnoteTag.note_id).where(FieldnoteTag.section == wanted.section)
        held.append(col(Fieldnote.id).in_(tagged))
    held.extend(
        col(Fieldnote.folded).contains(each, autoescape=True)
        for each in _folded_words(wanted.words)
    )
    return held


def _folded_words(words: str) -> Sequence[str]:
    return fold(words).split()[:MOST_WORDS]
