"""What is written into an open draft: on the disk before the call that gave it returns.

answer, comment, source, file, instance ──▶ one transaction, and in it a step that can be undone
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

from client.attached_files import ANSWER_PREFIX, AttachedFile, TakenFile, asks_for_file
from client.attachments import AttachmentBook
from client.checklist import Draft
from client.draft_checks import check_question
from client.draft_history import DraftHistory, Step
from client.draft_rows import (
    COLUMNS,
    FORM,
    answer_text,
    draft_of,
    replace_answers,
    write_cell,
)
from client.instances import contents_of, put_into, without
from client.language import later, tr
from client.letters import clean
from client.pack import PackStore
from client.store import Row, Store
from shared.clock import Clock
from shared.forms.answers import Answer, Answers
from shared.forms.model import Form, SeenBy
from shared.problems import Problem

NOTHING_ELSE: Mapping[str, Answer | None] = MappingProxyType({})


class DraftGone(Problem):
    """The draft was finished or discarded, here or by another program on this laptop."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "draft-gone"
    title: ClassVar[str] = later("This draft is no longer open")

    def __init__(self) -> None:
        super().__init__(
            tr(
                "This draft is no longer open: it was finished or discarded on this laptop. "
                "What was finished is among the sealed reports."
            )
        )


class DraftAnswers:
    """The answers of all open drafts of one laptop; `client.drafts` opens and seals them."""

    def __init__(
        self, store: Store, pack: PackStore, attachments: AttachmentBook, clock: Clock
    ) -> None:
        self._store = store
        self._pack = pack
        self._attachments = attachments
        self._clock = clock
        self._history = DraftHistory(store)

    def get(self, draft_id: UUID) -> Draft:
        """Return a draft as it is now; raises DraftGone."""
        row = self._store.row(f"SELECT {COLUMNS} FROM draft WHERE id = ?", str(draft_id))  # noqa: S608 - constant columns
        if row is None:
            raise DraftGone
        return self._draft(row)

    # --- Answers -----------------------------------------------------------------------

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
        with self._history.step(draft_id, at):
            self._write_answers(draft_id, answers, at=at)

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

    def set_comment(self, draft_id: UUID, question: str, comment: str) -> None:
        """Write the comment on a question; '' takes it back. Raises as `set_answer`."""
        self._write_cell(draft_id, question, "comment", clean(comment.strip()))

    def set_seen_by(self, draft_id: UUID, question: str, seen_by: SeenBy | None) -> None:
        """Write how the observer knows; None takes it back. Raises as `set_answer`."""
        self._write_cell(draft_id, question, "seen_by", seen_by.value if seen_by else "")

    def set_current_question(self, draft_id: UUID, question: str) -> None:
        """Remember where the observer is, to open the draft there again."""
        self._update(draft_id, "current_question", question)

    def remove_instance(self, draft_id: UUID, instance: str) -> None:
        """Remove an instance of a repeat (`incidents[2]`) with all that stands under it.

        Raises DraftGone or DiskFull.
        """
        with self._history.step(draft_id, instance) as connection:
            draft = self.get(draft_id)
            put_into(connection, draft, without(contents_of(connection, draft), instance))
            self._update(draft_id, "current_question", "")

    # --- Files -------------------------------------------------------------------------

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

    def attach_taken(
        self,
        draft_id: UUID,
        question: str,
        taken: TakenFile,
        also: Mapping[str, Answer | None] = NOTHING_ELSE,
    ) -> None:
        """Attach a file that is in the store already, and write what the form set because of it.

        Raises as `set_answer`.
        """
        with self._history.step(draft_id, question):
            answers = self._answers_with(draft_id, question, taken.answer, also)
            self._attachments.link(draft_id, question, taken)
            self._write_answers(draft_id, answers, at=question)

    def detach(
        self,
        draft_id: UUID,
        question: str,
        sha256: str,
        also: Mapping[str, Answer | None] = NOTHING_ELSE,
    ) -> None:
        """Take a file away again; where it was the answer, that is missing then."""
        with self._history.step(draft_id, question):
            self._attachments.unlink(draft_id, question, sha256)
            answers = self._answers_with(draft_id, question, None, also)
            self._write_answers(draft_id, answers, at=question)
        self._attachments.forget_orphans()

    def list_files(self, draft_id: UUID) -> Sequence[AttachedFile]:
        """Return the files of a draft, by question."""
        return self._attachments.of_draft(draft_id)

    # --- Steps -------------------------------------------------------------------------

    def undo(self, draft_id: UUID) -> Step | None:
        """Take the last change back; None where there is none. Raises DraftGone or DiskFull.

        The draft opens again where the change was made.
        """
        return self._turned(draft_id, self._history.undo)

    def redo(self, draft_id: UUID) -> Step | None:
        """Do again what was undone last; None where nothing was. Raises as `undo`."""
        return self._turned(draft_id, self._history.redo)

    def _turned(self, draft_id: UUID, turn: Callable[[UUID], Step | None]) -> Step | None:
        with self._store.writing():
            step = turn(draft_id)
            if step is None:
                self.get(draft_id)
            else:
                self._update(draft_id, "current_question", step.question)
        return step

    # --- Inside ------------------------------------------------------------------------

    def _write_answers(
        self, draft_id: UUID, answers: Mapping[str, Answer | None], *, at: str
    ) -> None:
        with self._store.writing() as connection:
            self._update(draft_id, "current_question", at)
            form = self._form_of(draft_id)
            for question, answer in answers.items():
                check_question(form, question)
                write_cell(connection, draft_id, question, "answer", answer_text(answer))
                if asks_for_file(form, question):
                    self._keep_only(draft_id, question, answer)

    def _write_cell(self, draft_id: UUID, question: str, column: str, value: str | None) -> None:
        with self._history.step(draft_id, question) as connection:
            self._update(draft_id, "current_question", question)
            check_question(self._form_of(draft_id), question)
            write_cell(connection, draft_id, question, column, value)

    def _update(self, draft_id: UUID, column: str, value: str | None) -> None:
        with self._store.writing() as connection:
            changed = connection.execute(
                f"UPDATE draft SET {column} = ?, changed_at = ? WHERE id = ?",  # noqa: S608 - our own column names
                (value, self._clock().isoformat(), str(draft_id)),
            )
            if changed.rowcount == 0:
                raise DraftGone

    def _keep_only(self, draft_id: UUID, question: str, answer: Answer | None) -> None:
        """Take away the files of a question of which its answer is none."""
        for file in self._attachments.of_draft(draft_id):
            if file.question == question and answer != ANSWER_PREFIX + file.sha256:
                self._attachments.unlink(draft_id, question, file.sha256)

    def _answers_with(
        self,
        draft_id: UUID,
        question: str,
        answer: Answer | None,
        also: Mapping[str, Answer | None],
    ) -> Mapping[str, Answer | None]:
        """Return `also`, with the answer where the question asks for a file."""
        is_answer = bool(question) and asks_for_file(self._form_of(draft_id), question)
        return {**also, question: answer} if is_answer else also

    def _form_of(self, draft_id: UUID) -> Form:
        row = self._store.row("SELECT form FROM draft WHERE id = ?", str(draft_id))
        if row is None:
            raise DraftGone
        return self._pack.get_form(str(row[0]))

    def _draft(self, row: Row) -> Draft:
        return draft_of(self._store, row, self._pack.get_form(row[FORM]))
