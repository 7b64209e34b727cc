"""`evenhand passphrase` and `evenhand duress`: what opens this laptop."""

import asyncio
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from client.commands.enrol import join
from client.commands.given import given_to
from client.commands.secrets import choose_passphrase, confirm
from client.enrolment import Invitation
from client.identity import Identity, get_identity
from client.laptop import Laptop, open_laptop
from shared.problems import Problem

NEW_PASSPHRASE_VARIABLE = "EVENHAND_NEW_PASSPHRASE"  # noqa: S105 - the variable's name
REPLACE = "REPLACE"
BEFORE_REPLACING = (
    "The passphrase that you gave stays, with everything that it opens. Whatever any other "
    "passphrase opened on this laptop until now is lost for good, also reports that headquarters "
    "does not have. Evenhand itself can't know whether there is anything."
)
NOT_ENROLLED = (
    "It opens a laptop that is not enrolled yet. For a day of its own, give it a second code from "
    "your coordinator: evenhand enrol URL CODE, with that passphrase."
)
NewPassphraseFile = Annotated[
    Path | None,
    typer.Option(help=f"Holds the new one; or set {NEW_PASSPHRASE_VARIABLE}.", dir_okay=False),
]


class NotJoined(Problem):
    """The second passphrase is set, but its store could not be enrolled."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "second-not-enrolled"
    title: ClassVar[str] = "Set, but not enrolled"


def passphrase_command(
    context: typer.Context, new_passphrase_file: NewPassphraseFile = None
) -> None:
    """Change the passphrase of this laptop. What is stored is not rewritten."""
    given = given_to(context)
    with given.alone() as vault:
        old = given.passphrase()
        vault.unlock(old)
        new = choose_passphrase(new_passphrase_file, NEW_PASSPHRASE_VARIABLE, "New passphrase: ")
        vault.change_passphrase(old, new)
    typer.echo("The passphrase is changed. Copies of the folder still open with the old one.")


def duress_command(
    context: typer.Context,
    new_passphrase_file: NewPassphraseFile = None,
    code: Annotated[
        str, typer.Option(help="A second enrolment code, so that the day has a mission.")
    ] = "",
    *,
    remove: Annotated[bool, typer.Option(help="Leave only the passphrase that you give.")] = False,
) -> None:
    """Set a second passphrase that opens an empty day, for when you are made to open the laptop.

    Its day is a store of its own. With a second code from your coordinator it belongs to the
    mission like any freshly enrolled laptop.
    """
    given = given_to(context)
    with given.alone() as vault:
        passphrase = given.passphrase()
        key = vault.unlock(passphrase)
        typer.echo(BEFORE_REPLACING, err=True)
        confirm(REPLACE)
        if remove:
            vault.drop_second(passphrase)
            typer.echo("Only the passphrase that you gave opens this laptop now.")
            return
        with open_laptop(given.home, key, given.clock) as laptop:
            identity = get_identity(laptop.store) if code else None
        second = choose_passphrase(
            new_passphrase_file, NEW_PASSPHRASE_VARIABLE, "Second passphrase: "
        )
        other = vault.set_second(passphrase, second)
        typer.echo("The second passphrase is set.")
        with open_laptop(given.home, other, given.clock) as laptop:
            if identity is None:
                typer.echo(NOT_ENROLLED)
            else:
                _enrol(laptop, identity, code)


def _enrol(laptop: Laptop, identity: Identity, code: str) -> None:
    """Give the second store a place of its own in the mission."""
    invitation = Invitation(identity.server_url, code, plain_http=identity.plain_http)
    try:
        asyncio.run(join(laptop, invitation))
    except Problem as problem:
        raise NotJoined(f"{problem.detail} {NOT_ENROLLED}") from None
