"""Who an observer is: read, changed and erased by coordinators, each time with an entry."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from server.bounds import PlainText
from server.deps import Now, TheStore, Writing
from server.errors import InvalidRequest
from server.missions.here import Here
from server.missions.models import Mission
from server.pages import render
from server.people import erasing, reading_names, service
from server.people.given import TheNames, require_about, teams_by_id
from server.people.identity import Identity
from server.people.models import Observer
from server.people.names import Names
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
        with store.writing() as db:
            held = service.get_observer(db, here.mission.id, observer)
            require_about(here, teams_by_id(db, here), held.team_id)
            if held.erased_at is not None:
                raise InvalidRequest(
                    "Who this observer was has been erased; it is not entered again."
                )
            _require_own_address(db, names, held, person)
            mission = db.get_one(Mission, here.mission.id)
            service.save(db, mission, held, {"is_named": not person.is_empty}, now=now)
            here.record(db, "identity.changed", now=now, subject=f"observer {observer}")
            names.keep(mission.id, {held.id: person}, now=now, deed=db)
    except ObserverRefused as problem:
        page = identity_page(here, observer, typed, problem.extra["mistakes"])
        return render(page, problem.status)
    return RedirectResponse(here.path(f"/observers/{observer}"), status_code=303)


def _require_own_address(db: Session, names: Names, held: Observer, person: Identity) -> None:
    """Raise ObserverRefused where another observer of the mission has the e-mail address."""
    if not person.email:
        return
    mail = person.email.casefold()
    for other, known in names.of_mission(held.mission_id).items():
        if other != held.id and known.email.casefold() == mail:
            owner = db.get(Observer, other)
            who = f"observer {owner.code}" if owner else "another observer"
            cure = "Leave it empty for who has no address of their own."
            mistake = f"E-mail: {who} has this address. {cure}"
            raise ObserverRefused(f"Nothing was changed. {mistake}", mistakes=[mistake])


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
