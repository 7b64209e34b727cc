"""The forms of names, officials, published texts and contradictions; the edits they ask for."""

from collections.abc import Callable
from typing import Any, Literal

from server.missions.document import Discrepancy, MissionFile, Official, Source, Spelling
from server.missions.editing import Edit, Part, built, mark_of
from server.missions.entries import NoSuchEntry, put_at, without_at
from server.missions.form_fields import Field, Form
from server.missions.here import Place
from server.missions.typed import TypedForm

Listed = Literal["names", "officials", "sources", "discrepancies"]
Entry = Spelling | Official | Source | Discrepancy
_MODELS: dict[str, type[Entry]] = {
    "names": Spelling,
    "officials": Official,
    "sources": Source,
    "discrepancies": Discrepancy,
}
_TEXTS: dict[str, tuple[str, ...]] = {
    "names": ("name", "note"),
    "officials": ("office", "name", "note"),
    "sources": ("id", "publisher", "title", "date", "url", "note"),
    "discrepancies": ("says", "handling", "note"),
}
"""Keys of the entries of each list that are one text each."""
_ONE = {
    "names": "name", "officials": "official", "sources": "published text",
    "discrepancies": "contradiction",
}  # fmt: skip
_SPELT = ("names", "officials")
_CITING = ("officials", "discrepancies")
WHERE: dict[str, str] = {
    "names": "/names", "officials": "/names", "sources": "/texts", "discrepancies": "/texts"
}  # fmt: skip
"""The page that lists them."""


def entry_form(
    here: Place, document: MissionFile, listed: Listed, at: int | None, typed: TypedForm
) -> Form:
    """Return the form of the entry `at` (from 0; None = of a new one), as it was typed so far."""
    sources = tuple((each.id, f"{each.publisher}: {each.title}") for each in document.sources)
    cited = (Field("sources", "Sources", options=sources, ticked=typed.every("sources")),)
    place = "" if at is None else f"/{at}"
    return Form(
        action=here.path(f"/entries/{listed}{place}"),
        button="Add" if at is None else "Save",
        hidden=(("seen", typed["seen"] or mark_of(document, part_of(listed))),),
        fields=(
            *_OWN_FIELDS[listed](typed),
            *(cited if listed in _CITING and sources else ()),
            Field("note", "Note", typed["note"], lines=2),
        ),
    )


def _of_a_name(typed: TypedForm) -> tuple[Field, ...]:
    return (
        Field("name", "Name, as it is spelt here", typed["name"], needed=True),
        Field("variants", "Other spellings", typed["variants"], "One a line.", lines=3),
    )


def _of_an_official(typed: TypedForm) -> tuple[Field, ...]:
    return (
        Field("office", "Office", typed["office"], needed=True, wide=True),
        Field("name", "Name, as it is spelt here", typed["name"]),
        Field("variants", "Other spellings", typed["variants"], "One a line.", lines=3),
    )


def _of_a_text(typed: TypedForm) -> tuple[Field, ...]:
    lasting = "Short and lasting: facts name it."
    return (
        Field("id", "Id", typed["id"], lasting, needed=True),
        Field(
            "date", "Day of publication", typed["date"], "As 2021-01-10; open where it has none."
        ),
        Field("publisher", "Published by", typed["publisher"], needed=True, wide=True),
        Field("title", "Title", typed["title"], needed=True, wide=True),
        Field("url", "Address", typed["url"], wide=True),
    )


def _of_a_discrepancy(typed: TypedForm) -> tuple[Field, ...]:
    handling = "As: the text itself ends with the right day; that is used."
    return (
        Field("says", "What a source says", typed["says"], lines=2, needed=True),
        Field(
            "handling", "What is done about it", typed["handling"], handling, lines=2, needed=True
        ),
    )


_OWN_FIELDS: dict[str, Callable[[TypedForm], tuple[Field, ...]]] = {
    "names": _of_a_name,
    "officials": _of_an_official,
    "sources": _of_a_text,
    "discrepancies": _of_a_discrepancy,
}


def typed_from(listed: Listed, entry: Entry) -> TypedForm:
    """Return what the form of an entry shows before anybody has typed."""
    texts = [(key, str(getattr(entry, key) or "")) for key in _TEXTS[listed]]
    texts += [("sources", each) for each in getattr(entry, "sources", ())]
    texts += [("variants", "\n".join(getattr(entry, "variants", ())))]
    return TypedForm(texts)


def title_of(entry: Entry) -> str:
    """Return what an entry is called at the head of its page."""
    match entry:
        case Spelling():
            return entry.name
        case Official():
            return entry.name or entry.office
        case Source():
            return entry.title
        case Discrepancy():
            return entry.says


def get_entry(document: MissionFile, listed: Listed, at: int) -> Entry:
    """Return the entry at the place `at` of a list. Raises NoSuchEntry."""
    entries: tuple[Entry, ...] = getattr(document, listed)
    if not 0 <= at < len(entries):
        raise NoSuchEntry("There is no such entry any more. Open the list anew.")
    return entries[at]


def part_of(listed: Listed) -> Part:
    """Return the part of a document that is a whole list: places in it mean nothing alone."""
    return lambda document: getattr(document, listed)


def saving(listed: Listed, at: int | None, typed: TypedForm) -> Edit:
    """Return the edit that saves an entry as it was typed."""
    values: dict[str, Any] = typed.of(*_TEXTS[listed])
    if listed in _SPELT:
        values |= {"variants": typed.lines("variants")}
    if listed in _CITING:
        values |= {"sources": typed.every("sources")}
    named = next((each for key in _TEXTS[listed] if (each := typed[key].strip())), "")

    def change(document: MissionFile) -> MissionFile:
        return put_at(document, listed, built(_MODELS[listed], values), at)

    words = f"{_ONE[listed]} '{named[:60]}' {'added' if at is None else 'changed'}"
    return Edit(change, words, part_of(listed), "" if at is None else typed["seen"])


def removal(listed: Listed, at: int, seen: str) -> Edit:
    """Return the edit that removes the entry `at`, if the list is still as it was seen."""

    def change(document: MissionFile) -> MissionFile:
        return without_at(document, listed, at)

    return Edit(change, f"{_ONE[listed]} {at + 1} removed", part_of(listed), seen)
