"""The rows of a question where its answer stands, by kind. Pure: the same in, the same out."""

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style

from client.attached_files import AttachedFile
from client.language import grouped, later, tr, trn
from client.widgets import signs
from client.widgets.plain import is_plain
from client.widgets.question_state import QuestionState
from client.widgets.signs import Offer
from client.widgets.typed import expected, is_typed, shown
from shared.forms.answers import Answer
from shared.forms.fitting import DONE_ON_PHONE, OK
from shared.forms.model import (
    Acknowledge,
    Media,
    Question,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    Shape,
    Unsupported,
)

CONFIRM = Offer(OK, later("confirmed"))
"""The one choice of what is to be acknowledged."""
CHOSEN_IN_WORDS = later("chosen")
BOLD_ACCENT = "$accent bold"
_GAP = 2
_MAX_COLUMNS = 3
_FILE_WORDS = {
    "image": later("attach a photograph"),
    "audio": later("attach a recording"),
    "video": later("attach a video"),
    "file": later("attach a file"),
}
_SHAPE_WORDS = {
    "geotrace": later("A line on the map: a terminal can't draw it."),
    "geoshape": later("An area on the map: a terminal can't draw it."),
}
_KIB = 1024


def answer_rows(
    question: Question, state: QuestionState, offers: Sequence[Offer], width: int
) -> list[Content]:
    """Return the rows of the answer to `question`, `width` columns wide."""
    if state.is_read_only:
        return _given_row(question, state, offers, width)
    if isinstance(question, Unsupported):
        words = tr("A laptop can't ask this (%(kind)s). It stays without an answer.")
        words %= {"kind": question.kind}
        return Content.styled(words, "$muted").wrap(width)
    if isinstance(question, Media | Shape):
        return _file_rows(question, state, width)
    if isinstance(question, Rank) and offers and not state.many:
        return [line for each in offers for line in _rank_cell(offers, each, state, width)]
    if is_typed(question):
        return [_typed_row(question, state)]
    return _choice_rows(question, state, offers, width)


def pressed(key: str, text: Content) -> Content:
    """Return `text` so that a click on it means `key`."""
    return text.stylize(Style.from_meta({"key": key}))


def size_in_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    if size < _KIB:
        return trn("%(n)s byte", "%(n)s bytes", size) % {"n": size}
    if size < _KIB**2:
        return tr("%(n)s KB") % {"n": f"{size / _KIB:.0f}"}
    return tr("%(n)s MB") % {"n": f"{size / _KIB**2:.1f}"}


# --- What is given, typed or attached --------------------------------------------------


def _given_row(
    question: Question, state: QuestionState, offers: Sequence[Offer], width: int
) -> list[Content]:
    """Return an answer that the observer can't change: worked out, or fixed by the form."""
    text = answer_in_words(question, state, offers)
    given = (f"   {tr('given by the form')}", "$muted")
    words = Content.assemble((text or "–", BOLD_ACCENT), given)
    return [Content("  ") + line for line in words.wrap(width - 2)]


def answer_in_words(question: Question, state: QuestionState, offers: Sequence[Offer]) -> str:
    """Return a value in one line: labels of choices, a number, a text; '' for a non-answer."""
    if isinstance(question, SelectOne | SelectMultiple | Rank):
        labels = {offer.name: offer.label for offer in offers}
        return ", ".join(labels.get(each, each) for each in signs.chosen_names(state.answer))
    if isinstance(question, Media):
        return ", ".join(file.name for file in state.files)
    return shown(question, state.answer)


def _typed_row(question: Question, state: QuestionState) -> Content:
    value = shown(question, state.answer)
    steps = f"   + − {expected(question)}" if isinstance(question, Range) else ""
    if value:
        text = Content.assemble(("  ", ""), (value, BOLD_ACCENT), (steps, "$muted"))
    else:
        words = f"_____  {expected(question)}" + (f"   {tr('or + −')}" if steps else "")
        text = Content.assemble(("  ", ""), (words, "$muted"))
    return pressed("enter", text)


def _file_rows(question: Media | Shape, state: QuestionState, width: int) -> list[Content]:
    if state.files:
        return [file_row(each, width) for each in state.files]
    on_phone = tr("done on a phone")
    if state.answer == DONE_ON_PHONE:
        words = f"{signs.CHOSEN} {signs.PHONE_KEY} {on_phone}"
        return [pressed(signs.PHONE_KEY, Content.styled(words, BOLD_ACCENT))]
    attach = Content.assemble(("  ", ""), (signs.ATTACH_KEY, "$key"))
    if isinstance(question, Media):
        words = Content.styled(f" {tr(_FILE_WORDS[question.kind])}", "$muted")
        return [pressed(signs.ATTACH_KEY, attach + words)]
    first = Content.styled(f"  {tr(_SHAPE_WORDS[question.kind])}", "$muted")
    phone = Content.assemble(("   ", ""), (signs.PHONE_KEY, "$key"), (f" {on_phone}", "$muted"))
    file = (f" {tr(_FILE_WORDS['file'])}", "$muted")
    way = pressed(signs.ATTACH_KEY, Content.assemble(attach, file))
    value = shown(question, state.answer)
    if value:
        first = Content.styled(f"  {value}", BOLD_ACCENT).truncate(width, ellipsis=True)
    return [first, way + pressed(signs.PHONE_KEY, phone)]


def file_row(file: AttachedFile, width: int) -> Content:
    """Return the row of an attached file: its name, its size and where it is."""
    if file.refusal:
        where = tr("refused: %(reason)s") % {"reason": file.refusal}
    else:
        where = tr("held by headquarters") if file.is_held else tr("goes with the report")
    about = Content.styled(f"   {size_in_words(file.size)} · {where}", "$muted")
    name = Content.styled(f"{signs.CHOSEN} {file.name}", BOLD_ACCENT)
    room = max(width - about.cell_length, 12)
    return (name.truncate(room, ellipsis=True) + about).truncate(width, ellipsis=True)


# --- What is chosen --------------------------------------------------------------------


def _choice_rows(
    question: Question, state: QuestionState, offers: Sequence[Offer], width: int
) -> list[Content]:
    if isinstance(question, Acknowledge):
        offers = (Offer(CONFIRM.name, tr(CONFIRM.label)),)
    if state.many or len(offers) > len(signs.CHOICE_KEYS):
        return _long_list(state, offers, width)
    cells = [_choice_cell(question, key, each, state.answer) for key, each in signs.keyed(offers)]
    if is_plain():
        return [line for cell in cells or [_nothing_to_choose()] for line in cell.wrap(width)]
    return _in_columns(cells, width) if cells else [_nothing_to_choose()]


def _nothing_to_choose() -> Content:
    words = tr("Nothing to choose from yet: it depends on other answers.")
    return Content.styled(f"  {words}", "$muted")


def _long_list(state: QuestionState, offers: Sequence[Offer], width: int) -> list[Content]:
    """Return what is chosen, and the way to the list."""
    chosen = signs.chosen_names(state.answer)
    labels = {offer.name: offer.label for offer in offers}
    lines = [
        Content.styled(f"{signs.CHOSEN} {labels.get(name, name)}", BOLD_ACCENT) for name in chosen
    ]
    number = max(state.many, len(offers))
    words = trn("choose from %(n)s answer", "choose from %(n)s answers", number)
    words %= {"n": grouped(number)}
    way = Content.assemble(("  ", ""), (signs.PICK_KEY, "$key"), (f" {words}", "$muted"))
    return [*(line.truncate(width, ellipsis=True) for line in lines), pressed(signs.PICK_KEY, way)]


def _choice_cell(question: Question, key: str, offer: Offer, answer: Answer | None) -> Content:
    chosen = offer.name in signs.chosen_names(answer)
    if isinstance(question, SelectMultiple | Acknowledge):
        sign = signs.TICKED if chosen else signs.UNTICKED
    else:
        sign = signs.CHOSEN if chosen else " "
    cell = Content.assemble(
        (sign, BOLD_ACCENT if chosen else "$muted"),
        (f" {key} ", BOLD_ACCENT if chosen else "$key"),
        (offer.label, BOLD_ACCENT if chosen else ""),
        (f"  {offer.media}" if offer.media else "", "$muted"),
        (f", {tr(CHOSEN_IN_WORDS)}" if chosen and is_plain() else "", ""),
    )
    return pressed(key, cell)


def _rank_cell(
    offers: Sequence[Offer], offer: Offer, state: QuestionState, width: int
) -> list[Content]:
    """Return a choice with its place before it; choices stay where they are as places change."""
    order = signs.chosen_names(state.answer)
    place = f"{order.index(offer.name) + 1}." if offer.name in order else ""
    key = next((each for each, other in signs.keyed(offers) if other is offer), "")
    is_held = offer.name == state.held
    cell = Content.assemble(
        (f"{place:>3}", BOLD_ACCENT),
        (f" {key} ", BOLD_ACCENT if place else "$key"),
        (offer.label, BOLD_ACCENT if place else ""),
        (f"   {tr('+ up  − down')}" if is_held and place else "", "$muted"),
    )
    return [pressed(key, line) for line in _wrapped_cell(cell, width)]


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
