"""Addresses of names, published texts and contradictions."""

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
from server.missions.namebook.pages import entry_page, names_page, texts_page
from server.missions.saving import document_now, save
from server.missions.service import mission_document
from server.missions.typed import Typed, TypedForm
from server.pages import render

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
_ADD: dict[Listed, str] = {
    "names": "Add a name",
    "officials": "Add an official",
    "sources": "Add a published text",
    "discrepancies": "Add where sources contradict each other",
}


@router.get("/names")
def show_names(here: Here, q: PlainText = "") -> Response:
    """List names with all their spellings; a search finds any of them."""
    document = mission_document(here.mission)
    return render(names_page(here, document, q.strip()[:200], _forms(here, document, "/names")))


@router.get("/texts")
def show_texts(here: Here) -> Response:
    """List the published texts that facts are taken from, and where they contradict each other."""
    document = mission_document(here.mission)
    return render(texts_page(here, document, _forms(here, document, "/texts")))


@router.post("/entries/{listed}")
def add_entry(here: Here, store: TheStore, now: Now, listed: Listed, typed: Typed) -> Response:
    """Add a name, an official, a published text or a contradiction."""
    problem = save(store, here, forms.saving(listed, None, typed), now)
    if problem is None:
        return _back(here, listed)
    document = document_now(store, here)
    again = refused(forms.entry_form(here, document, listed, None, typed), problem, "")
    shown = tuple(
        (words, again if words == _ADD[listed] else form)
        for words, form in _forms(here, document, forms.WHERE[listed])
    )
    page = (
        names_page(here, document, "", shown)
        if forms.WHERE[listed] == "/names"
        else texts_page(here, document, shown)
    )
    return render(page, problem.status)


@router.get("/entries/{listed}/{at}")
def show_entry(here: Here, listed: Listed, at: int) -> Response:
    """Show the form of an entry."""
    document = mission_document(here.mission)
    entry = forms.get_entry(document, listed, at)
    form = forms.entry_form(here, document, listed, at, forms.typed_from(listed, entry))
    return render(entry_page(here, listed, forms.title_of(entry), form, _seen(document, listed)))


@router.post("/entries/{listed}/{at}")
def change_entry(
    here: Here, store: TheStore, now: Now, listed: Listed, at: int, typed: Typed
) -> Response:
    """Save an entry."""
    problem = save(store, here, forms.saving(listed, at, typed), now)
    if problem is None:
        return _back(here, listed)
    document = document_now(store, here)
    seen = _seen(document, listed)
    form = refused(forms.entry_form(here, document, listed, at, typed), problem, seen)
    return render(entry_page(here, listed, form.fields[0].value, form, seen), problem.status)


@router.post("/entries/{listed}/{at}/removal")
def remove_entry(
    here: Here, db: Writing, now: Now, listed: Listed, at: int, typed: Typed
) -> Response:
    """Remove an entry, if the list is still as it was seen."""
    edit = forms.removal(listed, at, typed["seen"])
    editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    return _back(here, listed)


def _forms(here: Place, document: MissionFile, where: str) -> tuple[tuple[str, Form], ...]:
    nothing = TypedForm([])
    return tuple(
        (words, forms.entry_form(here, document, listed, None, nothing))
        for listed, words in _ADD.items()
        if forms.WHERE[listed] == where
    )


def _seen(document: MissionFile, listed: Listed) -> str:
    return mark_of(document, forms.part_of(listed))


def _back(here: Place, listed: Listed) -> RedirectResponse:
    return RedirectResponse(here.path(forms.WHERE[listed]), status_code=303)
