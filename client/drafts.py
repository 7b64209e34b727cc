"""Checklists being filled: every answer is on the disk before the call that gave it returns.

open ──▶ set_answer, set_comment, set_seen_by … ──▶ finish ──▶ an entry of the journal
  ▲                                                              │
  └───────────────────────── revise ◀────────────────────────────┘
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from client.attached_files import ANSWER_PREFIX, AttachedFile, TakenFile, asks_for_file
from client.attachments import AttachmentBook
from client.checklist import Draft
from client.draft_checks import check_question, without_end
from client.draft_rows import (
    COLUMNS,
    FORM,
    answer_text,
    draft_of,
    insert_draft,
    replace_answers,
    write_cell,
)
from client.instances import Contents, contents_of, put_into, without
from client.journal import Journal
from client.language import later, tr
from client.letters import clean
from client.pack import PackStore
from client.reports import ReportBook
from client.store import Row, Store
from client.surroundings import SurroundingsBook
from client.visits import find_description, find_open_visit, find_visit
from shared.clock import Clock
from shared.digest import canonical_json
from shared.forms.answers import Answer, Answers, from_json
from shared.forms.model import Form, SeenBy
from shared.forms.outcome import Review
from shared.ids import new_id
from shared.problems import Problem
from shared.sync.protocol import ReportBody


class DraftGone(Problem):
    """The draft was finished or discarded, here or by another program on this laptop."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "draft-gone"
    title: ClassVar[str] = later("This draft is no longer open")


class ReasonMissing(Problem):
    """A revision says why the report is changed."""

    code: ClassVar[str] = "reason-missing"
    title: ClassVar[str] = later("A reason is missing")


class DraftBook:
    """The drafts of one laptop."""

    def __init__(self, store: Store, journal: Journal, pack: PackStore, clock: Clock) -> None:
        self.surroundings = SurroundingsBook(store, pack)
        """What the checklists are filled in with besides their answers."""
        self._store = store
        self._journal = journal
        self._pack = pack
        self._clock = clock
        self._reports = ReportBook(store, pack)
        self._attachments = AttachmentBook(store, journal, clock)

    # --- Opening -----------------------------------------------------------------------

    def open(
        self,
        form: Form,
        station: str,
        arrived_at: datetime | None = None,
        *,
        visit: UUID | None = None,
    ) -> Draft:
        """Begin a report on `station` and return its draft, with what the form gives of itself.

        It belongs to `visit`, or to the one that `find_visit` finds there; else to one of its own.
        `arrived_at` is aware; without it, it is the arrival of the visit that is under way, else
        now, by the station's clock.
        """
        station = clean(station)
        under_way = find_open_visit(self._store, station)
        now = self._clock()
        arrived = arrived_at or (under_way.arrived_at if under_way else self.now_at(station))
        draft = Draft(
            id=new_id(now),
            report=new_id(now),
            revision=1,
            base=None,
            form=form,
            station=station,
            visit=visit or find_visit(self._store, station, arrived) or new_id(now),
            arrived_at=arrived,
            departed_at=None,
            answers={},
            comments={},
            seen_by={},
            current_question="",
            reason="",
            opened_at=now,
            changed_at=now,
        )
        reviewing = draft.reviewing(self.now_at(station), self.surroundings.of(form))
        reviewing.begin()
        draft = replace(draft, answers=reviewing.answers)
        self._insert(draft)
        return draft

    def revise(self, report: UUID, reason: str) -> Draft:
        """Open the newest revision of a sealed report for change, and return the draft.

        A draft of the same report that is already open is returned as it is. Raises
        ReasonMissing or `client.reports.UnknownReport`.
        """
        if not reason.strip():
            raise ReasonMissing(
                tr("Say in a few words why the report is changed; headquarters sees both versions.")
            )
        row = self._store.row("SELECT id FROM draft WHERE report = ?", str(report))
        if row is not None:
            return self.get(UUID(row[0]))
        body = self._reports.get_report(report).body
        draft = self._draft_of(body, clean(reason.strip()))
        with self._store.writing():
            self._insert(draft)
            self._attachments.link_as_sealed(draft.id, report, body.revision)
        return draft

    def list_drafts(self) -> Sequence[Draft]:
        """Return the open drafts, the one changed last first.

        After a rescue a draft may lack its checklist: it is left out until a sync brings it.
        """
        rows = self._store.rows(
            f"SELECT {COLUMNS} FROM draft WHERE form IN (SELECT digest FROM form)"  # noqa: S608 - constant columns
            " ORDER BY changed_at DESC, id DESC"
        )
        return [self._draft(row) for row in rows]

    def count(self) -> int:
        """Return how many drafts are open."""
        row = self._store.row("SELECT count(*) FROM draft")
        return int(row[0]) if row else 0

    def get(self, draft_id: UUID) -> Draft:
        """Return a draft as it is now; raises DraftGone."""
        row = self._store.row(f"SELECT {COLUMNS} FROM draft WHERE id = ?", str(draft_id))  # noqa: S608 - constant columns
        if row is None:
            raise _gone()
        return self._draft(row)

    def glance_at(self, draft: Draft) -> Review:
        """Return the review of a draft for a list of many: tables are not read for it."""
        return draft.review(self.now_at(draft.station), self.surroundings.at_hand(draft.form))

    def now_at(self, station: str) -> datetime:
        """Return the present moment by the station's clock, to the second."""
        zone = self._pack.timezone_of(station)
        return self._clock().astimezone(zone).replace(microsecond=0)

    # --- Filling -----------------------------------------------------------------------

    def set_answer(self, draft_id: UUID, question: str, answer: Answer | None) -> None:
        """Write one answer, or take it back with None; on the disk when this returns.

        Any value is kept, also one that the review will call wrong: that is the review's to
        say. Raises DraftGone, UnknownQuestion or DiskFull.
        """
        self.set_several(draft_id, {question: answer}, at=question)

    def set_several(self, draft_id: UUID, answers: Mapping[str, Answer | None], *, at: str) -> None:
        """Write the answer to the question `at`, and what the form set because of it: all or none.

        A file that is no longer the answer goes. Raises as `set_answer`.
        """
        with self._store.writing() as connection:
            self._update(draft_id, "current_question", at)
            form = self._form_of(draft_id)
            for question, answer in answers.items():
                check_question(form, question)
                write_cell(connection, draft_id, question, "answer", answer_text(answer))
                if asks_for_file(form, question):
                    self._keep_only(draft_id, question, answer)

    def set_answers(
        self,
        draft_id: UUID,
        answers: Answers,
        comments: Mapping[str, str],
        seen_by: Mapping[str, SeenBy],
    ) -> None:
        """Write a whole filled checklist over what the draft holds. Raises as `set_answer`."""
        with self._store.writing() as connection:
            draft = self.get(draft_id)
            for question in {*answers, *comments, *seen_by}:
                check_question(draft.form, question)
            replace_answers(
                connection,
                replace(draft, answers=answers, comments=dict(comments), seen_by=dict(seen_by)),
            )
            self._update(draft_id, "current_question", draft.current_question)

    def remove_instance(self, draft_id: UUID, instance: str) -> Contents:
        """Remove an instance of a repeat (`incidents[2]`) with all that stands under it.

        Returns what the draft held, for `bring_back`. Raises DraftGone or DiskFull.
        """
        with self._store.writing() as connection:
            draft = self.get(draft_id)
            before = contents_of(connection, draft)
            put_into(connection, draft, without(before, instance))
            self._update(draft_id, "current_question", "")
        return before

    def bring_back(self, draft_id: UUID, contents: Contents) -> None:
        """Let a draft hold again what it held before an instance was removed."""
        with self._store.writing() as connection:
            put_into(connection, self.get(draft_id), contents)
            self._update(draft_id, "current_question", "")

    def attach(self, draft_id: UUID, question: str, path: Path) -> TakenFile:
        """Attach a file to a question, or ('') to the report as a whole; in the store for good.

        Where the question asks for a file it is the answer, in place of the one before. Raises
        as `set_answer`, and FileNotTaken.
        """
        form = self._form_of(draft_id)
        if question:
            check_question(form, question)
        taken = self._attachments.take(path)
        self.attach_taken(draft_id, question, taken)
        return taken

    def attach_taken(self, draft_id: UUID, question: str, taken: TakenFile) -> None:
        """Attach a file that is in the store already. Raises as `set_answer`."""
        with self._store.writing():
            form = self._form_of(draft_id)
            if question and asks_for_file(form, question):
                self._attachments.link(draft_id, question, taken)
                self.set_answer(draft_id, question, taken.answer)
            else:
                self._attachments.link(draft_id, question, taken)

    def detach(self, draft_id: UUID, question: str, sha256: str) -> None:
        """Take a file away again; where it was the answer, that is missing then."""
        with self._store.writing():
            self._attachments.unlink(draft_id, question, sha256)
            if question and asks_for_file(self._form_of(draft_id), question):
                self.set_answer(draft_id, question, None)

    def list_files(self, draft_id: UUID) -> Sequence[AttachedFile]:
        """Return the files of a draft, by question."""
        return self._attachments.of_draft(draft_id)

    def set_comment(self, draft_id: UUID, question: str, comment: str) -> None:
        """Write the comment on a question; '' takes it back. Raises as `set_answer`."""
        self._write_cell(draft_id, question, "comment", clean(comment.strip()))

    def set_seen_by(self, draft_id: UUID, question: str, seen_by: SeenBy | None) -> None:
        """Write how the observer knows; None takes it back. Raises as `set_answer`."""
        self._write_cell(draft_id, question, "seen_by", seen_by.value if seen_by else "")

    def set_current_question(self, draft_id: UUID, question: str) -> None:
        """Remember where the observer is, to open the draft there again."""
        self._update(draft_id, "current_question", question)

    def set_arrived_at(self, draft_id: UUID, moment: datetime) -> None:
        """Correct the time of arrival (aware)."""
        self._update(draft_id, "arrived_at", moment.isoformat())

    def set_departed_at(self, draft_id: UUID, moment: datetime | None) -> None:
        """Note the time of departure (aware) before finishing; None takes it back."""
        self._update(draft_id, "departed_at", moment.isoformat() if moment else None)

    def discard(self, draft_id: UUID) -> None:
        """Throw a draft away for good. A report it revised stays as it was. Raises DraftGone."""
        with self._store.writing() as connection:
            gone = connection.execute("DELETE FROM draft WHERE id = ?", (str(draft_id),))
            if gone.rowcount == 0:
                raise _gone()
            self._attachments.forget_orphans()

    # --- Finishing ---------------------------------------------------------------------

    def finish(
        self, draft_id: UUID, departed_at: datetime | None = None, *, as_it_is: bool = False
    ) -> UUID:
        """Seal the draft into the journal and return its report's id.

        Hidden answers stay behind; missing ones are allowed, and with `as_it_is` wrong ones too:
        headquarters judges them. The entry is appended and the draft closed in one transaction.
        Raises NotFinished for wrong answers or times (nothing is changed then), DraftGone,
        EntryTooLong, DiskFull or NotEnrolled.
        """
        with self._store.writing() as connection:
            draft = self.get(draft_id)
            departed = departed_at or draft.departed_at or self.now_at(draft.station)
            around = self.surroundings.of(draft.form)
            body = draft.report_body(departed, around, as_it_is=as_it_is)
            described = find_description(self._store, draft.visit)
            body = body.model_copy(update={"described": described})
            entry = self._journal.append(
                "report",
                canonical_json(body.model_dump(mode="json")),
                self._clock().astimezone(),
            )
            connection.execute(
                "INSERT INTO sealed (report, revision, journal, seq, station, visit, departed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    str(draft.report),
                    draft.revision,
                    self._journal.number(),
                    entry.seq,
                    draft.station,
                    str(draft.visit),
                    _in_utc(departed),
                ),
            )
            self._attachments.announce(draft_id, draft.form, body)
            connection.execute("DELETE FROM draft WHERE id = ?", (str(draft_id),))
            self._attachments.forget_orphans()
        return draft.report

    def _draft_of(self, body: ReportBody, reason: str) -> Draft:
        now, form = self._clock(), self._pack.get_form(body.form.digest)
        return Draft(
            id=new_id(now),
            report=body.report,
            revision=body.revision + 1,
            base=body.revision,
            form=form,
            station=body.station,
            visit=body.visit,
            arrived_at=body.arrived_at,
            departed_at=body.departed_at,
            answers=without_end(from_json(body.answers), form),
            comments=dict(body.comments),
            seen_by={name: SeenBy(value) for name, value in body.seen_by.items()},
            current_question="",
            reason=reason,
            opened_at=now,
            changed_at=now,
        )

    def _insert(self, draft: Draft) -> None:
        with self._store.writing() as connection:
            insert_draft(connection, draft)

    def _update(self, draft_id: UUID, column: str, value: str | None) -> None:
        with self._store.writing() as connection:
            changed = connection.execute(
                f"UPDATE draft SET {column} = ?, changed_at = ? WHERE id = ?",  # noqa: S608 - our own column names
                (value, self._clock().isoformat(), str(draft_id)),
            )
            if changed.rowcount == 0:
                raise _gone()

    def _write_cell(self, draft_id: UUID, question: str, column: str, value: str | None) -> None:
        with self._store.writing() as connection:
            self._update(draft_id, "current_question", question)
            check_question(self._form_of(draft_id), question)
            write_cell(connection, draft_id, question, column, value)

    def _keep_only(self, draft_id: UUID, question: str, answer: Answer | None) -> None:
        """Take away the files of a question of which its answer is none."""
        for file in self._attachments.of_draft(draft_id):
            if file.question == question and answer != ANSWER_PREFIX + file.sha256:
                self._attachments.unlink(draft_id, question, file.sha256)

    def _form_of(self, draft_id: UUID) -> Form:
        row = self._store.row("SELECT form FROM draft WHERE id = ?", str(draft_id))
        if row is None:
            raise _gone()
        return self._pack.get_form(str(row[0]))

    def _draft(self, row: Row) -> Draft:
        return draft_of(self._store, row, self._pack.get_form(row[FORM]))


def _in_utc(moment: datetime) -> str:
    """Return `moment` so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _gone() -> DraftGone:
    return DraftGone(
        tr(
            "This draft is no longer open: it was finished or discarded on this laptop. "
            "What was finished is among the sealed reports."
        )
    )
