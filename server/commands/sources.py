"""`evenhand-server source …`: the files that registers were imported from."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from server.commands.export_files import stands
from server.commands.output import print_json
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    marked,
    opened_store,
    remember,
    reported,
    settings_for,
)
from server.importers import importers
from server.imports import keeping
from server.imports.models import ImportedSource
from server.imports.problems import NoSuchSource
from server.missions.service import get_mission

app = typer.Typer(help="The files that registers were imported from.", no_args_is_help=True)


@app.command("list")
def list_command(
    mission: MissionOption, *, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """List the files of a mission, the newest first: what, who, when, what became of it."""
    kinds = list(importers(settings_for(home)))
    with reported(), opened_store(home) as store, store.reading() as db:
        found = keeping.list_sources(db, get_mission(db, mission).id, kinds=kinds)
        rows = [_as_json(each) for each in found]
    if as_json:
        print_json({"mission": mission, "sources": rows})
        return
    for row in rows:
        typer.echo(
            f"{row['id']}  {row['kept_at'][:16]}  {row['kind']}  {row['state']}  {row['name']}  "
            f"{row['kept_by']}  {row['sha256']}"
        )
    if not rows:
        typer.echo("No file was imported yet.")


@app.command("export")
def export(
    source: Annotated[str, typer.Argument(help="The file's number, as `source list` shows it.")],
    mission: MissionOption,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write it.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file there.")] = False,
    home: HomeOption = None,
) -> None:
    """Write a kept file as it was handed in, byte for byte."""
    every = importers(settings_for(home))
    with reported(), opened_store(home) as store, store.writing() as db:
        found = get_mission(db, mission)
        row = keeping.get_source(db, found.id, _number(source))
        content = keeping.content_of(db, row, every[row.kind].seal)
        if output.exists() and not force:
            raise stands(output)
        output.write_bytes(content)
        subject = f"file {row.name}"
        remember(db, "source.exported", mission=found, subject=subject, sha256=row.sha256)
        told = f"{output}: {row.size:,} bytes, SHA-256 {row.sha256}."
        is_drill = found.drill
    typer.echo(marked(told, drill=is_drill))


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NoSuchSource(
            f"'{text}' is no number of a file. evenhand-server source list shows them."
        ) from None


def _as_json(source: ImportedSource) -> dict[str, Any]:
    return {
        "id": str(source.id),
        "kind": source.kind,
        "name": source.name,
        "size": source.size,
        "sha256": source.sha256,
        "state": source.state,
        "kept_by": source.kept_by,
        "kept_at": source.kept_at.isoformat(),
        "settled_by": source.settled_by,
        "settled_at": source.settled_at.isoformat() if source.settled_at else None,
        "how": source.how,
        "mapping": source.mapping,
        "outcome": source.outcome,
    }
