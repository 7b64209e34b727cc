"""From a template and data to a PDF, with typst: tagged for screen readers (PDF/UA-1).

Only the fonts that come with the program are used, and no clock is read: the same data give the
same bytes on every machine. Data come as JSON and stay strings: nothing that anybody wrote is read
as markup.
"""

import re
from collections.abc import Mapping
from pathlib import Path

STANDARD = "ua-1"
_NO_GLYPH = re.compile(r'text `"(.+)"` could not be displayed', re.DOTALL)


class NotTypeset(Exception):  # noqa: N818 - its callers make a Problem of it
    """Typst can't set the document. Whoever asked for it says so in its own words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        """Typst's own."""
        missing = _NO_GLYPH.search(message)
        self.without_shape = missing[1] if missing else ""
        """The text for which no font has a shape; '' = it is something else."""


def typeset(template: bytes, data: Mapping[str, str], fonts: Path | None = None) -> bytes:
    """Return the PDF of `template`, which reads `data` (name → JSON) from `sys.inputs`.

    `fonts` is a folder with further fonts, for scripts that ours do not have. Raises NotTypeset.
    """
    # The compiler and its fonts weigh more than most commands; only this one needs them.
    import fontpkg_noto_sans  # noqa: PLC0415
    import typst  # noqa: PLC0415

    try:
        return typst.compile(
            template,
            format="pdf",
            font_paths=typst.Fonts(
                include_system_fonts=False,
                font_paths=[fontpkg_noto_sans.ROOT / "files", *([fonts] if fonts else [])],
            ),
            sys_inputs=dict(data),
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        raise NotTypeset(error.message) from error
