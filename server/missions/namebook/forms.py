"""The forms of names and of officials, and the edits that they ask for."""

from typing import Any, Literal

from pydantic import BaseModel

from server.missions.document import MissionFile, Official, Spelling
from server.missions.editing import Edit, Part, built, mark_of
from server.missions.entries import NoSuchEntry, put_at, without_at
from server.missions.form_fields import Field, Form
from server.missions.here import Place
from server.missions.typed import TypedForm

Listed = Literal["names", "officials"]
_MODELS: dict[str, type[BaseModel]] = {"names": Spelling, "officials": Official}


def name_form(
    here: Place, document: MissionFile, listed: Listed, at: int | None, typed: TypedForm
) -> Form:
    """Return the form of the entry `at` (from 0; None = of a new one), as it was typed so far."""
    office = (Field("office", "Office", typed["office"], needed=True, wide=True),)
    sources = tuple((each.id, f"{each.publisher}: {each.title}") for each in document.sources)
    cited = (Field("sources", "Sources", options=sources, ticked=typed.every("sources")),)
    is_official = listed == "officials"
    place = "" if at is None else f"/{at}"
    return Form(
        action=here.path(f"/names/{listed}{place}"),
        button="Add" if at is None else "Save",
        hidden=(("seen", typed["seen"] or mark_of(document, part_of(listed))),),
        fields=(
            *(office if is_official else ()),
            Field("name", "Name, as it is spelt here", typed["name"], needed=not is_official),
            Field("variants", "Other spellings", typed["variants"], "One a line.", lines=3),
            *(cited if is_official and sources else ()),
            Field("note", "Note", typed["note"], lines=2),
        ),
    )


def typed_from(entry: Spelling | Official) -> TypedForm:
    """Return what the form of an entry shows before anybody has typed."""
    texts = [("name", entry.name), ("variants", "\n".join(entry.variants)), ("note", entry.note)]
    if isinstance(entry, Official):
        texts += [("office", entry.office), *(("sources", each) for each in entry.sources)]
    return TypedForm(texts)


def get_entry(document: MissionFile, listed: Listed, at: int) -> Spelling | Official:
    """Return the entry at the place `at` of a list. Raises NoSuchEntry."""
    entries: tuple[Spelling | Official, ...] = getattr(document, listed)
    if not 0 <= at < len(entries):
        raise NoSuchEntry("There is no such name any more. Open the list anew.")
    return entries[at]


def part_of(listed: Listed) -> Part:
    """Return the part of a document that is a list of names: places in it mean nothing alone."""
    return lambda document: getattr(document, listed)


def saving(listed: Listed, at: int | None, typed: TypedForm) -> Edit:
    """Return the edit that saves an entry as it was typed."""
    values: dict[str, Any] = typed.of("name", "note") | {"variants": typed.lines("variants")}
    if listed == "officials":
        values |= {"office": typed["office"], "sources": typed.every("sources")}
    named = typed["name"].strip() or typed["office"].strip()

    def change(document: MissionFile) -> MissionFile:
        return put_at(document, listed, built(_MODELS[listed], values), at)

    words = f"name '{named}' {'added' if at is None else 'changed'}"
    return Edit(change, words, part_of(listed), "" if at is None else typed["seen"])


def removal(listed: Listed, at: int, seen: str) -> Edit:
    """Return the edit that removes the entry `at`, if the list is still as it was seen."""

    def change(document: MissionFile) -> MissionFile:
        return without_at(document, listed, at)

    return Edit(change, f"number {at + 1} of the {listed} removed", part_of(listed), seen)
