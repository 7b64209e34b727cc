"""`evenhand-server statement`: a draft of the mission's statement."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from server.commands.findings import AsOfOption, MissionOption, moment
from server.commands.session import HomeOption, opened_store, reported
from server.missions.service import get_mission
from server.statement import render_html, render_json, render_markdown
from server.statement.document import Document
from server.statement.problems import UnknownFormat
from server.statement.service import draft
from shared.problems import Problem

WRITERS: dict[str, Callable[[Document], str]] = {
    "md": render_markdown.render,
    "html": render_html.render,
    "json": render_json.render,
}
STDOUT = "-"


class Unwritable(Problem):
    """The file for a statement can't be written."""

    code = "unwritable-file"
    title = "The file can't be written"


def write_statement(  # noqa: PLR0913 - the options of a command
    mission: MissionOption,
    output: Annotated[
        str, typer.Option("-o", "--output", help="The file to write; - for standard output.")
    ],
    template: Annotated[str, typer.Option("--template", help="turkic.")] = "turkic",
    lang: Annotated[str, typer.Option("--lang", help="Language: en so far.")] = "en",
    format_name: Annotated[str, typer.Option("--format", help="md, html or json.")] = "md",
    as_of: AsOfOption = "",
    *,
    home: HomeOption = None,
) -> None:
    """Draft the mission's statement from its reports and its file."""
    with reported():
        writer = _writer(format_name)
        with opened_store(home) as store, store.reading() as db:
            held = get_mission(db, mission)
            document = draft(db, held, template, lang, moment(as_of, held.timezone))
        _write(output, writer(document))
        if output != STDOUT:
            typer.echo(_summary(document, output), err=True)


def _writer(name: str) -> Callable[[Document], str]:
    if name not in WRITERS:
        raise UnknownFormat(
            f"Statements can't be written as {name!r} yet. There are: {', '.join(WRITERS)}."
        )
    return WRITERS[name]


def _write(output: str, text: str) -> None:
    if output == STDOUT:
        sys.stdout.buffer.write(text.encode())
        return
    try:
        Path(output).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise Unwritable(
            f"The statement can't be written to {output}: {error.strerror or error}. "
            "Choose another file with -o, or - for standard output."
        ) from None


def _summary(document: Document, output: str) -> str:
    sentences, slots = len(list(document.sentences())), len(list(document.slots()))
    return (
        f"{output}: {sentences} sentences drafted from {document.colophon.reports:,} reports; "
        f"{slots} places wait for a person, {len(document.gaps)} notes say what is not said."
    )
