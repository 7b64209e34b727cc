"""Notes as a table to take away. That of one kind is called as an import of it reads it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlmodel import Session

from server.fieldnotes import words
from server.fieldnotes.fields import Control, FieldSpec, fields_of, shown
from server.fieldnotes.kinds import Kind, MeetingNote, Note
from server.fieldnotes.models import Fieldnote
from server.fieldnotes.searching import Filter, read_notes

MOST_NOTES = 100_000
_ABOUT = ("id", "revision", "kind", "title")
_ANY_KIND = ("day", "last_day", "text", "follow_up", "sources", "quotable")
_COUNTERPART = ("body", "office", "person")
_WHERE = ("team", "region", "sections")


def table_of(db: Session, mission_id: UUID, wanted: Filter) -> Iterator[Sequence[object]]:
    """Yield the columns' names, then a row for each note that fits, the latest day first.

    Of one kind they are all of its fields; of several, those that every kind has.
    """
    own = [*_of_kind(wanted.kind)] if wanted.kind else [*_ANY_KIND]
    columns = (*_ABOUT, *own, *_WHERE)
    yield columns
    for row, note in read_notes(db, mission_id, wanted, MOST_NOTES):
        values = dict(_values(row, note))
        yield [values.get(column, "") for column in columns]


def _of_kind(kind: Kind) -> Iterator[str]:
    for spec in fields_of(kind):
        if spec.control is Control.COUNTERPARTS:
            yield from _COUNTERPART
        else:
            yield spec.name


def _values(row: Fieldnote, note: Note) -> Iterator[tuple[str, object]]:
    yield from (("id", str(row.id)), ("revision", row.newest))
    yield from (("kind", words.KINDS[note.kind]), ("title", note.title()))
    yield from (("day", str(note.day)), ("last_day", str(note.last_day or "")))
    for spec, value in shown(note):
        yield spec.name, _cell(spec, value)
    if isinstance(note, MeetingNote):
        parts = ((each.body, each.office, each.name) for each in note.counterparts)
        yield from zip(_COUNTERPART, map(_joined, zip(*parts, strict=True)), strict=True)
    yield from (("team", note.team), ("region", note.region))
    yield "sections", _joined(words.SECTIONS[each] for each in note.sections)


def _cell(spec: FieldSpec, value: str) -> str:
    return _joined(value.splitlines()) if spec.control is Control.LINES else value


def _joined(parts: Iterator[str] | Sequence[str]) -> str:
    told = [*parts]
    return "; ".join(told) if any(told) else ""
