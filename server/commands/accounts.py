"""`evenhand-server account …`: who at headquarters may sign in."""

import getpass
import json
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session, select

from server.accounts import service
from server.accounts.models import Account, Role
from server.accounts.problems import UnfitAccount
from server.commands.session import HomeOption, JsonOption, opened_store, reported
from server.missions.models import Mission
from shared.clock import system_clock

app = typer.Typer(help="Accounts of the mission's staff.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="The account's name.")]
PasswordFileOption = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="A file whose first line is the password; without it, you are asked twice.",
        exists=True,
        dir_okay=False,
    ),
]


@app.command("create")
def create(
    name: NameArgument,
    role: Annotated[Role, typer.Option(help="Each role includes the ones below it.")],
    mission: Annotated[
        str, typer.Option(help="Code of the one mission it sees; without it, all.")
    ] = "",
    password_file: PasswordFileOption = None,
    home: HomeOption = None,
) -> None:
    """Make an account."""
    with reported(), opened_store(home) as store:
        password = _password(password_file)
        with store.writing() as db:
            mission_id = _mission_id(db, mission) if mission else None
            account = service.create_account(
                db, name, role, password, now=system_clock(), mission_id=mission_id
            )
            sees = f"the mission {mission}" if mission else "all missions"
            typer.echo(f"The {role.value} {account.name} can sign in now and sees {sees}.")


@app.command("list")
def list_all(*, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the accounts."""
    with reported(), opened_store(home) as store, store.reading() as db:
        codes = {mission.id: mission.code for mission in db.exec(select(Mission))}
        rows = [_row(account, codes) for account in service.list_accounts(db)]
    if as_json:
        typer.echo(json.dumps({"accounts": rows}, indent=2))
        return
    if not rows:
        typer.echo("There are no accounts. Make one: evenhand-server account create NAME --role …")
    for row in rows:
        state = " (disabled)" if row["disabled_at"] else ""
        typer.echo(f"{row['name']:24} {row['role']:12} {row['mission'] or 'all missions'}{state}")


@app.command("password")
def password(
    name: NameArgument, password_file: PasswordFileOption = None, home: HomeOption = None
) -> None:
    """Give an account a new password and end its sign-ins."""
    with reported(), opened_store(home) as store:
        new = _password(password_file)
        with store.writing() as db:
            service.set_password(db, name, new)
        typer.echo(f"{service.plain_name(name)} has a new password; its sign-ins have ended.")


@app.command("disable")
def disable(name: NameArgument, home: HomeOption = None) -> None:
    """Shut an account and end its sign-ins. What it did stays under its name."""
    with reported(), opened_store(home) as store, store.writing() as db:
        service.disable(db, name, now=system_clock())
        typer.echo(f"{service.plain_name(name)} can't sign in any more.")


def _password(file: Path | None) -> str:
    if file is not None:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise UnfitAccount(
            "There is no terminal to ask for the password. Give it with --password-file."
        )
    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise UnfitAccount("The two passwords differ. Nothing was changed; try again.")
    return first


def _mission_id(db: Session, code: str) -> UUID:
    found = db.exec(select(Mission).where(Mission.code == code)).one_or_none()
    if found is None:
        raise UnfitAccount(f"There is no mission {code!r}. Look at `evenhand-server mission list`.")
    return found.id


def _row(account: Account, codes: dict[UUID, str]) -> dict[str, str | None]:
    return {
        "name": account.name,
        "role": account.role,
        "mission": codes.get(account.mission_id) if account.mission_id else None,
        "created_at": account.created_at.isoformat(),
        "disabled_at": account.disabled_at.isoformat() if account.disabled_at else None,
    }
