"""A statement as a PDF: A4, black on white, tagged for screen readers (PDF/UA-1)."""

import json
from importlib import resources
from pathlib import Path

from server.statement.document import Document
from server.statement.printed.characters import as_data
from server.statement.printed.laying import lay_out
from server.statement.problems import StatementUnprintable
from server.typesetting import NotTypeset, typeset


def render(document: Document, fonts: Path | None = None) -> bytes:
    """Return the document as a PDF.

    `fonts` is a folder with further fonts, for scripts that ours do not have. Raises
    StatementUnprintable where typst can't set the text.
    """
    template = (resources.files("server.statement.printed") / "statement.typ").read_bytes()
    layout = json.dumps(as_data(lay_out(document)), default=str)
    try:
        return typeset(template, {"layout": layout}, fonts)
    except NotTypeset as error:
        raise StatementUnprintable(_sentence(error)) from error


def _sentence(error: NotTypeset) -> str:
    if error.without_shape:
        return (
            f"The statement can't be printed: no font has a shape for “{error.without_shape}”. "
            "Take it as docx, name a folder with a font that has it with --fonts, or mend the text."
        )
    return (
        f"The statement can't be printed: {error.message}. Take it as docx, and send this sentence "
        "to those who maintain the program."
    )
