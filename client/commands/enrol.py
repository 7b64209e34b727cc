"""`evenhand enrol`: join a mission."""

import asyncio
import json
from typing import Annotated

import typer

from client.address import server_address
from client.commands.given import given_to
from client.enrolment import Invitation, check_may_enrol, enrol
from client.http import HttpRemote
from client.identity import Identity
from client.laptop import Laptop
from client.sync import pull
from shared.problems import Problem


def enrol_command(  # noqa: PLR0913 - the options of a command are its arguments
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The mission's server, as https://…")],
    code: Annotated[str, typer.Argument(help="The one-time code from your coordinator.")],
    name: Annotated[str, typer.Option(help="What your team calls this laptop.")] = "",
    *,
    allow_plain_http: Annotated[
        bool, typer.Option(help="Send without encryption, on a network that is nobody else's.")
    ] = False,
    take_along: Annotated[
        bool, typer.Option(help="Send reports that still wait under the new enrolment.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Join a mission with a one-time code, and fetch its checklists and stations.

    On a new laptop this also sets the passphrase that encrypts everything kept here.
    """
    invitation = Invitation(
        url=server_address(url, plain_http=allow_plain_http),
        code=code,
        name=name,
        plain_http=allow_plain_http,
        take_along=take_along,
    )
    with given_to(context).laptop(may_begin=True) as laptop:
        check_may_enrol(laptop, take_along=take_along)
        identity = asyncio.run(join(laptop, invitation))
        _tell(laptop, identity, as_json=as_json)


async def join(laptop: Laptop, invitation: Invitation) -> Identity:
    """Enrol `laptop` and fetch its pack; that it could not be fetched is only told."""
    plain = invitation.plain_http
    async with HttpRemote(invitation.url, plain_http=plain) as stranger:
        identity = await enrol(laptop, stranger, invitation)
    async with HttpRemote(invitation.url, identity.token, plain_http=plain) as remote:
        try:
            await pull(laptop, remote)
        except Problem as problem:
            typer.echo(
                "This laptop is enrolled, but the checklists could not be fetched: "
                f"{problem.detail} Then: evenhand sync",
                err=True,
            )
    return identity


def _tell(laptop: Laptop, identity: Identity, *, as_json: bool) -> None:
    forms, stations = len(laptop.pack.list_forms()), laptop.pack.count_stations()
    if as_json:
        told = {
            "mission": identity.mission,
            "team": identity.team,
            "device": str(identity.device),
            "server": identity.server_url,
            "forms": forms,
            "stations": stations,
        }
        typer.echo(json.dumps(told))
        return
    typer.echo(
        f"Enrolled as team {identity.team} of {identity.mission}. "
        f"On this laptop: {forms} checklists, {stations} stations."
    )
