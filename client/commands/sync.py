"""`evenhand sync`: send what waits, fetch what is new."""

import asyncio
import json
from typing import Annotated

import typer

from client.commands.given import given_to
from client.http import HttpRemote
from client.laptop import Laptop
from client.sync import FORKED, SyncOutcome, synchronise


def sync_command(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Send all reports that wait, fetch what is new, then send photographs and files."""
    with given_to(context).laptop() as laptop:
        outcome = asyncio.run(_synchronise(laptop))
        typer.echo(_document(laptop, outcome) if as_json else _sentence(laptop, outcome))
    if outcome.is_forked:
        typer.echo(FORKED, err=True)
    if outcome.trouble:
        typer.echo(f"The reports went through. {outcome.trouble.detail}", err=True)
    if outcome.is_forked or outcome.trouble:
        raise typer.Exit(1)


async def _synchronise(laptop: Laptop) -> SyncOutcome:
    identity = laptop.journal.identity
    async with HttpRemote(
        identity.server_url, identity.token, plain_http=identity.plain_http
    ) as remote:
        return await synchronise(laptop, remote)


def _document(laptop: Laptop, outcome: SyncOutcome) -> str:
    standing, trouble = laptop.journal.standing(), outcome.trouble
    return json.dumps(
        {
            "sent": outcome.sent,
            "waiting": outcome.waiting,
            "held": standing.held,
            "held_until": standing.held_until.isoformat() if standing.held_until else None,
            "forked": outcome.is_forked,
            "pack_changed": outcome.pack_changed,
            "attachments": {
                "sent": outcome.attachments_sent,
                "waiting": outcome.attachments_waiting,
            },
            "bundles": {"handed_over": outcome.bundles_handed, "waiting": outcome.bundles_waiting},
            "trouble": {"code": trouble.code, "detail": trouble.detail} if trouble else None,
        }
    )


def _sentence(laptop: Laptop, outcome: SyncOutcome) -> str:
    standing = laptop.journal.standing()
    said = (
        f"Sent: {outcome.sent}. Waiting: {outcome.waiting}. "
        f"Held by headquarters: {standing.held} of {standing.made}."
    )
    if outcome.attachments_sent or outcome.attachments_waiting:
        sent, waiting = outcome.attachments_sent, outcome.attachments_waiting
        said += f" Files sent: {sent}. Files waiting: {waiting}."
    if outcome.bundles_handed or outcome.bundles_waiting:
        handed, waiting = outcome.bundles_handed, outcome.bundles_waiting
        said += f" Bundles handed over: {handed}. Bundles waiting: {waiting}."
    return said
