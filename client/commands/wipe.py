"""`evenhand wipe`: make everything on this laptop unreadable for good."""

from typing import Annotated, ClassVar

import typer

from client.alone import only_program
from client.commands.given import Given, given_to
from client.commands.secrets import asked, confirm, given_passphrase, is_somebody_there
from client.config import PASSPHRASE_VARIABLE
from client.laptop import Laptop, open_laptop
from client.vault.vault import VaultMissing
from client.wipe import CONFIRMATION, CONFIRMATION_UNSENT, wipe
from shared.problems import Problem

UNKNOWN = (
    "Without the passphrase nobody can say what headquarters does not have yet. Whatever it is "
    "will be lost."
)
NOTHING_UNSENT = "Headquarters has every report that this passphrase opens, and there is no draft."


class UnsentReports(Problem):
    """Wiping would lose what only this laptop has, or what nobody can tell."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "unsent-reports"
    title: ClassVar[str] = "Headquarters does not have everything"


def wipe_command(
    context: typer.Context,
    *,
    even_unsent: Annotated[
        bool, typer.Option(help="Also what headquarters does not have. Asks no passphrase.")
    ] = False,
) -> None:
    """Wipe this laptop: the keys first, then the files. It works without the passphrase.

    Says before what would be lost, and asks for a word. There is no way back.
    """
    given = given_to(context)
    if not given.home.folder.is_dir():
        raise VaultMissing(f"There is nothing to wipe in {given.home.folder}.")
    with only_program(given.home):
        word = CONFIRMATION
        if not even_unsent:
            said = _what_would_be_lost(given)
            if said and not is_somebody_there():
                raise UnsentReports(f"{said} Sync first, or repeat with --even-unsent.")
            typer.echo(said or NOTHING_UNSENT)
            word = CONFIRMATION_UNSENT if said else CONFIRMATION
        confirm(word)
        removed = wipe(given.home)
    typer.echo(f"Wiped: {removed} files. What headquarters holds is not affected.")


def _what_would_be_lost(given: Given) -> str:
    """Return a sentence on what only this laptop has, '' for nothing."""
    try:
        passphrase = given_passphrase(given.passphrase_file, PASSPHRASE_VARIABLE) or (
            asked("Passphrase, to see what is unsent (Enter: go on without): ")
            if is_somebody_there()
            else ""
        )
        if not passphrase:
            return UNKNOWN
        key = given.vault().unlock(passphrase)
        with open_laptop(given.home, key, given.clock) as laptop:
            return _unsent_in(laptop)
    except Problem as problem:
        return f"{problem.detail} {UNKNOWN}"


def _unsent_in(laptop: Laptop) -> str:
    waiting = laptop.journal.standing().waiting if laptop.find_identity() else 0
    drafts = laptop.drafts.count()
    carried = len(laptop.carried.list_waiting())
    if not waiting and not drafts and not carried:
        return ""
    others = f" Other teams' bundles that were not handed over: {carried}." if carried else ""
    return (
        f"Headquarters does not have everything. Waiting on this laptop alone: {waiting}. "
        f"Drafts that were never finished: {drafts}.{others}"
    )
