"""Addresses of new missions, settings, versions and mission files."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from server.accounts import trail
from server.accounts.access import TheCaller
from server.bounds import PlainText
from server.deps import Now, Reading, TheStore, Writing
from server.downloads import file_answer
from server.missions import editing, versions
from server.missions.differences import differences
from server.missions.dumping import mission_yaml
from server.missions.editing import Edit, InvalidChange, mark_of
from server.missions.faults import Fault
from server.missions.form_fields import refused
from server.missions.here import Here
from server.missions.models import Mission
from server.missions.saving import document_now, save
from server.missions.service import find_mission, keep_mission, mission_document
from server.missions.setup import forms
from server.missions.setup.handing_in import looked_at, taking
from server.missions.setup.pages import (
    handed_in_page,
    new_mission_page,
    settings_page,
    version_page,
    versions_page,
)
from server.missions.typed import Typed, TypedForm
from server.pages import render

router = APIRouter(include_in_schema=False)
MOST_LISTED = 50
YAML = "application/yaml; charset=utf-8"
Number = Annotated[int, Query(ge=0, lt=2**31)]
VersionNumber = Annotated[int, Path(ge=0, lt=2**31)]


@router.get("/new-mission")
def show_new_mission(caller: TheCaller) -> Response:
    """Show the form of a new mission."""
    return render(new_mission_page(caller, forms.new_mission_form(TypedForm([]))))


@router.post("/missions")
def add_mission(caller: TheCaller, store: TheStore, now: Now, typed: Typed) -> Response:
    """Set up a mission; the rest is written on its own pages."""
    try:
        document = forms.new_mission(typed)
        with store.writing() as db:
            _require_free(db, document.code)
            mission, _ = keep_mission(db, document, now=now, by=caller, words="set up on a page")
            subject = f"mission {mission.code}"
            trail.record(
                db, caller, "mission.made", now=now, mission_id=mission.id, subject=subject
            )
    except InvalidChange as problem:
        form = refused(forms.new_mission_form(typed), problem, "")
        return render(new_mission_page(caller, form), problem.status)
    return RedirectResponse(forms.mission_path(document.code), status_code=303)


@router.get("/m/{code}/settings")
def show_settings(here: Here) -> Response:
    """Show the mission's settings."""
    document = mission_document(here.mission)
    form = forms.settings_form(here, document, forms.settings_typed(document))
    return render(settings_page(here, form))


@router.post("/m/{code}/settings")
def change_settings(here: Here, store: TheStore, now: Now, typed: Typed) -> Response:
    """Save the mission's settings."""
    problem = save(store, here, forms.settings_edit(typed), now)
    if problem is None:
        return RedirectResponse(here.path("/settings"), status_code=303)
    document = document_now(store, here)
    seen = mark_of(document, forms.settings_of)
    form = refused(forms.settings_form(here, document, typed), problem, seen)
    return render(settings_page(here, form), problem.status)


@router.get("/m/{code}/versions")
def show_versions(here: Here, db: Reading, before: Number | None = None) -> Response:
    """List the versions of the mission's document, the newest first."""
    found = versions.list_versions(db, here.mission.id, before=before, most=MOST_LISTED)
    return render(versions_page(here, found, MOST_LISTED))


@router.get("/m/{code}/versions/{number}")
def show_version(here: Here, db: Reading, number: VersionNumber) -> Response:
    """Show what a version changed."""
    version = versions.get_version(db, here.mission, number)
    after = versions.document_of(version)
    before = versions.list_versions(db, here.mission.id, before=number, most=1)
    found = differences(versions.document_of(before[0]), after) if before else []
    newest = versions.newest_number(db, here.mission.id)
    return render(version_page(here, version, found, newest))


@router.post("/m/{code}/versions/{number}/restoration")
def restore_version(here: Here, db: Writing, now: Now, number: VersionNumber) -> Response:
    """Make an earlier version the newest again."""
    document = versions.document_of(versions.get_version(db, here.mission, number))
    edit = Edit(lambda _now: document, f"version {number} restored")
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return RedirectResponse(here.path("/versions"), status_code=303)


@router.get("/m/{code}/mission.yaml")
def hand_out_file(here: Here, db: Writing, now: Now) -> Response:
    """Return the mission's file, as it is now."""
    here.record(db, "mission.dumped", now=now, subject=f"mission {here.mission.code}")
    document = mission_document(db.get_one(Mission, here.mission.id))
    return file_answer(mission_yaml(document), YAML, f"{here.mission.code}.yaml")


@router.get("/m/{code}/versions/{number}/mission.yaml")
def hand_out_version(here: Here, db: Writing, now: Now, number: VersionNumber) -> Response:
    """Return the mission's file as it was in a version."""
    version = versions.get_version(db, here.mission, number)
    subject = f"mission {here.mission.code}"
    here.record(db, "mission.dumped", now=now, subject=subject, version=number)
    text = mission_yaml(versions.document_of(version))
    return file_answer(text, YAML, f"{here.mission.code}-{number}.yaml")


@router.post("/m/{code}/mission-file")
def look_at_file(here: Here, file: Annotated[UploadFile, File()]) -> Response:
    """Show what a mission file would change. Nothing of it is kept yet."""
    name = (file.filename or "the mission file")[:100]
    handed_in = looked_at(mission_document(here.mission), file.file.read(), name)
    return render(handed_in_page(here, handed_in))


@router.post("/m/{code}/mission-file/confirmation")
def take_file(
    here: Here,
    db: Writing,
    now: Now,
    text: Annotated[PlainText, Form()],
    seen: Annotated[PlainText, Form()],
) -> Response:
    """Take a mission file that was looked at."""
    held = mission_document(db.get_one(Mission, here.mission.id))
    edit = taking(held, text.replace("\r\n", "\n"), seen)
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return RedirectResponse(here.path("/versions"), status_code=303)


def _require_free(db: Session, code: str) -> None:
    """Raise InvalidChange where a mission has this code already."""
    if find_mission(db, code) is not None:
        cure = "Choose another, or open the mission that has it."
        raise InvalidChange([Fault(0, "code", "this code is taken", cure)])
