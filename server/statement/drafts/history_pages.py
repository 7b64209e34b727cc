"""How a draft came to be: its revisions, what differs between two, what has come since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from server.missions.here import Place
from server.pages import Page
from server.statement.document import Document
from server.statement.drafts.difference import Difference
from server.statement.drafts.models import StatementDraft, StatementRevision
from server.statement.drafts.news import News
from server.statement.drafts.parts import (
    DifferenceRow,
    difference_rows,
    draft_path,
    may_write,
    name_of,
)
from server.statement.render_html import OnServer, fragment

MOST_REVISIONS = 200


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A save."""

    number: int
    at: str
    by: str
    deed: str
    difference_at: str
    restore_at: str
    """'' = it is the newest, or nothing may change any more."""


@dataclass(frozen=True, slots=True)
class HistoryPage(Page):
    """The revisions of a draft."""

    template: ClassVar[str] = "statement_history.html"
    back: str
    title: str
    rows: tuple[RevisionRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class DifferencePage(Page):
    """What differs between two states."""

    template: ClassVar[str] = "statement_difference.html"
    back: str
    title: str
    heading: str
    lead: str
    rows: tuple[DifferenceRow, ...]
    nothing: str
    regenerate_at: str = ""
    """Where new reports are taken in; '' = not from this page."""


@dataclass(frozen=True, slots=True)
class PreviewPage(Page):
    """A draft as it reads."""

    template: ClassVar[str] = "statement_preview.html"
    back: str
    title: str
    text: Markup


def history_page(
    place: Place, draft: StatementDraft, revisions: Sequence[StatementRevision]
) -> HistoryPage:
    """Return the page of a draft's revisions."""
    base = draft_path(place, draft.id)
    return HistoryPage(
        frame=place.frame("History", "statement"),
        back=base,
        title=name_of(draft),
        rows=tuple(
            RevisionRow(
                number=each.number,
                at=place.times.brief(each.at),
                by=each.by,
                deed=each.deed,
                difference_at=f"{base}/difference?old={each.number - 1}&new={each.number}"
                if each.number > 1
                else "",
                restore_at=""
                if each.number == draft.revision or not may_write(place, draft)
                else f"{base}/revisions/{each.number}/restoration",
            )
            for each in revisions[:MOST_REVISIONS]
        ),
        more=max(len(revisions) - MOST_REVISIONS, 0),
    )


def difference_page(
    place: Place, draft: StatementDraft, names: tuple[str, str], found: Sequence[Difference]
) -> DifferencePage:
    """Return the page of what differs between two states, which are called `names`."""
    return DifferencePage(
        frame=place.frame("What differs", "statement"),
        back=draft_path(place, draft.id),
        title=name_of(draft),
        heading=f"From {names[0]} to {names[1]}",
        lead=_count(found),
        rows=difference_rows(found),
        nothing="Every sentence reads the same.",
    )


def news_page(
    place: Place, draft: StatementDraft, news: News, found: Sequence[Difference]
) -> DifferencePage:
    """Return the page of what has come since a draft was cut, and what it would change."""
    came = news.words or "No report has come since, and none was corrected."
    if draft.sealed_at is None:
        heading = "What came since the cut"
        lead = f"{came} {_count(found)}"
        nothing = "Drafted again, no sentence would change."
    else:
        heading = "Received after the statement"
        lead = (
            f"{came} The sealed statement stays as it is; to say something else, begin a "
            f"corrected edition. {_count(found)}"
        )
        nothing = "Drafted again, no sentence would change."
    return DifferencePage(
        frame=place.frame(heading, "statement"),
        back=draft_path(place, draft.id),
        title=name_of(draft),
        heading=heading,
        lead=lead,
        rows=difference_rows(found),
        nothing=nothing,
        regenerate_at=draft_path(place, draft.id, "/regeneration")
        if may_write(place, draft)
        else "",
    )


def preview_page(place: Place, draft: StatementDraft, document: Document) -> PreviewPage:
    """Return the page of a draft as it reads."""
    return PreviewPage(
        frame=place.frame(f"Statement: {name_of(draft)}", "statement"),
        back=draft_path(place, draft.id),
        title=name_of(draft),
        text=fragment(document, OnServer(place.mission.code)),
    )


def _count(found: Sequence[Difference]) -> str:
    if not found:
        return ""
    return "1 sentence differs." if len(found) == 1 else f"{len(found)} sentences differ."
