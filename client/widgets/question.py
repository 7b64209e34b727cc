"""One question as one light widget: it draws itself, and mounts an input only while one types."""

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from client.widgets import signs, typed
from client.widgets.line_edit import LineEdit
from client.widgets.question_lines import INDENT, QuestionLines, QuestionState, lay_out
from shared.forms.answers import Answer, NonAnswer
from shared.forms.model import Question, SeenBy, SelectMultiple, SelectOne, TextQuestion


class Keeper(Protocol):
    """Whoever writes answers down. Each returns whether it is on the disk."""

    def keep_answer(self, question: str, answer: Answer | None) -> bool:
        """Keep an answer; None takes it back."""
        ...

    def keep_comment(self, question: str, comment: str) -> bool:
        """Keep a comment; '' takes it back."""
        ...

    def keep_seen_by(self, question: str, seen_by: SeenBy) -> bool:
        """Keep how the observer knows."""
        ...


class QuestionView(Widget, can_focus=True):
    """A question, its choices, what was said, and what is wrong with it."""

    DEFAULT_CSS = """
    QuestionView { width: 1fr; height: auto; overflow: hidden hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace,delete", "clear", "Clear", show=False),
        Binding("enter", "enter", "Next", show=False),
    ]

    @dataclass
    class Passed(Message):
        """The observer is done with this question and wants to go on (1) or back (-1)."""

        view: "QuestionView"
        step: int

    def __init__(self, question: Question, keeper: Keeper, language: str) -> None:
        super().__init__()
        self.question = question
        self._keeper = keeper
        self._language = language
        self._state = QuestionState()
        self._complaint = ""
        self._edit: LineEdit | None = None
        self._laid_out: tuple[int, QuestionLines] | None = None

    # --- Drawing -----------------------------------------------------------------------

    @property
    def state(self) -> QuestionState:
        """How the question stands."""
        return self._state

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

    def on_focus(self) -> None:
        """Show the keys of the question that the cursor is on."""
        self._redraw()

    def on_blur(self) -> None:
        """Hide them again."""
        self._redraw()

    def _lines(self, width: int) -> QuestionLines:
        if self._laid_out is None or self._laid_out[0] != width:
            state = self._state
            if self._complaint:
                state = replace(state, remarks=(self._complaint,))
            lines = lay_out(
                self.question,
                state,
                width=width,
                current=self.has_focus or self._edit is not None,
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

    def on_key(self, event: events.Key) -> None:
        """Answer with a key of this question; leave other keys to the page."""
        if self._edit is not None:
            if event.is_printable and event.character and not self._edit.has_focus:
                self._edit.insert_text_at_cursor(event.character)  # typed before it had focus
                event.stop()
            return
        if event.character and self.press(event.character):
            event.stop()
            event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Press the key that stands where the mouse clicked."""
        key = event.style.meta.get("key", "")
        if key == "enter":
            self._begin_answer()
        elif key:
            self.press(str(key))

    def on_paste(self, event: events.Paste) -> None:
        """Begin a typed answer with what was pasted."""
        if self._edit is None and typed.is_typed(self.question):
            self._begin_answer(event.text.splitlines()[0] if event.text else "")
            event.stop()

    def press(self, key: str) -> bool:
        """Do what `key` means to this question; return whether it means anything."""
        if key == "c":
            self._begin_comment()
        elif key == "s" and self.question.seen_by:
            following = signs.next_seen_by(self._state.seen_by)
            self._keeper.keep_seen_by(self.question.name, following)
        elif signs.NON_ANSWER_KEYS.get(key) in self.question.non_answers:
            self._answer(signs.NON_ANSWER_KEYS[key])
        elif typed.is_typed(self.question):
            return self._press_typed(key)
        else:
            return self._press_choice(key)
        return True

    def action_enter(self) -> None:
        """Begin to write where text is asked for and none is there; else go on."""
        if isinstance(self.question, TextQuestion) and self._state.answer is None:
            self._begin_answer()
        else:
            self.post_message(self.Passed(self, 1))

    def action_clear(self) -> None:
        """Take the answer back: blank, which is not 0 and not “no”."""
        if self._state.answer is not None or self._complaint:
            self._answer(None)

    def _press_choice(self, key: str) -> bool:
        choice = signs.find_choice(self.question, key)
        match self.question:
            case SelectOne() if choice is not None:
                return self._answer(choice.name)
            case SelectMultiple() as question if choice is not None:
                answer = self._state.answer
                chosen = answer if isinstance(answer, list) else []
                return self._answer(signs.toggled(question, chosen, choice.name) or None)
            case _:
                return False

    def _press_typed(self, key: str) -> bool:
        if key == "e":
            self._begin_answer()
            return True
        if isinstance(self.question, TextQuestion) or not key.isascii():
            return False
        if not (key.isdigit() or key in "+-.,"):
            return False
        self._begin_answer(key)
        return True

    def _answer(self, answer: Answer | None) -> bool:
        if self._keeper.keep_answer(self.question.name, answer):
            self._complaint = ""
            self._redraw()
        return True

    # --- Typing ------------------------------------------------------------------------

    @property
    def edit(self) -> LineEdit | None:
        """The input that is open, if one is."""
        return self._edit

    def commit(self) -> None:
        """Keep what is being typed, before the page goes away."""
        if self._edit is not None:
            self._edit.commit(0)

    def _begin_answer(self, start: str | None = None) -> None:
        question = self.question
        if not isinstance(question, typed.TYPED_KINDS):
            return
        edit = LineEdit(
            typed.written(self._state.answer) if start is None else start,
            close=self._close_answer,
            give_up=self._remove_edit,
            restrict=typed.allowed(question),
            placeholder=typed.EXPECTED[question.type] if question.type != "text" else "",
        )
        self._open(edit, self._lines(self.content_size.width).value_row)

    def _begin_comment(self) -> None:
        edit = LineEdit(
            self._state.comment,
            close=self._close_comment,
            give_up=self._remove_edit,
            placeholder="Comment. Enter keeps it, Esc leaves it as it was",
        )
        self._open(edit, self._lines(self.content_size.width).last_row)

    def _open(self, edit: LineEdit, row: int) -> None:
        self._edit = edit
        edit.styles.position = "absolute"
        edit.styles.offset = (INDENT, row)
        edit.styles.width = max(self.content_size.width - INDENT, 10)
        self.mount(edit)
        edit.focus()

    def _close_answer(self, text: str, step: int) -> bool:
        question = self.question
        assert isinstance(question, typed.TYPED_KINDS)  # noqa: S101 - others have no input
        answer: Answer | None
        try:
            answer, self._complaint = typed.read(question, text), ""
        except typed.Unreadable as error:
            self._complaint = str(error)
            if step > 0:  # Enter: say it here, and let it be mended
                self._redraw()
                return False
            answer = text.strip()  # what was typed is kept, and the review says what is wrong
        if answer is None and isinstance(self._state.answer, NonAnswer):
            answer = self._state.answer  # nothing was typed over it
        if not self._keeper.keep_answer(question.name, answer):
            return False
        self._complaint = ""
        self._end(step)
        return True

    def _close_comment(self, text: str, step: int) -> bool:
        if not self._keeper.keep_comment(self.question.name, text.strip()):
            return False
        # Enter ends a comment; one looks at the answer again before going on.
        self._end(min(step, 0))
        return True

    def _end(self, step: int) -> None:
        had_focus = self._edit is not None and self._edit.has_focus
        self._remove_edit(refocus=had_focus)
        if step:
            self.post_message(self.Passed(self, step))

    def _remove_edit(self, *, refocus: bool = True) -> None:
        edit, self._edit = self._edit, None
        self._complaint = ""
        if refocus:
            self.focus(scroll_visible=False)
        if edit is not None:
            edit.remove()
        self._redraw()
