"""From papers to a PDF, with typst: A4, black on white, tagged for screen readers (PDF/UA-1).

Only the fonts that come with the program are used, and no clock is read: the same papers give the
same bytes on every machine.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path

from server.forms.export.paper import Paper
from server.forms.export.problems import FormUnprintable

STANDARD = "ua-1"
_NO_GLYPH = re.compile(r'text `"(.+)"` could not be displayed', re.DOTALL)


def print_papers(papers: Sequence[Paper], fonts: Path | None = None) -> bytes:
    """Return one PDF with all `papers`, each with its own page numbers.

    `fonts` is a folder with further fonts, for scripts that ours do not have. Raises
    FormUnprintable where typst can't set the papers.
    """
    # The compiler and its fonts weigh more than most commands; only this one needs them.
    import fontpkg_noto_sans  # noqa: PLC0415
    import typst  # noqa: PLC0415

    template = (resources.files("server.forms.export") / "paper.typ").read_bytes()
    try:
        return typst.compile(
            template,
            format="pdf",
            font_paths=typst.Fonts(
                include_system_fonts=False,
                font_paths=[fontpkg_noto_sans.ROOT / "files", *([fonts] if fonts else [])],
            ),
            sys_inputs={"papers": json.dumps([asdict(paper) for paper in papers])},
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        raise FormUnprintable(_sentence(papers[0].form, error.message)) from error


def _sentence(form: str, message: str) -> str:
    missing = _NO_GLYPH.search(message)
    if missing:
        return (
            f"{form} can't be printed: no font has a shape for “{missing[1]}”. Name a folder with "
            "a font that has it with --fonts, or take the sign out of the form."
        )
    return (
        f"{form} can't be printed: {message}. Send the form and this sentence to those who "
        "maintain the program."
    )
