"""`evenhand-server import …`: registers, forms and reports from files."""

from typing import Annotated, Any

import typer

from server.commands.bundles import import_bundle
from server.commands.form_files import AttachOption, DraftOption, read_form_file
from server.commands.form_findings import print_findings
from server.commands.import_reports import reports
from server.commands.import_terms import (
    EncodingOption,
    FileArgument,
    MissionOption,
    SheetOption,
    print_json,
    problem_as_json,
)
from server.commands.session import HomeOption, JsonOption, opened_store, remember, reported
from server.forms import service as forms
from server.forms.reading import as_json as as_plain
from server.missions.service import get_mission
from server.stations.service import LISTED_ABSENT, RegisterImport, import_register
from server.tabular.reading import open_table
from server.tabular.table import Table
from shared.clock import system_clock

app = typer.Typer(help="Registers, forms and reports from files.", no_args_is_help=True)


app.command("reports")(reports)
app.command("bundle")(import_bundle)


@app.command("stations")
def stations(  # noqa: PLR0913 - a command's options
    file: FileArgument,
    mission: MissionOption,
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", help='field="column": a column that is called otherwise.'),
    ] = None,
    encoding: EncodingOption = "",
    sheet: SheetOption = "",
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the file and change nothing.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Import a register of polling stations (CSV or XLSX): all of it, or nothing."""
    mapping = dict(_pair(each) for each in maps or [])
    head = {"mission": mission, "file": file.name, "dry_run": dry_run}
    with reported(), problem_as_json({**head, "imported": False}, wanted=as_json):
        table = open_table(file, encoding=encoding, sheet=sheet)
        with opened_store(home) as store, store.writing() as db:
            found = get_mission(db, mission)
            outcome = import_register(
                db, found.id, table, now=system_clock(), mapping=mapping, dry_run=dry_run
            )
            if not dry_run:
                counts = {"new": outcome.new, "changed": outcome.changed}
                subject = f"file {file.name}"
                remember(db, "stations.imported", mission=found, subject=subject, **counts)
    if as_json:
        print_json({**head, **_register_json(table, outcome), "imported": not dry_run})
    else:
        typer.echo(_register_sentences(table, outcome, dry_run=dry_run))


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
            found = get_mission(db, mission)
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
        found = get_mission(db, mission)
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


def _pair(text: str) -> tuple[str, str]:
    field, separator, column = text.partition("=")
    if not separator or not field or not column:
        raise typer.BadParameter(
            f"'{text}' is not field=column. Write for example --map code=Number."
        )
    return field.strip(), column.strip()


def _register_json(table: Table, outcome: RegisterImport) -> dict[str, Any]:
    return {
        "read_as": table.how,
        "rows": outcome.rows,
        "new": outcome.new,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "not_in_file": len(outcome.absent),
        "not_in_file_codes": outcome.absent[:LISTED_ABSENT],
        "without_region": outcome.without_region,
        "errors": [],
    }


def _register_sentences(table: Table, outcome: RegisterImport, *, dry_run: bool) -> str:
    stations = "1 station" if outcome.rows == 1 else f"{outcome.rows:,} stations"
    lines = [
        f"{table.name} ({table.how}): {stations}, {outcome.new:,} new, "
        f"{outcome.changed:,} changed, {outcome.unchanged:,} unchanged."
    ]
    if outcome.absent:
        codes = ", ".join(outcome.absent[:5]) + (", …" if len(outcome.absent) > 5 else "")
        lines.append(
            f"In the register, not in this file, and kept: {len(outcome.absent)} ({codes})."
        )
    if outcome.without_region:
        lines.append(
            f"Without a region, and so in no breakdown by region: {outcome.without_region:,}."
        )
    if dry_run:
        lines.append("This was a dry run: nothing was imported.")
    return "\n".join(lines)
