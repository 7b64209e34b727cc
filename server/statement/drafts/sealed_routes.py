"""Signing off, correcting, and the sealed statement for everybody."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from server.accounts import trail
from server.accounts.access import MaybeCaller
from server.accounts.caller import Caller
from server.accounts.models import Role
from server.bounds import EntryNumber, PlainText
from server.database import Store
from server.deps import Now, TheStore, Writing
from server.downloads import file_answer
from server.missions.here import Here
from server.missions.models import Mission
from server.pages import render
from server.statement.drafts import keeping, sealing
from server.statement.drafts.models import SealedStatement, StatementDraft
from server.statement.drafts.problems import DraftChanged
from server.statement.drafts.routes import note, standing_here, to_draft
from server.statement.drafts.sealed_page import Sealed, sealed_page
from server.statement.drafts.verification import SEALED
from server.statement.formats import FORMATS, Format

router = APIRouter(include_in_schema=False)
_DRAFT = "/m/{code}/statement/drafts/{draft_id}"


class SignOff(BaseModel):
    """Which revision was read, and from when on everybody may read it."""

    seen: EntryNumber
    embargo: PlainText = Field(default="", max_length=40)


class Correction(BaseModel):
    """Why there is to be another edition."""

    reason: PlainText = Field(max_length=500)


class Embargo(BaseModel):
    """From when on everybody may read a statement; '' = at once."""

    embargo: PlainText = Field(default="", max_length=40)


@router.post(_DRAFT + "/sign-off")
def sign_off(
    draft_id: UUID, here: Here, store: TheStore, now: Now, signed: Annotated[SignOff, Form()]
) -> RedirectResponse:
    """Sign the statement as the head of mission read it, and seal it."""
    embargo = here.moment(signed.embargo)
    with store.reading() as db:
        kept = keeping.read(db, keeping.get_draft(db, here.mission.id, draft_id))
        standing = standing_here(here, db, kept)
    if kept.number != signed.seen:
        raise DraftChanged(
            f"You read revision {signed.seen}; the draft is at revision {kept.number}. Read it "
            "again, then sign it."
        )
    prepared = sealing.prepare(standing, now=now)
    with store.writing() as db:
        draft = keeping.lock(db, here.mission.id, draft_id)
        statement = sealing.seal(
            db,
            draft,
            standing_here(here, db, keeping.read(db, draft)),
            prepared,
            by=here.caller.name,
            embargo_until=embargo,
            now=now,
        )
        particulars = {"statement": str(statement.id), "seal": statement.digest}
        note(here, db, now, draft_id, SEALED, particulars)
        return RedirectResponse(f"/statements/{statement.id}", status_code=303)


@router.post(_DRAFT + "/corrections")
def correct(
    draft_id: UUID, here: Here, db: Writing, now: Now, said: Annotated[Correction, Form()]
) -> RedirectResponse:
    """Begin another edition of a sealed statement."""
    begun = keeping.correct(
        db, here.mission.id, draft_id, said.reason, by=here.caller.name, now=now
    )
    note(here, db, now, begun.id, "statement.correction_begun", {"edition": begun.edition})
    return to_draft(here, begun.id)


@router.post("/m/{code}/statement/sealed/{statement_id}/embargo")
def move_embargo(
    statement_id: UUID, here: Here, db: Writing, now: Now, said: Annotated[Embargo, Form()]
) -> RedirectResponse:
    """Let everybody read a sealed statement from another moment on."""
    statement = sealing.get_statement(db, statement_id)
    if statement.mission_id != here.mission.id:
        raise sealing.no_such_statement()
    until = here.moment(said.embargo)
    sealing.move_embargo(db, statement, until)
    here.record(
        db,
        "statement.embargo_moved",
        now=now,
        subject=f"statement {statement_id}",
        until=until.isoformat() if until else "at once",
    )
    return RedirectResponse(f"/statements/{statement_id}", status_code=303)


@router.get("/statements/{statement_id}")
def show_statement(
    statement_id: UUID, caller: MaybeCaller, store: TheStore, now: Now
) -> HTMLResponse:
    """Show a sealed statement, to everybody once its embargo has passed."""
    with store.reading() as db:
        statement, mission = _readable(db, statement_id, caller, now)
        successor = sealing.find_successor(db, statement)
        if successor and not sealing.may_read(successor, mission, _role(caller, mission), now):
            successor = None
        shown = Sealed(
            statement,
            db.get_one(StatementDraft, statement.draft_id),
            mission,
            sealing.list_files(db, statement_id),
            successor,
        )
        return render(sealed_page(shown, caller, now))


@router.get("/statements/{statement_id}/statement.{extension}")
def take_statement(
    statement_id: UUID, extension: Format, caller: MaybeCaller, store: TheStore, now: Now
) -> Response:
    """Hand out a sealed statement as it was written when it was sealed."""
    with store.reading() as db:
        statement, mission = _readable(db, statement_id, caller, now)
        content = sealing.get_file(db, statement_id, extension)
    _record_export(store, caller, statement, now, extension.value)
    name = f"{mission.code}-statement.{extension.value}"
    return file_answer(content, FORMATS[extension].media_type, name)


@router.get("/statements/{statement_id}/seal.json")
def take_seal(statement_id: UUID, caller: MaybeCaller, store: TheStore, now: Now) -> Response:
    """Hand out what the seal is the SHA-256 of: text, evidence, cut and signing."""
    with store.reading() as db:
        statement, mission = _readable(db, statement_id, caller, now)
    _record_export(store, caller, statement, now, "seal")
    name = f"{mission.code}-statement-seal.json"
    return file_answer(statement.content.encode(), "application/json", name)


def _readable(
    db: Session, statement_id: UUID, caller: Caller | None, now: datetime
) -> tuple[SealedStatement, Mission]:
    """Return a statement that the caller may read. Raises NoSuchStatement."""
    statement = sealing.get_statement(db, statement_id)
    mission = db.get_one(Mission, statement.mission_id)
    if not sealing.may_read(statement, mission, _role(caller, mission), now):
        raise sealing.no_such_statement()
    return statement, mission


def _role(caller: Caller | None, mission: Mission) -> Role | None:
    standing = caller.standing_in(mission.id) if caller and not caller.owes_factor else None
    return standing.role if standing else None


def _record_export(
    store: Store, caller: Caller | None, statement: SealedStatement, now: datetime, kind: str
) -> None:
    """Have it written to the audit trail what a member of staff took out."""
    if caller is None:
        return
    with store.writing() as db:
        trail.record(
            db,
            caller,
            "statement.exported",
            now=now,
            mission_id=statement.mission_id,
            subject=f"statement {statement.id}",
            format=kind,
        )
