"""`evenhand-server form …`: checklists, before and after they are published."""

import typer

from server.commands import form_export
from server.commands.form_files import AttachOption, FormFileArgument, read_form_file
from server.commands.form_findings import print_findings, tally
from server.commands.import_terms import print_json, problem_as_json
from server.commands.session import JsonOption, reported
from server.forms.reading import as_json as as_plain

app = typer.Typer(help="Checklists: start, check, show and compare them.", no_args_is_help=True)

app.command("export")(form_export.export)

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
        print_json({**head, "publishable": publishable, "findings": findings})
    else:
        print_findings(reading.findings, to_stderr=False)
        verdict = "It can be published." if publishable else "It can't be published."
        typer.echo(f"{file.name}: {tally(reading.findings)}. {verdict}")
    if not publishable:
        raise typer.Exit(1)
