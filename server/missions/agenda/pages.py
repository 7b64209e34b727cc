"""The calendar, as its templates see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from server.missions.agenda.forms import DEADLINES, FORMS, PHASES
from server.missions.agenda.reminding import agenda_at
from server.missions.agenda.words import distance_words
from server.missions.deadlines import DueDate, Span, State, disagreements, due_dates, spans
from server.missions.document import MissionFile
from server.missions.form_fields import Form
from server.missions.here import Place
from server.missions.typed import TypedForm
from server.pages import Page


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline in the calendar."""

    label: str
    href: str
    """Where it is changed; '' = it stands in another part of the document."""
    when: str
    distance: str
    """From election day."""
    rule: str
    by_rule: str
    """What the rule gives, where that is another day."""
    owner: str
    state: str
    done: str
    """Who marked it as done, and when."""
    mark: str
    """Where it is marked as done, or as open again."""


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase in the calendar."""

    label: str
    href: str
    begins: str
    ends: str
    note: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class CalendarPage(Page):
    """Deadlines and phases, and what of them does not fit."""

    template: ClassVar[str] = "calendar.html"
    phase: str
    asked: tuple[str, ...]
    deadlines: tuple[DeadlineRow, ...]
    phases: tuple[PhaseRow, ...]
    forms: tuple[tuple[str, Form], ...]
    """Words and form of what may be added."""
    may_change: bool


@dataclass(frozen=True, slots=True)
class DatePage(Page):
    """The form of one deadline or phase."""

    template: ClassVar[str] = "calendar_date.html"
    form: Form
    removal: str


def calendar_page(
    here: Place, document: MissionFile, now: datetime, forms: Sequence[tuple[str, Form]] = ()
) -> CalendarPage:
    """Return the calendar at `now`; `forms` = those of new dates, where one was refused."""
    may_change = here.opens("POST /m/{code}/calendar/{listed}")
    nothing = TypedForm([])
    fresh = [
        ("Add a deadline", FORMS[DEADLINES](here, document, "", nothing)),
        ("Add a phase", FORMS[PHASES](here, document, "", nothing)),
    ]
    soon = timedelta(days=document.calendar.remind_days)
    return CalendarPage(
        frame=here.frame("Calendar", "registers"),
        phase=agenda_at(document, now).phase,
        asked=tuple(disagreements(document)),
        deadlines=tuple(
            _deadline(here, each, each.state(now, soon), may_change=may_change)
            for each in due_dates(document)
        ),
        phases=tuple(_phase(here, each, now, may_change=may_change) for each in spans(document)),
        forms=tuple(forms or fresh) if may_change else (),
        may_change=may_change,
    )


def date_page(here: Place, label: str, form: Form) -> DatePage:
    """Return the page on which a deadline or phase is changed."""
    return DatePage(here.frame(label, "registers"), form, f"{form.action}/removal")


def _deadline(here: Place, due: DueDate, state: State, *, may_change: bool) -> DeadlineRow:
    own = here.path(f"/calendar/deadlines/{due.key}")
    return DeadlineRow(
        label=due.label,
        href=own if due.of_calendar and may_change else "",
        when=due.when.words,
        distance=distance_words(due.days_before),
        rule=due.rule,
        by_rule=due.by_rule.words if due.disagreement and due.by_rule else "",
        owner=due.owner,
        state=state.value,
        done=f"{due.done.by}, {here.times.brief(_aware(here, due.done.at))}" if due.done else "",
        mark=f"{own}/{'reopening' if due.done else 'done'}" if may_change else "",
    )


def _phase(here: Place, span: Span, now: datetime, *, may_change: bool) -> PhaseRow:
    own = here.path(f"/calendar/phases/{span.key}")
    return PhaseRow(
        label=span.label,
        href=own if span.of_calendar and may_change else "",
        begins=span.begins.words,
        ends=span.ends.words,
        note=span.note,
        is_now=span.covers(now),
    )


def _aware(here: Place, moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=here.times.zone)
