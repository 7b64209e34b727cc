"""What drafters do to a draft: to its sentences, in comments, in approvals."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from server.bounds import EntryNumber, PlainText
from server.database import Store
from server.deps import Now, Reading, TheStore, Writing
from server.missions.here import Here, Place
from server.pages import render
from server.statement.document import Sentence
from server.statement.drafts import approvals, comments, deeds, keeping
from server.statement.drafts.comments import SECTION
from server.statement.drafts.keeping import Kept, require_text, require_version
from server.statement.drafts.manuscript import Block, Manuscript, pieces_of
from server.statement.drafts.parts import anchor, sentence_path
from server.statement.drafts.problems import (
    DraftSealed,
    InvalidDeed,
    NoSuchSentence,
    SentenceChanged,
)
from server.statement.drafts.routes import note, standing_here, to_draft
from server.statement.drafts.sentence_page import Typed, sentence_page
from shared.ids import new_id

router = APIRouter(prefix="/m/{code}/statement/drafts/{draft_id}", include_in_schema=False)


class Deed(StrEnum):
    """What can be done to a sentence."""

    WRITE = "write"
    TAKE_DRAFTED = "take_drafted"
    """The drafted one stands again, or the slot is empty; an added sentence goes."""
    KEEP_MINE = "keep_mine"
    SEE_SOURCE = "see_source"
    """It stands although the note or the incident that it was taken up from was revised."""
    EXPLAIN = "explain"
    REST = "rest"
    """They rest on a drafted sentence: its evidence is theirs too."""
    REST_NO_MORE = "rest_no_more"
    REMOVE = "remove"
    PUT_BACK = "put_back"
    UP = "up"
    DOWN = "down"
    MOVE = "move"


_WORDS = {
    Deed.WRITE: "Written",
    Deed.TAKE_DRAFTED: "The drafted sentence taken",
    Deed.KEEP_MINE: "Kept although the figures moved",
    Deed.SEE_SOURCE: "Kept although its source was revised",
    Deed.EXPLAIN: "A number explained",
    Deed.REST: "Rested on a drafted sentence",
    Deed.REST_NO_MORE: "Rested on a drafted sentence no more",
    Deed.REMOVE: "Taken out",
    Deed.PUT_BACK: "Put back",
    Deed.UP: "Moved up",
    Deed.DOWN: "Moved down",
    Deed.MOVE: "Moved to another paragraph",
}


class DeedForm(BaseModel):
    """A deed on one sentence, and which version of it was seen."""

    deed: Deed
    key: PlainText
    seen: EntryNumber = 0
    text: PlainText = Field(default="", max_length=100_000)
    basis: PlainText = Field(default="", max_length=2_000)
    number: PlainText = Field(default="", max_length=200)
    source: PlainText = Field(default="", max_length=1_000)
    reason: PlainText = Field(default="", max_length=500)
    paragraph: PlainText = ""
    on: PlainText = ""
    """Key of the drafted sentence that the words rest on."""
    source_seen: EntryNumber = 0
    """The revision of the note or the incident that was read."""


class NewSentence(BaseModel):
    """A person's own sentence."""

    paragraph: PlainText
    text: PlainText = Field(max_length=100_000)


class NewComment(BaseModel):
    """A comment on a sentence or section."""

    about: PlainText
    text: PlainText = Field(max_length=10_000)


class Resolution(BaseModel):
    """Whether a comment is dealt with."""

    resolved: bool = False


class NewApproval(BaseModel):
    """Which section, and the digest of the text that was read."""

    section: PlainText
    seen: PlainText = Field(max_length=64)


@router.get("/sentence")
def show_sentence(
    draft_id: UUID, here: Here, db: Reading, key: Annotated[str, Query()]
) -> HTMLResponse:
    """Show one sentence with all that is known of it."""
    kept = keeping.read(db, keeping.get_draft(db, here.mission.id, draft_id))
    return render(sentence_page(here, standing_here(here, db, kept), kept.block(key)))


@router.post("/sentence")
def change_sentence(
    draft_id: UUID, here: Here, store: TheStore, now: Now, done: Annotated[DeedForm, Form()]
) -> Response:
    """Do something to a sentence. Where somebody else was faster, show both texts."""
    by = here.caller.name

    def change(kept: Kept) -> Manuscript:
        return _done(kept, done, by, at=now)

    try:
        with store.writing() as db:
            deed = f"{_WORDS[done.deed]}: {done.key}"
            kept = keeping.save(db, here.mission.id, draft_id, change, deed=deed, by=by, now=now)
            particulars = {"what": done.deed.value, "sentence": done.key[:200]}
            note(here, db, now, draft_id, "statement.changed", particulars)
    except SentenceChanged:
        if done.deed is not Deed.WRITE:
            raise
        return _both_texts(here, store, draft_id, done)
    stays = (Deed.EXPLAIN, Deed.REST, Deed.REST_NO_MORE)
    if done.deed in stays and done.key in kept.blocks:
        return RedirectResponse(sentence_path(here, draft_id, done.key), status_code=303)
    return to_draft(here, draft_id, f"#{anchor(done.key)}")


@router.post("/sentences")
def add_sentence(
    draft_id: UUID, here: Here, db: Writing, now: Now, said: Annotated[NewSentence, Form()]
) -> RedirectResponse:
    """Add a person's own sentence to a paragraph."""
    name, by = str(new_id(now)), here.caller.name

    def add(kept: Kept) -> Manuscript:
        require_paragraph(kept, said.paragraph)
        text = require_text(said.text)
        return deeds.add(kept.manuscript, said.paragraph, name, text, by=by, at=now)

    deed = f"Added to {said.paragraph}"
    keeping.save(db, here.mission.id, draft_id, add, deed=deed, by=by, now=now)
    note(here, db, now, draft_id, "statement.changed", {"what": "add"})
    return to_draft(here, draft_id, f"#{anchor(deeds.HUMAN + name)}")


@router.post("/comments")
def comment(
    draft_id: UUID, here: Here, db: Writing, now: Now, said: Annotated[NewComment, Form()]
) -> RedirectResponse:
    """Say something of a sentence or section to the other drafters."""
    kept = keeping.read(db, keeping.get_draft(db, here.mission.id, draft_id))
    sections = {f"{SECTION}{section.key}" for section in kept.laid}
    if said.about not in sections:
        kept.block(said.about)
    comments.comment(db, draft_id, said.about, said.text, by=here.caller.name, now=now)
    note(here, db, now, draft_id, "statement.commented", {"about": said.about[:200]})
    return to_draft(here, draft_id, f"#{anchor(said.about)}")


@router.post("/comments/{comment_id}/resolution")
def resolve(
    draft_id: UUID,
    comment_id: UUID,
    here: Here,
    db: Writing,
    now: Now,
    said: Annotated[Resolution, Form()],
) -> RedirectResponse:
    """Note that a comment is dealt with, or open it again."""
    keeping.get_draft(db, here.mission.id, draft_id)
    held = comments.resolve(
        db, draft_id, comment_id, resolved=said.resolved, by=here.caller.name, now=now
    )
    note(here, db, now, draft_id, "statement.comment_resolved", {"comment": str(comment_id)})
    return to_draft(here, draft_id, f"#{anchor(held.about)}")


@router.post("/approvals")
def approve(
    draft_id: UUID, here: Here, db: Writing, now: Now, said: Annotated[NewApproval, Form()]
) -> RedirectResponse:
    """Approve a section as it reads."""
    draft = keeping.lock(db, here.mission.id, draft_id)
    kept = keeping.read(db, draft)
    approvals.approve(
        db,
        draft_id,
        kept.laid,
        kept.draft.language,
        said.section,
        seen=said.seen,
        revision=kept.number,
        by=here.caller.name,
        now=now,
    )
    particulars = {"section": said.section[:200], "text": said.seen, "revision": kept.number}
    note(here, db, now, draft_id, "statement.approved", particulars)
    return to_draft(here, draft_id, f"#{anchor(SECTION + said.section)}")


@router.post("/approvals/{approval_id}/end")
def take_approval_back(
    draft_id: UUID, approval_id: UUID, here: Here, db: Writing, now: Now
) -> RedirectResponse:
    """Let an approval hold no longer."""
    draft = keeping.get_draft(db, here.mission.id, draft_id)
    if draft.sealed_at is not None:
        raise DraftSealed("The statement is sealed: its approvals stand as they are.")
    held = approvals.take_back(db, draft_id, approval_id, by=here.caller.name, now=now)
    particulars = {"section": held.section[:200], "approved_by": held.by}
    note(here, db, now, draft_id, "statement.approval_taken_back", particulars)
    return to_draft(here, draft_id, f"#{anchor(SECTION + held.section)}")


def _done(kept: Kept, done: DeedForm, by: str, *, at: datetime) -> Manuscript:
    """Return the manuscript after a deed. Raises SentenceChanged where it was not the one seen."""
    held = kept.manuscript
    match done.deed:
        case Deed.UP:
            return deeds.move(held, kept.block(done.key), -1)
        case Deed.DOWN:
            return deeds.move(held, kept.block(done.key), 1)
        case Deed.MOVE:
            require_paragraph(kept, done.paragraph)
            return deeds.move_to(held, kept.block(done.key), done.paragraph)
        case Deed.PUT_BACK:
            return deeds.put_back(held, kept.block(done.key))
        case _:
            return _rewritten(kept, done, by, at)


def _rewritten(kept: Kept, done: DeedForm, by: str, at: datetime) -> Manuscript:
    held, block = kept.manuscript, require_version(kept, done.key, done.seen)
    match done.deed:
        case Deed.WRITE:
            text = require_text(done.text)
            return deeds.write(held, block, text, basis=done.basis, by=by, at=at)
        case Deed.REMOVE:
            return deeds.remove(held, block, done.reason, by=by, at=at)
        case Deed.TAKE_DRAFTED:
            return deeds.unwrite(held, block)
        case Deed.KEEP_MINE:
            return deeds.keep_mine(held, block)
        case _:
            return _grounded(kept, block, done)


def _grounded(kept: Kept, block: Block, done: DeedForm) -> Manuscript:
    """Return the manuscript after a deed on what a person's words come from."""
    held = kept.manuscript
    match done.deed:
        case Deed.SEE_SOURCE:
            return deeds.see_source(held, block, done.source_seen)
        case Deed.REST:
            return deeds.rest_on(held, _own_words(block), _drafted(kept, done.on))
        case Deed.REST_NO_MORE:
            return deeds.rest_no_more(held, block, done.on)
        case _:
            return deeds.explain(held, block, done.number, done.source)


def _own_words(block: Block) -> Block:
    """Return a block that has words of a person. Raises InvalidDeed."""
    if block.words is None:
        raise InvalidDeed(
            "Only words that a person wrote can be rested on another sentence. Write them, and "
            "save them; then say what they rest on."
        )
    return block


def _drafted(kept: Kept, key: str) -> Sentence:
    """Return a sentence as it is drafted. Raises NoSuchSentence."""
    piece = pieces_of(kept.tree).get(key)
    if not isinstance(piece, Sentence):
        raise NoSuchSentence(
            "No such sentence is drafted any more. Open the draft, and choose among those there."
        )
    return piece


def require_paragraph(kept: Kept, paragraph: str) -> None:
    """Raise NoSuchSentence where the draft has no such paragraph."""
    if paragraph not in kept.manuscript.order:
        raise NoSuchSentence(
            "The draft has no such paragraph any more. Open it to see what it has."
        )


def _both_texts(here: Place, store: Store, draft_id: UUID, done: DeedForm) -> Response:
    """Show what stands and what was typed, and let the writer save theirs over it."""
    with store.reading() as db:
        kept = keeping.read(db, keeping.get_draft(db, here.mission.id, draft_id))
        standing = standing_here(here, db, kept)
        typed = Typed(done.text, done.basis)
        return render(sentence_page(here, standing, kept.block(done.key), typed), 409)
