"""`evenhand-server import reports`: answers from paper, or from another system."""

from typing import Annotated, Any

import typer
from sqlmodel import Session

from server.commands.import_terms import EncodingOption, FileArgument, SheetOption, problem_as_json
from server.commands.output import print_json
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    opened_store,
    remember,
    reported,
)
from server.database import Store
from server.forms.models import PublishedForm
from server.forms.service import form_of, get_published
from server.journal.report_columns import STATION, columns_of_reports
from server.journal.report_table import Setting, check_reports, read_reports
from server.missions.models import Mission
from server.missions.service import get_mission, list_teams
from server.reports.from_tables import SetApart, TableOutcome, take_in_table
from server.stations.service import list_time_zones
from server.tabular.reading import read_table
from server.tabular.table import HowToRead, Table
from shared.clock import system_clock
from shared.digest import sha256_hex
from shared.sync.protocol import FormReference

SHOWN = 20


def reports(  # noqa: PLR0913 - a command's options
    file: FileArgument,
    mission: MissionOption,
    *,
    form: Annotated[str, typer.Option("--form", help="Id of the form that was filled in.")],
    station_column: Annotated[
        str, typer.Option("--station-column", help="The column with the stations' codes.")
    ] = STATION,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", help="A column to pass over.")
    ] = None,
    encoding: EncodingOption = "",
    sheet: SheetOption = "",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Import reports (CSV or XLSX), one a row, columns named like the form's questions.

    They pass the same checks as a laptop's: what does not fit is kept, and set apart for a
    coordinator. The same file again brings nothing new.
    """
    head = {"mission": mission, "form": form, "file": file.name}
    with reported(), problem_as_json({**head, "imported": False}, wanted=as_json):
        content = file.read_bytes()
        table = read_table(content, file.name, HowToRead(encoding=encoding, sheet=sheet))
        with opened_store(home) as store:
            told = _Told(mission, form, station_column, ignore or [])
            outcome, passed_over = _import(store, table, sha256_hex(content), told)
    if as_json:
        print_json({**head, "imported": True, **_json(table, outcome, passed_over)})
    else:
        typer.echo(_sentences(table, outcome, passed_over))


class _Told:
    """What the command was told."""

    def __init__(self, mission: str, form: str, station: str, ignored: list[str]) -> None:
        self.mission, self.form, self.station, self.ignored = mission, form, station, ignored


def _import(store: Store, table: Table, digest: str, told: _Told) -> tuple[TableOutcome, list[str]]:
    with store.reading() as db:
        mission = get_mission(db, told.mission, to_write=True)
        published = get_published(db, mission.id, told.form)
        setting = _setting(db, mission, published, digest)
        teams = {team.code: team.id for team in list_teams(db, mission.id)}
        mission_id = mission.id
        reference = FormReference(
            id=published.form_id, version=published.version, digest=published.digest
        )
    columns = columns_of_reports(
        table.columns, setting.form, station=told.station, ignored=told.ignored
    )
    check_reports(table, columns, setting)
    rows = read_reports(table, columns, setting)
    outcome = take_in_table(store, mission_id, reference, rows, teams, now=system_clock())
    with store.writing() as db:
        counts = {"new": outcome.new, "changed": outcome.changed, "form": told.form}
        remember(db, "reports.imported", mission=mission, subject=f"file {table.name}", **counts)
    return outcome, columns.passed_over


def _setting(db: Session, mission: Mission, published: PublishedForm, digest: str) -> Setting:
    return Setting(
        mission=mission.code,
        form=form_of(published),
        day=mission.election_date,
        timezone=mission.timezone,
        file_sha256=digest,
        teams=frozenset(team.code for team in list_teams(db, mission.id)),
        station_timezones=list_time_zones(db, mission.id),
    )


def _json(table: Table, outcome: TableOutcome, passed_over: list[str]) -> dict[str, Any]:
    return {
        "read_as": table.how,
        "rows": outcome.new + outcome.changed + outcome.unchanged,
        "new": outcome.new,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "columns_passed_over": passed_over,
        "left_out": [{"row": row, "questions": names} for row, names in outcome.left_out],
        "set_apart": [_apart_json(each) for each in outcome.set_apart],
        "errors": [],
    }


def _apart_json(each: SetApart) -> dict[str, Any]:
    return {
        "row": each.row,
        "report": str(each.report),
        "station": each.station,
        "state": each.state,
        "reason": each.reason,
    }


def _sentences(table: Table, outcome: TableOutcome, passed_over: list[str]) -> str:
    total = outcome.new + outcome.changed + outcome.unchanged
    count = "1 report" if total == 1 else f"{total:,} reports"
    lines = [
        f"{table.name} ({table.how}): {count}, {outcome.new:,} new, {outcome.changed:,} changed, "
        f"{outcome.unchanged:,} unchanged."
    ]
    if passed_over:
        lines.append(f"Columns that were passed over: {', '.join(passed_over)}.")
    if left := outcome.left_out:
        lines.append(
            f"Rows with answers that the form does not ask there, left out: {len(left):,}."
        )
        lines += [f"  Row {row}: {', '.join(names)}" for row, names in left[:SHOWN]]
    if apart := outcome.set_apart:
        lines.append(f"Kept, and set apart for a coordinator to judge: {len(apart):,}.")
        lines += [f"  Row {each.row}: {each.reason}" for each in apart[:SHOWN]]
        if len(apart) > SHOWN:
            lines.append(f"  … and {len(apart) - SHOWN:,} more.")
    return "\n".join(lines)
