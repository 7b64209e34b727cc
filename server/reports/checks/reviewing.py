"""What coordinators do about what checks ask: verify, correct, leave out, settle, ask the team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.errors import NotFound
from server.journal.report_cells import reader_of
from server.messages import service as messages
from server.messages.models import Message
from server.messages.recipients import Audience, NobodyToTell
from server.missions.models import Mission
from server.reports.checks.due import note_due
from server.reports.checks.following import read_form
from server.reports.checks.models import AnswerNote, Flag, Inquiry
from server.reports.checks.notes import WHOLE, NoteDeed, seen_in
from server.reports.checks.seen import key_of
from server.reports.cursor import hold_projection, move_cursor
from server.reports.judgement import KnownForm
from server.reports.models import Revision, State
from server.reports.reading import NoSuchReport
from shared.forms.model import Form
from shared.forms.paths import name_in
from shared.ids import new_id
from shared.problems import Problem


class NothingToSayOfIt(Problem):
    """What was said of an answer can't be kept like this."""

    status = 422
    code = "note-refused"
    title = "This can't be kept"


class NoSuchNote(NotFound):
    """The mission has no such note."""

    code = "no-such-note"
    title = "There is no such note"


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says of a report that counts."""

    deed: NoteDeed
    question: str = WHOLE
    """The path of the question; '' = the report as a whole."""
    check: str = ""
    """Of `settle`: the key of the check."""
    value: str = ""
    """Of `correct`: what is to count, as it would be typed: a number, a choice's name, …"""
    reason: str = ""


def say(
    db: Session, mission_id: UUID, report_id: UUID, saying: Saying, *, by: str, now: datetime
) -> AnswerNote:
    """Keep what somebody says of a report; `db` must be a writing session.

    Raises NoSuchReport, or NothingToSayOfIt: an unknown question, a value that the form does not
    admit, no reason where one is needed.
    """
    before = hold_projection(db)
    row = counting_revision(db, mission_id, report_id)
    note = AnswerNote(
        id=new_id(now),
        mission_id=mission_id,
        report_id=report_id,
        deed=saying.deed,
        question=saying.question,
        check=saying.check,
        was=_seen(db, row, saying),
        value=_value(db, row, saying),
        reason=_reason(saying),
        by=by,
        at=now,
    )
    db.add(note)
    note_due(db, [report_id])
    move_cursor(db, before, before.entry_id)
    return note


def take_back(db: Session, mission_id: UUID, note_id: UUID, *, by: str, now: datetime) -> None:
    """Let a note hold no longer; that it held stays known. Raises NoSuchNote."""
    before = hold_projection(db)
    note = db.get(AnswerNote, note_id)
    if note is None or note.mission_id != mission_id:
        raise NoSuchNote("The mission holds no such note. Open the report again.")
    if note.undone_at is None:
        note.undone_at, note.undone_by = now, by
        db.add(note)
        note_due(db, [note.report_id])
        move_cursor(db, before, before.entry_id)


def ask_team(
    db: Session, mission: Mission, report_id: UUID, text: str, *, by: str, now: datetime
) -> Message:
    """Send the report's team a question; a new revision of the report answers it.

    Raises NoSuchReport, NothingToSay or NobodyToTell.
    """
    row = counting_revision(db, mission.id, report_id)
    about = f"About your report from station {row.station_code} ({row.form_id}): "
    audience = Audience(team=row.team_code)
    if not row.team_code:
        raise NobodyToTell("This report came from no team: there is nobody to ask.")
    sent = messages.send(db, mission, audience, about + text.strip(), by=by, now=now)
    db.add(
        Inquiry(
            id=new_id(now),
            mission_id=mission.id,
            report_id=report_id,
            revision=row.revision,
            message_id=sent.id,
            text=text.strip(),
            by=by,
            at=now,
        )
    )
    return sent


def list_notes(db: Session, report_id: UUID) -> Sequence[AnswerNote]:
    """Return all that was ever said of a report, the newest first."""
    query = select(AnswerNote).where(AnswerNote.report_id == report_id)
    return db.exec(query.order_by(col(AnswerNote.at).desc(), col(AnswerNote.id).desc())).all()


def list_inquiries(db: Session, report_id: UUID) -> Sequence[Inquiry]:
    """Return what the team was asked about a report, the newest first."""
    query = select(Inquiry).where(Inquiry.report_id == report_id)
    return db.exec(query.order_by(col(Inquiry.at).desc())).all()


def counting_revision(db: Session, mission_id: UUID, report_id: UUID) -> Revision:
    """Return the revision of a report that counts. Raises NoSuchReport."""
    row = db.exec(
        select(Revision).where(
            Revision.mission_id == mission_id,
            Revision.report_id == report_id,
            Revision.state == State.ACCEPTED,
            col(Revision.superseded_at).is_(None),
        )
    ).first()
    if row is None:
        raise NoSuchReport(
            f"The mission holds no report {report_id} that counts. One that waits for a decision "
            "is accepted or rejected first."
        )
    return row


def _seen(db: Session, row: Revision, saying: Saying) -> Any:  # noqa: ANN401 - JSON
    """Return what the author of a note had before their eyes."""
    if saying.deed is NoteDeed.SETTLE:
        flags = db.exec(select(Flag).where(Flag.report_id == row.report_id)).all()
        flag = next(
            (each for each in flags if key_of(each.check, each.other_id) == saying.check), None
        )
        if flag is None:
            raise NothingToSayOfIt(
                f"The check {saying.check!r} does not flag this report (any more). Nothing is kept."
            )
        return seen_in(flag.questions, row.answers)
    if saying.question != WHOLE:
        return row.answers.get(saying.question)
    if saying.deed is not NoteDeed.EXCLUDE:
        raise NothingToSayOfIt("Say which answer is meant. Nothing is kept.")
    return None


def _value(db: Session, row: Revision, saying: Saying) -> Any:  # noqa: ANN401 - JSON
    if saying.deed is not NoteDeed.CORRECT:
        return None
    form = read_form(db, row.mission_id, row.form_id, row.form_version)
    question = form.question(name_in(saying.question)) if form else None
    if form is None or question is None:
        raise NothingToSayOfIt(f"The form has no question {saying.question!r}. Nothing is kept.")
    cell = saying.value.strip()
    if not cell:
        raise NothingToSayOfIt(
            "Say which value is to count. To have the answer not count at all, leave it out."
        )
    value = reader_of(question)(cell)
    _check_fit(form, row, saying.question, value)
    return value


def _check_fit(form: Form, row: Revision, question: str, value: Any) -> None:  # noqa: ANN401
    known = KnownForm(form, row.form_version, "")
    if wrong := known.misfit({question: value}):
        raise NothingToSayOfIt(f"{wrong} Nothing is kept.")


def _reason(saying: Saying) -> str:
    reason = saying.reason.strip()
    if not reason and saying.deed in {NoteDeed.CORRECT, NoteDeed.EXCLUDE}:
        raise NothingToSayOfIt(
            "Say why: what counts differs from what was observed, and whoever rebuts a figure will "
            "ask. Nothing is kept."
        )
    return reason
