"""Incidents, as their templates see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.missions.here import Place
from server.pages import Page
from server.reports.attached import Attached, file_name
from server.reports.incidents.models import Incident
from server.reports.incidents.reading import Listed
from server.reports.models import State
from server.reports.pages import STATES, Option
from server.stations.models import Station
from shared.sync.incidents import CATEGORIES, SEVERITIES, SOURCES

NOT_CHOSEN = "all"


@dataclass(frozen=True, slots=True)
class FileLink:
    """A photograph or another file of an incident."""

    name: str
    href: str
    """'' = it has not arrived."""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident in the list."""

    href: str
    received: str
    noted: str
    severity: str
    is_grave: bool
    category: str
    source: str
    text: str
    station: str
    region: str
    team: str
    state: str
    """What is to be known about it besides; '' = it stands as it is."""
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class IncidentsPage(Page):
    """Incidents, the latest first."""

    template: ClassVar[str] = "incidents.html"
    title: str
    rows: tuple[IncidentRow, ...]
    categories: tuple[Option, ...]
    severities: tuple[Option, ...]
    teams: tuple[Option, ...]
    older: str
    nothing: str


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One revision of an incident."""

    title: str
    facts: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class IncidentPage(Page):
    """One incident with all its revisions, the newest first."""

    template: ClassVar[str] = "incident.html"
    title: str
    revisions: tuple[RevisionView, ...]
    files: tuple[FileLink, ...]


def incident_row(place: Place, listed: Listed) -> IncidentRow:
    """Return a line of the list."""
    row = listed.row
    return IncidentRow(
        href=_path(place, row),
        received=place.times.brief(row.received_at),
        noted=place.times.clock(row.noted_at),
        severity=row.severity,
        is_grave=row.severity == next(iter(SEVERITIES)),
        category=CATEGORIES.get(row.category, row.category),
        source=row.source,
        text=row.text,
        station=_station_in_words(row, listed.station),
        region=listed.station.region if listed.station else "",
        team=row.team_code,
        state=_state_in_words(row, listed.revisions),
        files=_links(place, row, listed.files),
    )


def incident_page(
    place: Place, rows: Sequence[Incident], station: Station | None, files: Sequence[Attached]
) -> IncidentPage:
    """Return the page of one incident; `rows` are its revisions, the newest first."""
    newest = rows[0]
    category = CATEGORIES.get(newest.category, newest.category)
    return IncidentPage(
        frame=place.frame(category, "incidents"),
        title=category,
        revisions=tuple(
            _revision(place, each, station if each is newest else None) for each in rows
        ),
        files=_links(place, newest, files),
    )


def options(words: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    """Return the choices of a filter."""
    return tuple(Option(value, each, value == chosen) for value, each in words.items())


def _revision(place: Place, row: Incident, station: Station | None) -> RevisionView:
    facts = (
        ("Severity", f"{row.severity}: {SEVERITIES.get(row.severity, 'not known here')}"),
        ("Category", CATEGORIES.get(row.category, row.category)),
        ("Credibility", f"{row.source}: {SOURCES.get(row.source, 'not known here')}"),
        ("Station", _station_in_words(row, station)),
        ("Team", row.team_code),
        ("Noted", place.times.at(row.noted_at)),
        ("Received", place.times.at(row.received_at)),
        ("Why corrected", row.reason),
        ("State", f"{STATES[State(row.state)]} {row.judgement}".strip() if row.judgement else ""),
    )
    title = "As it stands" if row.superseded_at is None else "Corrected since"
    return RevisionView(
        title=f"Revision {row.revision} · {title.lower()}",
        facts=tuple((words, value) for words, value in facts if value),
        text=row.text,
    )


def _state_in_words(row: Incident, revisions: int) -> str:
    if row.state != State.ACCEPTED:
        return f"{STATES[State(row.state)]}: {row.judgement}"
    return f"corrected, revision {row.revision}" if revisions > 1 else ""


def _station_in_words(row: Incident, station: Station | None) -> str:
    if not row.station_code:
        return "at no station"
    if station is None:
        return f"{row.station_code} (not in the register)"
    return f"{station.code}, {station.name}"


def _links(place: Place, row: Incident, files: Sequence[Attached]) -> tuple[FileLink, ...]:
    return tuple(
        FileLink(
            file_name(each),
            f"{_path(place, row)}/files/{each.row.entry_id}" if each.has_arrived else "",
        )
        for each in files
    )


def _path(place: Place, row: Incident) -> str:
    return place.path(f"/incidents/{row.incident_id}")
