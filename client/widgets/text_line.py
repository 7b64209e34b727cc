"""A text between questions: a note, or the heading of an inner section."""

from textual.widgets import Static

from shared.forms.model import Note, Section


class TextLine(Static):
    """Shows a text of the form, with answers filled in as they change."""

    DEFAULT_CSS = """
    TextLine { height: auto; width: 1fr; color: $muted; padding: 0 0 0 4; }
    TextLine.heading { text-style: bold; }
    TextLine.note { padding: 0 0 1 4; }
    """

    def __init__(self, part: Note | Section, path: str, kind: str) -> None:
        """`kind` is `note` or `heading`."""
        super().__init__(classes=kind, markup=False)
        self.part = part
        self.path = path
        self._text = ""

    def show(self, text: str) -> None:
        """Show `text`; costs nothing where it is shown already."""
        if text != self._text:
            self._text = text
            self.update(text)
