"""Addresses of the election's facts."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from server.bounds import PlainText
from server.deps import Now, TheStore, Writing
from server.missions import editing
from server.missions.document import MissionFile
from server.missions.editing import Edit, InvalidChange, mark_of
from server.missions.entries import entry_of, without
from server.missions.factbook import choosing, forms
from server.missions.factbook.pages import checked_page, fact_page, facts_page
from server.missions.form_fields import refused
from server.missions.here import Here, Place
from server.missions.saving import document_now, save
from server.missions.service import mission_document
from server.missions.typed import Typed, TypedForm
from server.pages import render
from shared.problems import Problem

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
NOTHING = TypedForm([])


@router.get("/facts")
def show_facts(here: Here, q: PlainText = "") -> Response:
    """List the facts, what does not add up among them, and where sources contradict each other."""
    return render(facts_page(here, mission_document(here.mission), q.strip()[:200]))


@router.get("/new-fact")
def show_new_fact(here: Here) -> Response:
    """Show the form of a new fact."""
    document = mission_document(here.mission)
    return render(fact_page(here, document, "", forms.fact_form(here, document, "", NOTHING), None))


@router.post("/facts")
def add_fact(here: Here, store: TheStore, now: Now, typed: Typed) -> Response:
    """Add a fact."""
    problem = save(store, here, forms.fact_edit("", typed, here.caller.name), now)
    if problem is None:
        return _back(here, f"/facts/{typed['key'].strip()}")
    return _again(here, document_now(store, here), "", typed, problem)


@router.get("/facts/{key}")
def show_fact(here: Here, key: str) -> Response:
    """Show a fact with all that is claimed of it."""
    document = mission_document(here.mission)
    form = forms.fact_form(here, document, key, forms.typed_from(forms.get_fact(document, key)))
    claim = forms.claim_form(here, document, key, NOTHING)
    return render(fact_page(here, document, key, form, claim))


@router.post("/facts/{key}")
def change_fact(here: Here, store: TheStore, now: Now, key: str, typed: Typed) -> Response:
    """Save a fact."""
    problem = save(store, here, forms.fact_edit(key, typed, here.caller.name), now)
    if problem is None:
        return _back(here, f"/facts/{key}")
    return _again(here, document_now(store, here), key, typed, problem)


@router.post("/facts/{key}/removal")
def remove_fact(here: Here, db: Writing, now: Now, key: str) -> Response:
    """Remove a fact that no other one is reckoned with."""
    edit = Edit(lambda document: without(document, "facts", key), f"fact '{key}' removed")
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _back(here, "/facts")


@router.post("/facts/{key}/claims")
def add_claim(here: Here, store: TheStore, now: Now, key: str, typed: Typed) -> Response:
    """Add what another source says."""
    try:
        problem = save(store, here, forms.claim_edit(key, typed, here.caller.name), now)
    except InvalidChange as invalid:
        problem = invalid
    if problem is None:
        return _back(here, f"/facts/{key}")
    document = document_now(store, here)
    form = forms.fact_form(here, document, key, forms.typed_from(forms.get_fact(document, key)))
    claim = refused(forms.claim_form(here, document, key, typed), problem, "")
    return render(fact_page(here, document, key, form, claim), problem.status)


@router.post("/facts/{key}/claims/{number}/removal")
def remove_claim(here: Here, db: Writing, now: Now, key: str, number: int) -> Response:
    """Remove a claim."""
    edit = choosing.removal(key, number)
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _back(here, f"/facts/{key}")


@router.post("/facts/{key}/choice")
def choose(here: Here, db: Writing, now: Now, key: str, typed: Typed) -> Response:
    """Choose which of several claims is cited, with a reason."""
    edit = choosing.choice(key, typed["number"], typed["reason"], here.caller.name)
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _back(here, f"/facts/{key}")


@router.get("/text-check")
def show_check(here: Here) -> Response:
    """Show the form for a text that is to be checked."""
    return render(checked_page(here, mission_document(here.mission), None))


@router.post("/text-check")
def check_text(here: Here, typed: Typed) -> Response:
    """Show what in a text does not agree with the mission. Nothing of it is kept."""
    return render(checked_page(here, mission_document(here.mission), typed["text"]))


def _again(
    here: Place, document: MissionFile, key: str, typed: TypedForm, problem: Problem
) -> Response:
    """Show the form of a fact again, with what was typed and what is wrong with it."""
    seen = mark_of(document, entry_of("facts", key))
    form = refused(forms.fact_form(here, document, key, typed), problem, seen)
    held = document.fact(key) if key else None
    claim = forms.claim_form(here, document, key, NOTHING) if held else None
    return render(fact_page(here, document, key, form, claim), problem.status)


def _back(here: Place, rest: str) -> RedirectResponse:
    return RedirectResponse(here.path(rest), status_code=303)
