"""Recommendations: listed, added, changed, removed, carried over from a past mission."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from sqlmodel import Session

from server.accounts.table import READERS
from server.bounds import PlainText
from server.deps import Now, Reading, TheStore, Writing
from server.errors import InvalidRequest
from server.missions import editing
from server.missions.document import MissionFile
from server.missions.editing import ChangedMeanwhile, Edit, InvalidChange, built, mark_of
from server.missions.entries import NoSuchEntry, entry_of, find_entry, put, without
from server.missions.here import Here, Place
from server.missions.models import Mission
from server.missions.recommendations import Recommendation
from server.missions.service import NoSuchMission, mission_document
from server.missions.visibility import get_visible_mission, list_visible_missions
from server.pages import render
from server.recommendations.carrying import Report, carried, report_of
from server.recommendations.pages import carrying_page, recommendation_form, recommendations_page

router = APIRouter(prefix="/m/{code}/recommendations", include_in_schema=False)
_LIST = "recommendations"
_LABELS = {
    "text": "Recommendation",
    "made_on": "Day of that report",
    "assessed_on": "Assessed on",
    "reason": "Why",
}
Line = Annotated[PlainText, Field(max_length=300)]


class Asked(BaseModel):
    """Which recommendations; '' = of any report and status."""

    report: Line = ""
    status: Line = ""


class Typed(BaseModel):
    """A recommendation as a form sends it."""

    key: Line = ""
    text: Annotated[PlainText, Field(max_length=5000)] = ""
    addressee: Line = ""
    priority: Line = ""
    report: Line = ""
    number: Line = ""
    made_on: Line = ""
    status: Line = ""
    reason: Annotated[PlainText, Field(max_length=2000)] = ""
    assessed_on: Line = ""
    note: Annotated[PlainText, Field(max_length=2000)] = ""
    seen: Line = ""

    def values(self) -> Mapping[str, str]:
        """Return the fields as the document has them."""
        given = self.model_dump(exclude={"seen"})
        return given | {"priority": "true" if self.priority else ""}


class CarryingAsked(BaseModel):
    """From which mission, and what its report is called."""

    mission: Line = ""
    report: Line = ""
    day: Line = ""


@router.get("")
def show_recommendations(here: Here, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """List the mission's recommendations."""
    document = mission_document(here.mission)
    return render(recommendations_page(here, document, asked.report, asked.status))


@router.get("/new")
def show_new_form(here: Here) -> HTMLResponse:
    """Ask for a new recommendation."""
    return render(recommendation_form(here, {}, ""))


@router.post("/new")
def add(here: Here, store: TheStore, now: Now, typed: Annotated[Typed, Form()]) -> Response:
    """Add a recommendation; what is wrong with it is said above the form."""

    def change(document: MissionFile) -> MissionFile:
        values = dict(typed.values())
        values["key"] = typed.key.strip() or _free_key(document)
        return put(document, _LIST, built(Recommendation, values))

    return _edited(here, store, now, typed, Edit(change, "Recommendation added"))


@router.get("/of/{key}")
def show_form(key: str, here: Here) -> HTMLResponse:
    """Ask for changes of a recommendation."""
    document = mission_document(here.mission)
    entry = find_entry(document, _LIST, key)
    if entry is None:
        raise NoSuchEntry(f"The mission has no recommendation '{key}'. It may have been removed.")
    held = {name: _as_typed(value) for name, value in entry.model_dump(mode="json").items()}
    return render(recommendation_form(here, held, mark_of(document, entry_of(_LIST, key)), key))


@router.post("/of/{key}")
def revise(
    key: str, here: Here, store: TheStore, now: Now, typed: Annotated[Typed, Form()]
) -> Response:
    """Change a recommendation; what is wrong, or in the way, is said above the form."""

    def change(document: MissionFile) -> MissionFile:
        held = find_entry(document, _LIST, key)
        kept = held.model_dump(include={"sources", "carried_from"}) if held else {}
        entry = built(Recommendation, {**kept, **typed.values(), "key": key})
        return put(document, _LIST, entry, instead_of=key)

    edit = Edit(change, f"Recommendation '{key}' changed", entry_of(_LIST, key), typed.seen)
    return _edited(here, store, now, typed, edit, key)


@router.post("/of/{key}/removal")
def remove(key: str, here: Here, db: Writing, now: Now) -> RedirectResponse:
    """Take a recommendation out of the document; earlier versions keep it."""
    edit = Edit(lambda document: without(document, _LIST, key), f"Recommendation '{key}' removed")
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _to_list(here)


@router.get("/carrying")
def show_carrying(
    here: Here, db: Reading, asked: Annotated[CarryingAsked, Query()]
) -> HTMLResponse:
    """Show what would be carried over from a past mission."""
    others = {
        each.code: f"{each.title} ({each.code})"
        for each in list_visible_missions(db, here.caller)
        if each.id != here.mission.id and _may_read(here, each)
    }
    if not asked.mission:
        return render(carrying_page(here, others, "", ("", None), ()))
    past = _past(db, here, asked.mission)
    report = _report(past, asked)
    coming = carried(past, mission_document(here.mission), report)
    return render(carrying_page(here, others, past.code, (report.title, report.day), coming))


@router.post("/carrying")
def carry(
    here: Here, db: Writing, now: Now, asked: Annotated[CarryingAsked, Form()]
) -> RedirectResponse:
    """Carry the recommendations of a past mission over."""
    if not asked.mission:
        raise InvalidRequest("Choose the mission to carry them over from first.")
    past = _past(db, here, asked.mission)
    report = _report(past, asked)

    def change(document: MissionFile) -> MissionFile:
        coming = carried(past, document, report)
        held = (*document.recommendations, *coming)
        return document.model_copy(update={"recommendations": held})

    edit = Edit(change, f"Recommendations carried over from {past.code}")
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _to_list(here)


def _edited(
    here: Place, store: TheStore, now: Now, typed: Typed, edit: Edit, key: str = ""
) -> Response:
    """Do an edit and lead to the list; or show the form again with what is in its way."""
    try:
        with store.writing() as db:
            editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    except InvalidChange as problem:
        faults = problem.told(_LABELS)
        form = recommendation_form(here, typed.model_dump(), typed.seen, key, faults)
        return render(form, problem.status)
    except ChangedMeanwhile as problem:
        form = recommendation_form(here, typed.model_dump(), "", key, [problem.detail])
        return render(form, problem.status)
    return _to_list(here)


def _past(db: Session, here: Place, code: str) -> MissionFile:
    """Return the document of a mission that the account may read. Raises NoSuchMission."""
    past = get_visible_mission(db, here.caller, code)
    if past.id == here.mission.id or not _may_read(here, past):
        raise NoSuchMission(
            f"The account {here.caller.name} can't carry anything over from {code!r}. Choose one "
            "of the missions in the list."
        )
    return mission_document(past)


def _may_read(here: Place, other: Mission) -> bool:
    standing = here.caller.standing_in(other.id)
    return standing is not None and standing.role in READERS and other.drill == here.mission.drill


def _report(past: MissionFile, asked: CarryingAsked) -> Report:
    usual = report_of(past)
    try:
        day = date.fromisoformat(asked.day) if asked.day else usual.day
    except ValueError:
        raise InvalidRequest("A day is written as 2026-10-04.") from None
    return Report(asked.report.strip() or usual.title, day)


def _free_key(document: MissionFile) -> str:
    held = {each.key for each in document.recommendations}
    return next(key for n in range(len(held) + 1) if (key := f"r{n + 1}") not in held)


def _as_typed(value: object) -> str:
    return "on" if value is True else "" if value in (None, False) else str(value)


def _to_list(here: Place) -> RedirectResponse:
    return RedirectResponse(here.path("/recommendations"), status_code=303)
