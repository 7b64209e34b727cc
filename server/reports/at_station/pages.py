"""The page of a station, and that of stations which only the observers know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote, urlencode

from server.missions.here import Place
from server.pages import Link, Page
from server.reports.at_station.reading import AtStation, Unlisted
from server.reports.models import Visit
from server.reports.pages import ReportRow, report_row
from server.stations.columns import KIND_WORDS
from server.stations.models import Station
from shared.sync.incidents import CATEGORIES

_DESCRIBED = ("name", "address", "setting", "notes")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A team is to be there."""

    team: str
    when: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A team was there."""

    team: str
    when: str
    present: str
    refused: str


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident there."""

    href: str
    what: str
    when: str
    team: str


@dataclass(frozen=True, slots=True)
class StationPage(Page):
    """One station."""

    template: ClassVar[str] = "station.html"
    title: str
    closed: str
    """Since when and why; '' = it is open."""
    known: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...]
    href: str
    may_change: bool
    plans: tuple[PlanRow, ...]
    visits: tuple[VisitRow, ...]
    reports: tuple[ReportRow, ...]
    all_reports: str
    incidents: tuple[IncidentLine, ...]
    trail: str
    """Who changed what of it; '' = not for this account."""


@dataclass(frozen=True, slots=True)
class UnlistedRow:
    """A station that the register lacks."""

    code: str
    told: tuple[str, ...]
    reports: str
    href: str
    waits: str
    take_in: str
    perhaps: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class UnlistedPage(Page):
    """All of them."""

    template: ClassVar[str] = "stations_unlisted.html"
    title: str
    rows: tuple[UnlistedRow, ...]
    action: str
    """Where a mapping goes; '' = not for this account."""
    trouble: str


def station_page(place: Place, found: AtStation, titles: Mapping[str, str]) -> StationPage:
    """Return the page of a station."""
    station = found.station
    reports = place.path(f"/reports?{urlencode({'station': station.code})}")
    trail = place.path(f"/trail?{urlencode({'words': f'station {station.code}'})}")
    return StationPage(
        frame=place.frame(f"Station {station.code}", "registers"),
        title=f"Station {station.code}: {station.name}",
        closed=_closed(place, station),
        known=tuple(_known(place, station)),
        attributes=tuple((name, str(value)) for name, value in station.attributes.items()),
        href=place.path(f"/stations/{station.id}"),
        may_change=place.opens("POST /m/{code}/stations/{station_id}/particulars"),
        plans=tuple(
            PlanRow(
                f"{team.code} {team.name}".strip(),
                place.times.brief(stop.at) if stop.at else "at no set time",
            )
            for stop, team in found.plans
        ),
        visits=tuple(_visit_row(place, *each) for each in found.visits),
        reports=tuple(report_row(place, titles, each) for each in found.reports),
        all_reports=reports,
        incidents=tuple(
            IncidentLine(
                href=place.path(f"/incidents/{each.incident_id}"),
                what=CATEGORIES.get(each.category, each.category),
                when=place.times.brief(each.noted_at),
                team=each.team_code,
            )
            for each in found.incidents
        ),
        trail=trail if place.opens("GET /m/{code}/trail") else "",
    )


def unlisted_page(place: Place, found: Sequence[Unlisted], trouble: str = "") -> UnlistedPage:
    """Return the page of stations that reports name and the register lacks."""
    maps = place.opens("POST /m/{code}/stations/described")
    count = f"{len(found)} station{'' if len(found) == 1 else 's'} not in the register"
    return UnlistedPage(
        frame=place.frame("Stations described by teams", "registers"),
        title=count if found else "Every report is from a station of the register",
        rows=tuple(_unlisted_row(place, each) for each in found),
        action=place.path("/stations/described") if maps else "",
        trouble=trouble,
    )


def _unlisted_row(place: Place, each: Unlisted) -> UnlistedRow:
    known = {name: str(each.described.get(name) or "") for name in _DESCRIBED}
    count = sum(each.teams.values())
    teams = ", ".join(sorted(each.teams))
    waits = len(each.entries)
    take_in = {"code": each.code, **{name: known[name] for name in ("name", "address", "setting")}}
    may_add = place.opens("POST /m/{code}/stations")
    return UnlistedRow(
        code=each.code,
        told=tuple(words for words in known.values() if words),
        reports=f"{count} report{'' if count == 1 else 's'} of {teams}",
        href=place.path(f"/reports?{urlencode({'station': each.code})}"),
        waits=f"{waits} wait{'s' if waits == 1 else ''} for a decision" if waits else "",
        take_in=place.path(f"/stations/new?{urlencode(take_in, quote_via=quote)}")
        if may_add
        else "",
        perhaps=tuple(
            Link(f"{one.code} {one.name}", place.path(f"/stations/{one.id}"))
            for one in each.perhaps
        ),
    )


def _closed(place: Place, station: Station) -> str:
    if station.closed_at is None:
        return ""
    return f"Closed since {place.times.at(station.closed_at)}: {station.closed_why.rstrip('.')}."


def _known(place: Place, station: Station) -> Iterator[tuple[str, str]]:
    yield "Code", station.code
    if station.number and station.number != station.code:
        yield "In the register", station.number
    position = ""
    if station.latitude is not None and station.longitude is not None:
        position = f"{station.latitude:.5f}, {station.longitude:.5f}"
    for words, value in (
        ("Region", station.region or "none: it is in no breakdown by region"),
        ("Address", station.address),
        ("Setting", station.setting),
        ("Kind", KIND_WORDS.get(station.kind, station.kind)),
        ("Registered voters", "" if station.voters is None else f"{station.voters:,}"),
        ("Time zone", station.timezone or f"{place.mission.timezone}, the mission's"),
        ("Position", position),
        ("Last changed", place.times.at(station.updated_at)),
    ):
        if value:
            yield words, value


def _visit_row(place: Place, visit: Visit, team: str) -> VisitRow:
    times = place.times
    return VisitRow(
        team=team,
        when=f"{times.brief(visit.arrived_at)}–{times.clock(visit.departed_at)}",
        present=", ".join(visit.present),
        refused=str((visit.refusal or {}).get("reason", "")),
    )
