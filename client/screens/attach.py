"""Choosing a file to attach: its path typed, or found in the folders."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import DirectoryTree, Input, Static

PROMPT = "The file's path; or ↓ to look for it in the folders"
KEYS = "↓ folders   Enter takes the file   Backspace folder above   Esc back"
NO_FILE = "! There is no file “{path}”. Give its whole path, or look for it below."


class Folders(DirectoryTree):
    """The files below a folder, hidden ones left out."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what systems hide."""
        return [path for path in paths if not path.name.startswith(".")]


class AttachScreen(ModalScreen[Path]):
    """Finds one file; the result is its path, None if the screen was left."""

    CSS_PATH = "attach.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", priority=True),
        Binding("backspace", "above", "Folder above", show=False),
    ]

    def __init__(self, folder: Path, label: str) -> None:
        """Begin in `folder`, and say for what the file is asked."""
        super().__init__()
        self._folder = folder
        self._label = label

    def compose(self) -> ComposeResult:
        """Lay out the question, the path and the folders."""
        with Vertical():
            yield Static(self._label, id="what", markup=False)
            yield Input(placeholder=PROMPT, compact=True)
            yield Folders(self._folder)
            yield Static(KEYS, id="keys", markup=False)

    def on_mount(self) -> None:
        """Begin at the path."""
        field, tree = self.query_one(Input), self.query_one(Folders)
        field.cursor_blink = False
        tree.show_guides = False
        tree.guide_depth = 2
        field.focus()

    def key_down(self) -> None:
        """Go from the path into the folders."""
        if isinstance(self.focused, Input):
            self.query_one(Folders).focus()

    def key_up(self) -> None:
        """Go from the first row of the folders back to the path."""
        tree = self.query_one(Folders)
        if self.focused is tree and tree.cursor_line <= 0:
            self.query_one(Input).focus()

    def action_above(self) -> None:
        """Show what lies beside the folder, too."""
        tree = self.query_one(Folders)
        if self.focused is tree:
            tree.path = Path(tree.path).resolve().parent

    @on(Input.Submitted)
    def take_typed(self, event: Input.Submitted) -> None:
        """Take the file whose path was typed; a folder is opened."""
        typed = event.value.strip().strip("'\"")
        path = (self._folder / Path(typed).expanduser()) if typed else self._folder
        if typed and path.is_file():
            self.dismiss(path)
        elif path.is_dir():
            tree = self.query_one(Folders)
            tree.path = path
            tree.focus()
        else:
            self.query_one("#keys", Static).update(NO_FILE.format(path=typed))

    @on(DirectoryTree.FileSelected)
    def take(self, event: DirectoryTree.FileSelected) -> None:
        """Take the file under the cursor."""
        self.dismiss(event.path)

    def action_leave(self) -> None:
        """Go back without a file."""
        self.dismiss(None)
