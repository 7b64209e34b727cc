"""The pages of observers by code: read by all staff, changed by coordinators for their regions."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from server.bounds import PlainText
from server.deps import Now, Reading, TheStore, Writing
from server.downloads import csv_answer
from server.errors import InvalidRequest
from server.missions.here import Here, Place
from server.missions.models import Mission
from server.pages import render
from server.people import reading_names, service
from server.people.given import TheNames, may_name, require_about, teams_by_id
from server.people.models import Observer
from server.people.observer_table import table_of
from server.people.pages import NOT_APPLIED, Asked, observers_page
from server.people.person_pages import Shown, observer_page
from server.people.problems import ObserverRefused
from server.people.service import Sought
from server.people.typed import (
    TypedObserver,
    TypedStep,
    as_typed,
    code_of,
    mark_of,
    step_of,
    values_of,
)
from server.tabular.csv_writing import csv_lines

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
_MOST_PAGES = 10_000


class AskedList(BaseModel):
    """What the list is narrowed by; '' = by nothing."""

    words: PlainText = ""
    role: PlainText = ""
    organisation: PlainText = ""
    team: PlainText = ""
    permission: PlainText = ""
    lack: PlainText = ""
    page: Annotated[int, Query(ge=1, le=_MOST_PAGES)] = 1

    @property
    def sought(self) -> Sought:
        """Return it as the register understands it."""
        stated = "" if self.permission == NOT_APPLIED else self.permission or None
        return Sought(
            self.words.strip(), self.role, self.organisation, self.team, stated, self.lack
        )


class AskedNames(AskedList):
    """A list with names: those on the page, or those that a name finds."""

    name: PlainText = ""


@router.get("/observers")
def show_observers(here: Here, db: Reading, asked: Annotated[AskedList, Query()]) -> HTMLResponse:
    """List the observers by their codes."""
    return _listed(here, db, Asked(asked.sought, asked.page))


@router.post("/observer-names")
def show_names(
    here: Here, db: Writing, names: TheNames, now: Now, asked: Annotated[AskedNames, Form()]
) -> HTMLResponse:
    """List observers with their names, or search by a name; that leaves an entry in the trail.

    By POST, so that no name that is searched for stands in an address, a history or a log.
    """
    teams = teams_by_id(db, here)
    sought, page = asked.sought, asked.page
    known = None
    if asked.name.strip():
        known = reading_names.find_by_name(
            db, names, here.mission.id, asked.name, by=here.caller, now=now
        )
        sought, page = Sought(among=list(known)[: service.PAGE]), 1
    found = service.list_observers(db, here.mission, sought, page=page)
    shown = [each for each in found.observers if may_name(here, teams, each)]
    if known is not None:
        found = service.Found(shown, len(shown))
    people = reading_names.read_names(db, names, shown, by=here.caller, now=now)
    listing = Asked(sought, page, people, asked.name.strip())
    counts = service.count_by_permission(db, here.mission.id)
    return render(observers_page(here, listing, found, teams, counts))


@router.get("/observers.csv")
def export_observers(here: Here, db: Writing, now: Now) -> Response:
    """Hand the register out as CSV, by code and without names."""
    here.record(db, "observers.exported", now=now, subject="observers by code")
    rows = table_of(service.all_observers(db, here.mission.id), teams_by_id(db, here))
    return csv_answer(csv_lines(list(rows)), f"{here.mission.code}-observers.csv")


@router.get("/new-observer")
def show_new_observer(here: Here, db: Reading) -> HTMLResponse:
    """Show the form of an observer who is not registered yet."""
    return render(observer_page(here, Shown(None, TypedObserver(), teams_by_id(db, here))))


@router.post("/observers")
def add_observer(
    here: Here, store: TheStore, now: Now, typed: Annotated[TypedObserver, Form()]
) -> Response:
    """Register an observer, or show the form again with what is wrong."""
    try:
        with store.writing() as db:
            mission, teams = db.get_one(Mission, here.mission.id), teams_by_id(db, here)
            values = values_of(db, mission, typed, teams)
            require_about(here, teams, values["team_id"])
            observer = service.new_observer(mission, code_of(db, mission, typed), now=now)
            service.save(db, mission, observer, values, now=now)
            here.record(db, "observer.registered", now=now, subject=f"observer {observer.code}")
            code = observer.code
    except ObserverRefused as problem:
        with store.reading() as db:
            shown = Shown(None, typed, teams_by_id(db, here), mistakes=problem.extra["mistakes"])
            return render(observer_page(here, shown), problem.status)
    return _to(here, code)


@router.get("/observers/{observer}")
def show_observer(here: Here, db: Reading, observer: str) -> HTMLResponse:
    """Show one observer by code."""
    return _shown(here, db, service.get_observer(db, here.mission.id, observer))


@router.post("/observers/{observer}")
def change_observer(
    here: Here, store: TheStore, now: Now, observer: str, typed: Annotated[TypedObserver, Form()]
) -> Response:
    """Change what the register has of an observer, or show the form again with what is wrong."""
    typed = typed.model_copy(update={"code": observer})
    try:
        with store.writing() as db:
            mission, teams = db.get_one(Mission, here.mission.id), teams_by_id(db, here)
            held = service.get_observer(db, mission.id, observer)
            _require_unchanged(held, typed)
            values = values_of(db, mission, typed, teams)
            for team in (held.team_id, values["team_id"]):
                require_about(here, teams, team)
            changed = sorted(each for each in values if getattr(held, each) != values[each])
            if changed:
                service.save(db, mission, held, values, now=now)
                here.record(
                    db, "observer.changed", now=now, subject=f"observer {observer}", what=changed
                )
    except ObserverRefused as problem:
        with store.reading() as db:
            held = service.get_observer(db, here.mission.id, observer)
            again = typed.model_copy(update={"seen": mark_of(held)})
            mistakes = problem.extra["mistakes"]
            return _shown(here, db, held, again, mistakes=mistakes, status=problem.status)
    return _to(here, observer)


@router.post("/observers/{observer}/steps")
def take_step(
    here: Here, store: TheStore, now: Now, observer: str, typed: Annotated[TypedStep, Form()]
) -> Response:
    """Write down a step of an observer's accreditation, or say why not."""
    try:
        step = step_of(typed)
    except ObserverRefused as problem:
        with store.reading() as db:
            held = service.get_observer(db, here.mission.id, observer)
            mistakes = problem.extra["mistakes"]
            return _shown(here, db, held, step=typed, mistakes=mistakes, status=problem.status)
    with store.writing() as db:
        held = service.get_observer(db, here.mission.id, observer)
        require_about(here, teams_by_id(db, here), held.team_id)
        service.take_step(db, held, step, by=here.caller.name, now=now)
        here.record(
            db,
            "accreditation.noted",
            now=now,
            subject=f"observer {observer}",
            status=step.permission.value,
            day=step.day.isoformat(),
        )
    return _to(here, observer)


def _require_unchanged(held: Observer, typed: TypedObserver) -> None:
    if held.erased_at is not None:
        raise InvalidRequest("Who this observer was has been erased; nothing is added any more.")
    if typed.seen and typed.seen != mark_of(held):
        raise ObserverRefused(
            "Nothing was changed.",
            mistakes=[
                "Somebody else changed this observer since you opened the page. What you typed "
                "stands below; compare it with what is kept, and save again if it still holds."
            ],
        )


def _listed(here: Place, db: Session, asked: Asked) -> HTMLResponse:
    found = service.list_observers(db, here.mission, asked.sought, page=asked.page)
    counts = service.count_by_permission(db, here.mission.id)
    return render(observers_page(here, asked, found, teams_by_id(db, here), counts))


def _shown(  # noqa: PLR0913 - what was typed into which of two forms, and what is wrong with it
    here: Place,
    db: Session,
    held: Observer,
    typed: TypedObserver | None = None,
    *,
    step: TypedStep | None = None,
    mistakes: list[str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    teams = teams_by_id(db, here)
    team = teams.get(held.team_id) if held.team_id else None
    shown = Shown(
        held,
        typed or as_typed(held, team),
        teams,
        steps=service.steps_of(db, held.id),
        step=step,
        mistakes=mistakes or [],
        may_name=may_name(here, teams, held),
    )
    return render(observer_page(here, shown), status)


def _to(here: Place, observer: str) -> RedirectResponse:
    return RedirectResponse(here.path(f"/observers/{observer}"), status_code=303)
