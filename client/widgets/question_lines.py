"""The lines of one question, at a given width. Pure: the same in, the same out.

    ▌ ✓ In practice, did voters mark their ballots unseen?
    ▌      1 always   ● 2 mostly     3 sometimes     4 never
    ▌   ! Did you see this yourselves, or was it reported to you?
    ▌      o not observed     d don't know     c comment     s seen?

The last row of a question that is not current stays empty or tells what was noted, so the
page does not jump as the cursor moves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from textual.content import Content
from textual.style import Style

from client.widgets import signs
from client.widgets.typed import EXPECTED, is_typed, written
from shared.forms.answers import Answer, NonAnswer
from shared.forms.model import (
    Choice,
    Question,
    SeenBy,
    SelectMultiple,
    Unsupported,
    choices_of,
)
from shared.text import in_language

INDENT = 4
"""Columns before the text: the bar, a space, the sign, a space."""
_GAP = 2
_MAX_COLUMNS = 3
_BOLD_ACCENT = "$accent bold"


@dataclass(frozen=True)
class QuestionState:
    """All that a question shows about how it stands."""

    answer: Answer | None = None
    comment: str = ""
    seen_by: SeenBy | None = None
    remarks: Sequence[str] = field(default_factory=tuple)
    """What is wrong or missing, a sentence each."""
    is_required: bool = False


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
    body = [*_title(question, state, inner, language), *_hint(question, inner, language)]
    value_row = len(body)
    body += _answer_rows(question, state, inner, language)
    for remark in state.remarks:
        body += _remark(remark, inner)
    last_row = len(body)
    body.append(_options(question, state, inner) if current else _noted(question, state, inner))
    return QuestionLines(list(_with_margin(body, state, current=current)), value_row, last_row)


def pressed(key: str, text: Content) -> Content:
    """Return `text` so that a click on it means `key`."""
    return text.stylize(Style.from_meta({"key": key}))


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
    text = Content.styled(in_language(question.label, language) or question.name, "bold")
    if state.is_required and state.answer is None:
        text = Content.assemble(text, ("  required", "$muted"))
    return text.wrap(width)


def _hint(question: Question, width: int, language: str) -> list[Content]:
    hint = in_language(question.hint, language)
    return Content.styled(hint, "$muted").wrap(width) if hint else []


def _answer_rows(
    question: Question, state: QuestionState, width: int, language: str
) -> list[Content]:
    if is_typed(question):
        return [_typed_row(question, state)]
    if not choices_of(question):
        kind = question.kind if isinstance(question, Unsupported) else question.type
        words = f"A laptop can't ask this ({kind}). It stays without an answer."
        return Content.styled(words, "$muted").wrap(width)
    if signs.has_many_choices(question):
        return _long_list(question, state, width, language)
    cells = [
        _choice_cell(question, key, choice, state.answer, language)
        for key, choice in signs.keyed_choices(question)
    ]
    return _in_columns(cells, width) if cells else []


def _long_list(
    question: Question, state: QuestionState, width: int, language: str
) -> list[Content]:
    """Return what is chosen, and the way to the list."""
    chosen = signs.chosen_names(state.answer)
    choices = choices_of(question)
    labels = [_label(each, language) for each in choices if each.name in chosen]
    lines = [Content.styled(f"{signs.CHOSEN} {label}", _BOLD_ACCENT) for label in labels]
    way = Content.assemble(
        ("  ", ""), (signs.PICK_KEY, "$key"), (f" choose from {len(choices)} answers", "$muted")
    )
    return [*(line.truncate(width, ellipsis=True) for line in lines), pressed(signs.PICK_KEY, way)]


def _label(choice: Choice, language: str) -> str:
    return in_language(choice.label, language) or choice.name


def _choice_cell(
    question: Question, key: str, choice: Choice, answer: Answer | None, language: str
) -> Content:
    chosen = choice.name in signs.chosen_names(answer)
    if isinstance(question, SelectMultiple):
        sign = signs.TICKED if chosen else signs.UNTICKED
    else:
        sign = signs.CHOSEN if chosen else " "
    style = _BOLD_ACCENT if chosen else ""
    cell = Content.assemble(
        (sign, _BOLD_ACCENT if chosen else "$muted"),
        (f" {key} ", _BOLD_ACCENT if chosen else "$key"),
        (_label(choice, language), style),
    )
    return pressed(key, cell)


def _in_columns(cells: list[Content], width: int) -> list[Content]:
    """Lay the cells on one row where they fit, else down two or three columns, else one."""
    longest = max(cell.cell_length for cell in cells) + _GAP
    in_one_row = sum(cell.cell_length + _GAP for cell in cells) - _GAP
    if in_one_row <= width:
        return [Content(" " * _GAP).join(cells)]
    columns = min(_MAX_COLUMNS, width // longest) if len(cells) > 4 else 1
    if columns < 2:
        return [line for cell in cells for line in _wrapped_cell(cell, width)]
    rows = -(-len(cells) // columns)
    return [_row(cells[row::rows], longest) for row in range(rows)]


def _row(cells: list[Content], width: int) -> Content:
    padded = [cell.pad_right(width - cell.cell_length) for cell in cells[:-1]]
    return Content("").join([*padded, cells[-1]])


def _wrapped_cell(cell: Content, width: int) -> list[Content]:
    if cell.cell_length <= width:
        return [cell]
    first, *rest = cell.wrap(width - 4)
    return [first, *(Content("    ") + line for line in rest)]


def _remark(words: str, width: int) -> list[Content]:
    sign = Content.styled(f"{signs.ATTENTION} ", "$warning bold")
    first, *others = Content.styled(words, "$warning").wrap(width - 2)
    return [sign + first, *(Content("  ") + line for line in others)]


def _typed_row(question: Question, state: QuestionState) -> Content:
    value = written(state.answer)
    if value:
        return pressed("enter", Content.assemble(("  ", ""), (value, _BOLD_ACCENT)))
    words = EXPECTED.get(question.type, "")
    return pressed("enter", Content.assemble(("  ", ""), (f"_____  {words}", "$muted")))


def _options(question: Question, state: QuestionState, width: int) -> Content:
    """Return the row below the current question: what else can be said about it."""
    cells: list[Content] = []
    for key, non_answer in signs.NON_ANSWER_KEYS.items():
        if non_answer in question.non_answers:
            cells.append(_option(key, signs.NON_ANSWER_WORDS[non_answer], state.answer, non_answer))
    cells.append(_plain_option("c", f"comment {signs.ANSWERED}" if state.comment else "comment"))
    if not question.seen_by:
        return _as_wide_as_fits(cells, width)
    long = signs.SEEN_BY_WORDS[state.seen_by] if state.seen_by else "seen or reported?"
    roomy = _as_wide_as_fits([*cells, _plain_option("s", long)], width)
    if roomy.cell_length <= width:
        return roomy
    short = _plain_option("s", signs.SEEN_BY_SHORT[state.seen_by])
    return _as_wide_as_fits([*cells, short], width)


def _as_wide_as_fits(cells: list[Content], width: int) -> Content:
    wide = Content(" " * _GAP).join(cells)
    return wide if wide.cell_length <= width else Content("").join(cells)


def _option(key: str, words: str, answer: Answer | None, meaning: NonAnswer) -> Content:
    if answer is meaning:
        return pressed(key, Content.styled(f"{signs.CHOSEN} {key} {words}", _BOLD_ACCENT))
    return _plain_option(key, words)


def _plain_option(key: str, words: str) -> Content:
    return pressed(key, Content.assemble(("  ", ""), (key, "$key"), (f" {words}", "$muted")))


def _noted(question: Question, state: QuestionState, width: int) -> Content:
    """Return the same row when the cursor is elsewhere: only what was said."""
    parts: list[Content] = []
    if isinstance(state.answer, NonAnswer):
        words = signs.NON_ANSWER_WORDS[state.answer]
        parts.append(Content.styled(f"{signs.CHOSEN} {words}", _BOLD_ACCENT))
    if question.seen_by and state.seen_by is not None:
        parts.append(Content.styled(signs.SEEN_BY_WORDS[state.seen_by], "$muted"))
    if state.comment:
        parts.append(Content.styled(f"“{state.comment}”", "$muted"))
    return Content("   ").join(parts).truncate(width, ellipsis=True)
