"""Safety: the team's word that it is well or needs help, and whom it can call."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from client.language import later, tr
from client.screens.desk import Desk
from client.screens.desk_page import DeskPage
from client.screens.sync_words import moment
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import columns
from shared.problems import Problem
from shared.sync.check_ins import Wellbeing

TITLE = later("Check in")
ASK = later("How are you? Headquarters learns it at once.")
CHOICES = (("s", later("We are safe")), ("h", later("We need help")))
NEVER = later("You have not checked in yet.")
LAST = {
    Wellbeing.SAFE: later("Last check-in: we are safe, %(time)s."),
    Wellbeing.HELP: later("Last check-in: we need help, %(time)s."),
}
WAITS = later("It waits: call as well.")
HELD = later("Headquarters has it.")
SURE = later("Tell headquarters that you need help? y sends it; any other key does not.")
PHONES = later("On duty")
NO_PHONES = later("The mission has named no emergency contacts.")
KEYS = (
    KeyHint("s", later("we are safe"), "screen.safe"),
    KeyHint("h", later("we need help"), "screen.ask_for_help"),
    KeyHint("Esc", later("back"), "screen.back"),
    KeyHint("?", later("help"), "screen.help"),
)
HELP = (
    ("s", later("tell headquarters that you are safe")),
    ("h  y", later("tell headquarters that you need help, with the station you are at")),
    (
        "",
        later(
            "a check-in is sent at once, before everything else. Without a connection it waits: "
            "then call"
        ),
    ),
)
_KEY, _ROLE, _PHONE = 4, 26, 22


class SafetyScreen(DeskPage[None]):
    """Sends a check-in with one key, and shows the phones on duty."""

    CSS_PATH = "safety.tcss"
    HELP_ROWS = HELP
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "safe", later("Tell headquarters: we are safe")),
        Binding("h", "ask_for_help", later("Tell headquarters: we need help")),
        Binding("question_mark,f1", "help", later("Help")),
        Binding("q,escape", "back", later("Back")),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._is_asking = False

    def compose(self) -> ComposeResult:
        """Lay out the two words, and the phones."""
        yield TitleBar(TITLE, time=self._desk.now)
        with VerticalScroll(can_focus=False):
            yield Static(id="ask", markup=False)
            yield Static(id="said", markup=False)
            yield Static(id="phones", markup=False)
        yield KeyLine(KEYS)

    def show_anew(self) -> None:
        """Show the two words, what was said last, and the phones."""
        self.show_bar()
        rows = [columns((key, _KEY, "$accent bold"), (tr(words), 0, "")) for key, words in CHOICES]
        asked = Content.styled(tr(ASK), "bold")
        self.query_one("#ask", Static).update(Content("\n").join([asked, *rows]))
        said = self.query_one("#said", Static)
        said.update(tr(SURE) if self._is_asking else self._last())
        said.set_class(self._is_asking, "serious")
        self.query_one("#phones", Static).update(self._phones())

    def _last(self) -> str:
        last = self._desk.laptop.check_ins.find_last()
        if last is None:
            return tr(NEVER)
        at = moment(last.at, self._desk.laptop.clock(), self._desk.zone())
        return f"{tr(LAST[last.state]) % {'time': at}} {tr(HELD if last.is_held else WAITS)}"

    def _phones(self) -> Content:
        header = self._desk.find_header()
        contacts = header.mission.contacts if header else []
        lines = [Content.styled(tr(PHONES), "bold")]
        lines += [
            columns(
                (each.role, _ROLE, ""),
                (each.phone, _PHONE, "$accent bold"),
                (", ".join(part for part in (each.name, each.hours) if part), 0, "$muted"),
            )
            for each in contacts
        ]
        if not contacts:
            lines.append(Content.styled(tr(NO_PHONES), "$muted"))
        return Content("\n").join(lines)

    def on_key(self, event: events.Key) -> None:
        """Take the answer to the question whether help is needed."""
        if self._is_asking:
            self._is_asking = False
            event.stop()
            event.prevent_default()
            if event.key == "y":
                self._check_in(Wellbeing.HELP)
            else:
                self.show_anew()

    def action_safe(self) -> None:
        """Tell headquarters that the team is safe."""
        self._check_in(Wellbeing.SAFE)

    def action_ask_for_help(self) -> None:
        """Ask whether headquarters is to be told that the team needs help."""
        self._is_asking = True
        self.show_anew()

    def _check_in(self, state: Wellbeing) -> None:
        laptop = self._desk.laptop
        try:
            laptop.check_ins.check_in(state, laptop.incidents.station_at_hand())
        except Problem as problem:
            self.query_one("#said", Static).update(f"! {problem.detail}")
            return
        self._desk.courier.hurry()
        self.show_anew()
