"""`evenhand-server import bundle`, and the missions' keys for bundles."""

from pathlib import Path
from typing import Annotated

import typer

from server.commands.import_terms import FileArgument, problem_as_json
from server.commands.output import print_json
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    opened_store,
    remember,
    reported,
    settings_for,
)
from server.journal.bundles.keys import BundleKeys
from server.journal.bundles.taking import BundleIntake
from server.key_files import keep_key
from server.missions.service import get_mission
from server.reports.projection import catch_up
from shared.clock import system_clock

app = typer.Typer(help="The keys that bundles are made for.", no_args_is_help=True)


def import_bundle(
    file: FileArgument,
    receipts: Annotated[
        Path | None,
        typer.Option("--receipts", help="Write the receipts here, to be carried back."),
    ] = None,
    *,
    admit: Annotated[
        bool,
        typer.Option(
            "--admit",
            help="Take in a laptop whose pack file another one used, or used too late.",
        ),
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Take in a bundle that came by memory stick. Repeating it brings nothing twice.

    Exit 1 where parts of it were refused or could not be read; what was whole is kept.
    """
    now = system_clock()
    with (
        reported(),
        problem_as_json({"file": file.name, "imported": False}, wanted=as_json),
        opened_store(home) as store,
    ):
        intake = BundleIntake(settings_for(home), store)
        verdict = intake.take_in(file, now=now, admit=admit)
        with store.writing() as db:
            remember(db, "bundle.handed_in", subject=f"bundle {file.name}", state=verdict.state)
        catch_up(store)
        proven = intake.receipts([verdict], now=now)
        if receipts is not None:
            receipts.write_text(proven.model_dump_json(), "utf-8")
    if as_json:
        print_json({"file": file.name, "imported": True, **verdict.as_json()})
    else:
        typer.echo("\n".join(verdict.lines()))
        if receipts is not None:
            typer.echo(f"Receipts: {receipts}. On the laptop: evenhand receipts {receipts.name}")
    if verdict.state in {"refused", "damaged"}:
        raise typer.Exit(1)


@app.command("show")
def show(mission: MissionOption, home: HomeOption = None) -> None:
    """Print the public key that a mission's bundles are made for."""
    with reported(), opened_store(home) as store, store.reading() as db:
        found = get_mission(db, mission)
        typer.echo(BundleKeys(settings_for(home).home).recipient_of(found.id))


@app.command("export")
def export(
    mission: MissionOption,
    file: Annotated[Path, typer.Argument(help="The new file, readable by its owner only.")],
    home: HomeOption = None,
) -> None:
    """Write a mission's secret key, as the age tool reads it, into a new file.

    Whoever has it can open every bundle of the mission: age --decrypt -i FILE BUNDLE | tar -x
    """
    if file.exists():
        raise typer.BadParameter(f"{file} exists already. Name a new file.")
    with reported(), opened_store(home) as store, store.writing() as db:
        found = get_mission(db, mission)
        remember(db, "bundle_key.exported", mission=found, subject=f"mission {mission}")
        identity = BundleKeys(settings_for(home).home).identity_of(found.id)
        keep_key(file, f"{identity}\n".encode())
    typer.echo(
        f"Wrote {file}. With it every bundle of {mission} can be opened. Keep it locked away, and "
        "destroy it when it is of no more use."
    )
