"""The importers of notes: what long-term observers keep in tables of their own.

A row that some note holds already, in whatever revision, is that note: imported twice, a table
adds nothing, and what was corrected or withdrawn here meanwhile stays as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from server.accounts.table import ANALYSTS, Who
from server.fieldnotes import service, words
from server.fieldnotes.fields import SECTION, Control, FieldSpec, fields_of, read_typed, shown
from server.fieldnotes.kinds import BODIES, Kind, Note, Section
from server.fieldnotes.models import Fieldnote, FieldnoteRevision
from server.fieldnotes.problems import NoteUnsound
from server.fieldnotes.service import Writer
from server.imports.cells import Wrong, at_most, needed, one_of, text, yes_no
from server.imports.importer import (
    AS_IT_IS,
    Ask,
    Change,
    Deed,
    Field,
    Plan,
    Reading,
    Seal,
    TakenRow,
)
from server.missions.models import Mission
from server.missions.service import list_teams
from shared.digest import digest_of

MEETINGS = "meetings"
_LONGEST = 20_000
_PARTS = ("body", "office", "person")
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "day": ("date", "first day", "filed", "filed on"),
    "last_day": ("until", "end date"),
    "outlet": ("channel", "medium name", "newspaper", "station"),
    "medium": ("type of medium", "media type"),
    "actor": ("subject", "party", "candidate", "spoken of"),
    "tone": ("sentiment",),
    "minutes": ("duration", "airtime", "time", "length"),
    "pieces": ("items", "articles", "posts"),
    "text": ("note", "comment", "comments", "summary"),
    "sources": ("source", "link", "url"),
    "filed_with": ("body", "court", "commission", "received by"),
    "filed_by": ("complainant", "by"),
    "matter": ("subject", "about", "complaint"),
    "reference": ("no", "number", "case", "case number"),
    "ruling": ("decision", "status", "result"),
    "decided_on": ("decision date", "date of decision"),
    "participants": ("mission", "present"),
    "topics": ("topic", "agenda"),
    "place": ("location", "where"),
    "expected": ("announced",),
}
"""Field → what else tables call it, as far as its label does not say so."""


class NoteImporter:
    """Tables of notes of one kind."""

    keeps_rest = False
    who: Who = ANALYSTS
    asks: Sequence[Ask] = ()
    gone_deeds: Mapping[str, str] = {}
    seal: Seal = AS_IT_IS

    def __init__(self, notes: Kind, kind: str, title: str) -> None:
        """`kind` is what addresses and commands call it."""
        self._notes = notes
        self.kind = kind
        self.title = title
        self.one = words.KINDS[notes].lower()
        self.many = title.lower()
        self.page = f"/fieldnotes?kind={notes}"
        self.fields: Sequence[Field] = tuple(_fields(notes))

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:
        """Compare a table with the notes of its kind."""
        plan, held = Plan(), self._held(db, mission)
        teams = {team.code for team in list_teams(db, mission.id)}
        ids = {str(each) for notes in held.values() for each in notes}
        used: set[UUID] = set()
        taken_out = 0
        for row in reading.rows:
            if row.values.get("id") in ids:
                taken_out += 1
                continue
            note = self._note(row, reading, teams)
            if note is None:
                continue
            known = next((each for each in held[_digest(note)] if each not in used), None)
            if known is not None:
                used.add(known)
                plan.unchanged += 1
            else:
                plan.new.append(Change(f"{note.day}", note.title(), None, _told(note), note))
        if taken_out:
            plan.unchanged += taken_out
            plan.notices.append(
                f"Rows that bear the id of a note: {taken_out:,}. They are these notes, and change "
                "nothing: notes are changed on their pages."
            )
        if plan.new and not any(change.row.quotable for change in plan.new):
            plan.notices.append("None of these may be quoted: no column says so.")
        repeated = Counter(_digest(change.row) for change in plan.new)
        if doubled := sum(count - 1 for count in repeated.values()):
            plan.notices.append(
                f"Rows that say the same as another row: {doubled:,}. Each becomes a note."
            )
        return plan

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:
        """Keep the notes: who imports decides on the whole mission."""
        notes: list[Note] = [each.row for each in plan.new]
        service.add_all(db, mission, notes, Writer(deed.by.name, deed.now))

    def _note(self, row: TakenRow, reading: Reading, teams: set[str]) -> Note | None:
        """Return the note of a row; None where it makes none, which is noted."""
        typed = dict(_typed(row.values))
        if any(
            reading.columns.has(each.name) and each.name not in row.values for each in self.fields
        ):
            return None  # a cell is wrong, and said to be
        if typed.get("team", "") not in {"", *teams}:
            cure = "Write the code of one of its teams, or leave it empty."
            message = f"the mission has no team '{typed['team']}'"
            reading.errors.add(row.number, reading.columns.called("team"), message, cure)
            return None
        try:
            return read_typed(self._notes, typed)
        except NoteUnsound as problem:
            for fault in problem.of_fields:
                field = "body" if fault.field == "counterparts" else fault.field
                column = reading.columns.called(field)
                reading.errors.add(row.number, column, fault.message, fault.cure)
            return None

    def _held(self, db: Session, mission: Mission) -> defaultdict[str, list[UUID]]:
        """Return digest of a revision → the notes that hold it, or held it."""
        found: defaultdict[str, list[UUID]] = defaultdict(list)
        query = select(FieldnoteRevision).where(
            Fieldnote.id == FieldnoteRevision.note_id,
            Fieldnote.mission_id == mission.id,
            Fieldnote.kind == self._notes,
        )
        for revision in db.exec(query):
            found[digest_of(revision.body)].append(revision.note_id)
        return found


def note_importers() -> tuple[NoteImporter, ...]:
    """Return the importers of those kinds that observers keep in tables."""
    return (
        NoteImporter(Kind.MEDIA, "media-monitoring", "Media entries"),
        NoteImporter(Kind.MEETING, MEETINGS, "Meetings"),
        NoteImporter(Kind.COMPLAINT, "complaints", "Complaints"),
        NoteImporter(Kind.CAMPAIGN, "campaign-events", "Campaign events"),
    )


def _fields(kind: Kind) -> Iterator[Field]:
    yield Field("id", "Note's id, of a table that was taken out here", ("note id",), exact=True)
    for spec in fields_of(kind):
        if spec.control is Control.COUNTERPARTS:
            yield from _counterparts()
        else:
            yield _field(spec, BODIES[kind].model_fields[spec.name].is_required())
    yield Field("team", "Team's code", ("team",), exact=True)
    yield Field("region", "Region", (), at_most(300))
    yield Field(
        "sections", "Sections of the statement, with ; between", ("supports", "tags"), _sections
    )


def _field(spec: FieldSpec, required: bool) -> Field:  # noqa: FBT001 - as the model says
    aliases = (spec.label.casefold(), *_ALIASES.get(spec.name, ()))
    match spec.control:
        case Control.DAY:
            return Field(spec.name, spec.label, aliases, required=required, is_day=True)
        case Control.CHOICE:
            labels = {label.casefold(): value for value, label in spec.choices.items()}
            read = one_of([*spec.choices], labels, is_needed=required)
            return Field(spec.name, spec.label, aliases, read, required=required)
        case Control.TICK:
            return Field(spec.name, spec.label, aliases, yes_no)
        case Control.LINES:
            return Field(spec.name, f"{spec.label}, with ; between", aliases, at_most(_LONGEST))
        case _ if required:
            label = spec.label.lower()
            read = needed(label, "Fill it in, or delete the row.", most=_LONGEST)
            return Field(spec.name, spec.label, aliases, read, required=True)
        case _:
            return Field(spec.name, spec.label, aliases, at_most(_LONGEST))


def _counterparts() -> Iterator[Field]:
    cure = "Write who was met, or delete the row."
    yield Field(
        "body",
        "Body that was met, with ; between",
        ("counterpart", "institution", "organisation", "with whom"),
        needed("the body that was met", cure, most=_LONGEST),
        required=True,
    )
    yield Field("office", "Office, in the order of the bodies", ("position",), at_most(_LONGEST))
    yield Field("person", "Name, in the order of the bodies", ("name",), at_most(_LONGEST))


def _sections(cell: str) -> list[str]:
    labels = {label.casefold(): value for value, label in words.SECTIONS.items()}
    found: list[str] = []
    for part in filter(None, map(str.strip, text(cell).split(";"))):
        key = labels.get(part.casefold(), part.casefold())
        if key not in set(Section):
            raise Wrong(f"'{part}' is no section", f"Write some of {', '.join(Section)}.")
        found.append(key)
    return found


def _typed(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a row's values as a form of the note would send them."""
    sections: Sequence[str] = values.get("sections") or ()
    yield from ((f"{SECTION}{each}", "on") for each in sections)
    for name, value in values.items():
        if value and name not in ("id", "sections", *_PARTS):
            told = str(value)
            yield name, told.replace(";", "\n") if name in ("participants", "topics") else told
    parts = [(values.get(name) or "").split(";") for name in _PARTS]
    lines = (" | ".join(map(str.strip, each)) for each in zip_longest(*parts, fillvalue=""))
    yield "counterparts", "\n".join(line for line in lines if line.strip(" |"))


def _digest(note: Note) -> str:
    return digest_of(note.model_dump(mode="json"))


def _told(note: Note) -> dict[str, str]:
    told = {spec.label: value for spec, value in shown(note)}
    return told | ({"Team": note.team} if note.team else {})
