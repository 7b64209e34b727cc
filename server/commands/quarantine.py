"""`evenhand-server quarantine`: reports that wait for a person, and what is decided about them."""

import getpass
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    opened_store,
    remember,
    reported,
)
from server.missions.service import get_mission
from server.reports.models import Revision
from server.reports.resolving import Deed, list_waiting, resolve
from shared.clock import system_clock

app = typer.Typer(help="Reports that wait for a decision.", no_args_is_help=True)

NumberArgument = Annotated[int, typer.Argument(help="The report's number in the list.")]
NoteOption = Annotated[str, typer.Option(help="Why; the observers read it too.")]


@app.command("list")
def list_all(
    mission: MissionOption, *, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """List the reports that count in no finding until somebody has decided about them."""
    with reported(), opened_store(home) as store, store.reading() as db:
        waiting = list_waiting(db, get_mission(db, mission).id)
        typer.echo(_document(waiting) if as_json else _table(waiting))


@app.command("accept")
def accept(
    number: NumberArgument,
    mission: MissionOption,
    station: Annotated[
        str, typer.Option(help="Take it as a report from this station of the register.")
    ] = "",
    note: NoteOption = "",
    home: HomeOption = None,
) -> None:
    """Let a report count from now on."""
    _decide(home, mission, number, Deed.ACCEPT, note=note, station=station)
    typer.echo(f"Report {number} counts from now on.")


@app.command("reject")
def reject(
    number: NumberArgument, mission: MissionOption, note: NoteOption = "", home: HomeOption = None
) -> None:
    """Keep a report out of the findings for good. It stays in the journal."""
    _decide(home, mission, number, Deed.REJECT, note=note)
    typer.echo(f"Report {number} is rejected. It stays in the journal.")


def _decide(
    home: Path | None, mission: str, number: int, deed: Deed, *, note: str, station: str = ""
) -> None:
    with reported(), opened_store(home) as store, store.writing() as db:
        held = get_mission(db, mission)
        resolution = resolve(
            db,
            held.id,
            number,
            deed,
            by=f"{getpass.getuser()} (command line)",
            now=system_clock(),
            note=note,
            station_code=station,
        )
        remember(
            db,
            "report.judged",
            mission=held,
            subject=f"entry {number}",
            decision=deed.value,
            station=resolution.station_code,
        )


def _document(waiting: Sequence[Revision]) -> str:
    rows = [
        {
            "number": row.entry_id,
            "report": str(row.report_id),
            "revision": row.revision,
            "form": row.form_id,
            "version": row.form_version,
            "station": row.station_code,
            "team": row.team_code,
            "state": row.state,
            "reason": row.judgement,
            "received_at": row.received_at.isoformat(),
        }
        for row in waiting
    ]
    return json.dumps({"waiting": rows}, indent=2, ensure_ascii=False)


def _table(waiting: Sequence[Revision]) -> str:
    if not waiting:
        return "No report waits for a decision."
    return "\n".join(
        f"{row.entry_id:>6}  {row.form_id}, station {row.station_code}, team {row.team_code or '–'}"
        f": {row.judgement}"
        for row in waiting
    )
