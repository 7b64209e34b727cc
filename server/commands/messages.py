"""`evenhand-server message`: tell teams something; their laptops have it with the next sync."""

import getpass
from typing import Annotated

import typer

from server.commands.session import HomeOption, MissionOption, opened_store, remember, reported
from server.messages.receipts import receipts_of
from server.messages.recipients import Audience, Standing
from server.messages.service import send
from server.missions.service import get_mission
from server.reports.silence import teams_standing
from shared.clock import system_clock


def message(  # noqa: PLR0913 - the options of a command
    text: Annotated[str, typer.Argument(help="What the teams are to read.")],
    mission: MissionOption,
    team: Annotated[str, typer.Option(help="To this team only.")] = "",
    region: Annotated[str, typer.Option(help="To the teams that work in this region.")] = "",
    without: Annotated[
        str, typer.Option(help="To the teams from which no report of this form has come.")
    ] = "",
    *,
    silent: Annotated[
        bool, typer.Option("--silent", help="To the teams from which no report has come.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Send a message to every team, to one, or to a region's. Its reading is confirmed there."""
    if team and region:
        raise typer.BadParameter("Name a team or a region, not both.")
    if silent and without:
        raise typer.BadParameter("Say --silent or --without a form, not both.")
    standing = Standing.NO_REPORT if silent else Standing.FORM_NOT_SENT if without else None
    with reported(), opened_store(home) as store, store.writing() as db:
        held = get_mission(db, mission, to_write=True)
        sent = send(
            db,
            held,
            Audience(team=team, region=region, standing=standing, form=without),
            text,
            by=f"{getpass.getuser()} (command line)",
            now=system_clock(),
            teams_standing=teams_standing,
        )
        subject = f"message {sent.id}"
        remember(db, "message.sent", mission=held, subject=subject, audience=sent.audience)
        teams = len(receipts_of(db, sent))
        typer.echo(f"Sent to {sent.audience}: {teams:,} {'team' if teams == 1 else 'teams'}.")
