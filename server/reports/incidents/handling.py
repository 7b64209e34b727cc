"""What headquarters does about incidents: every deed is a line in the incident's log.

All of it stands beside what the teams sent, in tables of its own, so a rebuild leaves it alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from server.messages import service as messages
from server.messages.models import Message
from server.messages.recipients import Audience, NobodyToTell
from server.missions.models import Mission
from server.missions.service import list_teams
from server.reports.cursor import hold_projection
from server.reports.incidents.models import (
    Incident,
    IncidentAction,
    IncidentHandling,
    IncidentSource,
)
from server.reports.incidents.problems import NoSuchIncident, NotDone
from server.reports.incidents.stating import Credibility, Outcome, SourceKind
from shared.folding import fold
from shared.ids import new_id
from shared.sync.incidents import SEVERITIES

MOST_SOURCES = 50
"""Of one incident."""
MOST_NAMED = 20
"""Teams that a sentence names."""


class Deed(StrEnum):
    """What can be done about an incident, as its log names it."""

    OWNER = "owner"
    DEADLINE = "deadline"
    SEVERITY = "severity"
    CREDIBILITY = "credibility"
    PROVISION = "provision"
    NOTED = "noted"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    PARTED = "parted"
    SOURCE = "source"
    SOURCE_WITHDRAWN = "source_withdrawn"
    ASKED = "asked"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Plan:
    """Who sees to an incident until when, and how headquarters sees it; '' = not (any more)."""

    owner: str = ""
    deadline: datetime | None = None
    severity: str = ""
    credibility: str = ""
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """Whose log a deed is written into, by whom and when."""

    mission_id: UUID
    incident_id: UUID
    by: str
    """An account's name."""
    now: datetime

    def write(
        self, db: Session, deed: Deed, *, before: str = "", after: str = "", text: str = ""
    ) -> IncidentAction:
        """Write a line."""
        action = IncidentAction(
            id=new_id(self.now),
            mission_id=self.mission_id,
            incident_id=self.incident_id,
            deed=deed,
            before=before,
            after=after,
            text=text.strip(),
            by=self.by,
            at=self.now,
        )
        db.add(action)
        return action


def handle(db: Session, log: Log, plan: Plan) -> Sequence[Deed]:
    """Set who sees to an incident and how headquarters sees it; return what that changed.

    What the team said of severity and source stays. Raises NoSuchIncident or NotDone.
    """
    _require_known("severity", plan.severity, SEVERITIES)
    _require_known("credibility", plan.credibility, {each.value: "" for each in Credibility})
    handling = _held(db, log)
    changed: list[Deed] = []
    for deed in (Deed.OWNER, Deed.DEADLINE, Deed.SEVERITY, Deed.CREDIBILITY, Deed.PROVISION):
        before, after = getattr(handling, deed), getattr(plan, deed)
        if before != after:
            setattr(handling, deed, after)
            log.write(db, deed, before=_words(before), after=_words(after))
            changed.append(deed)
    return changed


def note(db: Session, log: Log, text: str) -> None:
    """Note what was done about an incident. Raises NoSuchIncident or NotDone."""
    require_incident(db, log)
    log.write(db, Deed.NOTED, text=_said(text, "what was done"))


def close(db: Session, log: Log, outcome: Outcome, reason: str) -> None:
    """Close an incident for a reason. Raises NoSuchIncident or NotDone."""
    handling = _held(db, log)
    if handling.closed_at is not None:
        raise NotDone("The incident is closed already. Open it again to close it otherwise.")
    reason = _said(reason, "why it is closed")
    handling.closed_at, handling.outcome, handling.closed_because = log.now, outcome, reason
    log.write(db, Deed.CLOSED, after=outcome, text=reason)


def reopen(db: Session, log: Log, reason: str) -> None:
    """Open a closed incident again. Raises NoSuchIncident or NotDone."""
    handling = _held(db, log)
    if handling.closed_at is None:
        raise NotDone("The incident is open. Nothing was changed.")
    reason = _said(reason, "why it is opened again")
    log.write(db, Deed.REOPENED, before=handling.outcome, text=reason)
    handling.closed_at, handling.outcome, handling.closed_because = None, "", ""


def merge(db: Session, log: Log, into: UUID, reason: str) -> None:
    """Say that an incident is the same event as `into`, which counts for both from now on.

    Both stay as they are, and visible. Raises NoSuchIncident or NotDone.
    """
    handling = _held(db, log)
    other = _held(db, Log(log.mission_id, into, log.by, log.now))
    if into == log.incident_id:
        raise NotDone("An incident is no duplicate of itself. Choose the other one.")
    if handling.merged_into is not None or other.merged_into is not None:
        which = "This incident" if handling.merged_into else "That incident"
        raise NotDone(f"{which} is a duplicate itself. Choose the one that counts for it.")
    if list_duplicates(db, log.mission_id, log.incident_id):
        raise NotDone(
            "Others were merged into this one. Merge the other way round, or part them first."
        )
    handling.merged_into = into
    log.write(db, Deed.MERGED, after=str(into), text=_said(reason, "why they are the same"))


def part(db: Session, log: Log, reason: str) -> None:
    """Let a merged incident count by itself again. Raises NoSuchIncident or NotDone."""
    handling = _held(db, log)
    if handling.merged_into is None:
        raise NotDone("The incident was not merged into another. Nothing was changed.")
    before = str(handling.merged_into)
    log.write(db, Deed.PARTED, before=before, text=_said(reason, "why they are two"))
    handling.merged_into = None


def add_source(db: Session, log: Log, kind: SourceKind, name: str, text: str) -> IncidentSource:
    """Add a source for an incident. Raises NoSuchIncident or NotDone.

    A team is one of the mission's, and counts once however its code is typed.
    """
    require_incident(db, log)
    called = _said(name, "who or what the source is")
    if kind is SourceKind.TEAM:
        called = _team_called(db, log.mission_id, called)
    if len(list_sources(db, [log.incident_id])) >= MOST_SOURCES:
        raise NotDone(f"An incident has {MOST_SOURCES} sources at most. Withdraw one first.")
    source = IncidentSource(
        id=new_id(log.now),
        mission_id=log.mission_id,
        incident_id=log.incident_id,
        kind=kind,
        name=called,
        text=text.strip(),
        by=log.by,
        at=log.now,
    )
    db.add(source)
    log.write(db, Deed.SOURCE, after=f"{kind}: {source.name}", text=text)
    return source


def withdraw_source(db: Session, log: Log, source_id: UUID) -> None:
    """Let a source count no longer; that it did stays known. Raises NoSuchIncident or NotDone."""
    require_incident(db, log)
    source = db.get(IncidentSource, source_id)
    if source is None or source.incident_id != log.incident_id:
        raise NotDone("The incident has no such source. Open the incident again.")
    if source.withdrawn_at is None:
        source.withdrawn_at, source.withdrawn_by = log.now, log.by
        log.write(db, Deed.SOURCE_WITHDRAWN, before=f"{source.kind}: {source.name}")


def ask_team(db: Session, mission: Mission, log: Log, text: str) -> Message:
    """Send the incident's team a question; a correction from its laptop answers it.

    Raises NoSuchIncident, NothingToSay or NobodyToTell.
    """
    row = require_incident(db, log)
    if not row.team_code:
        raise NobodyToTell("This incident came from no team: there is nobody to ask.")
    place = f" at {row.station_code}" if row.station_code else ""
    about = f"About the incident you reported{place}: "
    audience = Audience(team=row.team_code)
    said = about + _said(text, "what you want to know")
    sent = messages.send(db, mission, audience, said, by=log.by, now=log.now)
    log.write(db, Deed.ASKED, after=f"team {row.team_code}", text=text)
    return sent


def require_incident(db: Session, log: Log) -> Incident:
    """Return a revision of the incident that stands, the latest. Raises NoSuchIncident."""
    row = db.exec(
        select(Incident)
        .where(Incident.mission_id == log.mission_id, Incident.incident_id == log.incident_id)
        .where(col(Incident.superseded_at).is_(None))
        .order_by(col(Incident.entry_id).desc())
    ).first()
    if row is None:
        raise NoSuchIncident(
            f"The mission holds no incident {log.incident_id}. See the list of them."
        )
    return row


def list_actions(db: Session, incident_id: UUID) -> Sequence[IncidentAction]:
    """Return all that was done about an incident, the latest first."""
    query = select(IncidentAction).where(IncidentAction.incident_id == incident_id)
    newest = (col(IncidentAction.at).desc(), col(IncidentAction.id).desc())
    return db.exec(query.order_by(*newest)).all()


def list_sources(db: Session, incidents: Sequence[UUID]) -> Sequence[IncidentSource]:
    """Return the sources that people added to incidents, withdrawn ones too."""
    query = select(IncidentSource).where(col(IncidentSource.incident_id).in_(incidents))
    return db.exec(query.order_by(col(IncidentSource.at), col(IncidentSource.id))).all()


def list_duplicates(db: Session, mission_id: UUID, incident_id: UUID) -> Sequence[UUID]:
    """Return the incidents that were merged into one."""
    query = select(IncidentHandling.incident_id).where(
        IncidentHandling.mission_id == mission_id, IncidentHandling.merged_into == incident_id
    )
    return db.exec(query.order_by(col(IncidentHandling.incident_id))).all()


def _held(db: Session, log: Log) -> IncidentHandling:
    """Return how an incident is handled, to change it: one at a time changes what is beside."""
    hold_projection(db)
    require_incident(db, log)
    handling = db.get(IncidentHandling, log.incident_id)
    if handling is None:
        handling = IncidentHandling(incident_id=log.incident_id, mission_id=log.mission_id)
        db.add(handling)
    return handling


def _team_called(db: Session, mission_id: UUID, name: str) -> str:
    """Return the code of the team that was typed as `07`, `Team 07` or `tc-01`. Raises NotDone."""
    codes = {fold(team.code): team.code for team in list_teams(db, mission_id)}
    typed = fold(name)
    found = codes.get(typed) or codes.get(typed.removeprefix("team").strip())
    if found is None:
        known = ", ".join(list(codes.values())[:MOST_NAMED]) or "none"
        more = " …" if len(codes) > MOST_NAMED else ""
        raise NotDone(
            f"The mission has no team {name[:80]!r}. Write a team's code: {known}{more}. Others "
            "who saw it are another organisation's observers. Nothing was added."
        )
    return found


def _require_known(what: str, value: str, known: Mapping[str, str]) -> None:
    if value and value not in known:
        raise NotDone(f"There is no {what} {value!r}. Choose one of {', '.join(known)}.")


def _said(text: str, what: str) -> str:
    if not (said := text.strip()):
        raise NotDone(f"Say {what}, in a few words. Nothing was changed.")
    return said


def _words(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value or "")
