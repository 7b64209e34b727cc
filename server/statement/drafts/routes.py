"""Drafts of statements: begun, read, drafted again, restored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from server.bounds import EntryNumber, PlainText
from server.deps import Now, Reading, TheStore, Writing
from server.downloads import file_answer
from server.missions.here import Here, Place
from server.missions.service import mission_document
from server.pages import render
from server.statement.drafts import keeping
from server.statement.drafts.as_json import standing_as_json
from server.statement.drafts.difference import compare
from server.statement.drafts.editor_page import editor_page
from server.statement.drafts.history_pages import (
    difference_page,
    history_page,
    news_page,
    preview_page,
)
from server.statement.drafts.keeping import Kept
from server.statement.drafts.list_page import drafts_page
from server.statement.drafts.news import changes_by, news_since
from server.statement.drafts.offers import offers_for
from server.statement.drafts.parts import draft_path, may_write
from server.statement.drafts.problems import NoSuchDraft
from server.statement.drafts.sealing import find_statement_of, list_statements
from server.statement.drafts.standing import Standing, standing_of
from server.statement.formats import FORMATS, Format
from server.statement.own_templates import list_own
from server.statement.service import draft as draft_now

router = APIRouter(prefix="/m/{code}/statement/drafts", include_in_schema=False)


class NewDraft(BaseModel):
    """Of which template, in which language."""

    template: PlainText = Field(max_length=60)
    language: PlainText = Field(max_length=10)


class Compared(BaseModel):
    """Two revisions, or another edition and this one as it stands."""

    old: EntryNumber = 0
    new: EntryNumber = 0
    edition: EntryNumber = 0


@router.get("")
def list_drafts(here: Here, db: Reading, now: Now) -> HTMLResponse:
    """List the mission's statements."""
    mission_id = here.mission.id
    drafts = keeping.list_drafts(db, mission_id)
    statements = list_statements(db, mission_id)
    return render(drafts_page(here, drafts, statements, list_own(db, mission_id), now))


@router.post("")
def begin(
    here: Here, store: TheStore, now: Now, wanted: Annotated[NewDraft, Form()]
) -> RedirectResponse:
    """Begin a draft with what the reports amount to now."""
    with store.reading() as db:
        tree = draft_now(db, here.mission, wanted.template, wanted.language, now)
    with store.writing() as db:
        begun = keeping.begin(
            db, here.mission.id, wanted.template, tree, by=here.caller.name, now=now
        )
        here.record(
            db,
            "statement.begun",
            now=now,
            subject=f"statement draft {begun.id}",
            template=wanted.template,
            language=wanted.language,
        )
        return to_draft(here, begun.id)


@router.get("/{draft_id}")
def show(draft_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """Show a draft with its evidence, its marks, and what it still demands."""
    draft = keeping.get_draft(db, here.mission.id, draft_id)
    kept = keeping.read(db, draft)
    news = news_since(db, here.mission.id, kept.drafted_at)
    sealed = find_statement_of(db, draft.id)
    address = f"/statements/{sealed.id}" if sealed else ""
    offers = None
    if may_write(here, draft):
        offers = offers_for(db, here.mission, kept.manuscript, draft.language)
    return render(editor_page(here, standing_here(here, db, kept), news, address, offers))


@router.get("/{draft_id}/standing.json")
def show_standing(draft_id: UUID, here: Here, db: Reading) -> JSONResponse:
    """Tell the draft's text, marks, comments, approvals and demands as JSON."""
    kept = keeping.read(db, keeping.get_draft(db, here.mission.id, draft_id))
    return JSONResponse(standing_as_json(standing_here(here, db, kept)))


@router.get("/{draft_id}/preview")
def preview(draft_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """Show the draft as it reads."""
    kept = keeping.read(db, keeping.get_draft(db, here.mission.id, draft_id))
    return render(preview_page(here, kept.draft, standing_here(here, db, kept).document))


@router.get("/{draft_id}/draft.{extension}")
def take(draft_id: UUID, extension: Format, here: Here, store: TheStore, now: Now) -> Response:
    """Hand the draft out as a file, as it reads."""
    with store.reading() as db:
        kept = keeping.read(db, keeping.get_draft(db, here.mission.id, draft_id))
        document = standing_here(here, db, kept).document
    with store.writing() as trail:
        here.record(
            trail,
            "statement.exported",
            now=now,
            subject=f"statement draft {draft_id}",
            revision=kept.number,
            format=extension.value,
        )
    written = FORMATS[extension]
    name = f"{here.mission.code}-statement-draft.{extension.value}"
    return file_answer(written.write(document), written.media_type, name)


@router.get("/{draft_id}/history")
def show_history(draft_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """List who saved what, and when."""
    draft = keeping.get_draft(db, here.mission.id, draft_id)
    return render(history_page(here, draft, keeping.list_revisions(db, draft.id)))


@router.get("/{draft_id}/difference")
def show_difference(
    draft_id: UUID, here: Here, db: Reading, wanted: Annotated[Compared, Query()]
) -> HTMLResponse:
    """Show what differs between two revisions, or two editions."""
    draft = keeping.get_draft(db, here.mission.id, draft_id)
    if wanted.edition:
        other = keeping.find_edition(db, draft, wanted.edition)
        if other is None:
            raise NoSuchDraft(f"There is no edition {wanted.edition} of this statement.")
        old, new = keeping.read(db, other), keeping.read(db, draft)
        names = (f"edition {wanted.edition}", f"edition {draft.edition}")
    else:
        new = keeping.read(db, draft, wanted.new or None)
        old = keeping.read(db, draft, wanted.old or max(new.number - 1, 1))
        names = (f"revision {old.number}", f"revision {new.number}")
    return render(difference_page(here, draft, names, compare(old.laid, new.laid)))


@router.get("/{draft_id}/news")
def show_news(draft_id: UUID, here: Here, db: Reading, now: Now) -> HTMLResponse:
    """Show what has come since the cut, and what it would change. It changes nothing."""
    draft = keeping.get_draft(db, here.mission.id, draft_id)
    kept = keeping.read(db, draft)
    tree = draft_now(db, here.mission, draft.template, draft.language, now)
    news = news_since(db, here.mission.id, kept.drafted_at)
    return render(news_page(here, draft, news, changes_by(kept, tree)))


@router.post("/{draft_id}/regeneration")
def regenerate(draft_id: UUID, here: Here, store: TheStore, now: Now) -> RedirectResponse:
    """Draft again from the reports as they count now; people's words stay."""
    with store.reading() as db:
        draft = keeping.get_draft(db, here.mission.id, draft_id)
        before = draft.revision
        tree = draft_now(db, here.mission, draft.template, draft.language, now)
    with store.writing() as db:
        kept = keeping.save(
            db,
            here.mission.id,
            draft_id,
            lambda kept: kept.manuscript,
            deed="Drafted again from the reports",
            by=here.caller.name,
            now=now,
            tree=(tree, now),
        )
        note(here, db, now, draft_id, "statement.drafted_again", {"revision": kept.number})
        if kept.number == before:
            return to_draft(here, draft_id)
        rest = f"/difference?old={kept.number - 1}&new={kept.number}"
        return RedirectResponse(draft_path(here, draft_id, rest), status_code=303)


@router.post("/{draft_id}/revisions/{number}/restoration")
def restore(
    draft_id: UUID, number: EntryNumber, here: Here, db: Writing, now: Now
) -> RedirectResponse:
    """Let people's words stand again as in an older revision."""
    keeping.restore(db, here.mission.id, draft_id, number, by=here.caller.name, now=now)
    note(here, db, now, draft_id, "statement.restored", {"revision": number})
    return to_draft(here, draft_id)


def standing_here(here: Place, db: Session, kept: Kept) -> Standing:
    """Return how a draft of this mission stands."""
    return standing_of(db, kept, mission_document(here.mission))


def to_draft(here: Place, draft_id: UUID, rest: str = "") -> RedirectResponse:
    """Lead back to the page of a draft."""
    return RedirectResponse(draft_path(here, draft_id, rest), status_code=303)


def note(
    here: Place,
    db: Session,
    now: datetime,
    draft_id: UUID,
    deed: str,
    particulars: Mapping[str, str | int] | None = None,
) -> None:
    """Have a deed on a draft written to the audit trail."""
    subject = f"statement draft {draft_id}"
    here.record(db, deed, now=now, subject=subject, **(particulars or {}))
