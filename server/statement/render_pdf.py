"""A statement as a PDF, with typst: A4, black on white, tagged for screen readers (PDF/UA-1).

Only the fonts that come with the program are used, and no clock is read: the same document gives
the same bytes on every machine.
"""

import json
import re
from importlib import resources
from pathlib import Path

from server.statement.document import Document
from server.statement.printed.characters import as_data
from server.statement.printed.laying import lay_out
from server.statement.problems import StatementUnprintable

STANDARD = "ua-1"
_NO_GLYPH = re.compile(r'text `"(.+)"` could not be displayed', re.DOTALL)


def render(document: Document, fonts: Path | None = None) -> bytes:
    """Return the document as a PDF.

    `fonts` is a folder with further fonts, for scripts that ours do not have. Raises
    StatementUnprintable where typst can't set the text.
    """
    # The compiler and its fonts weigh more than most commands; only this one needs them.
    import fontpkg_noto_sans  # noqa: PLC0415
    import typst  # noqa: PLC0415

    template = (resources.files("server.statement.printed") / "statement.typ").read_bytes()
    layout = json.dumps(as_data(lay_out(document)), default=str)
    try:
        return typst.compile(
            template,
            format="pdf",
            font_paths=typst.Fonts(
                include_system_fonts=False,
                font_paths=[fontpkg_noto_sans.ROOT / "files", *([fonts] if fonts else [])],
            ),
            sys_inputs={"layout": layout},
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        raise StatementUnprintable(_sentence(error.message)) from error


def _sentence(message: str) -> str:
    missing = _NO_GLYPH.search(message)
    if missing:
        return (
            f"The statement can't be printed: no font has a shape for “{missing[1]}”. Take it as "
            "docx, name a folder with a font that has it with --fonts, or mend the text."
        )
    return (
        f"The statement can't be printed: {message}. Take it as docx, and send this sentence to "
        "those who maintain the program."
    )
