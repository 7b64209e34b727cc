"""Tables beside those of the forms: all reports, stations, visits, incidents."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, or_, select
from sqlmodel import col

from server.exchange.cells import plain
from server.exchange.ground import Ground, Placed
from server.exchange.selection import AT_ONCE, Selection, Taken
from server.exchange.table import Cell, Field, Reference, Table
from server.missions.models import Team
from server.reports.incidents.models import Incident, IncidentHandling
from server.reports.models import State, Visit

_VISIT = Visit.metadata.tables["visit"]
_INCIDENT = Incident.metadata.tables["incident"]
_AT_STATION = (Reference(("station",), "stations", ("code",)),)


def reports_table(selection: Selection) -> Table:
    """Return the list of all reports, whatever form they were filled in on."""
    ground = selection.ground

    def rows() -> Iterator[Sequence[Cell]]:
        for form_id in selection.forms:
            for taken in selection.taken(form_id):
                yield _report_row(ground, form_id, taken)

    fields = (
        Field("report", "The report; a stand-in where times are coarse"),
        Field("form", "The form it was filled in on"),
        Field("version", "Of the form"),
        Field("revision", "Which revision this is", "integer"),
        Field("station", "The station's code"),
        Field("region", "The station's region"),
        Field("team", "The team, or what stands for it in this export"),
        Field("arrived_at", "When the team arrived", "datetime"),
        Field("counts", "yes, or why it does not count"),
        Field("channel", "network, bundle or paper"),
        Field("flagged", "Checks that ask about it"),
    )
    return Table("reports", "All reports", fields, rows, ("report",), _AT_STATION)


def _report_row(ground: Ground, form_id: str, taken: Taken) -> Sequence[Cell]:
    kept, disguise = taken.kept, ground.disguise
    return (
        disguise.id_of(kept.report_id),
        form_id,
        kept.form_version,
        kept.revision,
        kept.station_code,
        kept.region,
        disguise.team(kept.team_code),
        disguise.moment(kept.arrived_at),
        taken.counts,
        ground.channel(kept.device_id, kept.received_at),
        " ".join(taken.flagged),
    )


def stations_table(ground: Ground, codes: set[str]) -> Table:
    """Return the stations `codes`: as the register has them, or said not to be in it."""

    def rows() -> Iterator[Sequence[Cell]]:
        for code in sorted(codes):
            held = ground.stations.get(code)
            known = held or Placed(code, "", "", "", "", "", None, "", None, None)
            cells = ["" if each is None else each for each in known]
            yield [*cells, "yes" if held else "no"]

    fields = (
        Field("code", "The station's code"),
        Field("name"),
        Field("region", "Path of regions, the outermost first"),
        Field("address"),
        Field("setting", "urban or rural"),
        Field("kind", "ordinary, hospital, abroad, …"),
        Field("voters", "On the list, as the register has it", "integer"),
        Field("timezone", "Where it is not the mission's"),
        Field("latitude", "Degrees north, WGS 84", "number"),
        Field("longitude", "Degrees east, WGS 84", "number"),
        Field("registered", "Whether the register has it: yes or no"),
    )
    return Table("stations", "Stations", fields, rows, ("code",))


def visits_table(ground: Ground) -> Table:
    """Return what teams said of their visits, also where they were refused access."""

    def rows() -> Iterator[Sequence[Cell]]:
        codes = team_codes(ground)
        for visit in newest_visits(ground, codes):
            yield _visit_row(ground, visit, codes.get(visit["team_id"], ""))

    fields = (
        Field("visit", "The visit; a stand-in where times are coarse"),
        Field("station", "The station's code"),
        Field("team", "The team, or what stands for it in this export"),
        Field("arrived_at", "When the team arrived", "datetime"),
        Field("departed_at", "When the team left", "datetime"),
        Field("observers", "How many observers were present", "integer"),
        Field("present", "Codes of the observers; empty where people are veiled"),
        Field("refused", "not_let_in or made_to_leave; empty where the team was let in"),
        Field("refusal_reason", "What the team was told, or saw"),
        Field("channel", "network, bundle or paper"),
    )
    return Table("visits", "Visits", fields, rows, references=_AT_STATION)


def _visit_row(ground: Ground, visit: RowMapping, team: str) -> Sequence[Cell]:
    disguise = ground.disguise
    refusal: Mapping[str, str] = visit["refusal"] or {}
    return (
        disguise.id_of(visit["visit_id"]),
        visit["station_code"],
        disguise.team(team),
        disguise.moment(visit["arrived_at"]),
        disguise.moment(visit["departed_at"]),
        len(visit["present"]),
        disguise.person(" ".join(visit["present"])),
        refusal.get("kind", ""),
        plain(refusal.get("reason", "")),
        ground.channel(visit["device_id"], visit["received_at"]),
    )


def newest_visits(ground: Ground, codes: Mapping[UUID, str]) -> Iterator[RowMapping]:
    """Yield of each visit, for each team that claims it, the highest revision at the cut."""
    query = select(_VISIT).where(_VISIT.c.mission_id == ground.mission.id)
    if ground.wanted.as_of is not None:
        query = query.where(_VISIT.c.received_at <= ground.wanted.as_of)
    order = (_VISIT.c.visit_id, _VISIT.c.team_id, _VISIT.c.revision, _VISIT.c.entry_id)
    lazily = query.order_by(*order).execution_options(yield_per=AT_ONCE)
    rows = ground.db.connection().execute(lazily).mappings()
    for _, same in groupby(rows, key=lambda row: (row["visit_id"], row["team_id"])):
        *_, newest = same
        if _reaches(ground, newest["station_code"], codes.get(newest["team_id"], "")):
            yield newest


def incidents_table(ground: Ground) -> Table:
    """Return the incidents as they stood at the cut."""

    def rows() -> Iterator[Sequence[Cell]]:
        handled = _handling(ground)
        for row in standing_incidents(ground):
            handling = handled.get(row["incident_id"])
            yield (*_incident_row(ground, row), *_handling_cells(ground, handling))

    fields = (
        Field("incident", "The incident; a stand-in where times are coarse"),
        Field("revision", "Which revision this is", "integer"),
        Field("category"),
        Field("severity", "critical, serious, moderate or minor"),
        Field("source", "How the team knows: seen, heard or reported"),
        Field("station", "The station's code; empty = at none"),
        Field("team", "The team, or what stands for it in this export"),
        Field("noted_at", "When the team began to write it down", "datetime"),
        Field("received_at", "When headquarters had it", "datetime"),
        Field("text", "What the team wrote"),
        Field("reason", "Why the team corrected it"),
        Field("state", "accepted, or how it was set apart"),
        Field("channel", "network, bundle or paper"),
        *_HANDLING,
    )
    return Table("incidents", "Incidents", fields, rows, ("incident", "revision"))


_HANDLING = (
    Field("judged_severity", "As headquarters sees it; empty = as the team does"),
    Field("credibility", "As headquarters sees it; empty = not judged"),
    Field("provision", "The legal provision that it touches"),
    Field("outcome", "What it came to; empty = it is open"),
    Field("same_event_as", "The incident that counts for this one too"),
    Field("owner", "Who sees to it; empty where people are veiled"),
)


def _handling(ground: Ground) -> Mapping[UUID, IncidentHandling]:
    """Return what headquarters made of incidents, as it now stands."""
    own = select(IncidentHandling).where(col(IncidentHandling.mission_id) == ground.mission.id)
    return {each.incident_id: each for each in ground.db.scalars(own)}


def _handling_cells(ground: Ground, handling: IncidentHandling | None) -> Sequence[Cell]:
    if handling is None:
        return [""] * len(_HANDLING)
    disguise, other = ground.disguise, handling.merged_into
    return (
        handling.severity,
        handling.credibility,
        plain(handling.provision),
        handling.outcome,
        disguise.id_of(other) if other else "",
        disguise.person(handling.owner),
    )


def _incident_row(ground: Ground, row: RowMapping) -> Sequence[Cell]:
    disguise = ground.disguise
    return (
        disguise.id_of(row["incident_id"]),
        row["revision"],
        row["category"],
        row["severity"],
        row["source"],
        row["station_code"],
        disguise.team(row["team_code"]),
        disguise.moment(row["noted_at"]),
        disguise.moment(row["received_at"]),
        plain(row["text"]),
        plain(row["reason"]),
        row["state"],
        ground.channel(row["device_id"], row["received_at"]),
    )


def standing_incidents(ground: Ground) -> Iterator[RowMapping]:
    """Yield the incidents that stood at the cut; those set apart only where that was asked for."""
    table, as_of = _INCIDENT.c, ground.wanted.as_of
    query = select(_INCIDENT).where(
        table.mission_id == ground.mission.id, _stands(ground), table.state != State.REJECTED
    )
    if not ground.wanted.quarantine:
        query = query.where(table.state == State.ACCEPTED)
    if as_of is not None:
        query = query.where(table.received_at <= as_of)
    lazily = query.order_by(table.entry_id).execution_options(yield_per=AT_ONCE)
    for row in ground.db.connection().execute(lazily).mappings():
        if _reaches(ground, row["station_code"], row["team_code"]):
            yield row


def _stands(ground: Ground) -> ColumnElement[bool]:
    replaced, as_of = _INCIDENT.c.superseded_at, ground.wanted.as_of
    if as_of is None:
        return replaced.is_(None)
    return or_(replaced.is_(None), replaced > as_of)


def _reaches(ground: Ground, station_code: str, team_code: str) -> bool:
    """Say whether what a team sent of a station is in reach."""
    if ground.reach.teams is not None and team_code not in ground.reach.teams:
        return False
    return not ground.reach.regions or station_code in ground.stations


def team_codes(ground: Ground) -> Mapping[UUID, str]:
    """Return the codes of the mission's teams by their ids."""
    query = select(col(Team.id), col(Team.code)).where(col(Team.mission_id) == ground.mission.id)
    return {row[0]: row[1] for row in ground.db.connection().execute(query)}
