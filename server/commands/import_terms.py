"""What the import commands have in common: their options, and JSON where it was asked for."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from server.commands.output import print_json
from shared.problems import Problem

FileArgument = Annotated[
    Path, typer.Argument(help="The file to import.", exists=True, dir_okay=False)
]
EncodingOption = Annotated[
    str, typer.Option(help="Of a CSV file that is not UTF-8, such as cp1251.")
]
SheetOption = Annotated[str, typer.Option(help="Of a workbook, if not its first.")]


@contextmanager
def problem_as_json(head: dict[str, Any], *, wanted: bool) -> Generator[None]:
    """Where JSON is `wanted`, print a problem as JSON too, with `head`, before it is reported."""
    try:
        yield
    except Problem as problem:
        if wanted:
            errors = problem.extra.get("errors") or [{"message": problem.detail}]
            print_json({**head, "problem": problem.code, **problem.extra, "errors": errors})
        raise
