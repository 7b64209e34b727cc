"""Where commands put what they write: into a file, or on standard output."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.problems import Problem

STDOUT = "-"
OutputOption = Annotated[
    str, typer.Option("-o", "--output", help="The file to write; - for standard output.")
]
FontsOption = Annotated[
    Path | None,
    typer.Option(
        help="A folder with more fonts for the pdf. Latin, Cyrillic and Greek are there.",
        exists=True,
        file_okay=False,
    ),
]


class Unwritable(Problem):
    """The file that a command is to write can't be written."""

    code = "unwritable-file"
    title = "The file can't be written"


def write_out(output: str, content: bytes, what: str) -> None:
    """Write `content` to a file, or to standard output; `what` it is. Raises Unwritable."""
    if output == STDOUT:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise Unwritable(
            f"The {what} can't be written to {output}: {error.strerror or error}. "
            "Choose another file with -o, or - for standard output."
        ) from None


def print_json(document: object) -> None:
    """Print one JSON document on standard output."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
