"""`evenhand bundle` and `evenhand receipts`: reports by memory stick, and their receipts back."""

import json
from pathlib import Path
from typing import Annotated

import typer

from client.commands.given import given_to
from client.laptop import Laptop
from client.steps.bundle import BundleMade, make_bundle
from client.steps.receipts_file import ReceiptsRead, load_receipts, take_receipts
from client.sync import FORKED


def bundle_command(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file, such as a memory stick's.")
    ],
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what headquarters holds already.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Seal all that waits into one file that only headquarters can open.

    Carry it there, or give it to a colleague with a connection. Everything stays on this laptop
    and counts as waiting until a receipt has come back.
    """
    with given_to(context).laptop() as laptop:
        made = make_bundle(laptop, output, everything=everything)
    typer.echo(_bundle_as_json(made) if as_json else _bundle_in_words(made))


def receipts_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file that headquarters gave back.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Read the receipts that headquarters wrote when it imported a bundle."""
    told = load_receipts(file)
    with given_to(context).laptop() as laptop:
        read = take_receipts(laptop, told)
        typer.echo(_receipts_as_json(laptop, read) if as_json else _receipts_in_words(laptop, read))
    if read.is_forked:
        typer.echo(FORKED, err=True)
        raise typer.Exit(1)


def _bundle_as_json(made: BundleMade) -> str:
    return json.dumps(
        {
            "file": str(made.file),
            "bytes": made.size,
            "mission": made.mission,
            "team": made.team,
            "first": made.first,
            "through": made.through,
            "entries": made.entries,
            "attachments": made.attachments,
        }
    )


def _bundle_in_words(made: BundleMade) -> str:
    which = f" ({made.first} to {made.through})" if made.entries else ""
    return (
        f"Wrote {made.file} ({_size(made.size)}) for {made.mission}. "
        f"Entries: {made.entries}{which}. Files: {made.attachments}.\n"
        "Only headquarters can open it. Everything stays on this laptop until a receipt comes back."
    )


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MiB" if count >= 2**20 else f"{-(-count // 1024):,} KiB"


def _receipts_as_json(laptop: Laptop, read: ReceiptsRead) -> str:
    standing, files = laptop.journal.standing(), laptop.attachments.standing()
    return json.dumps(
        {
            "entries": read.entries,
            "attachments": read.attachments,
            "waiting": standing.waiting,
            "held": standing.held,
            "attachments_waiting": files.waiting,
            "forked": read.is_forked,
        }
    )


def _receipts_in_words(laptop: Laptop, read: ReceiptsRead) -> str:
    standing, files = laptop.journal.standing(), laptop.attachments.standing()
    also = f" Files that still wait: {files.waiting}." if files.waiting else ""
    return (
        f"Newly held by headquarters: entries {read.entries}, files {read.attachments}. "
        f"Held: {standing.held} of {standing.made}. Waiting: {standing.waiting}.{also}"
    )
