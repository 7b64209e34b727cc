"""`evenhand-server form …`: checklists, before and after they are published."""

import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from server.commands import form_diffs, form_export, form_withdrawal
from server.commands.form_files import AttachOption, FormFileArgument, read_form_file
from server.commands.form_findings import print_findings, tally
from server.commands.import_terms import problem_as_json
from server.commands.output import print_json
from server.commands.session import JsonOption, reported
from server.forms import service as forms
from server.forms import starting
from server.forms.problems import BadFormName, UnknownForm
from server.forms.reading import FormReading, form_in
from server.forms.reading import as_json as as_plain
from shared.forms.lint.rules.translations import completeness
from shared.forms.lint.subject import Subject

WIDTH = 80
"""Columns where the output is no terminal."""

app = typer.Typer(
    help="Checklists: start, check, show, compare and withdraw them.", no_args_is_help=True
)
app.command("diff")(form_diffs.diff)
app.command("export")(form_export.export)
app.command("withdraw")(form_withdrawal.withdraw)


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="Of the file: turnout.xlsx or turnout.md.")],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            help=f"A standard checklist to start from: {', '.join(forms.LIBRARY)}.",
            show_default="a small one that shows every column",
        ),
    ] = starting.BLANK,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
) -> None:
    """Write an XLSForm to start from, with our columns explained."""
    path = Path(name if Path(name).suffix else f"{name}.xlsx")
    with reported():
        if path.exists() and not force:
            raise BadFormName(
                f"{path} is there already. Choose another name, or replace it with --force."
            )
        path.write_bytes(starting.start(path.name, source))
    typer.echo(
        f"Written: {path}. Change it in a spreadsheet program, check it with "
        f"`evenhand-server form lint {path}`, and see it with `evenhand-server form show {path}`."
    )


@app.command("show")
def show(
    file: Annotated[str, typer.Argument(help="An XLSForm, or the name of a standard checklist.")],
    lang: Annotated[
        str, typer.Option("--lang", help="Code of a language.", show_default="the form's own")
    ] = "",
    attach: AttachOption = None,
) -> None:
    """Show a form as the observer will see it in the terminal."""
    # Its phrases and rules in words are read for this command and for paper alone.
    from server.forms.showing import show as shown  # noqa: PLC0415

    with reported():
        reading = _standard_or_file(file, attach)
        form = form_in(reading)
        width = shutil.get_terminal_size((WIDTH, 24)).columns
        lines = shown(form, lang or form.default_language, width=width)
    for line in lines:
        typer.echo(line)
    if reading.findings:
        typer.echo(f"{reading.name}: {tally(reading.findings)}; see `form lint`.", err=True)


@app.command("lint")
def lint(
    file: FormFileArgument, attach: AttachOption = None, *, as_json: JsonOption = False
) -> None:
    """Check an XLSForm and say what is wrong with it. Exit 1 if it could not be published."""
    head = {"file": file.name}
    with reported(), problem_as_json({**head, "publishable": False}, wanted=as_json):
        reading = read_form_file(file, attach)
    publishable = reading.form is not None and not reading.errors
    if as_json:
        findings = [as_plain(each) for each in reading.findings]
        languages = _languages(reading)
        print_json(
            {**head, "publishable": publishable, "languages": languages, "findings": findings}
        )
    else:
        print_findings(reading.findings, to_stderr=False)
        verdict = "It can be published." if publishable else "It can't be published."
        typer.echo(f"{file.name}: {tally(reading.findings)}. {verdict}")
    if not publishable:
        raise typer.Exit(1)


def _standard_or_file(name: str, attach: list[Path] | None) -> FormReading:
    if Path(name).is_file():
        return read_form_file(Path(name), attach)
    if name not in forms.LIBRARY:
        raise UnknownForm(
            f"There is no file {name}, and no standard checklist of that name. There are: "
            f"{', '.join(forms.LIBRARY)}."
        )
    return forms.read_library(name)


def _languages(reading: FormReading) -> dict[str, Any]:
    """Return how complete each language of the form is."""
    if reading.form is None:
        return {}
    return {
        each.language: {"texts": each.texts, "written": each.written, "percent": each.percent}
        for each in completeness(Subject(reading.form))
    }
