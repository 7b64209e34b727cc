"""Names, as their templates see them."""

from dataclasses import dataclass
from typing import ClassVar

from server.missions.document import MissionFile
from server.missions.form_fields import Form
from server.missions.here import Place
from server.missions.spellings import find_names, names_of
from server.pages import Page


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name with its other spellings."""

    name: str
    variants: str
    what: str
    href: str
    """Where it is changed; '' = elsewhere, or not by this account."""


@dataclass(frozen=True, slots=True)
class NamesPage(Page):
    """All names that the mission knows."""

    template: ClassVar[str] = "names.html"
    rows: tuple[NameRow, ...]
    q: str
    total: int
    forms: tuple[tuple[str, Form], ...]


@dataclass(frozen=True, slots=True)
class NamePage(Page):
    """The form of one name."""

    template: ClassVar[str] = "name.html"
    form: Form
    removal: str
    seen: str


def names_page(
    here: Place, document: MissionFile, q: str, forms: tuple[tuple[str, Form], ...]
) -> NamesPage:
    """Return the list of names of which some spelling has `q` in it; '' = of all."""
    may_change = here.opens("POST /m/{code}/names/{listed}")
    everything = names_of(document)
    places: dict[int, str] = {}
    for at in range(len(document.names)):
        places[at] = here.path(f"/names/names/{at}")
    named = [at for at, each in enumerate(document.officials) if each.name]
    for position, at in enumerate(named, start=len(document.names)):
        places[position] = here.path(f"/names/officials/{at}")
    shown = find_names(document, q) if q else everything
    return NamesPage(
        frame=here.frame("Names", "registers"),
        rows=tuple(
            NameRow(
                name=each.spelling.name,
                variants="; ".join(each.spelling.variants),
                what=each.what,
                href=places.get(position, "") if may_change else "",
            )
            for position, each in enumerate(everything)
            if each in shown
        ),
        q=q,
        total=len(everything),
        forms=forms if may_change else (),
    )


def name_page(here: Place, title: str, form: Form, seen: str) -> NamePage:
    """Return the page on which a name is changed."""
    return NamePage(here.frame(title, "registers"), form, f"{form.action}/removal", seen)
