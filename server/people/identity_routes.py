"""Who an observer is: read, changed and erased by coordinators, each time with an entry."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.bounds import PlainText
from server.deps import Now, TheStore, Writing
from server.errors import InvalidRequest
from server.missions.here import Here
from server.missions.models import Mission
from server.pages import render
from server.people import erasing, reading_names, service
from server.people.given import TheNames, require_about, teams_by_id
from server.people.person_pages import identity_page
from server.people.problems import ObserverRefused
from server.people.typed import TypedIdentity, identity_as_typed, identity_of

router = APIRouter(prefix="/m/{code}/observers/{observer}", include_in_schema=False)


@router.get("/identity")
def show_identity(
    here: Here, db: Writing, names: TheNames, now: Now, observer: str
) -> HTMLResponse:
    """Show who an observer is; that leaves an entry in the trail."""
    held = service.get_observer(db, here.mission.id, observer)
    require_about(here, teams_by_id(db, here), held.team_id)
    person = reading_names.read_name(db, names, held, by=here.caller, now=now)
    return render(identity_page(here, observer, identity_as_typed(person)))


@router.post("/identity")
def change_identity(
    here: Here,
    store: TheStore,
    names: TheNames,
    now: Now,
    observer: str,
    typed: Annotated[TypedIdentity, Form()],
) -> Response:
    """Keep who an observer is, or show the form again with what is wrong."""
    try:
        person = identity_of(typed)
    except ObserverRefused as problem:
        page = identity_page(here, observer, typed, problem.extra["mistakes"])
        return render(page, problem.status)
    with store.writing() as db:
        held = service.get_observer(db, here.mission.id, observer)
        require_about(here, teams_by_id(db, here), held.team_id)
        if held.erased_at is not None:
            raise InvalidRequest("Who this observer was has been erased; it is not entered again.")
        mission = db.get_one(Mission, here.mission.id)
        service.save(db, mission, held, {"is_named": not person.is_empty}, now=now)
        here.record(db, "identity.changed", now=now, subject=f"observer {observer}")
        names.keep(mission.id, {held.id: person}, now=now, deed=db)
    return RedirectResponse(here.path(f"/observers/{observer}"), status_code=303)


@router.post("/erasure")
def erase_identity(
    here: Here,
    db: Writing,
    names: TheNames,
    now: Now,
    observer: str,
    confirmed: Annotated[PlainText, Form()] = "",
) -> RedirectResponse:
    """Erase who an observer was, for good. The code has to be typed."""
    held = service.get_observer(db, here.mission.id, observer)
    require_about(here, teams_by_id(db, here), held.team_id)
    if confirmed.strip() != observer:
        raise InvalidRequest(
            f"Nothing was erased. Type the code {observer} into the field beside the button: what "
            "is erased does not come back."
        )
    erasing.erase_one(db, names, held, by=here.caller, now=now)
    return RedirectResponse(here.path(f"/observers/{observer}"), status_code=303)
