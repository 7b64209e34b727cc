"""The lines of one question, at a given width. Pure: the same in, the same out.

    ▌ ✓ In practice, did voters mark their ballots unseen?
    ▌      1 always   ● 2 mostly     3 sometimes     4 never
    ▌   ! Did you see this yourselves, or was it reported to you?
    ▌      o not observed     d don't know     c comment     s seen?

The last row of a question that is not current stays empty or tells what was noted, so the
page does not jump as the cursor moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from client.language import later, tr
from client.widgets import signs
from client.widgets.answer_rows import (
    BOLD_ACCENT,
    CHOSEN_IN_WORDS,
    answer_rows,
    file_row,
    pressed,
)
from client.widgets.plain import is_plain
from client.widgets.question_state import QuestionState
from shared.forms.answers import NonAnswer
from shared.forms.model import Media, Question, Shape
from shared.text import in_language

LOOK_HERE, ANSWERED_IN_WORDS = later("look at this again:"), later("answered:")
INDENT = 4
"""Columns before the text: the bar, a space, the sign, a space."""
_GAP = 2


@dataclass(frozen=True)
class QuestionLines:
    """What to draw, and where an inline input belongs."""

    lines: list[Content]
    value_row: int
    """The row where a typed answer stands."""
    last_row: int
    """The row where a comment is written."""


def lay_out(
    question: Question, state: QuestionState, *, width: int, current: bool, language: str
) -> QuestionLines:
    """Return the lines of `question`, `width` columns wide."""
    inner = max(width - INDENT, 20)
    body = [*_title(question, state, inner, language), *_hints(question, state, inner, language)]
    if is_plain():
        body[:0] = _standing(state)
    value_row = len(body)
    offers = signs.offers_of(question, language) if state.offers is None else state.offers
    body += answer_rows(question, state, offers, inner)
    for remark in state.remarks:
        body += _remark(remark, inner)
    if not isinstance(question, Media | Shape):  # of these the file is the answer
        body += [file_row(each, inner) for each in state.files]
    last_row = len(body)
    if current and is_plain():
        body += _options_in_lines(question, state, language)
    else:
        options = _options if current else _noted
        body.append(options(question, state, inner, language))
    return QuestionLines(list(_with_margin(body, state, current=current)), value_row, last_row)


def _with_margin(body: list[Content], state: QuestionState, *, current: bool) -> Iterator[Content]:
    bar = Content.styled(f"{signs.CURSOR_BAR} ", "$accent") if current else Content("  ")
    for row, line in enumerate(body):
        yield bar + (_sign(state) if row == 0 else Content("  ")) + line


def _sign(state: QuestionState) -> Content:
    if state.remarks:
        return Content.styled(f"{signs.ATTENTION} ", "$warning bold")
    if state.answer is not None:
        return Content.styled(f"{signs.ANSWERED} ", "$accent")
    return Content("  ")


def _title(question: Question, state: QuestionState, width: int, language: str) -> list[Content]:
    label = in_language(question.label, language) if state.label is None else state.label
    text = Content.styled(label or question.name, "bold")
    if state.is_required and state.answer is None:
        text = Content.assemble(text, (f"  {tr('required')}", "$muted"))
    return text.wrap(width)


def _hints(question: Question, state: QuestionState, width: int, language: str) -> list[Content]:
    hint = in_language(question.hint, language) if state.hint is None else state.hint
    texts = (hint, state.media, state.guidance)
    return [line for text in texts if text for line in Content.styled(text, "$muted").wrap(width)]


def _remark(words: str, width: int) -> list[Content]:
    sign = Content.styled(f"{signs.ATTENTION} ", "$warning bold")
    first, *others = Content.styled(words, "$warning").wrap(width - 2)
    return [sign + first, *(Content("  ") + line for line in others)]


def _options(question: Question, state: QuestionState, width: int, language: str) -> Content:
    """Return the row below the current question: what else can be said about it.

    Where room is short, first the gaps go, then words, and at last what the help says, too.
    """
    non_answers = list(_non_answers(question, state, language))
    row = Content("")
    for shortness in range(3):
        asides = _asides(question, state, shortness)
        options = [*non_answers, *asides]
        for lead, gap in ((2, _GAP), (1, 1), (1, 0)):
            leads = [_GAP, *(lead for _ in options[1:])]  # all rows begin in one column
            cells = [_cell(*each, lead=lead) for each, lead in zip(options, leads, strict=True)]
            row = Content(" " * gap).join(cells)
            if row.cell_length <= width:
                return row
    return row.truncate(width, ellipsis=True)


def _options_in_lines(question: Question, state: QuestionState, language: str) -> list[Content]:
    """Return the same for a screen reader: one a line, and in words what was chosen."""
    options = [*_non_answers(question, state, language), *_asides(question, state)]
    lines = [_cell(*each, lead=_GAP) for each in options]
    chosen = Content(f", {tr(CHOSEN_IN_WORDS)}")
    return [line + chosen if each[-1] else line for line, each in zip(lines, options, strict=True)]


def _standing(state: QuestionState) -> list[Content]:
    """Return in words what the sign before a question says."""
    if state.remarks:
        return [Content.styled(tr(LOOK_HERE), "$warning")]
    return [Content.styled(tr(ANSWERED_IN_WORDS), "$accent")] if state.answer is not None else []


def _non_answers(
    question: Question, state: QuestionState, language: str
) -> Iterator[tuple[str, str, bool]]:
    """Yield key, words and whether it was chosen, of each non-answer that is offered."""
    for key, non_answer in signs.NON_ANSWER_KEYS.items():
        if non_answer in question.non_answers and not state.is_read_only:
            words = signs.non_answer_words(non_answer, language)
            yield key, words, state.answer is non_answer


def _asides(
    question: Question, state: QuestionState, shortness: int = 0
) -> Iterator[tuple[str, str, bool]]:
    """Yield what can be said beside the answer, with ✓ where it was.

    With a `shortness` of 1 the source is said in short, with 2 the rest is keys alone.
    """
    comment, file = ("", "") if shortness > 1 else (tr("comment"), tr("file"))
    if state.has_guidance:
        words = tr("less") if state.guidance else tr("more")
        yield signs.GUIDANCE_KEY, words if shortness < 2 else "", False
    yield signs.COMMENT_KEY, _ticked(comment, is_there=bool(state.comment)), False
    if not isinstance(question, Media | Shape):
        yield signs.ATTACH_KEY, _ticked(file, is_there=bool(state.files)), False
    if question.seen_by:
        long = signs.SEEN_BY_WORDS[state.seen_by] if state.seen_by else signs.SEEN_BY_QUESTION
        yield signs.SEEN_KEY, tr(signs.SEEN_BY_SHORT[state.seen_by] if shortness else long), False


def _ticked(words: str, *, is_there: bool) -> str:
    return f"{words} {signs.ANSWERED}".strip() if is_there else words


def _cell(
    key: str,
    words: str,
    is_chosen: bool,  # noqa: FBT001 - private
    *,
    lead: int,
) -> Content:
    if is_chosen:
        chosen = Content.styled(f"{signs.CHOSEN} {key} {words}", BOLD_ACCENT)
        return pressed(key, Content(" " * (lead == 1)) + chosen)
    cell = Content.assemble(
        (" " * lead, ""), (key, "$key"), (f" {words}" if words else "", "$muted")
    )
    return pressed(key, cell)


def _noted(question: Question, state: QuestionState, width: int, language: str) -> Content:
    """Return the same row when the cursor is elsewhere: only what was said."""
    parts: list[Content] = []
    if isinstance(state.answer, NonAnswer):
        words = signs.non_answer_words(state.answer, language)
        parts.append(Content.styled(f"{signs.CHOSEN} {words}", BOLD_ACCENT))
    if question.seen_by and state.seen_by is not None:
        parts.append(Content.styled(tr(signs.SEEN_BY_WORDS[state.seen_by]), "$muted"))
    if state.comment:
        parts.append(Content.styled(f"“{state.comment}”", "$muted"))
    return Content("   ").join(parts).truncate(width, ellipsis=True)
