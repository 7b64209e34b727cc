"""Choosing a file to attach: found in the folders, newest first, or by its path."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from client.attached_files import AttachedFile, TakenFile
from client.language import day_and_month, grouped, later, tr
from client.screens.desk import Desk
from client.screens.over_rows import OverRows
from client.widgets.answer_rows import size_in_words
from client.widgets.rows import Rows, columns
from client.widgets.signs import CHOSEN
from shared.folding import fold
from shared.problems import Problem

PROMPT = later("A part of the name, or a whole path")
KEYS = later("↑↓ choose   Enter takes it   ← folder above   Esc back")
NO_FILE = later("! There is no file “%(path)s”.")
NOT_OPEN = later("! This folder can't be opened: %(reason)s.")
IS_GONE = later("it is gone")
COPYING = later("Copying %(name)s into the encrypted store …")
MORE = later("… and %(n)s more. Type a part of the name to see them.")
ATTACHED = later("attached · Enter takes it away")
_MOST_SHOWN = 200
_NAME, _SIZE = 30, 11
_ATTACHED = "attached:"


@dataclass(frozen=True)
class Entry:
    """A file or folder that can be chosen."""

    path: Path
    is_folder: bool
    size: int
    changed_at: float


class AttachScreen(OverRows[TakenFile], ModalScreen[TakenFile]):
    """Finds one file and copies it into the store; the result is None if the screen was left."""

    CSS_PATH = "attach.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False, priority=True),
        Binding("escape", "leave", "Back", priority=True),
    ]

    def __init__(
        self,
        desk: Desk,
        label: str,
        attached: Sequence[AttachedFile] = (),
        take_away: Callable[[AttachedFile], None] | None = None,
    ) -> None:
        """Begin in the folder of the last file; `label` says for what the file is asked.

        What is `attached` already stands on top; `take_away` is called with the one chosen there.
        """
        super().__init__()
        self._attached = {f"{_ATTACHED}{file.sha256}": file for file in attached}
        self._take_away = take_away
        self._desk = desk
        self._folder = desk.files.folder
        self._label = label
        self._zone = desk.zone()
        self._entries: Sequence[Entry] = ()

    def compose(self) -> ComposeResult:
        """Lay out the question, the path and the files."""
        with Vertical():
            yield Static(self._label, id="what", markup=False)
            yield Input(placeholder=tr(PROMPT), compact=True)
            yield Static(id="folder", markup=False)
            yield Rows()
            yield Static(tr(KEYS), id="keys", markup=False)

    def on_mount(self) -> None:
        """Show the folder."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self._open(self._folder)

    def _open(self, folder: Path) -> None:
        try:
            self._entries = entries_of(folder)
        except OSError as error:
            self._say(tr(NOT_OPEN) % {"reason": error.strerror or tr(IS_GONE)})
            return
        self._folder = folder
        self.query_one("#folder", Static).update(folder.name or str(folder))
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self._fill("")

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Search at every keystroke."""
        self._fill(event.value)

    def _fill(self, text: str) -> None:
        self._say(tr(KEYS))
        words = fold(text).split()
        found = [each for each in self._entries if all(w in fold(each.path.name) for w in words)]
        held = [_held_option(key, file) for key, file in self._attached.items() if not words]
        options = [*held, *(self._option(each) for each in found[:_MOST_SHOWN])]
        if len(found) > _MOST_SHOWN:
            more = tr(MORE) % {"n": grouped(len(found) - _MOST_SHOWN)}
            options.append(Option(columns((more, 0, "$muted")), disabled=True))
        rows = self.query_one(Rows)
        rows.fill(options)
        files = (at for at, each in enumerate(found[:_MOST_SHOWN]) if not each.is_folder)
        rows.highlighted = len(held) + next(files, 0) if len(options) > len(held) else None

    def _option(self, entry: Entry) -> Option:
        if entry.is_folder:
            return Option(columns(("▸", 2, "$muted"), (entry.path.name, 0, "")), str(entry.path))
        moment = datetime.fromtimestamp(entry.changed_at, self._zone)
        cells = (
            ("", 2, ""),
            (entry.path.name, _NAME, ""),
            (size_in_words(entry.size), _SIZE, "$muted"),
            (f"{day_and_month(moment)} {moment:%H:%M}", 0, "$muted"),
        )
        return Option(columns(*cells), str(entry.path))

    def key_left(self) -> None:
        """Open the folder above, unless there is text to go through."""
        if not self.query_one(Input).value:
            self._open(self._folder.resolve().parent)

    async def action_take(self) -> None:
        """Take what was typed, if it is a path; else what is under the cursor."""
        path, rows = self._find_typed(), self.query_one(Rows)
        if path is not None:
            await self._take(path)
        elif rows.highlighted is not None and rows.option_count:
            rows.action_select()
        else:
            self._say(tr(NO_FILE) % {"path": self.query_one(Input).value.strip()})

    @on(OptionList.OptionSelected)
    async def take_row(self, event: OptionList.OptionSelected) -> None:
        """Take the file of a row, or open its folder; take away what is attached."""
        held = self._attached.get(event.option_id or "")
        if held is None:
            await self._take(Path(event.option_id or ""))
        elif self._take_away is not None:
            self._take_away(held)
            self.dismiss(None)

    async def _take(self, path: Path) -> None:
        """Copy a file into the store, beside the screen: a video takes its time."""
        if self._has_opened(path):
            return
        self._say(tr(COPYING) % {"name": path.name})
        try:
            taken = await asyncio.to_thread(self._desk.laptop.attachments.take, path)
        except Problem as problem:
            self._say(f"! {problem.detail}")
            return
        self._desk.files.folder = path.parent
        self.dismiss(taken)

    def _find_typed(self) -> Path | None:
        """Return the file or folder whose path was typed, if there is one."""
        typed = self.query_one(Input).value.strip().strip("'\"")
        path = self._folder / Path(typed).expanduser()
        return path if typed and path.exists() else None

    def _has_opened(self, path: Path) -> bool:
        """Open `path` if it is a folder; return whether it is one."""
        is_folder = path.is_dir()
        if is_folder:
            self._open(path)
        return is_folder

    def _say(self, words: str) -> None:
        self.query_one("#keys", Static).update(words)

    def action_leave(self) -> None:
        """Go back without a file."""
        self.dismiss(None)


def _held_option(key: str, file: AttachedFile) -> Option:
    cells = (
        (CHOSEN, 2, "$accent bold"),
        (file.name, _NAME, ""),
        (size_in_words(file.size), _SIZE, "$muted"),
        (tr(ATTACHED), 0, "$muted"),
    )
    return Option(columns(*cells), key)


def entries_of(folder: Path) -> Sequence[Entry]:
    """Return what can be chosen in `folder`: folders by name, then files, the newest first.

    Hidden ones are left out. Raises OSError.
    """
    entries: list[Entry] = []
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        try:
            status = path.stat()
        except OSError:  # gone meanwhile, or a link to nowhere
            continue
        entries.append(Entry(path, path.is_dir(), status.st_size, status.st_mtime))
    folders = sorted((each for each in entries if each.is_folder), key=attrgetter("path"))
    files = sorted(
        (each for each in entries if not each.is_folder),
        key=lambda each: (-each.changed_at, each.path.name),
    )
    return [*folders, *files]
