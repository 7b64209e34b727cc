"""The pages of organisations and of accreditation: read by all staff, kept by analysts."""

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from server.accreditation import forms
from server.accreditation.pages import (
    FormPage,
    OwnPeople,
    accreditation_page,
    organisations_page,
)
from server.accreditation.snapshots import get_snapshot, without_snapshot
from server.deps import Now, Reading, TheStore
from server.missions.deadlines import due_dates
from server.missions.document import MissionFile
from server.missions.editing import Edit, InvalidChange
from server.missions.entries import without
from server.missions.faults import Fault
from server.missions.form_fields import Form, refused
from server.missions.here import Here, Place
from server.missions.reconciling import title_of
from server.missions.saving import document_now, save
from server.missions.service import mission_document
from server.missions.typed import Typed, TypedForm
from server.pages import render
from server.people import service as people
from server.people.models import Permission
from server.people.service import Sought
from server.people.standing import Lack
from shared.problems import Problem

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
_NOTHING = TypedForm([])


# --- Organisations -------------------------------------------------------------------------


@router.get("/organisations")
def show_organisations(here: Here, db: Reading) -> HTMLResponse:
    """Show the tree of organisations with their newest numbers."""
    own = people.accredited_by_organisation(db, here.mission.id)
    return render(organisations_page(here, mission_document(here.mission), own))


@router.get("/new-organisation")
def show_new_organisation(here: Here) -> HTMLResponse:
    """Show the form of a new organisation."""
    document = mission_document(here.mission)
    return _organisation(here, forms.organisation_form(here, document, "", _NOTHING), "")


@router.post("/organisations")
def add_organisation(here: Here, store: TheStore, now: Now, typed: Typed) -> Response:
    """Add an organisation, or show the form again with what is wrong."""
    problem = save(store, here, forms.organisation_edit("", typed), now)
    return _to(here, "/organisations") if problem is None else _again(here, store, typed, problem)


@router.get("/organisations/{organisation}")
def show_organisation(here: Here, organisation: str) -> HTMLResponse:
    """Show an organisation's form."""
    document = mission_document(here.mission)
    typed = forms.typed_organisation(forms.get_organisation(document, organisation))
    form = forms.organisation_form(here, document, organisation, typed)
    return _organisation(here, form, organisation)


@router.post("/organisations/{organisation}")
def change_organisation(
    here: Here, store: TheStore, now: Now, organisation: str, typed: Typed
) -> Response:
    """Change an organisation, or show the form again with what is wrong."""
    problem = save(store, here, forms.organisation_edit(organisation, typed), now)
    if problem is None:
        return _to(here, "/organisations")
    return _again(here, store, typed, problem, organisation)


@router.post("/organisations/{organisation}/removal")
def remove_organisation(here: Here, store: TheStore, now: Now, organisation: str) -> Response:
    """Remove an organisation that nothing refers to, or say what does."""

    def change(document: MissionFile) -> MissionFile:
        with store.reading() as db:
            found = people.list_observers(db, here.mission, Sought(organisation=organisation))
        if found.total:
            cure = "Give them another organisation first."
            message = f"{found.total:,} observers of the register belong to it"
            raise InvalidChange([Fault(0, "organisation", message, cure)])
        return without(document, "organisations", organisation)

    problem = save(store, here, Edit(change, f"organisation '{organisation}' removed"), now)
    if problem is None:
        return _to(here, "/organisations")
    held = forms.get_organisation(document_now(store, here), organisation)
    return _again(here, store, forms.typed_organisation(held), problem, organisation)


def _again(
    here: Place, store: TheStore, typed: TypedForm, problem: Problem, organisation: str = ""
) -> HTMLResponse:
    document = document_now(store, here)
    form = forms.organisation_form(here, document, organisation, typed)
    seen = dict(forms.organisation_form(here, document, organisation, _NOTHING).hidden)["seen"]
    return _organisation(here, refused(form, problem, seen), organisation, problem.status)


def _organisation(here: Place, form: Form, organisation: str, status: int = 200) -> HTMLResponse:
    title = f"Organisation {organisation}" if organisation else "New organisation"
    page = FormPage(
        frame=here.frame(title, "registers"),
        crumbs=(("Organisations", here.path("/organisations")),),
        title=title,
        form=form,
        removal=here.path(f"/organisations/{organisation}/removal") if organisation else "",
        removing="Remove this organisation",
    )
    return render(page, status)


# --- Accreditation -------------------------------------------------------------------------


@router.get("/accreditation")
def show_accreditation(here: Here, db: Reading, now: Now) -> HTMLResponse:
    """Show how the numbers of accredited observers grew, and what does not add up."""
    document = mission_document(here.mission)
    form = forms.rules_form(here, document, forms.typed_rules(document))
    return _accreditation(here, db, document, form, now)


@router.post("/accreditation-rules")
def change_rules(here: Here, store: TheStore, now: Now, typed: Typed) -> Response:
    """Change who accredits and until when, or show the form again with what is wrong."""
    problem = save(store, here, forms.rules_edit(typed), now)
    if problem is None:
        return _to(here, "/accreditation")
    document = document_now(store, here)
    seen = dict(forms.rules_form(here, document, _NOTHING).hidden)["seen"]
    form = refused(forms.rules_form(here, document, typed), problem, seen)
    with store.reading() as db:
        return _accreditation(here, db, document, form, now, problem.status)


@router.get("/new-announcement")
def show_new_snapshot(here: Here) -> HTMLResponse:
    """Show the form of a new announcement."""
    document = mission_document(here.mission)
    return _snapshot(here, forms.snapshot_form(here, document, 0, _NOTHING), document, 0)


@router.post("/accreditation")
def add_snapshot(here: Here, store: TheStore, now: Now, typed: Typed) -> Response:
    """Add an announcement, or show the form again with what is wrong."""
    return _save_snapshot(here, store, now, typed, 0)


@router.get("/accreditation/{number}")
def show_snapshot(here: Here, number: int) -> HTMLResponse:
    """Show an announcement's form."""
    document = mission_document(here.mission)
    form = forms.snapshot_form(here, document, number, forms.typed_snapshot(document, number))
    return _snapshot(here, form, document, number)


@router.post("/accreditation/{number}")
def change_snapshot(here: Here, store: TheStore, now: Now, number: int, typed: Typed) -> Response:
    """Change an announcement, or show the form again with what is wrong."""
    return _save_snapshot(here, store, now, typed, number)


@router.post("/accreditation/{number}/removal")
def remove_snapshot(here: Here, store: TheStore, now: Now, number: int, typed: Typed) -> Response:
    """Remove an announcement, if it is still the one that was looked at."""
    seen = forms.snapshot_edit(number, typed)
    edit = Edit(
        lambda document: without_snapshot(document, number),
        f"accreditation: announcement {number} removed",
        seen.part,
        seen.seen,
    )
    problem = save(store, here, edit, now)
    if problem is not None:
        raise problem
    return _to(here, "/accreditation")


def _save_snapshot(
    here: Place, store: TheStore, now: datetime, typed: TypedForm, number: int
) -> Response:
    problem = save(store, here, forms.snapshot_edit(number, typed), now)
    if problem is None:
        return _to(here, "/accreditation")
    document = document_now(store, here)
    seen = dict(forms.snapshot_form(here, document, number, _NOTHING).hidden)["seen"]
    form = refused(forms.snapshot_form(here, document, number, typed), problem, seen)
    return _snapshot(here, form, document, number, problem.status)


def _snapshot(
    here: Place, form: Form, document: MissionFile, number: int, status: int = 200
) -> HTMLResponse:
    held = title_of(get_snapshot(document, number)) if number else ""
    title = f"Observers {held}" if held else "New announcement"
    page = FormPage(
        frame=here.frame(title, "registers"),
        crumbs=(("Accreditation", here.path("/accreditation")),),
        title=title,
        form=form,
        removal=here.path(f"/accreditation/{number}/removal") if number else "",
        removing="Remove this announcement",
    )
    return render(page, status)


def _accreditation(
    here: Place, db: Session, document: MissionFile, form: Form, now: datetime, status: int = 200
) -> HTMLResponse:
    shown = form if here.opens("POST /m/{code}/accreditation-rules") else None
    page = accreditation_page(here, document, _own_people(db, here, document), shown, now)
    return render(page, status)


def _own_people(db: Session, here: Place, document: MissionFile) -> OwnPeople:
    due = next((each for each in due_dates(document) if each.key == "accreditation"), None)
    granted = Permission.ACCREDITED.value
    sought = Sought(permission=granted, lack=Lack.ACCREDITATION.value)
    return OwnPeople(
        accredited=people.accredited_by_organisation(db, here.mission.id),
        counts=people.count_by_permission(db, here.mission.id),
        late=people.applied_after(db, here.mission.id, due.when.at.date()) if due else [],
        expiring=people.list_observers(db, here.mission, sought).total,
    )


def _to(here: Place, path: str) -> RedirectResponse:
    return RedirectResponse(here.path(path), status_code=303)
