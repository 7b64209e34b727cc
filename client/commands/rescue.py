"""`evenhand rescue`: what is whole in a damaged store goes into a fresh one."""

import typer

from client.commands.given import given_to
from client.rescue import rescue, what_was_rescued


def rescue_command(context: typer.Context) -> None:
    """Recover what is whole of a damaged store. The damaged file is kept beside the new one."""
    given = given_to(context)
    with given.alone() as vault:
        key = vault.unlock(given.passphrase())
        rescued = rescue(given.home, key, given.clock())
        key.forget()
    typer.echo(what_was_rescued(rescued))
