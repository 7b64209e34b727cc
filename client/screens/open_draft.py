"""One draft while it is being filled: looked at anew at every change, and kept before it counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from client.attached_files import AttachedFile, TakenFile, asks_for_file
from client.checklist import Draft
from client.draft_history import Step
from client.language import later, tr
from client.laptop import Laptop
from client.preferences import FORM_LANGUAGE
from client.screens.form_pages import FormPage, pages_of
from client.screens.offers import OfferBook, media_words
from client.widgets.bars import SectionState
from client.widgets.question_state import QuestionState
from shared.forms.answers import Answer
from shared.forms.model import (
    Form,
    Note,
    Question,
    Repeat,
    Section,
    SeenBy,
    questions_of,
)
from shared.forms.outcome import Review
from shared.forms.paths import Place, find_path, name_in, path_to
from shared.forms.plan import compile_form
from shared.forms.remarks import Code, Remark
from shared.forms.reviewing import Reviewing
from shared.problems import Problem
from shared.text import Text, in_language

NOT_YET = later("Not answered yet; the form requires it.")
ONE_OF = later("%(label)s · %(n)s of %(total)s")


class OpenDraft:
    """A draft, its review, and what each question of it shows. Questions are named by paths.

    The writing methods return when the disk has it; they raise what `DraftBook` raises, and then
    nothing has changed here either.
    """

    def __init__(self, laptop: Laptop, draft: Draft) -> None:
        self._laptop = laptop
        self.language = _language_of(draft.form, laptop.preferences.find(FORM_LANGUAGE))
        self.shows_missing = False
        """Whether what is required and blank is pointed out: from the first look at the end on."""
        self._guided: set[str] = set()
        self._sections = _sections_by_name(draft.form)
        self._load(draft)

    @property
    def draft(self) -> Draft:
        """The draft as the disk has it."""
        return self._draft

    @property
    def review(self) -> Review:
        """What is asked, missing, wrong and doubtful now."""
        return self._review

    # --- Writing -----------------------------------------------------------------------

    def answer(self, path: str, answer: Answer | None) -> None:
        """Write an answer, and what the form sets because of it; None takes it back."""
        held = self._draft.answers.get(path)
        if answer == held and type(answer) is type(held):
            return
        self._change(path, lambda: self._reviewing.change(path, answer, now=self._now()))

    def comment(self, path: str, comment: str) -> None:
        """Write a comment; '' takes it back."""
        if comment != self._draft.comments.get(path, ""):
            self._laptop.drafts.set_comment(self._draft.id, path, comment)
            self._reviewing.comment(path, comment)
            self._renew()

    def see(self, path: str, seen_by: SeenBy) -> None:
        """Write how the observer knows."""
        self._laptop.drafts.set_seen_by(self._draft.id, path, seen_by)
        self._reviewing.witness(path, seen_by.value)
        self._renew()

    def attach(self, path: str, taken: TakenFile) -> None:
        """Attach a file; where the question asks for one, it is the answer."""
        drafts, answer = self._laptop.drafts, taken.answer
        self._change_file(path, answer, partial(drafts.attach_taken, self._draft.id, path, taken))

    def detach(self, path: str, sha256: str) -> None:
        """Take a file away again."""
        detach = partial(self._laptop.drafts.detach, self._draft.id, path, sha256)
        self._change_file(path, None, detach)

    def add_instance(self, repeat: str) -> None:
        """Add an instance to a repeat, with what the form gives it."""
        self._change(repeat, lambda: self._reviewing.add_instance(repeat))

    def remove_instance(self, instance: str) -> None:
        """Remove an instance (`incidents[2]`) with all its answers; the later ones move up."""
        self._laptop.drafts.remove_instance(self._draft.id, instance)
        self.read_again()

    def undo(self) -> str | None:
        """Take the last change back; return the path where it was made, None if there is none."""
        return self._turned(self._laptop.drafts.undo(self._draft.id))

    def redo(self) -> str | None:
        """Do again what was undone last; return where it was, None if nothing was."""
        return self._turned(self._laptop.drafts.redo(self._draft.id))

    def stay_at(self, path: str) -> None:
        """Remember where the cursor is, for the next time the draft is opened."""
        if path != self._draft.current_question:
            self._laptop.drafts.set_current_question(self._draft.id, path)
            self._draft = replace(self._draft, current_question=path)

    def read_again(self) -> None:
        """Read the draft from the disk, after something else changed it."""
        self._load(self._laptop.drafts.get(self._draft.id))

    def turn_language(self) -> str:
        """Show the form in its next language, and remember that; return the language's code."""
        languages = self._draft.form.languages
        place = languages.index(self.language) + 1 if self.language in languages else 0
        self.language = languages[place % len(languages)]
        self._laptop.preferences.keep(FORM_LANGUAGE, self.language)
        self._load(self._draft)
        return self.language

    def turn_guidance(self, path: str) -> None:
        """Show the longer hint of a question, or hide it again."""
        self._guided ^= {path}

    # --- Looking -----------------------------------------------------------------------

    def point_out_missing(self) -> None:
        """From now on say of required questions that they are blank."""
        self.shows_missing = True
        self._look()

    def text(self, path: str, text: Text) -> str:
        """Return a text of the form in the language chosen, with answers filled in."""
        filled = self._reviewing.text(path, text)
        return in_language(filled, self.language, self._draft.form.default_language)

    def state_of(self, question: Question, path: str) -> QuestionState:
        """Return what the question at `path` shows."""
        draft, review = self._draft, self._review
        answer = self._reviewing.answers.get(path)
        guidance = self.text(path, question.guidance)
        offers, many = self._offers.of(question, path, answer)
        return QuestionState(
            answer=review.calculated.get(path, answer),
            comment=draft.comments.get(path, ""),
            seen_by=draft.seen_by.get(path),
            remarks=tuple(self._remarks.get(path, ())),
            is_required=path in self._missing_required,
            label=self.text(path, question.label) or question.name,
            hint=self.text(path, question.hint),
            guidance=guidance if path in self._guided else "",
            has_guidance=bool(guidance),
            media=media_words(question.media, self.language),
            offers=offers,
            many=many,
            files=tuple(self._files.get(path, ())),
            is_read_only=path in self._read_only,
        )

    def list_offers(self, question: Question, path: str) -> Sequence[tuple[str, str]]:
        """Return name and label of all that can be chosen, however much it is."""
        return self._offers.everything(question, path)

    def note(self, note: Note | Section, path: str) -> str:
        """Return the text of a note or heading, with what it can't show said in words."""
        parts = (self.text(path, note.label), media_words(note.media, self.language))
        return "\n".join(part for part in parts if part)

    def label_of(self, path: str) -> str:
        """Return the label of a question, with the instance that it stands in before it."""
        found = find_path(path)
        question = self._draft.form.question(name_in(path))
        label = self.text(path, question.label) if question else ""
        before = "" if found is None else self.title_of(found.place, with_total=False)
        return f"{before}: {label or path}" if before else label or path

    def name_of(self, path: str) -> str:
        """Return what stands at a path: a question's label, an instance's or a repeat's title."""
        if path.endswith("]") and (found := find_path(f"{path}/x")):
            return self.title_of(found.place, with_total=False)
        return self.repeat_label(path) if self._repeat(path) else self.label_of(path)

    def remarks_on(self, path: str) -> list[str]:
        """Return what is to be said about one answer."""
        return self._remarks.get(path, [])

    def progress(self) -> str:
        """Return `11/34`: answered, of what is asked now."""
        return f"{len(self._review.answered)}/{len(self._review.asked)}"

    def sections(self) -> list[tuple[int, SectionState]]:
        """Return the sections of which anything is shown, with their places in the form."""
        wanted = self._by_section(self._review.asked)
        answered = self._by_section(self._review.answered)
        remarked = self._by_section(path for path, said in self._remarks.items() if said)
        return [
            (
                place,
                SectionState(
                    label=self.text("", section.label) or section.name,
                    is_done=0 < wanted.get(place, 0) == answered.get(place, 0),
                    has_remarks=place in remarked,
                ),
            )
            for place, section in enumerate(self._draft.form.sections)
            if any(page.section == place for page in self.pages())
        ]

    # --- Pages -------------------------------------------------------------------------

    def pages(self) -> list[FormPage]:
        """Return the pages on which anything is shown now."""
        if self._pages is None:
            shown = set(self._review.shown)
            pages = pages_of(self._draft.form, self._review.instances)
            self._pages = [page for page in pages if page.is_shown(shown)]
        return self._pages

    def title_of(self, place: Place, *, with_total: bool = True) -> str:
        """Return `Contestants · 2 of 5` for an instance; '' outside repeats."""
        parts: list[str] = []
        for depth, (name, number) in enumerate(place):
            total = self._review.instances.get(path_to(place[:depth], name), number)
            label = self.repeat_label(path_to(place[:depth], name))
            counted = tr(ONE_OF) % {"label": label, "n": number, "total": total}
            parts.append(counted if with_total else f"{label} {number}")
        return " › ".join(parts)

    def repeat_label(self, repeat: str) -> str:
        """Return what the repeat of that path is called."""
        node = self._repeat(repeat)
        return (self.text(repeat, node.label) if node else "") or name_in(repeat)

    def has_fixed_number(self, repeat: str) -> bool:
        """Tell whether the form itself says how many instances a repeat has."""
        node = self._repeat(repeat)
        return node is not None and bool(node.count)

    def count_answers_under(self, instance: str) -> int:
        """Return how many answers stand in an instance."""
        return sum(path.startswith(f"{instance}/") for path in self._draft.answers)

    # --- Inside ------------------------------------------------------------------------

    def _load(self, draft: Draft) -> None:
        around = self._laptop.drafts.surroundings.of(draft.form, self.language)
        self._draft = draft
        self._reviewing: Reviewing = draft.reviewing(self._now(), around)
        self._offers = OfferBook(self._reviewing, around.tables, self.language)
        self._look()

    def _turned(self, step: Step | None) -> str | None:
        if step is None:
            return None
        self.read_again()
        return step.question

    def _change(self, path: str, deed: Callable[[], object]) -> None:
        """Let the form follow a change, and keep what it comes to; all of it or nothing."""

        def write() -> None:
            written = {**self._reviewing.changes, path: self._reviewing.answers.get(path)}
            self._laptop.drafts.set_several(self._draft.id, written, at=path)

        self._all_or_nothing(path, deed, write)

    def _change_file(self, path: str, answer: Answer | None, write: Callable[..., None]) -> None:
        """Do the same for a file, which answers only what asks for one."""
        is_answer = asks_for_file(self._draft.form, path)

        def deed() -> None:
            if is_answer:
                self._reviewing.change(path, answer, now=self._now())

        self._all_or_nothing(
            path, deed, lambda: write(self._reviewing.changes if is_answer else {})
        )

    def _all_or_nothing(
        self, path: str, deed: Callable[[], object], write: Callable[[], None]
    ) -> None:
        try:
            deed()
            write()
        except Problem:
            self._load(self._draft)
            raise
        self._draft = replace(self._draft, current_question=path)
        self._renew()

    def _renew(self) -> None:
        """Take over what was written."""
        held = self._reviewing
        self._draft = replace(
            self._draft,
            answers=dict(held.answers),
            comments=dict(held.comments),
            seen_by={path: SeenBy(seen) for path, seen in held.seen_by.items()},
        )
        self._look()

    def _look(self) -> None:
        review = self._review = self._reviewing.review
        self._pages: list[FormPage] | None = None
        self._missing_required = set(review.missing_required)
        self._read_only = set(review.read_only)
        self._files = self._listed_files()
        self._remarks: dict[str, list[str]] = {}
        for each in [*review.wrong, *review.flagged]:
            self._remarks.setdefault(each.question, []).append(self._in_words(each))
        if self.shows_missing:
            for path in review.missing_required:
                self._remarks.setdefault(path, []).append(self._why_required(path))

    def _listed_files(self) -> dict[str, list[AttachedFile]]:
        files: dict[str, list[AttachedFile]] = {}
        for file in self._laptop.drafts.list_files(self._draft.id):
            files.setdefault(file.question, []).append(file)
        return files

    def _in_words(self, remark: Remark) -> str:
        """Return a remark; of figures that disagree, with the figures and their difference."""
        words = (
            tr(remark.sentence) % {"given": remark.given}
            if remark.sentence
            else self.text(remark.question, remark.message)
        )
        is_doubt = remark.code is Code.DOUBTFUL
        figures = self._reviewing.figures(remark.question) if is_doubt else ""
        return f"{words}  {figures}" if figures else words

    def _why_required(self, path: str) -> str:
        question = self._draft.form.question(name_in(path))
        return (self.text(path, question.required_message) if question else "") or tr(NOT_YET)

    def _by_section(self, found: Iterable[str]) -> Counter[int]:
        """Count paths by the place of their section."""
        return Counter(self._sections.get(name_in(path), -1) for path in found)

    def _repeat(self, repeat: str) -> Repeat | None:
        group = compile_form(self._draft.form).groups.get(name_in(repeat))
        return group.section if group and isinstance(group.section, Repeat) else None

    def _now(self) -> datetime:
        return self._laptop.drafts.now_at(self._draft.station)


def _language_of(form: Form, preferred: str) -> str:
    return preferred if preferred in form.languages else form.default_language


def _sections_by_name(form: Form) -> dict[str, int]:
    return {
        question.name: place
        for place, section in enumerate(form.sections)
        for question in questions_of(section)
    }
