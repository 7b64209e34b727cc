"""`evenhand-server pack`: enrolment and all checklists in one file, for a memory stick."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import typer
from sqlmodel import Session

from server.app import feed
from server.commands.output import print_json
from server.commands.session import (
    HomeOption,
    JsonOption,
    MissionOption,
    marked,
    opened_store,
    remember,
    reported,
    settings_for,
)
from server.config import Settings
from server.journal.bundles.keys import BundleKeys
from server.journal.enrolment import IssuedCode, issue_code
from server.journal.feed.source import Reader
from server.journal.keys import server_key
from server.journal.packing import pack_for
from server.missions.service import get_mission, get_team
from shared.clock import system_clock
from shared.sync.pack_file import Pack, PackHeader, seal_pack

DAYS = 14
"""A laptop that gets its enrolment by stick may be long in meeting the server."""


def pack(  # noqa: PLR0913 - the options of a command are its arguments
    mission: MissionOption,
    team: Annotated[str, typer.Option(help="Code of the team.")],
    url: Annotated[str, typer.Option(help="The server's address, as laptops will reach it.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file, such as a memory stick's.")
    ],
    days: Annotated[
        int, typer.Option(min=1, max=365, help="How long the laptop may take to be in contact.")
    ] = DAYS,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write a pack: one laptop of the team is set up from it without any network.

    Hand over the file, and the code by another way. Without the code nobody can read the file.
    """
    _check(url, output)
    with reported():
        settings = settings_for(home)
        with opened_store(home) as store, store.writing() as db:
            held = get_mission(db, mission)
            zone, drill = held.timezone, held.drill
            length = timedelta(days=days)
            issued = issue_code(db, mission, team, length=length, now=system_clock())
            remember(db, "pack.issued", mission=held, subject=f"team {team}")
            made = _made(db, settings, issued, url)
            sealed = seal_pack(made, issued.code)
            output.write_bytes(sealed)
    if as_json:
        print_json({**_document(issued, made, output, len(sealed)), "drill": drill})
    else:
        typer.echo(marked(_sentences(issued, made, output, zone), drill=drill))


def _check(url: str, output: Path) -> None:
    """Refuse what no laptop could use, before a code is made."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise typer.BadParameter(f"{url} is no server's address. Write --url https://…")
    if output.exists():
        raise typer.BadParameter(f"{output} exists already. Name a new file.")


def _made(db: Session, settings: Settings, issued: IssuedCode, url: str) -> Pack:
    mission = get_mission(db, issued.mission)
    header = PackHeader(
        server_url=url.rstrip("/"),
        server_key=server_key(settings.home).public_key,
        mission=issued.mission,
        team=issued.team,
        made_at=system_clock(),
        expires_at=issued.expires_at,
    )
    reader = Reader(mission, get_team(db, mission, issued.team))
    return pack_for(db, feed(BundleKeys(settings.home).recipient_of), reader, header)


def _stations(pack: Pack) -> int:
    return sum(each.kind == "station" for page in pack.pages for each in page.changes)


def _document(issued: IssuedCode, made: Pack, output: Path, size: int) -> dict[str, Any]:
    return {
        "mission": issued.mission,
        "team": issued.team,
        "code": issued.code,
        "expires_at": issued.expires_at.isoformat(),
        "file": str(output),
        "bytes": size,
        "forms": len(made.forms),
        "stations": _stations(made),
    }


def _sentences(issued: IssuedCode, made: Pack, output: Path, zone: str) -> str:
    until = issued.expires_at.astimezone(ZoneInfo(zone))
    return (
        f"Wrote {output} for one laptop of team {issued.team} of {issued.mission}: "
        f"{len(made.forms)} checklists, {_stations(made):,} stations. Its code, not shown again:"
        f"\n\n    {issued.code}\n\n"
        "Hand over the file; tell the code by another way. Both work once. The laptop needs no "
        f"network, but must have been in contact, or a bundle of it here, by {until.day} "
        f"{until:%B %Y, %H:%M} ({zone}).\n"
        f"On the laptop:\n\n    evenhand enrol --pack {output.name}"
    )
