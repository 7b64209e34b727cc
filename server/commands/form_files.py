"""An XLSForm on disk, with the files that belong to it."""

from pathlib import Path
from typing import Annotated

import typer

from server.forms.problems import FormUnreadable
from server.forms.reading import FormReading, read_form

MEDIA_SUFFIX = "-media"
"""`voting.xlsx` has its files in the folder `voting-media`, as phones have them."""
LARGEST_ATTACHED = 50 * 1024 * 1024
"""Bytes of one file."""

FormFileArgument = Annotated[
    Path, typer.Argument(help="An XLSForm: .xlsx, .csv or .md.", exists=True, dir_okay=False)
]
AttachOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--attach",
        help="A file that the form refers to, such as stations.csv; once for each. Those in the "
        "folder NAME-media beside the form are taken without saying.",
        exists=True,
        dir_okay=False,
    ),
]
DraftOption = Annotated[
    bool, typer.Option("--draft", help="Only try it out: for missions with drill: true.")
]


def read_form_file(
    file: Path, attach: list[Path] | None = None, *, draft: bool = False
) -> FormReading:
    """Read the XLSForm `file` with what is attached to it. Raises FormUnreadable."""
    attached = {path.name: _content(path) for path in [*_beside(file), *(attach or [])]}
    return read_form(file.read_bytes(), file.name, attached, draft=draft)


def _beside(file: Path) -> list[Path]:
    folder = file.with_name(f"{file.stem}{MEDIA_SUFFIX}")
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.is_file() and each.name[0] != ".")


def _content(path: Path) -> bytes:
    size = path.stat().st_size
    if size > LARGEST_ATTACHED:
        raise FormUnreadable(
            f"{path.name} has {size / 1024 / 1024:.0f} MB; {LARGEST_ATTACHED // 1024 // 1024} MB "
            "is the most that a form may bring along. Leave out what the form does not use."
        )
    return path.read_bytes()
