"""`evenhand-server account …`: who at headquarters may sign in."""

import getpass
import sys
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlmodel import Session, select

from server.accounts import invitations, memberships, service
from server.accounts.caller import Standing, operator
from server.accounts.link_models import Invitation
from server.accounts.models import Account, Role
from server.accounts.names import plain_name
from server.accounts.problems import UnfitAccount
from server.commands.output import print_json
from server.commands.session import HomeOption, JsonOption, opened_store, remember, reported
from server.missions.models import Mission
from server.staff.fitting import require_known
from shared.clock import system_clock

app = typer.Typer(help="Accounts of the mission's staff.", no_args_is_help=True)

ADDRESS = "https://ADDRESS-OF-THIS-SERVER"
UrlOption = Annotated[
    str,
    typer.Option(
        "--url",
        envvar="EVENHAND_ADDRESS",
        help="The server's address, as browsers reach it.",
        show_default=False,
    ),
]
Row = dict[str, Any]
NameArgument = Annotated[str, typer.Argument(help="The account's name.")]
RoleOption = Annotated[Role, typer.Option(help="What it is in the mission; docs/access.md.")]
MissionOption = Annotated[str, typer.Option(help="Code of the mission; without it, all.")]
RegionOption = Annotated[
    list[str] | None,
    typer.Option("--region", help="A region in which a coordinator decides; may be repeated."),
]
OrganisationOption = Annotated[
    str, typer.Option(help="A partner's organisation, by its id in the mission's file.")
]
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
def create(  # noqa: PLR0913, PLR0917 - the options of a command
    name: NameArgument,
    role: RoleOption,
    mission: MissionOption = "",
    regions: RegionOption = None,
    organisation: OrganisationOption = "",
    password_file: PasswordFileOption = None,
    home: HomeOption = None,
) -> None:
    """Make an account."""
    with reported(), opened_store(home) as store:
        password = _password(password_file)
        with store.writing() as db:
            standing = _standing(db, role, mission, regions or [], organisation)
            account = service.create_account(db, name, standing, password, now=system_clock())
            _remember(db, "account.created", account, standing)
            sees = f"the mission {mission}" if mission else "all missions"
            typer.echo(f"The {role.words} {account.name} can sign in now and sees {sees}.")


@app.command("role")
def role(
    name: NameArgument,
    role: RoleOption,
    mission: MissionOption = "",
    regions: RegionOption = None,
    organisation: OrganisationOption = "",
    home: HomeOption = None,
) -> None:
    """Say what an account is in a mission, or in all; what it was there before ends."""
    with reported(), opened_store(home) as store, store.writing() as db:
        account = service.get_account(db, name)
        standing = _standing(db, role, mission, regions or [], organisation)
        memberships.grant(db, account.id, standing, now=system_clock())
        _remember(db, "account.given_role", account, standing)
        where = f"the mission {mission}" if mission else "all missions"
        typer.echo(f"{account.name} is {role.words} of {where} now.")


@app.command("list")
def list_all(*, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the accounts."""
    with reported(), opened_store(home) as store, store.reading() as db:
        rows = _rows(db)
    if as_json:
        print_json({"accounts": rows})
        return
    if not rows:
        typer.echo("There are no accounts. Make one: evenhand-server account create NAME --role …")
    for row in rows:
        state = " (disabled)" if row["disabled_at"] else ""
        typer.echo(f"{row['name']:24} {_roles(row)}{state}")


@app.command("password")
def password(
    name: NameArgument, password_file: PasswordFileOption = None, home: HomeOption = None
) -> None:
    """Give an account a new password; its sign-ins and tokens end."""
    with reported(), opened_store(home) as store:
        new = _password(password_file)
        with store.writing() as db:
            service.set_password(db, name, new, now=system_clock())
            remember(db, "account.password_set", subject=f"account {plain_name(name)}")
        typer.echo(f"{plain_name(name)} has a new password; its sign-ins and tokens have ended.")


@app.command("invite")
def invite(  # noqa: PLR0913, PLR0917 - the options of a command
    role: RoleOption,
    mission: MissionOption = "",
    regions: RegionOption = None,
    organisation: OrganisationOption = "",
    name: Annotated[str, typer.Option(help="The account's name; it may be left open.")] = "",
    url: UrlOption = ADDRESS,
    home: HomeOption = None,
) -> None:
    """Make a link by which somebody makes their own account, once."""
    with reported(), opened_store(home) as store, store.writing() as db:
        standing = _standing(db, role, mission, regions or [], organisation)
        made, secret = invitations.invite(
            db, standing, name=name, by=operator(), now=system_clock()
        )
        held = db.get(Mission, standing.mission_id) if standing.mission_id else None
        said = memberships.particulars_of(standing)
        remember(db, "invitation.made", mission=held, subject=f"invitation {made.id}", **said)
        typer.echo(_link_sentences(url, secret, made))


@app.command("reset")
def reset(name: NameArgument, url: UrlOption = ADDRESS, home: HomeOption = None) -> None:
    """Make a link that gives an account a new password and takes its second factors away."""
    with reported(), opened_store(home) as store, store.writing() as db:
        account = service.get_account(db, name)
        made, secret = invitations.reset(db, account, by=operator(), now=system_clock())
        remember(db, "account.reset_offered", subject=f"account {account.name}")
        typer.echo(_link_sentences(url, secret, made))


@app.command("disable")
def disable(name: NameArgument, home: HomeOption = None) -> None:
    """Shut an account and end its sign-ins. What it did stays under its name."""
    with reported(), opened_store(home) as store, store.writing() as db:
        service.disable(db, name, now=system_clock())
        remember(db, "account.disabled", subject=f"account {plain_name(name)}")
        typer.echo(f"{plain_name(name)} can't sign in any more.")


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


def _link_sentences(url: str, secret: str, made: Invitation) -> str:
    until = made.expires_at
    return (
        f"{url.rstrip('/')}/invitation?code={secret}\n"
        f"The link works once, until {until.day} {until:%B %Y, %H:%M} UTC. It is not shown again."
    )


def _standing(
    db: Session, role: Role, mission: str, regions: list[str], organisation: str
) -> Standing:
    mission_id = _mission_id(db, mission) if mission else None
    standing = Standing(role, mission_id, tuple(regions), organisation)
    require_known(db, standing)
    return standing


def _remember(db: Session, deed: str, account: Account, standing: Standing) -> None:
    """Have it written to the audit trail, under the mission that it concerns."""
    mission = db.get(Mission, standing.mission_id) if standing.mission_id else None
    said = memberships.particulars_of(standing)
    remember(db, deed, mission=mission, subject=f"account {account.name}", **said)


def _rows(db: Session) -> list[Row]:
    """Return the accounts with what they are, as `list --json` prints them."""
    codes = {mission.id: mission.code for mission in db.exec(select(Mission))}
    accounts = service.list_accounts(db)
    held = memberships.list_memberships(db, [each.id for each in accounts])
    return [
        {
            "name": account.name,
            "roles": [
                {
                    "role": each.role,
                    "mission": codes[each.mission_id] if each.mission_id else None,
                    "regions": each.regions,
                    "organisation": each.organisation or None,
                }
                for each in held
                if each.account_id == account.id
            ],
            "created_at": account.created_at.isoformat(),
            "disabled_at": account.disabled_at.isoformat() if account.disabled_at else None,
        }
        for account in accounts
    ]


def _roles(row: Row) -> str:
    """Return what an account is as one line says it."""
    return "; ".join(
        f"{Role(each['role']).words} of {each['mission'] or 'all missions'}"
        + (f" in {', '.join(each['regions'])}" if each["regions"] else "")
        + (f" ({each['organisation']})" if each["organisation"] else "")
        for each in row["roles"]
    )
