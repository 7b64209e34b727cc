"""`evenhand-server mission close`, `reopen`, `archive` and `erase`: the end of a mission."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from server.accounts.caller import operator
from server.commands.session import HomeOption, opened_store, reported, settings_for
from server.erasings import erasings
from server.missions import closing
from server.missions.erasing import REMAINS, Planned, erase, plan_of, retention_ends
from server.missions.models import Mission
from server.missions.service import get_mission, mission_document
from server.people.names import Names
from shared.clock import system_clock

CodeArgument = Annotated[str, typer.Argument(help="The mission's code.")]


def close(
    code: CodeArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why; whoever finds it closed reads it.")],
    *,
    home: HomeOption = None,
) -> None:
    """Close a mission: it is to be read only. What laptops still send is kept, and waits."""
    if not reason.strip():
        raise typer.BadParameter("Say why: whoever finds the mission closed reads it there.")
    with _changing(home, code) as (db, mission):
        closing.close(db, mission.id, reason.strip()[:500], by=operator(), now=system_clock())
        typer.echo(closing.closed_words(mission))


def reopen(code: CodeArgument, *, home: HomeOption = None) -> None:
    """Open a closed mission again; what arrived meanwhile is judged as if it had been open."""
    with _changing(home, code) as (db, mission):
        closing.reopen(db, mission.id, by=operator(), now=system_clock())
        typer.echo(f"{code} is open.")


def archive(
    code: CodeArgument,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Take it out of the archive.")] = False,
    home: HomeOption = None,
) -> None:
    """Put a closed mission into the archive, out of the way of the others."""
    with _changing(home, code) as (db, mission):
        closing.archive(db, mission.id, by=operator(), now=system_clock(), undo=undo)
        typer.echo(f"{code} is {'no longer ' if undo else ''}in the archive.")


def erase_people(
    code: CodeArgument,
    confirm: Annotated[
        str, typer.Option("--confirm", help="The mission's code again, to erase for good.")
    ] = "",
    *,
    home: HomeOption = None,
) -> None:
    """Erase a closed mission's personal data. Without --confirm only the plan is printed."""
    if confirm and confirm != code:
        raise typer.BadParameter(f"Nothing was erased. Confirm with the code: --confirm {code}")
    names = Names(settings_for(home))
    try:
        with _changing(home, code) as (db, mission):
            closing.require_closed(mission)
            each = erasings(names)
            if confirm:
                done = erase(db, mission, each, by=operator(), now=system_clock())
            else:
                done = plan_of(db, mission, each)
            lines = _told(mission, done, erased=bool(confirm))
    finally:
        names.close()
    typer.echo("\n".join(lines))


def _told(mission: Mission, done: list[Planned], *, erased: bool) -> list[str]:
    lines = ["Erased:" if erased else "To be erased, for good:"]
    lines += [f"  {each.what}: {each.count:,}" for each in done]
    lines += ["What remains:", *(f"  {each}" for each in REMAINS)]
    if erased:
        return [*lines, "Backups hold what was erased until you delete them."]
    ends = retention_ends(mission_document(mission))
    if ends is not None and system_clock().date() < ends:
        until = f"{ends.day} {ends:%B %Y}"
        lines.append(f"Personal data are kept until {until}: this is before its time.")
    return [*lines, f"Nothing was erased. To do it, add: --confirm {mission.code}"]


@contextmanager
def _changing(home: Path | None, code: str) -> Generator[tuple[Session, Mission]]:
    """Give a session that writes, and the mission; a closed one too."""
    with reported(), opened_store(home) as store, store.writing() as db:
        yield db, get_mission(db, code)
