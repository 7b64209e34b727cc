"""`evenhand-server enrol`: a one-time code with which a team's laptop joins the mission."""

import json
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from server.commands.session import (
    HomeOption,
    JsonOption,
    marked,
    opened_store,
    remember,
    reported,
    settings_for,
)
from server.journal.enrolment import IssuedCode, issue_code
from server.missions.service import get_mission
from shared.clock import system_clock

ADDRESS = "https://ADDRESS-OF-THIS-SERVER"
"""Stands where the observer types the server's address, which only its operator knows."""


def enrol(
    mission: Annotated[str, typer.Option(help="Code of the mission.")],
    team: Annotated[str, typer.Option(help="Code of the team.")],
    url: Annotated[
        str, typer.Option(help="The server's address, as laptops reach it.", show_default=False)
    ] = ADDRESS,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Issue a code that enrols one laptop of a team, once."""
    with reported():
        length = settings_for(home).enrolment_length
        with opened_store(home) as store, store.writing() as db:
            held = get_mission(db, mission)
            zone = held.timezone
            drill = held.drill
            issued = issue_code(db, mission, team, length=length, now=system_clock())
            remember(db, "enrolment_code.issued", mission=held, subject=f"team {team}")
    typed = f"evenhand enrol {url} {issued.code}"
    if as_json:
        typer.echo(_document(issued, typed, drill=drill))
    else:
        typer.echo(marked(_sentences(issued, typed, zone), drill=drill))


def _document(issued: IssuedCode, typed: str, *, drill: bool) -> str:
    return json.dumps(
        {
            "mission": issued.mission,
            "drill": drill,
            "team": issued.team,
            "code": issued.code,
            "expires_at": issued.expires_at.isoformat(),
            "command": typed,
        },
        indent=2,
        ensure_ascii=False,
    )


def _sentences(issued: IssuedCode, typed: str, zone: str) -> str:
    until = issued.expires_at.astimezone(ZoneInfo(zone))
    return (
        f"For a laptop of team {issued.team} of {issued.mission}:\n\n"
        f"    {issued.code}\n\n"
        f"The code works once, until {until.day} {until:%B %Y, %H:%M} ({zone}). It is not shown "
        "again.\n"
        "On the laptop:\n\n"
        f"    {typed}"
    )
