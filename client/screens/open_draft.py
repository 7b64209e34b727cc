"""One draft while it is being filled: to the disk first, then looked at again."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from client.checklist import Draft
from client.laptop import Laptop
from client.widgets.bars import SectionState
from client.widgets.question_lines import QuestionState
from shared.forms.answers import Answer
from shared.forms.model import Question, Repeat, Section, SeenBy
from shared.forms.review import Review
from shared.text import in_language

Value = TypeVar("Value")
NOT_YET = "Not answered yet; the form requires it."


class OpenDraft:
    """A draft, its review, and what each question of it shows.

    The three writing methods return when the disk has it; they raise what `DraftBook` raises,
    and then nothing has changed here either.
    """

    def __init__(self, laptop: Laptop, draft: Draft) -> None:
        self._laptop = laptop
        self._remarks: dict[str, list[str]] = {}
        self.draft = draft
        self.language = draft.form.default_language
        self.shows_missing = False
        """Whether what is required and blank is pointed out: from the first look at the end on."""
        self.review = self._look()

    # --- Writing -----------------------------------------------------------------------

    def answer(self, question: str, answer: Answer | None) -> None:
        """Write an answer; None takes it back."""
        held = self.draft.answers
        if answer == held.get(question) and type(answer) is type(held.get(question)):
            return
        self._laptop.drafts.set_answer(self.draft.id, question, answer)
        self._now(answers=_with(held, question, answer))

    def comment(self, question: str, comment: str) -> None:
        """Write a comment; '' takes it back."""
        if comment == self.draft.comments.get(question, ""):
            return
        self._laptop.drafts.set_comment(self.draft.id, question, comment)
        self._now(comments=_with(self.draft.comments, question, comment or None))

    def see(self, question: str, seen_by: SeenBy) -> None:
        """Write how the observer knows."""
        self._laptop.drafts.set_seen_by(self.draft.id, question, seen_by)
        self._now(seen_by=_with(self.draft.seen_by, question, seen_by))

    def stay_at(self, question: str) -> None:
        """Remember where the cursor is, for the next time the draft is opened."""
        if question != self.draft.current_question:
            self._laptop.drafts.set_current_question(self.draft.id, question)
            self.draft = replace(self.draft, current_question=question)

    def read_again(self) -> None:
        """Read the draft from the disk, after something else changed it."""
        self.draft = self._laptop.drafts.get(self.draft.id)
        self.review = self._look()

    # --- Looking -----------------------------------------------------------------------

    def point_out_missing(self) -> None:
        """From now on say of required questions that they are blank."""
        self.shows_missing = True
        self.review = self._look()

    def state_of(self, question: Question) -> QuestionState:
        """Return what `question` shows."""
        draft, name = self.draft, question.name
        return QuestionState(
            answer=draft.answers.get(name),
            comment=draft.comments.get(name, ""),
            seen_by=draft.seen_by.get(name),
            remarks=tuple(self._remarks.get(name, ())),
            is_required=name in self.review.missing_required,
        )

    def remarks_on(self, question: str) -> list[str]:
        """Return what is to be said about one answer."""
        return self._remarks.get(question, [])

    def progress(self) -> str:
        """Return `11/34`: answered, of what is asked now."""
        return f"{len(self.review.answered)}/{len(self.review.asked)}"

    def sections(self) -> list[tuple[int, SectionState]]:
        """Return the sections of which anything is shown, with their places in the form."""
        shown, answered = set(self.review.shown), set(self.review.answered)
        asked = set(self.review.asked)
        states: list[tuple[int, SectionState]] = []
        for place, section in enumerate(self.draft.form.sections):
            names = [node.name for node in nodes_of(section)]
            if shown.isdisjoint(names):
                continue
            wanted = asked.intersection(names)
            state = SectionState(
                label=in_language(section.label, self.language) or section.name,
                is_done=bool(wanted) and wanted <= answered,
                has_remarks=any(self._remarks.get(name) for name in names),
            )
            states.append((place, state))
        return states

    def _now(self, **changes: object) -> None:
        self.draft = replace(self.draft, **changes)  # pyright: ignore[reportArgumentType]
        self.review = self._look()

    def _look(self) -> Review:
        found = self.draft.review(self._laptop.drafts.now_at(self.draft.station))
        self._remarks = {}
        for each in [*found.wrong, *found.flagged]:
            words = in_language(each.message, self.language)
            self._remarks.setdefault(each.question, []).append(words)
        if self.shows_missing:
            for name in found.missing_required:
                self._remarks.setdefault(name, []).append(NOT_YET)
        return found


def nodes_of(section: Section) -> Iterator[Section | Question]:
    """Yield what stands in a section, repeats left out: inner sections before what is in them."""
    for child in section.children:
        if isinstance(child, Repeat):
            continue
        yield child
        if isinstance(child, Section):
            yield from nodes_of(child)


def _with(held: dict[str, Value], key: str, value: Value | None) -> dict[str, Value]:
    """Return a copy of `held` in which `key` has `value`; None takes it out."""
    changed = {each: kept for each, kept in held.items() if each != key}
    return changed if value is None else changed | {key: value}
