"""`evenhand carry`: take other teams' bundles along to headquarters."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from client.carried import CarriedBundle
from client.commands.given import given_to
from client.disk import disk_errors_told
from client.laptop import Laptop
from client.whole_files import write_whole


def carry_command(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Bundles that other teams made.", dir_okay=False)
    ] = None,
    receipts: Annotated[
        Path | None,
        typer.Option(help="Write the receipts that came for them here, to be carried back."),
    ] = None,
    drop: Annotated[str, typer.Option(help="Forget this bundle, by its name.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Take other teams' bundles along; the next sync hands them over. You can't read them.

    Without a file, say what is carried and what headquarters made of it.
    """
    with given_to(context).laptop() as laptop:
        if drop:
            laptop.carried.drop(drop)
        for file in files or ():
            laptop.carried.take(file)
        if receipts is not None:
            with disk_errors_told(receipts.parent):
                write_whole(receipts, laptop.carried.receipts().model_dump_json().encode())
        typer.echo(_document(laptop) if as_json else "\n".join(_lines(laptop)))


def carried_as_json(bundle: CarriedBundle) -> dict[str, Any]:
    """Return a carried bundle as plain data."""
    return {
        "sha256": bundle.sha256,
        "name": bundle.name,
        "bytes": bundle.size,
        "handed_over_at": bundle.handed_at or None,
        "verdict": bundle.verdict,
        "refused": bundle.refusal or None,
    }


def _document(laptop: Laptop) -> str:
    return json.dumps({"carried": [carried_as_json(each) for each in laptop.carried.list_all()]})


def _lines(laptop: Laptop) -> list[str]:
    carried = laptop.carried.list_all()
    if not carried:
        return ["No bundle is carried. Take some along with: evenhand carry FILE …"]
    return [_line(each) for each in carried]


def _line(bundle: CarriedBundle) -> str:
    size = f"{bundle.size / 2**20:,.1f} MiB"
    if bundle.refusal:
        return (
            f"{bundle.name} ({size}): headquarters will not take it: {bundle.refusal} To forget "
            f"it: evenhand carry --drop {bundle.sha256[:12]}"
        )
    if bundle.handed_at:
        return f"{bundle.name} ({size}): headquarters has it since {bundle.handed_at}."
    return f"{bundle.name} ({size}): waits on this laptop; the next sync hands it over."
