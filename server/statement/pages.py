"""The draft statement as a page: its text, and what still stands between it and a sign-off."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from markupsafe import Markup

from server.missions.here import Place
from server.pages import Link, Page
from server.statement.document import Document
from server.statement.formats import FORMATS
from server.statement.render_html import OnServer, fragment


@dataclass(frozen=True, slots=True)
class StatementPage(Page):
    """A draft."""

    template: ClassVar[str] = "statement.html"
    summary: str
    cut: str
    downloads: tuple[Link, ...]
    drafts_at: str
    """Where drafters work on it; '' for everybody else."""
    text: Markup
    """The statement and its annex, already escaped; figures lead to their reports."""


def statement_page(place: Place, draft: Document, cut: dict[str, str]) -> StatementPage:
    """Return the page of `draft`; `cut` are the parameters of its own address."""
    end = f"?{urlencode(cut)}" if cut else ""
    return StatementPage(
        frame=place.frame("Statement", "statement"),
        summary=_summary(draft),
        cut=f"Reports received up to {place.times.at(draft.colophon.cut)}."
        if draft.colophon.cut
        else "No report counts yet.",
        downloads=tuple(
            Link(written.name, place.path(f"/statement.{each.value}{end}"))
            for each, written in FORMATS.items()
        ),
        drafts_at=place.path("/statement/drafts")
        if place.opens("GET /m/{code}/statement/drafts")
        else "",
        text=fragment(draft, OnServer(draft.mission)),
    )


def _summary(draft: Document) -> str:
    sentences, slots = len(list(draft.sentences())), len(list(draft.slots()))
    drafted = "sentence is" if sentences == 1 else "sentences are"
    waits = "place waits" if slots == 1 else "places wait"
    topics = "topic" if len(draft.gaps) == 1 else "topics"
    return (
        f"{sentences} {drafted} drafted; {slots} {waits} for a person; "
        f"of {len(draft.gaps)} {topics} nothing can honestly be said."
    )
