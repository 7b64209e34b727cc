"""From papers to a PDF, with typst: A4, black on white, tagged for screen readers (PDF/UA-1).

Only the fonts that come with the program are used, and no clock is read: the same papers give the
same bytes on every machine.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources

from server.forms.export.paper import Paper
from server.forms.export.problems import FormUnprintable

STANDARD = "ua-1"


def print_papers(papers: Sequence[Paper]) -> bytes:
    """Return one PDF with all `papers`, each with its own page numbers.

    Raises FormUnprintable where typst can't set them.
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
                include_system_fonts=False, font_paths=[fontpkg_noto_sans.ROOT / "files"]
            ),
            sys_inputs={"papers": json.dumps([asdict(paper) for paper in papers])},
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        raise FormUnprintable(
            f"The form {papers[0].form} can't be printed: {error.message}. Send the form and this "
            "sentence to those who maintain the program."
        ) from error
