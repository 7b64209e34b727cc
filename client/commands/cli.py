"""The commands, put together."""

from pathlib import Path
from typing import Annotated

import typer

from client.commands.bundle import bundle_command, receipts_command
from client.commands.carry import carry_command
from client.commands.doctor import doctor_command
from client.commands.enrol import enrol_command
from client.commands.fill import fill_command
from client.commands.given import Given
from client.commands.keyring import keyring_command
from client.commands.passphrase import duress_command, passphrase_command
from client.commands.rescue import rescue_command
from client.commands.serve import serve_command
from client.commands.status import status_command
from client.commands.sync import sync_command
from client.commands.wipe import wipe_command
from client.config import find_home
from client.doctor.program import version_of
from shared.clock import system_clock

cli = typer.Typer(
    name="evenhand",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli.command("enrol")(enrol_command)
cli.command("fill")(fill_command)
cli.command("sync")(sync_command)
cli.command("bundle")(bundle_command)
cli.command("carry")(carry_command)
cli.command("receipts")(receipts_command)
cli.command("status")(status_command)
cli.command("serve")(serve_command)
cli.command("doctor")(doctor_command)
cli.command("passphrase")(passphrase_command)
cli.command("duress")(duress_command)
cli.command("keyring")(keyring_command)
cli.command("rescue")(rescue_command)
cli.command("wipe")(wipe_command)


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 - what typer calls it with
    if wanted:
        typer.echo(f"evenhand {version_of('evenhand')}")
        raise typer.Exit


@cli.callback()
def start(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the files. Else: EVENHAND_HOME, or the system's usual place.",
            file_okay=False,
        ),
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            help="Holds the passphrase. Else: EVENHAND_PASSPHRASE, or it is asked for.",
            dir_okay=False,
        ),
    ] = None,
    *,
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool,
        typer.Option(
            "--version", help="Say which version this is.", callback=_tell_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Fill election observation checklists at polling stations, offline, and sync them.

    Without a command, the terminal program opens; `evenhand --plain` lays it out for a screen
    reader. The two options may also follow a command.
    """
    context.obj = Given(find_home(home), system_clock, passphrase_file)
