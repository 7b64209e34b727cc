"""Facts and calendar for programs: what their pages show, as JSON."""

from datetime import datetime, timedelta

from fastapi import APIRouter
from pydantic import BaseModel

from server.deps import Now
from server.missions.calendar import DateKind, Done
from server.missions.consistency import inconsistencies
from server.missions.deadlines import DueDate, due_dates, spans
from server.missions.document import Discrepancy, Source
from server.missions.facts import Fact
from server.missions.here import Here
from server.missions.service import mission_document

router = APIRouter(prefix="/m/{code}", tags=["registers"])


class FactOut(Fact):
    """A fact, and whether a statement may cite it."""

    disputed: bool
    """Sources differ, and nobody has chosen."""


class FactsOut(BaseModel):
    """All facts of a mission."""

    facts: list[FactOut]
    sources: list[Source]
    discrepancies: list[Discrepancy]
    questions: list[str]
    """What does not add up in the mission's document."""


class DeadlineOut(BaseModel):
    """A deadline, reckoned."""

    key: str
    label: str
    kind: DateKind
    at: datetime
    """By the mission's clock; of a whole day its first moment."""
    is_day: bool
    rule: str
    disagreement: str
    owner: str
    state: str
    done: Done | None


class PhaseOut(BaseModel):
    """A phase, reckoned."""

    key: str
    label: str
    kind: DateKind
    begins: datetime
    ends: datetime
    """The first moment that is no longer part of it."""
    now: bool


class CalendarOut(BaseModel):
    """A mission's calendar at this moment."""

    deadlines: list[DeadlineOut]
    phases: list[PhaseOut]


@router.get("/facts.json")
def list_facts(here: Here) -> FactsOut:
    """List the election's facts with their claims, and what does not add up."""
    document = mission_document(here.mission)
    return FactsOut(
        facts=[
            FactOut.model_validate(each.model_dump() | {"disputed": each.is_disputed})
            for each in document.facts
        ],
        sources=list(document.sources),
        discrepancies=list(document.discrepancies),
        questions=inconsistencies(document),
    )


@router.get("/calendar.json")
def list_dates(here: Here, now: Now) -> CalendarOut:
    """List deadlines and phases, reckoned by the mission's clock."""
    document = mission_document(here.mission)
    soon = timedelta(days=document.calendar.remind_days)
    return CalendarOut(
        deadlines=[_deadline(each, now, soon) for each in due_dates(document)],
        phases=[
            PhaseOut(
                key=each.key,
                label=each.label,
                kind=each.kind,
                begins=each.begins.at,
                ends=each.ends.end,
                now=each.covers(now),
            )
            for each in spans(document)
        ],
    )


def _deadline(due: DueDate, now: datetime, soon: timedelta) -> DeadlineOut:
    return DeadlineOut(
        key=due.key,
        label=due.label,
        kind=due.kind,
        at=due.when.at,
        is_day=due.when.is_day,
        rule=due.rule,
        disagreement=due.disagreement,
        owner=due.owner,
        state=due.state(now, soon).value,
        done=due.done,
    )
