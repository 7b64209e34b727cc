"""Incidents folded out of the journal, by the rules of reports: see `server.reports.fold`.

One rule is not theirs: a station that is not in the register keeps an incident from nothing. It
cannot wait for a coordinator to map it, and it counts in no finding.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel, col, update

from server.database import in_portions
from server.reports import entries as journal
from server.reports import fold
from server.reports.entries import Read
from server.reports.fold import Standing, Standings
from server.reports.incidents.models import Incident
from server.reports.judgement import Ruling, Sender, ruled_by_sender
from server.reports.models import Ground, State
from shared.sync.incidents import CATEGORIES, SEVERITIES, SOURCES, IncidentBody

_TABLE = SQLModel.metadata.tables["incident"]
_FIELDS = (
    "entry_id",
    "incident_id",
    "revision",
    "team_id",
    "state",
    "ground",
    "judgement",
    "counts_from",
    "superseded_at",
)
_KNOWN: Mapping[str, Collection[str]] = {
    "category": CATEGORIES,
    "severity": SEVERITIES,
    "source": SOURCES,
}


class IncidentFold:
    """What a few entries change among the incidents, worked out without changing anything."""

    def __init__(self) -> None:
        self.standings = Standings()
        """The revisions that these entries may touch; people's decisions are applied to them."""
        self._fresh: dict[int, tuple[Standing, dict[str, Any]]] = {}

    def read_ahead(self, db: Session, incidents: Collection[UUID]) -> None:
        """Read what is stored of these incidents."""
        columns = [_TABLE.c[name] for name in _FIELDS]
        for some in in_portions(incidents):
            query = select(*columns).where(_TABLE.c.incident_id.in_(some))
            for row in db.connection().execute(query.order_by(_TABLE.c.entry_id)).mappings():
                self.standings.add(_standing(**row))

    def read_decided(self, db: Session, entries: Iterable[int]) -> None:
        """Read what is stored of the incidents that decisions about these entries concern."""
        found: set[UUID] = set()
        for some in in_portions(set(entries)):
            query = select(_TABLE.c.incident_id).where(_TABLE.c.entry_id.in_(some))
            found |= set(db.connection().execute(query).scalars())
        self.read_ahead(db, found - set(self.standings.by_report))

    def take(self, db: Session, read: Read, body: IncidentBody, sender: Sender) -> None:
        """Put a revision beside those before it. The same bytes again change nothing."""
        entry, before = read.entry, self.standings.by_report.get(body.incident, [])
        same = [each.entry_id for each in before if each.revision == body.revision]
        if same and journal.is_repeated(db, entry, same, ()):
            return
        standing = _standing(
            entry_id=entry.id,
            incident_id=body.incident,
            revision=body.revision,
            team_id=sender.team_id,
            state=State.ACCEPTED,
        )
        ruling = _rule(body, sender, read)
        fold.place(self.standings, standing, body.base, entry.received_at, ruling)
        said = body.model_dump(exclude={"format", "incident", "station"})
        self._fresh[entry.id] = (
            standing,
            said
            | {
                "mission_id": sender.mission_id,
                "device_id": entry.device_id,
                "team_code": sender.team_code,
                "station_code": body.station,
                "made_at": entry.made_at,
                "received_at": entry.received_at,
            },
        )

    def write(self, db: Session) -> set[UUID]:
        """Write it all, in `db`; return the incidents of which the teams are to hear.

        One that was accepted by rule, as nearly all are, is no news.
        """
        if self._fresh:
            rows = [given | _stored(standing) for standing, given in self._fresh.values()]
            db.connection().execute(insert(_TABLE), rows)
        changed = [
            each for each in self.standings.changed.values() if each.entry_id not in self._fresh
        ]
        for each in changed:
            where = col(Incident.entry_id) == each.entry_id
            db.connection().execute(update(Incident).where(where).values(_stored(each)))
        fresh = [standing for standing, _ in self._fresh.values()]
        touched = [*fresh, *changed]
        return {
            each.report_id for each in touched if each.state != State.ACCEPTED or each.judgement
        }


def _standing(incident_id: UUID, **stored: Any) -> Standing:  # noqa: ANN401 - a row's cells
    """Return an incident's revision as the fold sees it: a report of a visit of its own."""
    return Standing(
        report_id=incident_id, visit_id=incident_id, form_id="", station_code="", **stored
    )


def _stored(standing: Standing) -> dict[str, Any]:
    names = (name for name in _FIELDS if name != "incident_id")
    return {"incident_id": standing.report_id} | {name: getattr(standing, name) for name in names}


def _rule(body: IncidentBody, sender: Sender, read: Read) -> Ruling:
    ruling = ruled_by_sender(sender, read.entry.received_at)
    if ruling is not None:
        return ruling
    for name, known in _KNOWN.items():
        if (given := getattr(body, name)) not in known:
            return Ruling(
                Ground.MISFIT,
                f"This server knows no {name} {given!r}: the laptop's program may be newer.",
            )
    return Ruling()
