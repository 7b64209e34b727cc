"""`evenhand keyring`: keep the store's key in the computer's keyring too, or no longer."""

from typing import Annotated

import typer

from client.commands.given import given_to
from client.vault.keyring import find_keyring, forget, remember

REMEMBERED = (
    "The computer's keyring keeps the key now. Whoever is signed in to your account of this "
    "computer opens Evenhand without the passphrase. To undo it: evenhand keyring --forget"
)


def keyring_command(
    context: typer.Context,
    *,
    drop: Annotated[bool, typer.Option("--forget", help="Ask for the passphrase again.")] = False,
) -> None:
    """Let the computer's own keyring open this laptop's store, beside the passphrase."""
    given = given_to(context)
    keyring = find_keyring()
    with given.alone() as vault:
        if drop:
            had = forget(given.home, keyring)
            words = "keeps the key no longer" if had else "did not keep the key"
            typer.echo(f"The computer's keyring {words}. The passphrase opens the store.")
            return
        key = vault.unlock(given.passphrase())
        remember(given.home, key, keyring)
        key.forget()
    typer.echo(REMEMBERED)
