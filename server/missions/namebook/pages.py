"""Names and published texts, as their templates see them."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from server.missions.document import MissionFile
from server.missions.form_fields import Form
from server.missions.here import Place
from server.missions.namebook.forms import WHERE, Listed
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
class TextRow:
    """A published text."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    note: str
    facts: int
    """How many facts name it."""
    href: str


@dataclass(frozen=True, slots=True)
class ContradictionRow:
    """Where sources contradict each other, and what is done about it."""

    says: str
    handling: str
    href: str


@dataclass(frozen=True, slots=True)
class TextsPage(Page):
    """The published texts that facts are taken from."""

    template: ClassVar[str] = "texts.html"
    rows: tuple[TextRow, ...]
    contradictions: tuple[ContradictionRow, ...]
    forms: tuple[tuple[str, Form], ...]


@dataclass(frozen=True, slots=True)
class EntryPage(Page):
    """The form of one entry."""

    template: ClassVar[str] = "entry.html"
    back: str
    back_words: str
    form: Form
    removal: str
    seen: str


_CHANGE = "POST /m/{code}/entries/{listed}"


def names_page(
    here: Place, document: MissionFile, q: str, forms: tuple[tuple[str, Form], ...]
) -> NamesPage:
    """Return the list of names of which some spelling has `q` in it; '' = of all."""
    may_change = here.opens(_CHANGE)
    everything = names_of(document)
    places: dict[int, str] = {}
    for at in range(len(document.names)):
        places[at] = here.path(f"/entries/names/{at}")
    named = [at for at, each in enumerate(document.officials) if each.name]
    for position, at in enumerate(named, start=len(document.names)):
        places[position] = here.path(f"/entries/officials/{at}")
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


def texts_page(
    here: Place, document: MissionFile, forms: tuple[tuple[str, Form], ...]
) -> TextsPage:
    """Return the list of published texts and of their contradictions."""
    may_change = here.opens(_CHANGE)
    naming = Counter(name for fact in document.facts for name in set(fact.sources))

    def link(listed: str, at: int) -> str:
        return here.path(f"/entries/{listed}/{at}") if may_change else ""

    return TextsPage(
        frame=here.frame("Published texts", "registers"),
        rows=tuple(
            TextRow(
                id=each.id,
                title=each.title,
                publisher=each.publisher,
                date=str(each.date or ""),
                url=each.url if each.url.startswith(("https://", "http://")) else "",
                note=each.note,
                facts=naming[each.id],
                href=link("sources", at),
            )
            for at, each in enumerate(document.sources)
        ),
        contradictions=tuple(
            ContradictionRow(each.says, each.handling, link("discrepancies", at))
            for at, each in enumerate(document.discrepancies)
        ),
        forms=forms if may_change else (),
    )


def entry_page(here: Place, listed: Listed, title: str, form: Form, seen: str) -> EntryPage:
    """Return the page on which an entry is changed."""
    where = WHERE[listed]
    return EntryPage(
        frame=here.frame(title, "registers"),
        back=here.path(where),
        back_words="Names" if where == "/names" else "Published texts",
        form=form,
        removal=f"{form.action}/removal",
        seen=seen,
    )
