"""The list of notes and the table of media monitoring, as their templates see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from server.fieldnotes import words
from server.fieldnotes.from_file import FromFile
from server.fieldnotes.importer import note_importers
from server.fieldnotes.kinds import Kind, Tone
from server.fieldnotes.models import Fieldnote
from server.fieldnotes.monitoring import LEAST_MINUTES, Monitored, OutletTable
from server.fieldnotes.searching import Filter
from server.missions.here import Place
from server.pages import Link, Option, Page, options

MOST_LISTED = 50
_TYPED = ("words", "since", "until", "quotable", "withdrawn")
"""Fields of the filter whose choices the template knows."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note in the list."""

    href: str
    day: str
    kind: str
    title: str
    where: str
    sections: str
    mark: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A meeting or note of the mission file in the list."""

    day: str
    kind: str
    title: str
    text: str
    sources: str


@dataclass(frozen=True, slots=True)
class NotesPage(Page):
    """Notes, the latest day first."""

    template: ClassVar[str] = "fieldnotes.html"
    count: str
    rows: tuple[NoteRow, ...]
    from_file: tuple[FileRow, ...]
    filters: tuple[tuple[str, str, tuple[Option, ...]], ...]
    """Name in the address, label, choices."""
    wanted: Mapping[str, str]
    """What the other fields of the filter hold."""
    new: tuple[Link, ...]
    """Kinds of notes that the reader may write."""
    as_csv: str
    """Where what fits is handed out; '' = not to this reader."""
    imports: tuple[Link, ...]
    """Where tables of notes are handed in."""
    following: str
    nothing: str


@dataclass(frozen=True, slots=True)
class ToneRow:
    """How an outlet spoke of an actor."""

    actor: str
    cells: tuple[str, ...]
    """Positive, neutral, negative, all, share."""


@dataclass(frozen=True, slots=True)
class OutletView:
    """One outlet's table."""

    outlet: str
    base: str
    rows: tuple[ToneRow, ...]


@dataclass(frozen=True, slots=True)
class MonitoringPage(Page):
    """What was monitored of each outlet."""

    template: ClassVar[str] = "media_monitoring.html"
    base: str
    outlets: tuple[OutletView, ...]
    since: str
    until: str
    least_minutes: int
    is_cut: bool


def path_of(place: Place, note_id: UUID) -> str:
    """Return the address of a note's page."""
    return place.path(f"/fieldnotes/{note_id}")


def days(first: date | None, last: date | None = None) -> str:
    """Write a day, or several."""
    if first is None:
        return ""
    begins = f"{first.day} {first:%b %Y}"
    return f"{begins} – {last.day} {last:%b %Y}" if last and last != first else begins


def notes_page(
    place: Place,
    wanted: Filter,
    found: Sequence[Fieldnote],
    count: int,
    around: tuple[Mapping[UUID, Sequence[str]], Sequence[FromFile], Sequence[str]],
) -> NotesPage:
    """Return the list; `found` may hold one note more than is shown.

    `around` are the sections of each note, what the mission file has, and the teams' codes.
    """
    sections, from_file, teams = around
    chosen = wanted.model_dump(mode="json", exclude_defaults=True, exclude={"start"})
    told = {name: "1" if value is True else str(value) for name, value in chosen.items()}
    more = urlencode(told | {"start": str(wanted.start + MOST_LISTED)})
    may_write = place.opens("POST /m/{code}/fieldnotes/new")
    return NotesPage(
        frame=place.frame("Notes", "registers"),
        count=f"{count:,} {'note' if count == 1 else 'notes'}{' found' if told else ''}",
        rows=tuple(_row(place, each, sections) for each in found[:MOST_LISTED]),
        from_file=tuple(
            FileRow(days(each.day), words.KINDS[each.kind], each.title, each.text, each.sources)
            for each in from_file
        ),
        filters=_filters(told, teams),
        wanted={name: told.get(name, "") for name in _TYPED},
        new=tuple(
            Link(label, place.path(f"/fieldnotes/new?kind={kind}"))
            for kind, label in words.KINDS.items()
            if may_write
        ),
        as_csv=place.path(f"/fieldnotes.csv?{urlencode(told)}")
        if place.opens("GET /m/{code}/fieldnotes.csv")
        else "",
        imports=_imports(place),
        following=place.path(f"/fieldnotes?{more}") if len(found) > MOST_LISTED else "",
        nothing="No note fits. Take a filter away."
        if told
        else "Nothing has been noted yet. What long-term observers learn before election day goes "
        "here: meetings, law, campaign, media, complaints.",
    )


def _filters(
    told: Mapping[str, str], teams: Sequence[str]
) -> tuple[tuple[str, str, tuple[Option, ...]], ...]:
    return (
        ("kind", "Kind", options(words.KINDS, told.get("kind", ""))),
        ("section", "Supports", options(words.SECTIONS, told.get("section", ""))),
        ("team", "Team", options({each: each for each in teams}, told.get("team", ""))),
    )


def _imports(place: Place) -> tuple[Link, ...]:
    return tuple(
        Link(each.many, place.path(f"/import/{each.kind}"))
        for each in note_importers()
        if place.may_import(each.who)
    )


def monitoring_page(
    place: Place, found: Monitored, since: date | None, until: date | None
) -> MonitoringPage:
    """Return the table of media monitoring."""
    entries = sum(each.entries for each in found.outlets)
    outlets = len(found.outlets)
    base = (
        f"{entries:,} {'entry' if entries == 1 else 'entries'} on {outlets:,} "
        f"{'outlet' if outlets == 1 else 'outlets'}, {days(found.first_day, found.last_day)}"
        if entries
        else ""
    )
    return MonitoringPage(
        frame=place.frame("Media monitoring", "registers"),
        base=base,
        outlets=tuple(_outlet(each) for each in found.outlets),
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
        least_minutes=LEAST_MINUTES,
        is_cut=found.is_cut,
    )


def _row(place: Place, row: Fieldnote, sections: Mapping[UUID, Sequence[str]]) -> NoteRow:
    where = [f"team {row.team_code}" if row.team_code else "", row.region]
    marks = ["may be quoted" if row.is_quotable else "", "withdrawn" if row.withdrawn else ""]
    return NoteRow(
        href=path_of(place, row.id),
        day=days(row.day, row.last_day),
        kind=words.KINDS[Kind(row.kind)],
        title=row.title,
        where=", ".join(each for each in where if each),
        sections=", ".join(words.SECTIONS[each] for each in sections.get(row.id, ())),
        mark=", ".join(each for each in marks if each),
    )


def _outlet(table: OutletTable) -> OutletView:
    rows = tuple(
        ToneRow(
            row.actor,
            (
                *(_measure(row.seconds[tone], row.pieces[tone]) for tone in Tone),
                _measure(row.all_seconds, row.all_pieces),
                "" if row.share is None else f"{row.share * 100:.0f} %",
            ),
        )
        for row in table.rows
    )
    entries = f"{table.entries:,} {'entry' if table.entries == 1 else 'entries'}"
    return OutletView(table.outlet, f"{_measure(table.seconds, table.pieces)} in {entries}", rows)


def _measure(seconds: int, pieces: int) -> str:
    """Write time and pieces, whichever there are."""
    time = f"{seconds // 60}:{seconds % 60:02} min" if seconds else ""
    counted = f"{pieces:,} {'piece' if pieces == 1 else 'pieces'}" if pieces else ""
    return ", ".join(each for each in (time, counted) if each) or "–"
