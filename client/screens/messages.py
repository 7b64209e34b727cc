"""Messages from headquarters: what nobody has confirmed comes first."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from client.language import later, tr
from client.messages import Message
from client.screens.desk_page import DeskPage
from client.screens.safety import SafetyScreen
from client.screens.sync_words import moment
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import Rows, columns, hanging
from shared.problems import Problem

TITLE = later("Messages from headquarters")
NOTHING = later("No messages yet. They come with the sync.")
NEW, READ = later("new"), later("read")
CONFIRMED = later("Headquarters learns with the next sync that you have read it.")
KEYS = (
    KeyHint("Enter", later("I have read it")),
    KeyHint("c", later("check in, phones"), "screen.safety"),
    KeyHint("y", later("sync now"), "screen.sync"),
    KeyHint("Esc", later("back"), "screen.back"),
    KeyHint("?", later("help"), "screen.help"),
)
HELP = (
    ("↑ ↓", later("choose a message")),
    ("Enter", later("confirm that you have read it; headquarters sees who has")),
    ("c", later("tell headquarters that you are safe, or need help; the phones on duty")),
    ("y", later("sync now")),
)
_STATE, _AT = 8, 14


class MessagesScreen(DeskPage[None]):
    """Lists the messages to the team, whole, and confirms them."""

    CSS_PATH = "messages.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "safety", later("Check in, or see the phones on duty")),
        Binding("y", "sync", later("Sync now")),
        Binding("question_mark,f1", "help", later("Help")),
        Binding("q,escape", "back", later("Back")),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield TitleBar(TITLE, time=self._desk.now)
        yield Rows()
        yield Static(id="said", markup=False)
        yield KeyLine(KEYS)

    def begin(self) -> None:
        """Place the cursor on the first message."""
        self.query_one(Rows).focus()

    def show_anew(self) -> None:
        """Show the messages, the unread ones first."""
        self.show_bar()
        self.query_one(Rows).fill(self._rows())

    def _rows(self) -> Iterator[Option]:
        book = self._desk.laptop.messages
        messages = [*book.list_unread(), *filter(_is_read, book.list_messages())]
        for message in messages:
            yield Option(self._row(message), str(message.id))
        if not messages:
            yield Option(Content.styled(tr(NOTHING), "$muted"), "none", disabled=True)

    def _row(self, message: Message) -> Content:
        """Return a message, whole: an observer reads it before confirming it."""
        is_read = _is_read(message)
        state = (
            ("✓ " + tr(READ), _STATE, "$muted")
            if is_read
            else ("● " + tr(NEW), _STATE, "$accent bold")
        )
        at = moment(message.sent_at, self._desk.laptop.clock(), self._desk.zone())
        head = columns(state, (at, _AT, "$muted"), (message.sender, 0, "$muted"))
        text = hanging(Content(" " * _STATE), Content(message.text), self.size.width - 4)
        return Content("\n").join([head, text if is_read else text.stylize("bold"), Content("")])

    @on(OptionList.OptionSelected)
    def confirm(self, event: OptionList.OptionSelected) -> None:
        """Confirm the message under the cursor."""
        for message in self._desk.laptop.messages.list_messages():
            if str(message.id) == event.option_id and not _is_read(message):
                self._confirm(message)

    def _confirm(self, message: Message) -> None:
        said = self.query_one("#said", Static)
        try:
            self._desk.laptop.messages.acknowledge(message.id)
        except Problem as problem:
            said.update(f"! {problem.detail}")
            return
        said.update(tr(CONFIRMED))
        self._desk.courier.send()
        self.show_anew()

    def action_safety(self) -> None:
        """Check in, or see whom to call."""
        self.open(SafetyScreen(self._desk))


def _is_read(message: Message) -> bool:
    return message.read_at is not None
