"""What a report's page tells of the visit: who was there, what was refused, an unlisted station."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.missions.here import Place
from server.reports.models import Revision, Visit

_KINDS = {"not_let_in": "Not let in", "made_to_leave": "Made to leave"}
_DESCRIBED = {"name": "Name", "address": "Address", "setting": "Setting", "notes": "Notes"}


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A visit on which a team was not let in, or made to leave."""

    when: str
    station: str
    team: str
    what: str
    reason: str


def refused_row(place: Place, visit: Visit, team: str) -> RefusedRow:
    """Return a line of the list of refusals."""
    refusal: dict[str, Any] = visit.refusal or {}
    asked = f" (asked: {refusal['asked']})" if refusal.get("asked") else ""
    return RefusedRow(
        when=place.times.brief(visit.departed_at),
        station=visit.station_code,
        team=team,
        what=_KINDS.get(refusal.get("kind", ""), "Refused"),
        reason=f"{refusal.get('reason', '')}{asked}",
    )


def visit_facts(place: Place, shown: Revision, visit: Visit | None) -> tuple[tuple[str, str], ...]:
    """Return words and values of what is known of the visit and of an unlisted station."""
    return (*_described(shown, visit), *(_of_visit(place, visit) if visit else ()))


def _described(shown: Revision, visit: Visit | None) -> Iterator[tuple[str, str]]:
    described: dict[str, Any] = (visit.described if visit else None) or shown.described or {}
    for key, words in _DESCRIBED.items():
        if described.get(key):
            yield f"{words}, as the team describes the station", described[key]


def _of_visit(place: Place, visit: Visit) -> Iterator[tuple[str, str]]:
    times = place.times
    yield "The team was there", f"{times.at(visit.arrived_at)} to {times.clock(visit.departed_at)}"
    if visit.present:
        yield "Present", ", ".join(visit.present)
    if visit.refusal:
        yield _KINDS.get(visit.refusal["kind"], "Refused"), visit.refusal["reason"]
        if visit.refusal.get("asked"):
            yield "Whom the team asked", visit.refusal["asked"]
