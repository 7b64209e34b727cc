"""What coordinators do about incidents: one address a deed, and back to the incident."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from sqlmodel import Session

from server.bounds import EntryNumber, PlainText
from server.deps import Now, Writing
from server.missions import service as missions
from server.missions.here import Here, Place
from server.reports.incidents import handling, judging, reading
from server.reports.incidents.handling import Deed, Log, Plan
from server.reports.incidents.models import Incident
from server.reports.incidents.pages import path_of
from server.reports.incidents.stating import Outcome, SourceKind
from server.reports.resolving import Deed as Decision

router = APIRouter(prefix="/m/{code}/incidents/{incident_id}", include_in_schema=False)

Reason = Annotated[PlainText, Field(max_length=500)]
Said = Annotated[PlainText, Field(max_length=2000)]


class AskedPlan(BaseModel):
    """How an incident is to be handled."""

    owner: Annotated[PlainText, Field(max_length=80)] = ""
    deadline: PlainText = ""
    severity: Annotated[PlainText, Field(max_length=40)] = ""
    credibility: Annotated[PlainText, Field(max_length=40)] = ""
    provision: Annotated[PlainText, Field(max_length=300)] = ""


class AskedNote(BaseModel):
    """What was done, or what the team is asked."""

    text: Said


class AskedReason(BaseModel):
    """Why something is done."""

    reason: Reason


class AskedClosing(AskedReason):
    """What an incident came to, and why."""

    outcome: Outcome


class AskedMerging(AskedReason):
    """The incident that is to count for this one too."""

    into: UUID


class AskedSource(BaseModel):
    """Another source."""

    kind: SourceKind
    name: Annotated[PlainText, Field(max_length=200)]
    text: Said = ""


class AskedJudgement(BaseModel):
    """What is decided about a revision that waits."""

    entry: EntryNumber
    deed: Decision
    note: Reason = ""


class AtIncident:
    """One deed about one incident: who may do it is checked, and it leaves a trace."""

    def __init__(self, incident_id: UUID, here: Here, db: Writing, now: Now) -> None:
        self.here, self.db = here, db
        self.log = Log(here.mission.id, incident_id, here.caller.name, now)
        self.row = handling.require_incident(db, self.log)
        require_place(here, db, self.row)

    def done(self, deed: Deed, **particulars: str) -> RedirectResponse:
        """Write the deed to the audit trail, and lead back to the incident."""
        self.here.record(
            self.db,
            "incident.handled",
            now=self.log.now,
            subject=f"incident {self.log.incident_id}",
            what=deed.value,
            **particulars,
        )
        return RedirectResponse(path_of(self.here, self.log.incident_id), status_code=303)


At = Annotated[AtIncident, Depends(AtIncident, scope="function")]


def require_place(here: Place, db: Session, row: Incident) -> None:
    """Raise OutsideRegions unless the account decides where an incident is.

    That is the region of its station, or all of its team's area where the register lacks it.
    """
    station = reading.find_station(db, here.mission.id, row.station_code)
    if station is not None:
        here.require_region(station.region)
        return
    teams = {each.id: each for each in missions.list_teams(db, here.mission.id)}
    here.require_team(teams.get(row.team_id) if row.team_id else None)


@router.post("/handling")
def handle(at: At, asked: Annotated[AskedPlan, Form()]) -> RedirectResponse:
    """Set who sees to it until when, and how headquarters sees it."""
    plan = Plan(
        owner=asked.owner.strip(),
        deadline=at.here.moment(asked.deadline),
        severity=asked.severity,
        credibility=asked.credibility,
        provision=asked.provision.strip(),
    )
    changed = handling.handle(at.db, at.log, plan)
    return at.done(Deed.OWNER, changed=", ".join(changed))


@router.post("/actions")
def note(at: At, asked: Annotated[AskedNote, Form()]) -> RedirectResponse:
    """Note what was done."""
    handling.note(at.db, at.log, asked.text)
    return at.done(Deed.NOTED)


@router.post("/closing")
def close(at: At, asked: Annotated[AskedClosing, Form()]) -> RedirectResponse:
    """Close it."""
    handling.close(at.db, at.log, asked.outcome, asked.reason)
    return at.done(Deed.CLOSED, outcome=asked.outcome.value)


@router.post("/reopening")
def reopen(at: At, asked: Annotated[AskedReason, Form()]) -> RedirectResponse:
    """Open it again."""
    handling.reopen(at.db, at.log, asked.reason)
    return at.done(Deed.REOPENED)


@router.post("/merging")
def merge(at: At, asked: Annotated[AskedMerging, Form()]) -> RedirectResponse:
    """Say that it is the same event as another, which counts for both."""
    other = replace(at.log, incident_id=asked.into)
    require_place(at.here, at.db, handling.require_incident(at.db, other))
    handling.merge(at.db, at.log, asked.into, asked.reason)
    return at.done(Deed.MERGED, into=str(asked.into))


@router.post("/parting")
def part(at: At, asked: Annotated[AskedReason, Form()]) -> RedirectResponse:
    """Let it count by itself again."""
    handling.part(at.db, at.log, asked.reason)
    return at.done(Deed.PARTED)


@router.post("/sources")
def add_source(at: At, asked: Annotated[AskedSource, Form()]) -> RedirectResponse:
    """Add another source."""
    handling.add_source(at.db, at.log, asked.kind, asked.name, asked.text)
    return at.done(Deed.SOURCE, kind=asked.kind.value)


@router.post("/sources/{source_id}/withdrawal")
def withdraw_source(source_id: UUID, at: At) -> RedirectResponse:
    """Let a source count no longer."""
    handling.withdraw_source(at.db, at.log, source_id)
    return at.done(Deed.SOURCE_WITHDRAWN, source=str(source_id))


@router.post("/inquiries")
def ask_team(at: At, asked: Annotated[AskedNote, Form()]) -> RedirectResponse:
    """Ask the team by a message to its laptop."""
    handling.ask_team(at.db, at.here.mission, at.log, asked.text)
    return at.done(Deed.ASKED)


@router.post("/judgement")
def judge(at: At, asked: Annotated[AskedJudgement, Form()]) -> RedirectResponse:
    """Accept or reject a revision that waits."""
    judging.judge(at.db, at.log, asked.entry, asked.deed, reason=asked.note)
    return at.done(Deed.JUDGED, decision=asked.deed.value, entry=str(asked.entry))
