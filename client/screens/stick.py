"""Memory stick: a bundle of what waits, receipts that came back, bundles of colleagues."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from client.disk import disk_errors_told
from client.language import later, tr, trn
from client.screens.desk import Desk
from client.screens.desk_page import DeskPage
from client.screens.over_rows import OverRows
from client.steps.bundle import make_bundle
from client.steps.receipts_file import load_receipts, take_receipts
from client.sticks import find_files, find_sticks, places_of_sticks
from client.sync import FORKED
from client.whole_files import write_whole
from client.widgets.answer_rows import size_in_words
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import Rows, columns
from shared.problems import Problem

TITLE = later("Memory stick")
ABOUT = later(
    "Without any connection, a memory stick carries what waits. Only headquarters can open a "
    "bundle. What is in it goes on waiting here until receipts have come back."
)
PROMPT = later("Or type or paste a place")
NOTHING_FOUND = later("No stick, or nothing of the kind on one. Type or paste a place below.")
WORKING = later("Working …")
MADE = later("Wrote %(name)s (%(size)s) into %(folder)s: %(entries)s, %(files)s.")
READ = later("Newly held by headquarters: %(entries)s, %(files)s.")
TAKEN = later("%(name)s lies in this laptop's store now, sealed, and goes with the next sync.")
WRITTEN = later("Wrote %(name)s into %(folder)s. Give it back to the colleagues.")
KEYS = (
    KeyHint("b r c w", later("choose")),
    KeyHint("Enter", later("do it")),
    KeyHint("Esc", later("back"), "screen.back"),
    KeyHint("F1", later("help"), "screen.help"),
)
HELP = (
    ("b", later("seal what waits into one file on a stick, for headquarters")),
    ("r", later("read receipts that headquarters gave back; what they prove counts as held")),
    ("c", later("take a colleague's bundle along; nobody can read it here")),
    ("w", later("write receipts for the colleagues whose bundles you handed over")),
    ("↑ ↓  Enter", later("choose where, and do it")),
)
_NAME = 28
_KEY = 4


@dataclass(frozen=True)
class Deed:
    """Something that can be done with a stick."""

    words: str
    where: str
    """What is to be chosen."""
    pattern: str
    """Of the files to choose from; '' = a folder is chosen."""


DEEDS = {
    "b": Deed(later("Make a bundle of what waits"), later("Into which folder?"), ""),
    "r": Deed(later("Read receipts that came back"), later("Which file?"), "*receipts*.json"),
    "c": Deed(later("Take a colleague's bundle along"), later("Which bundle?"), "*.bundle"),
    "w": Deed(later("Write receipts for colleagues"), later("Into which folder?"), ""),
}


class StickScreen(OverRows[None], DeskPage[None]):
    """Does one of four things with a folder or file, and says what came of it."""

    CSS_PATH = "stick.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"begin('{key}')", deed.words) for key, deed in DEEDS.items()),
        Binding("f1", "help", later("Help")),
        Binding("escape", "back", later("Back"), priority=True),
    ]

    def __init__(self, desk: Desk, places: Sequence[Path] | None = None) -> None:
        """`places` are where this system shows sticks; None = where systems do."""
        super().__init__(desk)
        self._places = places_of_sticks() if places is None else places
        self._deed = ""

    def compose(self) -> ComposeResult:
        """Lay out what can be done, the places, and what came of it."""
        yield TitleBar(TITLE, time=self._desk.now)
        yield Static(id="about", markup=False)
        yield Static(id="deeds", markup=False)
        yield Static(id="where", markup=False)
        yield Rows()
        yield Input(compact=True)
        yield Static(id="said", markup=False)
        yield KeyLine(KEYS)

    def begin(self) -> None:
        """Keep the cursor still."""
        self.query_one(Input).cursor_blink = False

    def show_anew(self) -> None:
        """Show what can be done, and where."""
        self.show_bar()
        self.query_one("#about", Static).update(tr(ABOUT))
        rows = [
            columns(
                (key, _KEY, "$accent bold"),
                (tr(deed.words), 0, "bold" if key == self._deed else ""),
            )
            for key, deed in DEEDS.items()
        ]
        self.query_one("#deeds", Static).update(Content("\n").join(rows))
        where = self.query_one("#where", Static)
        where.update(tr(DEEDS[self._deed].where) if self._deed else "")
        for widget in (where, self.query_one(Rows), self.query_one(Input)):
            widget.display = bool(self._deed)
        self.query_one(Input).placeholder = tr(PROMPT)

    def _say(self, words: str) -> None:
        self.query_one("#said", Static).update(words)

    # --- Choosing ----------------------------------------------------------------------

    def action_begin(self, deed: str) -> None:
        """Ask where."""
        self._deed = deed
        pattern = DEEDS[deed].pattern
        found = find_files(pattern, self._places) if pattern else find_sticks(self._places)
        rows = self.query_one(Rows)
        rows.fill([Option(_place(each), str(each)) for each in found])
        rows.highlighted = 0 if found else None
        self.show_anew()
        self._say("" if found else tr(NOTHING_FOUND))
        field = self.query_one(Input)
        field.clear()
        field.focus()

    @on(Input.Submitted)
    def take_typed(self, event: Input.Submitted) -> None:
        """Take what was typed, if it is a place; else the one under the cursor."""
        typed = event.value.strip().strip("'\"")
        rows = self.query_one(Rows)
        if typed:
            self._begin(Path(typed).expanduser())
        elif rows.highlighted is not None:
            rows.action_select()

    @on(OptionList.OptionSelected)
    def take_row(self, event: OptionList.OptionSelected) -> None:
        """Take a place from the list."""
        self._begin(Path(event.option_id or ""))

    def action_back(self) -> None:
        """Leave what was begun; then the screen."""
        if self._deed:
            self._deed = ""
            self._say("")
            self.set_focus(None)
            self.show_anew()
        else:
            self.dismiss()

    # --- Doing -------------------------------------------------------------------------

    def _begin(self, place: Path) -> None:
        self._say(tr(WORKING))
        self.run_worker(partial(self._do, place), group="stick", exclusive=True)

    async def _do(self, place: Path) -> None:
        """Do what was chosen, beside the screen: a stick is slow."""
        try:
            said = await asyncio.to_thread(self._done, place)
        except Problem as problem:
            self._say(f"! {problem.detail}")
            return
        self.action_back()
        self._say(said)

    def _done(self, place: Path) -> str:
        """Do it, and return what came of it. Raises what stood in the way."""
        deeds: dict[str, Callable[[Path], str]] = {
            "b": self._make_bundle,
            "r": self._read_receipts,
            "c": self._take_along,
            "w": self._write_receipts,
        }
        return deeds[self._deed](place)

    def _make_bundle(self, folder: Path) -> str:
        now, identity = self._desk.now(), self._desk.laptop.journal.identity
        name = f"team-{identity.team}-{now:%Y%m%d-%H%M}.bundle"
        made = make_bundle(self._desk.laptop, folder / name if folder.is_dir() else folder)
        counts = {"entries": _entries(made.entries), "files": _files(made.attachments)}
        told = {"name": made.file.name, "folder": made.file.parent, **counts}
        return tr(MADE) % {"size": size_in_words(made.size), **told}

    def _read_receipts(self, file: Path) -> str:
        read = take_receipts(self._desk.laptop, load_receipts(file))
        if read.is_forked:
            return f"! {tr(FORKED)}"
        counts = {"entries": _entries(read.entries), "files": _files(read.attachments)}
        return tr(READ) % counts

    def _take_along(self, file: Path) -> str:
        return tr(TAKEN) % {"name": self._desk.laptop.carried.take(file).name}

    def _write_receipts(self, folder: Path) -> str:
        now = self._desk.now()
        file = folder / f"receipts-{now:%Y%m%d-%H%M}.json" if folder.is_dir() else folder
        with disk_errors_told(file.parent):
            write_whole(file, self._desk.laptop.carried.receipts().model_dump_json().encode())
        return tr(WRITTEN) % {"name": file.name, "folder": file.parent}


def _entries(count: int) -> str:
    return trn("%(n)s entry", "%(n)s entries", count) % {"n": count}


def _files(count: int) -> str:
    return trn("%(n)s file", "%(n)s files", count) % {"n": count}


def _place(path: Path) -> Content:
    """Return a folder or file, its own name first: that is what is known of a stick."""
    return columns((path.name or str(path), _NAME, "bold"), (str(path.parent), 0, "$muted"))
