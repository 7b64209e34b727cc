"""The list of incidents, as its template sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from server.missions.here import Place
from server.pages import Option, Page, options
from server.reports.attached import Attached, file_name
from server.reports.incidents import words
from server.reports.incidents.reading import Filter, Listed, Status
from shared.sync.incidents import CATEGORIES, SEVERITIES

MOST_LISTED = 100


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
    status: str
    is_overdue: bool
    owner: str
    deadline: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class IncidentsPage(Page):
    """Incidents, with what is due of them first."""

    template: ClassVar[str] = "incidents.html"
    title: str
    counts: str
    rows: tuple[IncidentRow, ...]
    filters: tuple[tuple[str, str, tuple[Option, ...]], ...]
    """Name in the address, label, choices."""
    orders: tuple[Option, ...]
    following: str
    nothing: str
    handles: bool
    """Whether the reader learns what headquarters makes of them."""


def incidents_page(
    place: Place,
    wanted: Filter,
    found: Sequence[Listed],
    counts: Mapping[Status, int],
    teams: Mapping[str, str],
    *,
    now: datetime,
) -> IncidentsPage:
    """Return the list; `found` may hold one incident more than is shown."""
    shown = found[:MOST_LISTED]
    chosen = {
        name: str(value)
        for name, value in wanted.model_dump(exclude_defaults=True).items()
        if name != "start"
    }
    is_filtered = bool(chosen.keys() - {"sort"})
    more = chosen | {"start": str(wanted.start + MOST_LISTED)}
    handles = place.own_teams is None
    ours = (("status", "State", options(words.STATUSES, wanted.status or "")),) if handles else ()
    return IncidentsPage(
        frame=place.frame("Incidents", "incidents"),
        title="Incidents found" if is_filtered else "Incidents",
        counts=_counted(counts) if handles else "",
        rows=tuple(_row(place, each, now) for each in shown),
        filters=(
            *ours,
            ("severity", "Severity", options({each: each for each in SEVERITIES}, wanted.severity)),
            ("category", "Category", options(CATEGORIES, wanted.category)),
            ("team", "Team", options(teams, wanted.team)),
        ),
        orders=options(words.ORDERS, wanted.sort) if handles else (),
        following=place.path(f"/incidents?{urlencode(more)}") if len(found) > MOST_LISTED else "",
        nothing="No incident fits. Take a filter away."
        if is_filtered
        else "No incidents have been reported. Teams send them with one key; they appear here "
        "within seconds.",
        handles=handles,
    )


def links(place: Place, incident_id: UUID, files: Sequence[Attached]) -> tuple[FileLink, ...]:
    """Return the files of an incident as links."""
    return tuple(
        FileLink(
            file_name(each),
            f"{path_of(place, incident_id)}/files/{each.row.entry_id}" if each.has_arrived else "",
        )
        for each in files
    )


def path_of(place: Place, incident_id: UUID) -> str:
    """Return the address of an incident's page."""
    return place.path(f"/incidents/{incident_id}")


def _row(place: Place, listed: Listed, now: datetime) -> IncidentRow:
    row, handling = listed.row, listed.handling if place.own_teams is None else None
    return IncidentRow(
        href=path_of(place, row.incident_id),
        received=place.times.brief(row.received_at),
        noted=place.times.clock(row.noted_at),
        severity=words.severity_in_words(row, handling),
        is_grave=words.is_grave(row, handling),
        category=CATEGORIES.get(row.category, row.category),
        source=words.credibility_in_words(row, handling),
        text=row.text,
        station=words.station_in_words(row, listed.station),
        region=listed.station.region if listed.station else "",
        team=row.team_code,
        state=words.state_in_words(row, listed.revisions),
        status=words.status_in_words(handling, now),
        is_overdue=words.is_overdue(handling, now),
        owner=handling.owner if handling else "",
        deadline=place.times.brief(handling.deadline) if handling and handling.deadline else "",
        files=links(place, row.incident_id, listed.files),
    )


def _counted(counts: Mapping[Status, int]) -> str:
    """Say how many there are of each; what is empty is left out."""
    said = [f"{count:,} {words.STATUSES[status]}" for status, count in counts.items() if count]
    return " · ".join(said)
