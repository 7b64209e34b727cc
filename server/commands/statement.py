"""`evenhand-server statement`: a draft of the mission's statement."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from server.commands.findings import AsOfOption, moment
from server.commands.output import STDOUT, FontsOption, OutputOption, write_out
from server.commands.session import HomeOption, MissionOption, opened_store, remember, reported
from server.missions.models import Mission
from server.missions.service import get_mission
from server.statement import render_pdf
from server.statement.document import Document
from server.statement.formats import FORMATS, Format
from server.statement.library import read_template
from server.statement.own_templates import template_for
from server.statement.problems import UnknownFormat
from server.statement.service import draft_by
from server.statement.template import Template


def write_statement(  # noqa: PLR0913 - the options of a command
    mission: MissionOption,
    output: OutputOption,
    template: Annotated[
        str,
        typer.Option(
            "--template",
            help="turkic, odihr, cis, one of the mission's own; or a file: template.yaml.",
        ),
    ] = "turkic",
    lang: Annotated[str, typer.Option("--lang", help="Language: en, ru, kk or tr.")] = "en",
    format_name: Annotated[
        str, typer.Option("--format", help="docx, pdf, html, md or json.")
    ] = "md",
    as_of: AsOfOption = "",
    *,
    fonts: FontsOption = None,
    home: HomeOption = None,
) -> None:
    """Draft the mission's statement from its reports and its file."""
    with reported():
        form = _format(format_name)
        with opened_store(home) as store:
            with store.reading() as db:
                held = get_mission(db, mission)
                cut = moment(as_of, held.timezone)
                document = draft_by(db, held, _template(db, held, template, lang), cut)
            with store.writing() as db:
                subject = f"draft {template} {lang}"
                remember(db, "statement.exported", mission=held, subject=subject, format=form.value)
        write_out(output, _written(document, form, fonts), "statement")
        if output != STDOUT:
            typer.echo(_summary(document, output), err=True)


def _template(db: Session, mission: Mission, name: str, language: str) -> Template:
    """Return a template by its name, or out of a file."""
    if Path(name).suffix in (".yaml", ".yml"):
        return read_template(Path(name), language)
    return template_for(db, mission.id, name, language)


def _format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError:
        raise UnknownFormat(
            f"Statements can't be written as {name!r}. There are: {', '.join(Format)}."
        ) from None


def _written(document: Document, form: Format, fonts: Path | None) -> bytes:
    if form is Format.PDF:
        return render_pdf.render(document, fonts)
    return FORMATS[form].write(document)


def _summary(document: Document, output: str) -> str:
    sentences, slots = len(list(document.sentences())), len(list(document.slots()))
    return (
        f"{output}: {sentences} sentences drafted from {document.colophon.reports:,} reports; "
        f"{slots} places wait for a person, {len(document.gaps)} notes say what is not said."
    )
