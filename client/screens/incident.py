"""An incident, written down in seconds: each field takes one key, and each step is on the disk."""

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from client.attached_files import TakenFile
from client.incidents import IncidentDraft
from client.language import later, tr
from client.screens import incident_words as words
from client.screens.attach import AttachScreen
from client.screens.desk import Desk
from client.screens.page import Page
from client.screens.stations import StationsScreen
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.free_text import FreeText
from client.widgets.rows import columns
from client.widgets.signs import CHOSEN
from shared.problems import Problem

FIELDS = ("category", "severity", "source", "text", "station", "files")
SIGNS = "123456789abc"
"""The keys of the choices, in their order."""
_LABEL, _SIGN = 20, 4


class IncidentScreen(Page[None]):
    """Writes one incident down and seals it. It is left to exactly where one was.

    Keys are taken here, one after the other, so that none is lost while the text opens or closes.
    """

    CSS_PATH = "incident.tcss"
    HELP_ROWS = words.HELP
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "send", later("Seal and send the incident")),
        Binding("ctrl+r", "ask_to_discard", later("Throw the incident away")),
        Binding("f1", "help", later("Help")),
    ]

    def __init__(self, desk: Desk, draft: IncidentDraft) -> None:
        """`draft` is a new one, or one that is on the disk and goes on."""
        super().__init__()
        self._desk = desk
        self._draft = draft
        self._hint = "" if draft.missing == list(words.CHOICES) and not draft.text else words.GO_ON
        self._at = 0
        self._is_asking = False
        self._is_left = False
        if draft.revision > 1:
            self._hint = draft.reason

    # --- Showing -----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the fields above the text, the text, and those below it."""
        title = words.CORRECTING if self._draft.revision > 1 else words.TITLE
        yield TitleBar(title, time=self._desk.now)
        yield Static(id="hint", markup=False)
        yield Static(id="above", classes="fields", markup=False)
        yield FreeText(self._draft.text, self)
        yield Static(id="below", classes="fields", markup=False)
        yield Static(id="gap")
        yield Static(id="said", markup=False)
        yield KeyLine(words.CHOICE_KEYS)

    def on_mount(self) -> None:
        """Go to the first thing that nobody has chosen."""
        self._desk.courier.changed.subscribe(self, lambda _: self._show_badge())
        self._show_badge()
        missing = self._draft.missing
        self._go_to(FIELDS.index(missing[0]) if missing else FIELDS.index("text"))

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been written down yet."""
        draft = self._draft
        return len(draft.missing) == len(words.CHOICES) and not self._text.text.strip()

    @property
    def _text(self) -> FreeText:
        return self.query_one(FreeText)

    def reword(self) -> bool:
        """Say everything anew."""
        self._show()
        return True

    def _show_badge(self) -> None:
        self.query_one(TitleBar).show(right=self._desk.badge(), mark=self._desk.mark())

    def _show(self) -> None:
        split = FIELDS.index("text") + 1
        blocks = [self._block(place, name) for place, name in enumerate(FIELDS)]
        self.query_one("#above", Static).update(Content("\n").join(blocks[:split]))
        self.query_one("#below", Static).update(Content("\n").join(blocks[split:]))
        hint = self.query_one("#hint", Static)
        begun = f"{self._draft.noted_at:%H:%M}"
        hint.update(tr(self._hint) % {"time": begun} if self._hint == words.GO_ON else self._hint)
        hint.display = bool(self._hint)
        self.query_one(KeyLine).show(self._keys())

    def _block(self, place: int, name: str) -> Content:
        """Return a field with its value; under the cursor, also what can be chosen."""
        here = place == self._at
        mark = ("▸" if here else " ", 2, "$accent bold")
        label = (tr(words.LABELS[name]), _LABEL, "bold" if here else "$muted")
        head = columns(mark, label, (self._value(name), 0, ""))
        if not here:
            return head
        return Content("\n").join([head, *self._offers(name)])

    def _offers(self, name: str) -> list[Content]:
        if name == "station":
            return [columns(("", 4, ""), (tr(words.AT_STATION), 0, "$muted"))]
        if name == "files":
            return [columns(("", 4, ""), (tr(words.AT_FILES), 0, "$muted"))]
        chosen = getattr(self._draft, name)
        return [
            columns(
                ("", 2, ""),
                (CHOSEN if choice == chosen else "", 2, "$accent bold"),
                (sign, _SIGN, "$accent bold"),
                (tr(said), 0, "bold" if choice == chosen else ""),
            )
            for sign, (choice, said) in zip(
                SIGNS, words.CHOICES.get(name, {}).items(), strict=False
            )
        ]

    def _value(self, name: str) -> str:
        draft = self._draft
        match name:
            case "text":
                return (
                    "" if self._text.is_open else " ".join(draft.text.split()) or tr(words.NO_TEXT)
                )
            case "station":
                known = self._desk.station_title(draft.station) if draft.station else ""
                return known or tr(words.NOWHERE)
            case "files":
                files = self._desk.laptop.incidents.files_of(draft.id)
                return ", ".join(each.name for each in files) or tr(words.NO_FILES)
            case _:
                return tr(words.CHOICES[name].get(getattr(draft, name), ""))

    def _keys(self) -> tuple[KeyHint, ...]:
        own = {
            "text": words.TEXT_KEYS,
            "station": words.STATION_KEYS,
            "files": words.FILE_KEYS,
        }
        return tuple(own.get(FIELDS[self._at], words.CHOICE_KEYS))

    def _say(self, sentence: str) -> None:
        said = self.query_one("#said", Static)
        said.update(sentence)
        said.set_class(sentence.startswith("!"), "serious")

    # --- Keys --------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Take the keys in order."""
        if await self._text.press(event.key, event.character or ""):
            event.stop()
            event.prevent_default()

    async def take(self, key: str, character: str) -> bool:
        """Take a key that is no text; return whether it means anything here."""
        if self._is_left:
            return True
        if self._is_asking:
            self._end_asking(is_sure=key == "y")
            return True
        steps = {"down": 1, "tab": 1, "up": -1, "shift+tab": -1}
        if key in steps:
            self._go_to(self._at + steps[key])
        elif key == "enter":
            self._enter()
        elif key in _DEEDS:
            await self.run_action(_DEEDS[key])
        else:
            return self._press(key, character)
        return True

    def _press(self, key: str, character: str) -> bool:
        """Take a key of the field under the cursor."""
        match FIELDS[self._at], key:
            case "station", "s":
                self.action_choose_station()
            case "station", "0" | "backspace":
                self._change(station="")
            case "files", "a":
                self.action_attach()
            case "files", "backspace":
                self._take_away()
            case "category" | "severity" | "source" as name, _:
                return self._choose(name, character)
            case _:
                return False
        return True

    def _choose(self, name: str, character: str) -> bool:
        choices = list(words.CHOICES[name])
        place = SIGNS.find(character) if character else -1
        if not 0 <= place < len(choices):
            return False
        self._change(**{name: choices[place]})
        self._go_to(self._at + 1)
        return True

    def _enter(self) -> None:
        if self._at == len(FIELDS) - 1:
            self.action_send()
        else:
            self._go_to(self._at + 1)

    def _go_to(self, place: int) -> None:
        """Put the cursor on a field, and let the text take the keyboard where it is that."""
        self._at = min(max(place, 0), len(FIELDS) - 1)
        if FIELDS[self._at] == "text":
            self._text.open()
        else:
            self._text.close()
            self.set_focus(None)
        self._say("")
        self._show()

    # --- Keeping: the owner of the text ---------------------------------------------------

    def leave_text(self, step: int) -> None:
        """Go on behind the text, or before it."""
        self._go_to(self._at + step)

    def keep_text(self, text: str) -> None:
        """Write the text to the disk, where it has changed."""
        if not self._is_left and text.strip() != self._draft.text.strip():
            self._change(text=text)

    def keep(self) -> None:
        """Keep what is being typed; an incident of which nothing was written is none."""
        self.keep_text(self._text.text)

    def _change(self, **fields: str) -> None:
        """Write a change to the disk before anything else happens."""
        changed = replace(self._draft, **fields)
        try:
            self._desk.laptop.incidents.save(changed)
        except Problem as problem:
            self._say(tr(words.NOT_SAVED) % {"detail": problem.detail})
            return
        self._draft = changed
        self._show()

    # --- Doing -------------------------------------------------------------------------

    def action_choose_station(self) -> None:
        """Search the station where it happened."""

        def take(code: str | None) -> None:
            if code:
                self._change(station=code)

        self.open(StationsScreen(self._desk), take)

    def action_attach(self) -> None:
        """Choose a photograph or another file."""

        def take(taken: TakenFile | None) -> None:
            if taken is not None:
                self._desk.laptop.incidents.attach(self._draft, taken)
                self._show()

        self.open(AttachScreen(self._desk, tr(words.ATTACH_FOR)), take)

    def _take_away(self) -> None:
        files = self._desk.laptop.incidents.files_of(self._draft.id)
        if files:
            self._desk.laptop.incidents.detach(self._draft.id, files[-1].sha256)
            self._show()

    def action_send(self) -> None:
        """Seal the incident, and send it before everything else."""
        self.keep()
        if self._draft.missing:
            fields = ", ".join(tr(words.LABELS[name]) for name in self._draft.missing)
            self._go_to(FIELDS.index(self._draft.missing[0]))
            self._say(tr(words.MISSING) % {"fields": fields})
            return
        try:
            self._desk.laptop.incidents.seal(self._draft.id)
        except Problem as problem:
            self._say(tr(words.NOT_SAVED) % {"detail": problem.detail})
            return
        self._desk.courier.hurry()
        self._leave(words.SENT)

    def action_back(self) -> None:
        """Go back to where one was; what is written stays, and can be sent later."""
        self.keep()
        if self.is_untouched:
            self._desk.laptop.incidents.discard(self._draft.id)
            self._leave("")
        else:
            self._leave(words.KEPT)

    def action_ask_to_discard(self) -> None:
        """Ask whether the incident is to go."""
        self._go_to(0)
        self._is_asking = True
        self._say(tr(words.THROW_AWAY))

    def _end_asking(self, *, is_sure: bool) -> None:
        self._is_asking = False
        self._say("")
        if is_sure:
            self._desk.laptop.incidents.discard(self._draft.id)
            self._leave("")

    def _leave(self, said: str) -> None:
        self._is_left = True
        if said:
            self.program.notify(tr(said), markup=False)
        self.dismiss()


_DEEDS = {
    "ctrl+f": "screen.send",
    "ctrl+r": "screen.ask_to_discard",
    "escape": "screen.back",
    "f1": "screen.help",
}
"""What these keys do, also from within the text."""
