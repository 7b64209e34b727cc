"""Addresses of names."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from server.bounds import PlainText
from server.deps import Now, TheStore, Writing
from server.missions import editing
from server.missions.document import MissionFile
from server.missions.editing import mark_of
from server.missions.form_fields import Form, refused
from server.missions.here import Here, Place
from server.missions.namebook import forms
from server.missions.namebook.forms import Listed
from server.missions.namebook.pages import name_page, names_page
from server.missions.saving import document_now, save
from server.missions.service import mission_document
from server.missions.typed import Typed, TypedForm
from server.pages import render

router = APIRouter(prefix="/m/{code}/names", include_in_schema=False)
_ADD: dict[Listed, str] = {"names": "Add a name", "officials": "Add an official"}


@router.get("")
def show_names(here: Here, q: PlainText = "") -> Response:
    """List names with all their spellings; a search finds any of them."""
    document = mission_document(here.mission)
    return render(names_page(here, document, q.strip()[:200], _forms(here, document)))


@router.post("/{listed}")
def add_name(here: Here, store: TheStore, now: Now, listed: Listed, typed: Typed) -> Response:
    """Add a name or an official."""
    problem = save(store, here, forms.saving(listed, None, typed), now)
    if problem is None:
        return _back(here)
    document = document_now(store, here)
    again = refused(forms.name_form(here, document, listed, None, typed), problem, "")
    shown = tuple(
        (words, again if words == _ADD[listed] else form) for words, form in _forms(here, document)
    )
    return render(names_page(here, document, "", shown), problem.status)


@router.get("/{listed}/{at}")
def show_name(here: Here, listed: Listed, at: int) -> Response:
    """Show the form of a name."""
    document = mission_document(here.mission)
    entry = forms.get_entry(document, listed, at)
    form = forms.name_form(here, document, listed, at, forms.typed_from(entry))
    return render(name_page(here, entry.name, form, _seen(document, listed)))


@router.post("/{listed}/{at}")
def change_name(
    here: Here, store: TheStore, now: Now, listed: Listed, at: int, typed: Typed
) -> Response:
    """Save a name."""
    problem = save(store, here, forms.saving(listed, at, typed), now)
    if problem is None:
        return _back(here)
    document = document_now(store, here)
    seen = _seen(document, listed)
    form = refused(forms.name_form(here, document, listed, at, typed), problem, seen)
    return render(name_page(here, typed["name"], form, seen), problem.status)


@router.post("/{listed}/{at}/removal")
def remove_name(
    here: Here, db: Writing, now: Now, listed: Listed, at: int, typed: Typed
) -> Response:
    """Remove a name, if the list is still as it was seen."""
    edit = forms.removal(listed, at, typed["seen"])
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _back(here)


def _forms(here: Place, document: MissionFile) -> tuple[tuple[str, Form], ...]:
    nothing = TypedForm([])
    return tuple(
        (words, forms.name_form(here, document, listed, None, nothing))
        for listed, words in _ADD.items()
    )


def _seen(document: MissionFile, listed: Listed) -> str:
    return mark_of(document, forms.part_of(listed))


def _back(here: Place) -> RedirectResponse:
    return RedirectResponse(here.path("/names"), status_code=303)
