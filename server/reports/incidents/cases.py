"""Incidents with all that bears on whether a statement may speak of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from server.database import in_portions
from server.reports.incidents.models import Incident, IncidentHandling, IncidentSource
from server.reports.incidents.problems import NoSuchIncident
from server.reports.incidents.stating import Case
from server.reports.models import State


def get_case(db: Session, mission_id: UUID, incident_id: UUID) -> Case:
    """Return one incident of a mission. Raises NoSuchIncident."""
    merged = select(IncidentHandling.incident_id).where(
        IncidentHandling.mission_id == mission_id, IncidentHandling.merged_into == incident_id
    )
    cases = _cases(db, mission_id, [incident_id, *db.exec(merged)])
    if incident_id not in cases:
        raise NoSuchIncident(f"The mission holds no incident {incident_id}. See the list of them.")
    return cases[incident_id]


def list_cases(db: Session, mission_id: UUID) -> Sequence[Case]:
    """Return every incident of a mission that is no duplicate, the oldest first.

    `stating.may_be_stated` says of each whether it may enter a statement.
    """
    standing = select(Incident.incident_id).where(
        Incident.mission_id == mission_id, col(Incident.superseded_at).is_(None)
    )
    named = dict.fromkeys(db.exec(standing.order_by(col(Incident.entry_id))))
    cases = _cases(db, mission_id, list(named)).values()
    return [each for each in cases if not (each.handling and each.handling.merged_into)]


def _cases(db: Session, mission_id: UUID, incidents: Sequence[UUID]) -> Mapping[UUID, Case]:
    """Return these incidents, which come with their duplicates, by their ids."""
    rows: dict[UUID, Incident] = {}
    handlings: dict[UUID, IncidentHandling] = {}
    sources: defaultdict[UUID, list[IncidentSource]] = defaultdict(list)
    for some in in_portions(incidents):
        _put_standing(db, mission_id, some, rows)
        held = select(IncidentHandling).where(col(IncidentHandling.incident_id).in_(some))
        handlings |= {each.incident_id: each for each in db.exec(held)}
        added = select(IncidentSource).where(col(IncidentSource.incident_id).in_(some))
        for source in db.exec(added.order_by(col(IncidentSource.at), col(IncidentSource.id))):
            sources[source.incident_id].append(source)
    merged: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for each in handlings.values():
        if each.merged_into is not None:
            merged[each.merged_into].append(each.incident_id)
    return {
        each: Case(
            rows[each],
            handlings.get(each),
            duplicates=[rows[one] for one in merged[each] if one in rows],
            sources=_of_all(sources, [each, *merged[each]]),
        )
        for each in incidents
        if each in rows
    }


def _put_standing(
    db: Session, mission_id: UUID, some: Sequence[UUID], rows: dict[UUID, Incident]
) -> None:
    """Put the revision that stands of each incident: an accepted one before all others."""
    query = select(Incident).where(
        Incident.mission_id == mission_id,
        col(Incident.incident_id).in_(some),
        col(Incident.superseded_at).is_(None),
    )
    for row in db.exec(query.order_by(col(Incident.entry_id))):
        held = rows.get(row.incident_id)
        if held is None or held.state != State.ACCEPTED:
            rows[row.incident_id] = row


def _of_all(
    sources: Mapping[UUID, Sequence[IncidentSource]], incidents: Iterable[UUID]
) -> Sequence[IncidentSource]:
    return [source for each in incidents for source in sources.get(each, ())]
