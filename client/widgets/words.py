"""A sentence of ours on a screen, which follows the interface's language."""

from textual.content import Content
from textual.widgets import Static

from client.language import tr


class Words(Static):
    """Shows a text of the catalogues; `reword` shows it again in the language chosen since."""

    def __init__(self, text: str = "", *, name: str | None = None, classes: str = "") -> None:
        """`name` becomes the widget's id."""
        super().__init__(Content(tr(text)), id=name, classes=classes)
        self._said: tuple[str, dict[str, object]] = (text, {})

    def say(self, text: str, **values: object) -> None:
        """Show `text`, handed over in English, with `values` filled in after its translation."""
        self._said = (text, values)
        self.reword()

    def reword(self) -> None:
        """Show the same in the interface's language."""
        text, values = self._said
        self.update(Content(tr(text) % values if values else tr(text)))
