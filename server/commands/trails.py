"""`evenhand-server trail …`: the audit trail, searched, taken out, and its end."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from server.accounts import trail
from server.accounts.models import TrailEntry
from server.accounts.trail_reading import Wanted, search
from server.accounts.trail_table import MissionName, table_of
from server.commands.output import print_json
from server.commands.session import HomeOption, JsonOption, marked, opened_store, remember, reported
from server.missions.service import get_mission, mission_names
from server.tabular.csv_writing import csv_lines
from shared.problems import Problem

app = typer.Typer(help="Who did what, when, to which.", no_args_is_help=True)

MissionOption = Annotated[str, typer.Option("--mission", help="Only in this mission.")]
ByOption = Annotated[str, typer.Option("--by", help="Only what this account did.")]
DeedOption = Annotated[str, typer.Option("--deed", help="report.judged, or report for all of it.")]
SinceOption = Annotated[str, typer.Option("--since", help="From this moment on (UTC).")]
UntilOption = Annotated[str, typer.Option("--until", help="Before this moment (UTC).")]


class NotAMoment(Problem):
    """A moment was written in another way than the agreed one."""

    status = 422
    code = "not-a-moment"
    title = "This is not a moment"


@app.command("list")
def list_all(  # noqa: PLR0913, PLR0917 - the options of a command
    mission: MissionOption = "",
    by: ByOption = "",
    deed: DeedOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    words: Annotated[str, typer.Option(help="In the subject or the particulars.")] = "",
    most: Annotated[int, typer.Option(help="At most so many.", min=1)] = 50,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List what was done, the newest first. All times are UTC."""
    with reported(), opened_store(home) as store, store.reading() as db:
        mission_id = get_mission(db, mission).id if mission else None
        wanted = Wanted(mission_id, words, by, deed, _moment(since), _moment(until))
        missions = mission_names(db)
        rows = [_row(each, missions) for each in search(db, wanted, most)]
    if as_json:
        print_json({"entries": rows})
        return
    if not rows:
        typer.echo("No entry fits.", err=True)
    for row in rows:
        said = " ".join(f"{key}={value}" for key, value in row["particulars"].items())
        typer.echo(
            f"{row['seq']:>7}  {row['at'][:19]}  {row['name']:20} {row['deed']:26} "
            f"{row['mission'] or '':16} {row['subject']} {said}"
            f"{' (drill)' if row['drill'] else ''}".rstrip()
        )


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The CSV file to write.")],
    mission: MissionOption = "",
    home: HomeOption = None,
) -> None:
    """Write the audit trail, or a mission's part of it, as CSV. That leaves an entry too."""
    with reported(), opened_store(home) as store:
        with store.writing() as db:
            held = get_mission(db, mission) if mission else None
            remember(db, "trail.exported", mission=held, subject=f"file {file.name}")
            mission_id, is_drill = (held.id, held.drill) if held else (None, False)
        with store.reading() as db, file.open("w", encoding="utf-8", newline="") as out:
            out.writelines(csv_lines(table_of(search(db, Wanted(mission_id)), mission_names(db))))
    typer.echo(marked(f"Wrote {file}.", drill=is_drill))


@app.command("head")
def head(*, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Print the end of the trail: note it elsewhere, and verify can tell whether it still holds."""
    with reported(), opened_store(home) as store, store.reading() as db:
        seq, digest = trail.head(db)
    if as_json:
        typer.echo(json.dumps({"seq": seq, "hash": digest}))
    else:
        typer.echo(f"{seq} {digest}")


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # the latter at the ends of the calendar
        raise NotAMoment(
            f"{text!r} is not a moment. Write it as 2021-01-10 or 2021-01-10T20:00."
        ) from None


def _row(entry: TrailEntry, missions: dict[UUID, MissionName]) -> dict[str, Any]:
    named = missions.get(entry.mission_id) if entry.mission_id else None
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "name": entry.name,
        "deed": entry.deed,
        "mission": named.code if named else None,
        "drill": bool(named and named.drill),
        "subject": entry.subject,
        "particulars": entry.particulars,
        "hash": entry.hash,
    }
