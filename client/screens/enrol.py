"""Enrolment: the mission's address, the coordinator's code, and a passphrase for this laptop."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Checkbox, Input

from client.address import PlainHttp, server_address
from client.config import Home
from client.enrolment import Invitation, enrol, enrol_from_pack
from client.language import later, tr
from client.laptop import Laptop, unlocked
from client.screens.lines import Lines
from client.screens.page import Page
from client.screens.welcome import KEPT_HERE, KEPT_OUTSIDE
from client.sticks import PACK_FILES, find_files, places_of_sticks
from client.sync import pull
from client.vault.key_file import MODERATE, Cost
from client.vault.passphrase import check_passphrase
from client.vault.vault import Vault
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.pasted import PastedInput
from client.widgets.words import Words
from shared.clock import Clock
from shared.problems import Problem

TITLE = later("Evenhand · enrol this laptop")
ABOUT = later(
    "Your coordinator gives you the address of the mission's server, or a pack file on a memory "
    "stick, and a code that works once. The passphrase is yours: it encrypts everything here."
)
ABOUT_KNOWN = later(
    "Enter the address of the mission's server, or a pack file, and the code from your "
    "coordinator. The code works once. What is on this laptop stays."
)
ADDRESS, CODE = later("Address, or pack file"), later("Code")
PASSPHRASE, AGAIN = later("Passphrase"), later("Passphrase again")
ADDRESS_EXAMPLE = "https://mission.example.org"
UNLIKE = later("The two passphrases differ. Type both again.")
NO_CODE = later("Enter the code that your coordinator gave you.")
OPEN_NETWORK = later("Allow an address without encryption, on a network that is nobody else's")
OPEN_NETWORK_ASKED = later(
    "This address is not encrypted: anyone on the network could read the reports. Use https://, "
    "or tick the box if the network is nobody else's."
)
SETTING_UP = later("Setting up the encrypted store …")
NO_PACK = later("No pack file was found on a memory stick. Type or paste its place instead.")
READING = later("Reading the pack file …")
ENROLLING = later("Asking the mission's server …")
FETCHING = later("Fetching the mission's checklists and stations …")
KEYS = (
    KeyHint("Tab", later("next field")),
    KeyHint("Enter", later("enrol"), "screen.enrol"),
    KeyHint("F3", later("from a stick"), "screen.find_pack"),
    KeyHint("F1", later("help"), "screen.help"),
    KeyHint("F2", later("language"), "app.next_language"),
    KeyHint("^Q", later("quit"), "app.quit"),
)
HELP = (
    (later("Address"), later("of the mission's server, as it stands on the coordinator's page")),
    (
        CODE,
        later(
            "works once, and not for ever. A wrong or used one: ask for another. Address and code "
            "can be pasted together"
        ),
    ),
    (
        "F3",
        later(
            "find the pack file on a memory stick; again: the next one. No network is needed then"
        ),
    ),
    (PASSPHRASE, later("three or four plain words do well. There is no way in without it")),
    ("Enter", later("next field; in the last one: enrol")),
    ("Esc", later("leave it as it is, where this laptop is enrolled already")),
    (later("kept here"), KEPT_HERE),
    ("", KEPT_OUTSIDE),
)


class EnrolScreen(Page[Laptop]):
    """Enrols a laptop; the result is the open laptop.

    With `laptop` the store is open already, and only address and code are asked.
    """

    CSS_PATH = "sign_in.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", later("Help")),
        Binding("f3", "find_pack", later("Enrol from a pack file on a memory stick")),
        Binding("escape", "back", later("Back")),
    ]

    def __init__(
        self,
        lines: Lines,
        *,
        laptop: Laptop | None = None,
        home: Home | None = None,
        clock: Clock | None = None,
        cost: Cost = MODERATE,
        sticks: Sequence[Path] | None = None,
    ) -> None:
        super().__init__()
        self._sticks = places_of_sticks() if sticks is None else sticks
        self._lines = lines
        self._laptop = laptop
        self._home = home
        self._clock = clock
        self._cost = cost
        self.owns_store = False
        """Whether the store is this screen's to close, as nobody else has it yet."""

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        yield TitleBar(TITLE)
        with Vertical(classes="panel"):
            yield Words(ABOUT_KNOWN if self._laptop else ABOUT, classes="about")
            yield Words(ADDRESS, classes="label")
            yield PastedInput(id="address", placeholder=ADDRESS_EXAMPLE, compact=True)
            yield Checkbox(tr(OPEN_NETWORK), id="plain-http")
            yield Words(CODE, classes="label")
            yield PastedInput(id="code", compact=True)
            if self._laptop is None:
                yield Words(PASSPHRASE, classes="label secret")
                yield Input(id="passphrase", classes="secret", password=True, compact=True)
                yield Words(AGAIN, classes="label secret")
                yield Input(id="again", classes="secret", password=True, compact=True)
            yield Words(name="said")
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Place the cursor."""
        self.query_one("#plain-http").display = False
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one("#address").focus()

    def action_find_pack(self) -> None:
        """Fill in a pack file that lies on a stick; another one where one is filled in already."""
        found = [str(each) for each in find_files(PACK_FILES, self._sticks)]
        if not found:
            self._say(tr(NO_PACK), at="address")
            return
        field = self.query_one("#address", Input)
        place = found.index(field.value) + 1 if field.value in found else 0
        field.value = found[place % len(found)]
        self.query_one("#code").focus()

    @on(PastedInput.BothPasted)
    def fill_in_both(self, event: PastedInput.BothPasted) -> None:
        """Take address and code that were pasted together, wherever the cursor was."""
        self.query_one("#address", Input).value = event.address
        self.query_one("#code", Input).value = event.code
        self.query_one("#code").focus()

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and in the last one enrols."""
        fields = [each for each in self.query(Input) if each.display]
        if event.input is fields[-1]:
            self.action_enrol()
        else:
            fields[fields.index(event.input) + 1].focus()

    def action_enrol(self) -> None:
        """Check the fields, then ask the server."""
        try:
            file = self._pack_file()
            invitation = self._invitation("" if file else self._value("address"))
            if self._laptop is None:
                self._check_passphrases()
        except PlainHttp:
            self._ask_about_open_network()
        except Problem as problem:
            self._say(problem.detail, at="address")
        except _Incomplete as incomplete:
            self._say(str(incomplete), at=incomplete.field)
        else:
            self._enrol(invitation, file)

    def _ask_about_open_network(self) -> None:
        self.query_one("#plain-http").display = True
        self._say(tr(OPEN_NETWORK_ASKED), at="plain-http")

    def _pack_file(self) -> Path | None:
        """Return the file that was written in place of an address, if it is one."""
        written = self._value("address").strip().strip("'\"").removeprefix("file://")
        file = Path(written).expanduser() if written else None
        return file if file is not None and file.is_file() else None

    def _invitation(self, address: str) -> Invitation:
        """Return what was typed; `address` is '' where a pack file names it."""
        is_open = self.query_one("#plain-http", Checkbox).value
        url = server_address(address, plain_http=is_open) if address else ""
        code = "".join(self._value("code").split())
        if not code:
            raise _Incomplete(tr(NO_CODE), "code")
        return Invitation(url, code, plain_http=is_open)

    def _check_passphrases(self) -> None:
        try:
            check_passphrase(self._value("passphrase"))
        except Problem as problem:
            raise _Incomplete(problem.detail, "passphrase") from None
        if self._value("passphrase") != self._value("again"):
            self.query_one("#again", Input).clear()
            raise _Incomplete(tr(UNLIKE), "passphrase")

    @work(exclusive=True)
    async def _enrol(self, invitation: Invitation, file: Path | None) -> None:
        try:
            laptop = await self._opened()
            if file is None:
                await self._enrol_by_line(laptop, invitation)
            else:
                self._say(READING)
                is_open = invitation.plain_http
                await enrol_from_pack(laptop, file, invitation.code, plain_http=is_open)
        except PlainHttp:
            self._ask_about_open_network()
        except Problem as problem:
            self._say(problem.detail, at="code")
        else:
            self.owns_store = False
            self.dismiss(laptop)

    async def _enrol_by_line(self, laptop: Laptop, invitation: Invitation) -> None:
        self._say(ENROLLING)
        line = self._lines.for_stranger(invitation.url, plain_http=invitation.plain_http)
        async with line as remote:
            identity = await enrol(laptop, remote, invitation)
        self._say(FETCHING)
        try:
            async with self._lines.for_device(identity) as remote:
                await pull(laptop, remote)
        except Problem:
            pass  # enrolled all the same: today says that the pack is missing, and fetches it

    async def _opened(self) -> Laptop:
        """Return the open laptop; a fresh store is made once, however often the code is tried."""
        if self._laptop is None:
            assert self._home is not None  # noqa: S101 - without a laptop there is a home
            assert self._clock is not None  # noqa: S101
            self._say(SETTING_UP)
            create = Vault(self._home).create
            key = await asyncio.to_thread(create, self._value("passphrase"), self._cost)
            self._laptop = unlocked(self._home, key, self._clock)
            for field in self.query(".secret"):
                field.display = False
        return self._laptop

    def _say(self, words: str, *, at: str = "") -> None:
        said = f"! {words}" if at else words
        self.query_one("#said", Words).say(said)
        if at:
            self.query_one(f"#{at}").focus()

    def _value(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value

    def on_unmount(self) -> None:
        """Close a store that was opened for an enrolment that did not come about."""
        if self.owns_store and self._laptop is not None:
            self._laptop.close()

    def reword(self) -> bool:
        """Say everything anew; what is typed stays."""
        self.query_one(Checkbox).label = tr(OPEN_NETWORK)
        return True

    def action_back(self) -> None:
        """Leave, where one came from the outbox."""
        if len(self.program.screen_stack) > 2:
            self.dismiss(None)


class _Incomplete(Exception):  # noqa: N818 - a state of the fields, not a fault
    """Something must still be entered in `field`."""

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words)
        self.field = field
