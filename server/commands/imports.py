"""`evenhand-server import …`: registers, forms and reports from files."""

import typer

from server.commands.bundles import import_bundle
from server.commands.form_files import AttachOption, DraftOption, read_form_file
from server.commands.form_findings import print_findings
from server.commands.import_registers import register_command
from server.commands.import_reports import reports
from server.commands.import_terms import FileArgument, problem_as_json
from server.commands.output import print_json
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    opened_store,
    remember,
    reported,
)
from server.fieldnotes.importer import note_importers
from server.forms import service as forms
from server.forms.reading import as_json as as_plain
from server.missions.service import get_mission
from shared.clock import system_clock

app = typer.Typer(help="Registers, forms and reports from files.", no_args_is_help=True)


app.command("accreditation", help="An announcement of accredited observers (CSV, XLSX).")(
    register_command("accreditation")
)
app.command("people", help="Observers (CSV, XLSX), their names sealed: all of a file, or nothing.")(
    register_command("people")
)
app.command("plans", help="Plans of teams (CSV, XLSX), as drafts: all of a file, or nothing.")(
    register_command("plans")
)
app.command("stations", help="Polling stations (CSV, XLSX, GeoJSON): all of a file, or nothing.")(
    register_command("stations")
)
app.command(
    "recommendations",
    help="Recommendations of past reports (CSV, XLSX): all of a file, or nothing.",
)(register_command("recommendations"))
for _each in note_importers():
    app.command(
        _each.kind, help=f"{_each.title} (CSV, XLSX), as notes: all of a file, or nothing."
    )(register_command(_each.kind))
app.command("reports")(reports)
app.command("bundle")(import_bundle)


@app.command("form")
def form(
    file: FileArgument,
    mission: MissionOption,
    attach: AttachOption = None,
    *,
    draft: DraftOption = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Check an XLSForm (xlsx, csv or Markdown), and publish it for the mission."""
    head = {"mission": mission, "file": file.name}
    with reported(), problem_as_json({**head, "published": False}, wanted=as_json):
        reading = read_form_file(file, attach, draft=draft)
        if not as_json:
            print_findings(reading.findings)
        with opened_store(home) as store, store.writing() as db:
            found = get_mission(db, mission, to_write=True)
            published = forms.publish(db, found.id, reading, now=system_clock(), drill=found.drill)
            outcome = {"form": published.form_id, "version": published.version}
            outcome |= {"digest": published.digest, "files": published.files}
            subject = f"form {published.form_id} {published.version}"
            remember(db, "form.published", mission=found, subject=subject, draft=draft)
    if as_json:
        findings = [as_plain(each) for each in reading.findings]
        print_json({**head, "published": True, "draft": draft, **outcome, "findings": findings})
    else:
        kind = "draft" if draft else "form"
        typer.echo(f"Published: {kind} {outcome['form']}, version {outcome['version']}.")


@app.command("library")
def library(
    mission: MissionOption, *, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Publish the standard checklists for the mission."""
    with reported(), opened_store(home) as store, store.writing() as db:
        found = get_mission(db, mission, to_write=True)
        now = system_clock()
        rows = [forms.publish(db, found.id, each, now=now) for each in forms.list_library()]
        published = [{"form": each.form_id, "version": each.version} for each in rows]
        for each in rows:
            subject = f"form {each.form_id} {each.version}"
            remember(db, "form.published", mission=found, subject=subject, draft=False)
    if as_json:
        print_json({"mission": mission, "forms": published})
        return
    for each in published:
        typer.echo(f"Published: form {each['form']}, version {each['version']}.")
