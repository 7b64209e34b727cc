"""One note and its form, as their templates see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import ClassVar

from server.fieldnotes import words
from server.fieldnotes.fields import SECTION, Control, FieldSpec, fields_of, shown
from server.fieldnotes.kinds import Complaint, Kind, Note
from server.fieldnotes.models import Fieldnote, FieldnoteFile, FieldnoteRevision
from server.fieldnotes.pages import days, path_of
from server.fieldnotes.service import note_of
from server.journal.attachments.opening import name_to_save
from server.missions.here import Place
from server.missions.models import Team
from server.pages import Option, Page, options

_KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of the form."""

    name: str
    label: str
    control: str
    value: str
    choices: tuple[Option, ...]
    is_needed: bool
    hint: str


@dataclass(frozen=True, slots=True)
class NoteForm(Page):
    """The form of a note: a new one, or its next revision."""

    template: ClassVar[str] = "fieldnote_form.html"
    title: str
    kind: str
    to: str
    """Where it is sent."""
    back: str
    faults: tuple[str, ...]
    fields: tuple[FieldView, ...]
    teams: tuple[Option, ...]
    region: str
    regions: tuple[str, ...]
    sections: tuple[Option, ...]
    seen: int
    """The number of the revision that is changed; 0 of a new one."""
    reason: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file beside a note."""

    name: str
    href: str
    about: str
    remove_at: str
    """'' = it is removed, or the reader may not."""


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One revision in the history."""

    number: int
    at: str
    by: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]
    """Label, before, after."""


@dataclass(frozen=True, slots=True)
class NotePage(Page):
    """One note with its files and revisions."""

    template: ClassVar[str] = "fieldnote.html"
    title: str
    kind: str
    here: str
    facts: tuple[tuple[str, str], ...]
    text: str
    withdrawn: str
    """Why it is; '' = it holds."""
    is_withdrawn: bool
    files: tuple[FileView, ...]
    revisions: tuple[RevisionRow, ...]
    newest: int
    may_write: bool
    megabytes: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form holds when it is shown."""

    kind: Kind
    values: Mapping[str, str]
    seen: int = 0
    faults: Sequence[str] = ()


def form_page(place: Place, typed: Typed, teams: Sequence[Team], row: Fieldnote | None) -> NoteForm:
    """Return the form of a new note, or of the next revision of `row`."""
    kind = words.KINDS[typed.kind]
    at = path_of(place, row.id) if row else place.path("/fieldnotes")
    title = f"Change: {row.title}" if row else f"New: {kind.lower()}"
    codes = {team.code: f"{team.code} {team.name}".strip() for team in teams}
    return NoteForm(
        frame=place.frame(title, "registers"),
        title=title,
        kind=typed.kind.value,
        to=f"{at}/revisions" if row else f"{at}/new",
        back=at,
        faults=tuple(typed.faults),
        fields=tuple(_fields(typed)),
        teams=options(codes, typed.values.get("team", "")),
        region=typed.values.get("region", ""),
        regions=tuple(dict.fromkeys(region for team in teams for region in team.regions)),
        sections=tuple(
            Option(f"{SECTION}{name}", label, bool(typed.values.get(f"{SECTION}{name}")))
            for name, label in words.SECTIONS.items()
        ),
        seen=typed.seen,
        reason=typed.values.get("reason", ""),
    )


def note_page(
    place: Place,
    row: Fieldnote,
    revisions: Sequence[FieldnoteRevision],
    files: Sequence[FieldnoteFile],
    *,
    megabytes: int,
) -> NotePage:
    """Return a note's page; `revisions` are all, the newest first."""
    note, newest = note_of(row, revisions[0]), revisions[0]
    may_write = place.opens("POST /m/{code}/fieldnotes/new")
    return NotePage(
        frame=place.frame(row.title or words.KINDS[row.kind], "registers"),
        title=row.title or words.KINDS[row.kind],
        kind=words.KINDS[row.kind],
        here=path_of(place, row.id),
        facts=tuple(_facts(note)),
        text=note.text,
        withdrawn=newest.reason if row.withdrawn else "",
        is_withdrawn=row.withdrawn,
        files=tuple(_file(place, each, may_write=may_write) for each in files),
        revisions=_history(place, row, revisions),
        newest=row.newest,
        may_write=may_write,
        megabytes=megabytes,
    )


def _fields(typed: Typed) -> Sequence[FieldView]:
    return [
        FieldView(
            name=each.name,
            label=each.label,
            control=each.control.value,
            value=typed.values.get(each.name, ""),
            choices=options(each.choices, typed.values.get(each.name, "")),
            is_needed=each.needed,
            hint=each.hint,
        )
        for each in fields_of(typed.kind)
    ]


def _facts(note: Note) -> Sequence[tuple[str, str]]:
    facts = [(each.label, _told(each, value)) for each, value in shown(note) if each.name != "text"]
    facts += [("Team", note.team)] if note.team else []
    facts += [("Region", note.region)] if note.region else []
    if note.sections:
        facts.append(("Supports", ", ".join(words.SECTIONS[each] for each in note.sections)))
    if isinstance(note, Complaint) and note.days_to_decision is not None:
        facts.append(("Days to the decision", str(note.days_to_decision)))
    return facts


def _told(field: FieldSpec, value: str) -> str:
    match field.control:
        case Control.DAY:
            return days(date.fromisoformat(value))
        case Control.COUNTERPARTS:
            return value.replace(" | ", ", ")
        case _:
            return value


def _file(place: Place, file: FieldnoteFile, *, may_write: bool) -> FileView:
    at = f"{path_of(place, file.note_id)}/files/{file.id}"
    size = f"{max(file.size // _KILOBYTE, 1):,} KiB"
    gone = f", removed by {file.removed_by}" if file.removed_at else ""
    return FileView(
        name=name_to_save(file.name, file.sha256, file.media_type),
        href=at,
        about=f"{size}, {place.times.brief(file.at)}, {file.by}{gone}",
        remove_at=f"{at}/removal" if may_write and not file.removed_at else "",
    )


def _history(
    place: Place, row: Fieldnote, revisions: Sequence[FieldnoteRevision]
) -> tuple[RevisionRow, ...]:
    told = [
        RevisionRow(
            number=newer.number,
            at=place.times.at(newer.at),
            by=newer.by,
            reason=newer.reason,
            changes=_changes(row, newer, older),
        )
        for newer, older in pairwise(revisions)
    ]
    first = revisions[-1]
    return (*told, RevisionRow(first.number, place.times.at(first.at), first.by, first.reason, ()))


def _changes(
    row: Fieldnote, newer: FieldnoteRevision, older: FieldnoteRevision
) -> tuple[tuple[str, str, str], ...]:
    after, before = (
        {"Notes": note.text, **dict(_facts(note)), "Stands": "withdrawn" if each.withdrawn else ""}
        for each, note in ((newer, note_of(row, newer)), (older, note_of(row, older)))
    )
    return tuple(
        (label, before.get(label, ""), after.get(label, ""))
        for label in dict.fromkeys([*before, *after])
        if before.get(label, "") != after.get(label, "")
    )
