"""`evenhand enrol`: join a mission."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from client.address import server_address
from client.commands.given import given_to
from client.commands.secrets import is_somebody_there
from client.enrolment import Invitation, check_may_enrol, enrol, enrol_from_pack
from client.http import HttpRemote
from client.identity import Identity
from client.laptop import Laptop
from client.sync import pull
from shared.problems import Problem

NOT_YET_KNOWN = (
    "Headquarters learns of this laptop with its first sync, or by its first bundle. Until then "
    "everything waits here."
)


def enrol_command(  # noqa: PLR0913 - the options of a command are its arguments
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The mission's server, as https://…")] = "",
    code: Annotated[str, typer.Argument(help="The one-time code from your coordinator.")] = "",
    pack: Annotated[
        Path | None,
        typer.Option(help="A pack file, instead of the server: evenhand enrol --pack FILE CODE"),
    ] = None,
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

    Without a network, set the laptop up from a pack file: headquarters learns of it later. On a
    new laptop this also sets the passphrase that encrypts everything kept here.
    """
    if pack is None:
        joining = _over_the_line(url, code, name, plain_http=allow_plain_http, along=take_along)
    else:
        joining = _from_pack(
            pack, _code_of_pack(url, code), name, plain_http=allow_plain_http, along=take_along
        )
    with given_to(context).laptop(may_begin=True) as laptop:
        check_may_enrol(laptop, take_along=take_along)
        identity = asyncio.run(joining(laptop))
        _tell(laptop, identity, as_json=as_json)


def _over_the_line(
    url: str, code: str, name: str, *, plain_http: bool, along: bool
) -> Callable[[Laptop], Coroutine[Any, Any, Identity]]:
    if not url or not code:
        raise typer.BadParameter("give the server's address and the code, or --pack FILE.")
    invitation = Invitation(
        url=server_address(url, plain_http=plain_http),
        code=code,
        name=name,
        plain_http=plain_http,
        take_along=along,
    )
    return lambda laptop: join(laptop, invitation)


def _from_pack(
    file: Path, code: str, name: str, *, plain_http: bool, along: bool
) -> Callable[[Laptop], Coroutine[Any, Any, Identity]]:
    return lambda laptop: enrol_from_pack(
        laptop, file, code, name=name, plain_http=plain_http, take_along=along
    )


def _code_of_pack(first: str, second: str) -> str:
    """Return the code, which may be asked for: it is not part of the file."""
    if second or "://" in first:
        raise typer.BadParameter("with --pack, give the code alone: the file has the address.")
    if not first and not is_somebody_there():
        raise typer.BadParameter("give the code that belongs to the pack file, too.")
    return first or typer.prompt("The file's code")


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
            "introduced": identity.is_introduced,
        }
        typer.echo(json.dumps(told))
        return
    typer.echo(
        f"Enrolled as team {identity.team} of {identity.mission}. "
        f"On this laptop: {forms} checklists, {stations} stations."
    )
    if not identity.is_introduced:
        typer.echo(NOT_YET_KNOWN)
