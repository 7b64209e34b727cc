"""`evenhand-server mission …`: missions from their files."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from server.commands import mission_ending, mission_files
from server.commands.output import print_json
from server.commands.session import HomeOption, JsonOption, opened_store, remember, reported
from server.missions import service
from server.missions.consistency import inconsistencies
from server.missions.document import MissionFile
from server.missions.models import Mission
from server.missions.reading import read_mission_file
from server.reports.checks.blind import blind_checks
from server.stations.service import count_stations
from shared.clock import system_clock

app = typer.Typer(help="Observation missions, each from one file.", no_args_is_help=True)
app.command("dump")(mission_files.dump)
app.command("schema")(mission_files.schema)
app.command("close")(mission_ending.close)
app.command("reopen")(mission_ending.reopen)
app.command("archive")(mission_ending.archive)
app.command("erase")(mission_ending.erase_people)

FileArgument = Annotated[
    Path, typer.Argument(help="The mission file (YAML).", exists=True, dir_okay=False)
]


@app.command("load")
def load(file: FileArgument, *, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Load a mission, or bring it up to its file. Loading twice changes nothing."""
    with reported():
        document = read_mission_file(file)
        with opened_store(home) as store, store.writing() as db:
            mission, changed = service.keep_mission(
                db, document, now=system_clock(), words=f"loaded from {file.name}"
            )
            outcome = _outcome(db, mission, document, changed=changed)
            if changed:
                subject = f"mission {mission.code}"
                remember(db, "mission.loaded", mission=mission, subject=subject)
    if as_json:
        print_json(outcome)
        return
    for warning in outcome["warnings"]:
        typer.echo(f"Look again: {warning}", err=True)
    typer.echo(_sentence(document, outcome))


@app.command("list")
def list_all(*, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the missions, the latest election first."""
    with reported(), opened_store(home) as store, store.reading() as db:
        rows = [_row(db, mission) for mission in service.list_missions(db)]
    if as_json:
        print_json({"missions": rows})
        return
    if not rows:
        typer.echo("No mission is loaded yet: evenhand-server mission load FILE.yaml")
    for row in rows:
        marks = ", ".join(each for each in ("drill", "closed", "archived") if row[each])
        counts = f"{row['teams']} teams, {row['stations']:,} stations"
        typer.echo(
            f"{row['code']:24} {row['election_date']}  {counts:28} {row['title']}"
            + (f" ({marks})" if marks else "")
        )


def _outcome(
    db: Session, mission: Mission, document: MissionFile, *, changed: bool
) -> dict[str, Any]:
    in_file = {team.code for team in document.teams}
    held = [team.code for team in service.list_teams(db, mission.id)]
    return {
        "mission": mission.code,
        "changed": changed,
        "teams": held,
        "teams_kept": [code for code in held if code not in in_file],
        "warnings": [*inconsistencies(document), *blind_checks(db, mission.id)],
    }


def _sentence(document: MissionFile, outcome: dict[str, Any]) -> str:
    if not outcome["changed"]:
        return f"{document.code} is loaded already, as it stands in this file. Nothing changed."
    day, teams = document.election.date, len(document.teams)
    sentence = (
        f"Loaded {document.code}: {document.title}, election day "
        f"{day.day} {day:%B %Y}. Teams: {teams}."
    )
    if kept := outcome["teams_kept"]:
        sentence += (
            f" No longer in the file, and kept because devices are enrolled for them: "
            f"{', '.join(kept)}."
        )
    return sentence


def _row(db: Session, mission: Mission) -> dict[str, Any]:
    return {
        "code": mission.code,
        "title": mission.title,
        "election_date": mission.election_date.isoformat(),
        "timezone": mission.timezone,
        "drill": mission.drill,
        "closed": mission.closed_at is not None,
        "archived": mission.archived_at is not None,
        "design": mission.design,
        "population": mission.population,
        "teams": len(service.list_teams(db, mission.id)),
        "stations": count_stations(db, mission.id),
        "loaded_at": mission.loaded_at.isoformat(),
    }
