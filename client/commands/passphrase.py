"""`evenhand passphrase`: change the passphrase."""

from pathlib import Path
from typing import Annotated

import typer

from client.commands.given import given_to
from client.commands.secrets import choose_passphrase
from client.vault.vault import Vault

NEW_PASSPHRASE_VARIABLE = "EVENHAND_NEW_PASSPHRASE"  # noqa: S105 - the variable's name


def passphrase_command(
    context: typer.Context,
    new_passphrase_file: Annotated[
        Path | None,
        typer.Option(help=f"Holds the new one; or set {NEW_PASSPHRASE_VARIABLE}.", dir_okay=False),
    ] = None,
) -> None:
    """Change the passphrase of this laptop. What is stored is not rewritten."""
    given = given_to(context)
    vault = Vault(given.home)
    vault.check_there()
    old = given.passphrase()
    vault.unlock(old)
    new = choose_passphrase(new_passphrase_file, NEW_PASSPHRASE_VARIABLE, "New passphrase: ")
    vault.change_passphrase(old, new)
    typer.echo("The passphrase is changed. Copies of the folder still open with the old one.")
