"""Addresses of the calendar."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from server.deps import Now, TheStore, Writing
from server.downloads import file_answer
from server.missions import editing
from server.missions.agenda import forms
from server.missions.agenda.icalendar import MEDIA_TYPE, icalendar
from server.missions.agenda.pages import calendar_page, date_page
from server.missions.editing import mark_of
from server.missions.entries import NoSuchEntry
from server.missions.form_fields import refused
from server.missions.here import Here, Place
from server.missions.saving import document_now, save
from server.missions.service import mission_document
from server.missions.typed import Typed, TypedForm
from server.pages import render

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
Listed = Literal["deadlines", "phases"]
_WORDS = {"deadlines": "Add a deadline", "phases": "Add a phase"}


@router.get("/calendar")
def show_calendar(here: Here, now: Now) -> Response:
    """List deadlines and phases, with what is due and what does not fit."""
    return render(calendar_page(here, mission_document(here.mission), now))


@router.get("/calendar.ics")
def hand_out_calendar(here: Here, now: Now) -> Response:
    """Return the calendar for calendar programs."""
    content = icalendar(mission_document(here.mission), now)
    return file_answer(content, MEDIA_TYPE, f"{here.mission.code}.ics")


@router.post("/calendar/{listed}")
def add_date(here: Here, store: TheStore, now: Now, listed: Listed, typed: Typed) -> Response:
    """Add a deadline or a phase."""
    problem = save(store, here, forms.entry_edit(listed, "", typed), now)
    if problem is None:
        return _back(here)
    document = document_now(store, here)
    again = refused(forms.FORMS[listed](here, document, "", typed), problem, "")
    shown = [
        (words, again if each == listed else forms.FORMS[each](here, document, "", TypedForm([])))
        for each, words in _WORDS.items()
    ]
    return render(calendar_page(here, document, now, shown), problem.status)


@router.get("/calendar/{listed}/{key}")
def show_date(here: Here, listed: Listed, key: str) -> Response:
    """Show the form of a deadline or phase."""
    document = mission_document(here.mission)
    entry = forms.find(document, listed, key)
    if entry is None:
        raise NoSuchEntry(f"The calendar has no '{key}' of its own.")
    form = forms.FORMS[listed](here, document, key, forms.typed_from(entry))
    return render(date_page(here, entry.label, form))


@router.post("/calendar/{listed}/{key}")
def change_date(
    here: Here, store: TheStore, now: Now, listed: Listed, key: str, typed: Typed
) -> Response:
    """Save a deadline or phase."""
    problem = save(store, here, forms.entry_edit(listed, key, typed), now)
    if problem is None:
        return _back(here)
    document = document_now(store, here)
    seen = mark_of(document, forms.part_of(listed, key))
    form = refused(forms.FORMS[listed](here, document, key, typed), problem, seen)
    return render(date_page(here, typed["label"] or key, form), problem.status)


@router.post("/calendar/{listed}/{key}/removal")
def remove_date(here: Here, db: Writing, now: Now, listed: Listed, key: str) -> Response:
    """Remove a deadline or phase."""
    editing.apply(db, here.mission.id, forms.removal(listed, key), by=here.caller, now=now)
    return _back(here)


@router.post("/calendar/deadlines/{key}/done")
def mark_done(here: Here, db: Writing, now: Now, key: str) -> Response:
    """Note that a deadline was met, and who says so."""
    edit = forms.doing(key, here.caller.name, now, undo=False)
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _back(here)


@router.post("/calendar/deadlines/{key}/reopening")
def mark_open(here: Here, db: Writing, now: Now, key: str) -> Response:
    """Take back that a deadline was met."""
    edit = forms.doing(key, here.caller.name, now, undo=True)
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _back(here)


def _back(here: Place) -> RedirectResponse:
    return RedirectResponse(here.path("/calendar"), status_code=303)
