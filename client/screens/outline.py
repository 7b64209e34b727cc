"""The whole checklist as a list: sections and questions, each with how it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from client.screens.open_draft import OpenDraft
from client.widgets import signs
from client.widgets.answer_rows import answer_in_words
from client.widgets.outline_pane import PaneLine
from shared.forms.answers import NonAnswer
from shared.forms.model import Note, Question, Section


@dataclass(frozen=True)
class OutlineRow:
    """A section, or a question of it."""

    path: str
    """Where one goes from here: of a section, its first question ('' where it has none)."""
    label: str
    sign: str
    """✓ answered, ! look here, '' neither."""
    state: str
    """Of a section, `3/6`; of a question, its answer in a few words."""
    is_heading: bool = False
    is_answered: bool = False


def outline_of(draft: OpenDraft, only: int | None = None) -> Iterator[OutlineRow]:
    """Yield sections and what is asked in them; with `only`, in that one alone."""
    asked, answered = set(draft.review.asked), set(draft.review.answered)
    for place, section in draft.sections():
        questions = [
            (part, path)
            for page in draft.pages()
            if page.section == place
            for part in page.parts
            if not isinstance(part, Section | Note) and (path := page.path_of(part)) in asked
        ]
        done = sum(path in answered for _, path in questions)
        yield OutlineRow(
            path=questions[0][1] if questions else "",
            label=section.label,
            sign=_sign(has_remarks=section.has_remarks, is_done=section.is_done),
            state=f"{done}/{len(questions)}",
            is_heading=True,
            is_answered=section.is_done,
        )
        if only is None or only == place:
            yield from (
                _row(draft, part, path, is_done=path in answered) for part, path in questions
            )


def pane_lines(draft: OpenDraft, section: int, here: str) -> list[PaneLine]:
    """Return the outline as it stands beside the page: the questions of the open `section`."""
    return [
        PaneLine(
            path=row.path,
            label=row.label,
            sign=row.sign,
            state=row.state,
            is_heading=row.is_heading,
            is_current=row.path == here and not row.is_heading,
        )
        for row in outline_of(draft, only=section)
    ]


def _row(draft: OpenDraft, question: Question, path: str, *, is_done: bool) -> OutlineRow:
    return OutlineRow(
        path=path,
        label=draft.label_of(path),
        sign=_sign(has_remarks=bool(draft.remarks_on(path)), is_done=is_done),
        state=_answer(draft, question, path) if is_done else "",
        is_answered=is_done,
    )


def _answer(draft: OpenDraft, question: Question, path: str) -> str:
    state = draft.state_of(question, path)
    if isinstance(state.answer, NonAnswer):
        return signs.non_answer_words(state.answer, draft.language)
    return answer_in_words(
        question, state, state.offers or signs.offers_of(question, draft.language)
    )


def _sign(*, has_remarks: bool, is_done: bool) -> str:
    return signs.ATTENTION if has_remarks else signs.ANSWERED if is_done else ""
