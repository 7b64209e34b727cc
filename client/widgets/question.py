"""One question as one light widget: it draws itself, and mounts an input only while one types."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Protocol

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from client.language import tr
from client.widgets import signs, typed
from client.widgets.answer_rows import CONFIRM
from client.widgets.layouts import by_place, digit_by_place
from client.widgets.line_edit import LineEdit
from client.widgets.question_lines import INDENT, QuestionLines, lay_out
from client.widgets.question_state import QuestionState
from client.widgets.signs import Offer
from shared.forms.answers import Answer, NonAnswer
from shared.forms.fitting import DONE_ON_PHONE
from shared.forms.model import (
    Acknowledge,
    Question,
    Range,
    Rank,
    SeenBy,
    SelectMultiple,
    SelectOne,
    Shape,
)


class Keeper(Protocol):
    """Whoever holds the cursor and writes answers down.

    Questions are named by their paths. The first three return whether it is on the disk. All are
    called directly, so that keys take effect in the order in which they were pressed.
    """

    def keep_answer(self, question: str, answer: Answer | None) -> bool:
        """Keep an answer; None takes it back."""
        ...

    def keep_comment(self, question: str, comment: str) -> bool:
        """Keep a comment; '' takes it back."""
        ...

    def keep_seen_by(self, question: str, seen_by: SeenBy) -> bool:
        """Keep how the observer knows."""
        ...

    def edit_opened(self, edit: LineEdit) -> None:
        """Give the keyboard to an input that opened."""
        ...

    def edit_closed(self, step: int) -> None:
        """Take the keyboard back and move on by `step` questions."""
        ...

    def choose_from_list(self, view: "QuestionView") -> None:
        """Let the observer search the choices, and call `view.take` with the one found."""
        ...

    def choose_file(self, view: "QuestionView") -> None:
        """Let the observer choose a file, and attach it."""
        ...

    def turn_guidance(self, question: str) -> None:
        """Show the longer hint of a question, or hide it again."""
        ...

    def key_typed_ahead(self, event: events.Key) -> None:
        """Take a key that reached an input after it was closed."""
        ...


class QuestionView(Widget):
    """A question, its choices, what was said, and what is wrong with it.

    It never has the focus: the page holds the cursor and hands it keys.
    """

    DEFAULT_CSS = """
    QuestionView { width: 1fr; height: auto; overflow: hidden hidden; }
    """

    @dataclass
    class Pointed(Message):
        """The mouse clicked here, on what stands for `key` ('' for nothing in particular)."""

        view: "QuestionView"
        key: str

    def __init__(
        self,
        question: Question,
        keeper: Keeper,
        language: str,
        *,
        path: str = "",
        zone: tzinfo | None = None,
    ) -> None:
        """`path` is the key of its answer, `zone` the station's: what is typed is meant there."""
        super().__init__()
        self.question = question
        self.path = path or question.name
        self._zone = zone
        self._held = ""
        self._keeper = keeper
        self._language = language
        self._state = QuestionState()
        self._is_current = False
        self._complaint = ""
        self._edit: LineEdit | None = None
        self._laid_out: tuple[int, QuestionLines] | None = None

    # --- Drawing -----------------------------------------------------------------------

    @property
    def state(self) -> QuestionState:
        """How the question stands."""
        return self._state

    @property
    def is_current(self) -> bool:
        """Whether the cursor is on this question."""
        return self._is_current

    @is_current.setter
    def is_current(self, value: bool) -> None:
        if value != self._is_current:
            self._is_current = value
            self._redraw()

    def show(self, state: QuestionState) -> None:
        """Draw the question as it now stands; costs nothing where nothing changed."""
        if state != self._state:
            self._state = state
            self._redraw()

    def render(self) -> RenderResult:
        """Draw the lines."""
        return Content("\n").join(self._lines(self.content_size.width).lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows the question takes."""
        del container, viewport
        return len(self._lines(width).lines)

    def _lines(self, width: int) -> QuestionLines:
        if self._laid_out is None or self._laid_out[0] != width:
            state = replace(self._state, held=self._held) if self._held else self._state
            if self._complaint:
                state = replace(state, remarks=(self._complaint,))
            lines = lay_out(
                self.question,
                state,
                width=width,
                current=self._is_current,
                language=self._language,
            )
            self._laid_out = (width, lines)
        return self._laid_out[1]

    def _redraw(self) -> None:
        before = len(self._laid_out[1].lines) if self._laid_out else -1
        self._laid_out = None
        width = self.content_size.width
        has_grown = width > 0 and len(self._lines(width).lines) != before
        self.refresh(layout=has_grown)

    # --- Keys --------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Tell the page where the mouse clicked."""
        self.post_message(self.Pointed(self, str(event.style.meta.get("key", ""))))

    def press(self, key: str) -> bool:
        """Do what `key` means to this question; return whether it means anything."""
        key = by_place(key)
        if key == signs.COMMENT_KEY:
            self._begin_comment()
        elif key == signs.ATTACH_KEY:
            self._keeper.choose_file(self)
        elif key == signs.GUIDANCE_KEY and self._state.has_guidance:
            self._keeper.turn_guidance(self.path)
        elif self._state.is_read_only:
            return False
        else:
            return self._press_to_answer(key)
        return True

    def _press_to_answer(self, key: str) -> bool:
        if key == signs.SEEN_KEY and self.question.seen_by:
            self._keeper.keep_seen_by(self.path, signs.next_seen_by(self._state.seen_by))
        elif signs.NON_ANSWER_KEYS.get(key) in self.question.non_answers:
            self._answer(signs.NON_ANSWER_KEYS[key])
        else:
            return self._press_own(key)
        return True

    def _press_own(self, key: str) -> bool:
        """Take a key that means something to this kind of question only."""
        match self.question:
            case Range() as question if key in signs.UP_KEYS + signs.DOWN_KEYS:
                step = 1 if key in signs.UP_KEYS else -1
                self._answer(typed.stepped(question, self._state_value(), step))
                return True
            case Rank() if key in signs.UP_KEYS + signs.DOWN_KEYS:
                return self._move_held(-1 if key in signs.UP_KEYS else 1)
            case Shape() if key == signs.PHONE_KEY:
                self._answer(DONE_ON_PHONE)
                return True
            case _ if typed.is_typed(self.question):
                return self._press_typed(key)
            case _:
                return self._press_choice(key)

    def begin(self) -> bool:
        """Begin to write where text is asked for and none is there; return whether it did."""
        is_written = isinstance(self.question, typed.WRITTEN_KINDS)
        if not is_written or self._state.answer is not None or self._state.is_read_only:
            return False
        self.write()
        return True

    def clear(self) -> None:
        """Take the answer back: blank, which is not 0 and not “no”."""
        if self._state.answer is not None and not self._state.is_read_only:
            self._answer(None)

    def write(self, start: str | None = None) -> None:
        """Open an input for a typed answer, on what is there or on `start`."""
        question = self.question
        if not isinstance(question, typed.TYPED_KINDS) or self._state.is_read_only:
            return
        edit = LineEdit(
            typed.written(self._state.answer) if start is None else start,
            close=self._close_answer,
            give_up=lambda: self._end(0),
            pass_on=self._keeper.key_typed_ahead,
            restrict=typed.allowed(question),
            placeholder="" if self._is_written else typed.expected(question),
        )
        self._open(edit, self._lines(self.content_size.width).value_row)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What can be chosen now; of a long list, what is chosen."""
        if isinstance(self.question, Acknowledge):
            return (CONFIRM,)
        offers = self._state.offers
        return signs.offers_of(self.question, self._language) if offers is None else tuple(offers)

    @property
    def is_searched(self) -> bool:
        """Whether the choices are more than there are keys."""
        return bool(self._state.many) or len(self.offers) > len(signs.CHOICE_KEYS)

    def _press_choice(self, key: str) -> bool:
        if self.is_searched:
            is_asked_for = key in signs.PICK_KEYS
            if is_asked_for:
                self._keeper.choose_from_list(self)
            return is_asked_for
        offer = signs.find_offer(self.offers, digit_by_place(key))
        if offer is not None:
            self.take(offer.name)
        return offer is not None

    def take(self, name: str) -> None:
        """Answer with the choice called `name`; where several may be true, add it or remove it."""
        chosen = signs.chosen_names(self._state.answer)
        match self.question:
            case SelectOne():
                self._answer(name)
            case SelectMultiple():
                self._answer(signs.toggled(self.offers, chosen, name) or None)
            case Rank():
                self._held = name
                self._answer(signs.ranked(chosen, name) or None)
            case Acknowledge():
                self._answer(None if self._state.answer == name else name)
            case _:
                pass

    def _move_held(self, step: int) -> bool:
        """Move the choice that was touched last; return whether there is one."""
        order = signs.chosen_names(self._state.answer)
        if self._held not in order:
            return False
        self._answer(list(signs.moved(order, self._held, step)))
        return True

    def _state_value(self) -> int | float | None:
        answer = self._state.answer
        return answer if isinstance(answer, int | float) else None

    @property
    def _is_written(self) -> bool:
        return isinstance(self.question, typed.WRITTEN_KINDS)

    def _press_typed(self, key: str) -> bool:
        if key == "e":
            self.write()
            return True
        if self._is_written or not key.isascii():
            return False
        if not (key.isdigit() or key in "+-.,"):
            return False
        self.write(key)
        return True

    def _answer(self, answer: Answer | None) -> None:
        if self._keeper.keep_answer(self.path, answer):
            self._complaint = ""
            self._redraw()

    # --- Typing ------------------------------------------------------------------------

    @property
    def edit(self) -> LineEdit | None:
        """The input that is open, if one is."""
        return self._edit

    def commit(self) -> None:
        """Keep what is being typed, before the page goes away."""
        if self._edit is not None:
            self._edit.commit(0)

    def _begin_comment(self) -> None:
        edit = LineEdit(
            self._state.comment,
            close=self._close_comment,
            give_up=lambda: self._end(0),
            pass_on=self._keeper.key_typed_ahead,
            placeholder=tr("Comment. Enter keeps it, Esc leaves it as it was"),
        )
        self._open(edit, self._lines(self.content_size.width).last_row)

    def _open(self, edit: LineEdit, row: int) -> None:
        self._edit = edit
        edit.styles.position = "absolute"
        edit.styles.offset = (INDENT, row)
        edit.styles.width = max(self.content_size.width - INDENT, 10)
        self.mount(edit)
        self._keeper.edit_opened(edit)

    def _close_answer(self, text: str, step: int) -> bool:
        question = self.question
        assert isinstance(question, typed.TYPED_KINDS)  # noqa: S101 - others have no input
        answer: Answer | None
        try:
            answer, self._complaint = typed.read(question, text, self._zone), ""
        except typed.Unreadable as error:
            self._complaint = str(error)
            if step > 0:  # Enter: say it here, and let it be mended
                self._redraw()
                return False
            answer = text.strip()  # what was typed is kept, and the review says what is wrong
        if answer is None and isinstance(self._state.answer, NonAnswer):
            answer = self._state.answer  # nothing was typed over it
        if not self._keeper.keep_answer(self.path, answer):
            return False
        self._end(step)
        return True

    def _close_comment(self, text: str, step: int) -> bool:
        if not self._keeper.keep_comment(self.path, text.strip()):
            return False
        # Enter ends a comment; one looks at the answer again before going on.
        self._end(min(step, 0))
        return True

    def _end(self, step: int) -> None:
        edit, self._edit = self._edit, None
        self._complaint = ""
        self._redraw()
        self._keeper.edit_closed(step)
        if edit is not None:
            edit.remove()
