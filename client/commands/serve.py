"""`evenhand serve`: the same program in a browser."""

from typing import Annotated, ClassVar

import typer

from client.address import is_this_machine
from client.commands.given import given_to
from shared.problems import Problem

PORT = 8765
OTHERS = (
    "Warning: other machines can reach this address, and nothing on the way is encrypted: whoever "
    "listens on the network reads the passphrase and every answer."
)


class NoBrowserExtra(Problem):
    """What serves the program to browsers is not installed."""

    status: ClassVar[int] = 501
    code: ClassVar[str] = "no-browser-extra"
    title: ClassVar[str] = "Not installed"


def serve_command(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = PORT,
    *,
    allow_others: Annotated[
        bool, typer.Option(help="Listen for other machines, too, without encryption.")
    ] = False,
) -> None:
    """Open the program in a browser of this machine: for a tablet, or a shared room.

    One home is one program: a second browser is told that it is open. ^C ends it; what was
    answered is saved.
    """
    try:
        from client.browser.server import BrowserServer, listening  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise NoBrowserExtra(
            f"The program for browsers is not installed ({missing.name}). Install it with: "
            'uv tool install "evenhand[client,browser]", or: pipx inject evenhand textual-serve'
        ) from None
    sock = listening(host, port, to_others=allow_others)
    if not is_this_machine(host):
        typer.echo(OTHERS, err=True)
    BrowserServer(given_to(context).home, sock, _tell).run()


def _tell(address: str) -> None:
    typer.echo(f"Open this address in a browser:\n\n    {address}\n\n^C ends it.")
