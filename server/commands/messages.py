"""`evenhand-server message`: tell teams something; their laptops have it with the next sync."""

import getpass
from typing import Annotated

import typer

from server.commands.session import HomeOption, opened_store, remember, reported
from server.messages.service import Audience, send
from server.missions.service import get_mission
from shared.clock import system_clock


def message(
    text: Annotated[str, typer.Argument(help="What the teams are to read.")],
    mission: Annotated[str, typer.Option("--mission", help="Code of the mission.")],
    team: Annotated[str, typer.Option(help="To this team only.")] = "",
    region: Annotated[str, typer.Option(help="To the teams that work in this region.")] = "",
    home: HomeOption = None,
) -> None:
    """Send a message to every team, to one, or to a region's. Its reading is confirmed there."""
    if team and region:
        raise typer.BadParameter("Name a team or a region, not both.")
    with reported(), opened_store(home) as store, store.writing() as db:
        held = get_mission(db, mission)
        sent = send(
            db,
            held,
            Audience(team=team, region=region),
            text,
            by=f"{getpass.getuser()} (command line)",
            now=system_clock(),
        )
        subject = f"message {sent.id}"
        remember(db, "message.sent", mission=held, subject=subject, audience=sent.audience)
        typer.echo(f"Sent to {sent.audience}.")
