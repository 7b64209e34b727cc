"""What is due soon, overdue or under way, for the overview."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.missions.agenda.words import phase_words
from server.missions.deadlines import ERASURE, State, due_dates, phase_now, spans
from server.missions.document import MissionFile
from server.missions.models import Mission

_READ = (
    "code",
    "title",
    "election",
    "sample",
    "calendar",
    "period",
    "accreditation",
    "retention_days",
)
MOST = 8
"""Reminders that the overview lists."""
_FORGOTTEN = timedelta(days=60)
"""After so long, what was not marked as done is counted only; the end of retention is told on."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A deadline that needs somebody."""

    label: str
    when: str
    owner: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """Where the mission stands, and what is due."""

    phase: str
    """As laptops show it, with the phases of the calendar that are under way."""
    reminders: tuple[Reminder, ...]
    more: int
    """How many others there are."""
    forgotten: int
    """How many were due long ago, and nobody marked them as done."""


def find_agenda(mission: Mission, now: datetime) -> Agenda | None:
    """Return the agenda of `mission` at `now`; None where its document is none (in tests).

    Only the parts that it needs are read: teams' plans may be long.
    """
    held = {key: mission.document[key] for key in _READ if key in mission.document}
    return agenda_at(MissionFile.model_validate(held), now) if held else None


def agenda_at(document: MissionFile, now: datetime) -> Agenda:
    """Return the agenda at `now`; what is overdue comes first, as it is the earliest."""
    soon = timedelta(days=document.calendar.remind_days)
    found, forgotten = list[Reminder](), 0
    for due in due_dates(document):
        state = due.state(now, soon)
        is_overdue = state is State.OVERDUE
        if is_overdue and now - due.when.end >= _FORGOTTEN and due.key != ERASURE:
            forgotten += 1
        elif state is State.DUE_SOON or is_overdue:
            found.append(Reminder(due.label, due.when.words, due.owner, is_overdue))
    under_way = [
        f"{each.label} until {each.ends.words}" for each in spans(document) if each.covers(now)
    ]
    words = "; ".join([phase_words(phase_now(document, now)), *under_way])
    return Agenda(words, tuple(found[:MOST]), max(len(found) - MOST, 0), forgotten)
