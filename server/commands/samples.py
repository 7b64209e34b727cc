"""`evenhand-server sample …`: stations drawn by chance, proven later, handed on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlmodel import Session

from server.accounts.caller import operator
from server.commands.output import print_json
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    marked,
    opened_store,
    remember,
    reported,
)
from server.deployment.samples import service
from server.deployment.samples.asking import Asked
from server.deployment.samples.models import StationSample
from server.deployment.samples.table import surroundings_of, table_of
from server.missions.service import get_mission
from server.sampling.drawing import LEAST_PER_STRATUM, Allocation
from server.tabular.csv_writing import csv_lines
from shared.clock import system_clock

app = typer.Typer(help="Samples of stations, drawn by chance.", no_args_is_help=True)

NumberOption = Annotated[int, typer.Option("--number", help="Of the sample, from 1.")]


@app.command("draw")
def draw(  # noqa: PLR0913 - the options of a command
    mission: MissionOption,
    *,
    size: Annotated[int, typer.Option("--size", min=1, help="Stations to draw.")],
    seed: Annotated[str, typer.Option("--seed", help="Any text, best thrown as dice. It is kept.")],
    by: Annotated[
        str, typer.Option("--by", help="What makes strata: region, region:2, setting, kind, …")
    ] = "",
    allocation: Annotated[
        Allocation, typer.Option("--allocation", help="How strata share the sample.")
    ] = Allocation.PROPORTIONAL,
    least: Annotated[
        int, typer.Option("--least", min=0, help="At least of each stratum.")
    ] = LEAST_PER_STRATUM,
    within: Annotated[str, typer.Option("--within", help="Only in this region.")] = "",
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Leave this kind of stations out.")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Draw a sample from the register and keep it. The same seed and register draw the same."""
    given = {"size": size, "seed": seed, "by": by, "allocation": allocation, "least": least}
    asked = _asked({**given, "within": within, "left_out": tuple(without or ())})
    with reported(), opened_store(home) as store, store.writing() as db:
        held = get_mission(db, mission, to_write=True)
        sample = service.draw(db, held, asked, by=operator().name, now=system_clock())
        remember(
            db,
            "sample.drawn",
            mission=held,
            subject=f"sample {sample.number}",
            seed=sample.seed,
            frame=sample.frame_digest,
            stations=sum(sample.sizes.values()),
        )
        told = _told(db, sample)
    if as_json:
        print_json(told)
        return
    population = sum(told["strata"].values())
    typer.echo(f"Sample {told['number']}: {size:,} of {population:,} open stations.")
    typer.echo("\n".join(told["stations"]))


@app.command("prove")
def prove(
    mission: MissionOption,
    number: NumberOption,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Draw a sample again from what is kept with it, and say whether it comes out the same."""
    with reported(), opened_store(home) as store, store.reading() as db:
        held = get_mission(db, mission)
        sample = service.get_sample(db, held.id, number)
        proof = service.prove(db, held, sample)
        told = _told(db, sample)
    proven = proof.draws_again and proof.frame_is_whole
    if as_json:
        print_json({**told, "proven": proven, "register_is_same": proof.register_is_same})
    else:
        typer.echo(f"Frame {sample.frame_digest}, seed {sample.seed}")
        typer.echo("Drawn again, it is the same." if proven else "Drawn again, it is NOT the same.")
        if not proof.register_is_same:
            typer.echo("The register has changed since; the frame is kept with the sample.")
    if not proven:
        raise typer.Exit(1)


@app.command("export")
def export(
    mission: MissionOption,
    number: NumberOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV file to write.")],
    home: HomeOption = None,
) -> None:
    """Write a sample as CSV, with its stand-ins, its seed and the digest of its frame."""
    with reported(), opened_store(home) as store, store.writing() as db:
        held = get_mission(db, mission)
        sample = service.get_sample(db, held.id, number)
        stations, places, teams = surroundings_of(db, sample)
        lines = csv_lines(table_of(sample, stations, places, teams, drill=held.drill))
        output.write_text("".join(lines), encoding="utf-8", newline="")
        remember(db, "sample.exported", mission=held, subject=f"sample {number}")
        is_drill = held.drill
    typer.echo(marked(f"Written: {output}.", drill=is_drill))


def _asked(given: Mapping[str, object]) -> Asked:
    try:
        return Asked.model_validate(given)
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"]) from error


def _told(db: Session, sample: StationSample) -> dict[str, Any]:
    stations = service.stations_of(db, sample)
    return {
        "number": sample.number,
        "seed": sample.seed,
        "frame": sample.frame_digest,
        "strata": sample.strata,
        "sizes": sample.sizes,
        "stations": [each.code for each in stations if not each.given_up_why],
    }
