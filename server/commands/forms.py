"""`evenhand-server form …`: checklists, before and after they are published."""

from pathlib import Path
from typing import Annotated

import typer

from server.commands.form_findings import finding_json, print_findings, tally
from server.commands.import_terms import print_json, problem_as_json
from server.commands.session import JsonOption, reported
from server.forms import service as forms

app = typer.Typer(help="Checklists: start, check, show and compare them.", no_args_is_help=True)

FormFileArgument = Annotated[
    Path, typer.Argument(help="An XLSForm: .xlsx, .csv or .md.", exists=True, dir_okay=False)
]


@app.command("lint")
def lint(file: FormFileArgument, *, as_json: JsonOption = False) -> None:
    """Check an XLSForm and say what is wrong with it. Exit 1 if it could not be published."""
    head = {"file": file.name}
    with reported(), problem_as_json({**head, "publishable": False}, wanted=as_json):
        reading = forms.read_form(file.read_bytes(), file.name)
    publishable = reading.form is not None and not reading.errors
    if as_json:
        findings = [finding_json(each) for each in reading.findings]
        print_json({**head, "publishable": publishable, "findings": findings})
    else:
        print_findings(reading.findings, to_stderr=False)
        verdict = "It can be published." if publishable else "It can't be published."
        typer.echo(f"{file.name}: {tally(reading.findings)}. {verdict}")
    if not publishable:
        raise typer.Exit(1)
