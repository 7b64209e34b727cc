"""What every command needs: the settings, the opened store, and a calm way to fail."""

import sqlite3
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from server.accounts import trail
from server.accounts.caller import operator
from server.accounts.trail import Particular
from server.config import Settings
from server.database import Store
from server.migrations.upgrade import upgrade
from server.missions.here import DRILL
from server.missions.models import Mission
from shared.clock import system_clock
from shared.problems import Problem

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="EVENHAND_HOME",
        help="Where the server keeps its database, keys and files.",
        show_default="~/.evenhand-server",
    ),
]
MissionOption = Annotated[str, typer.Option("--mission", help="Code of the mission.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]


def settings_for(home: Path | None) -> Settings:
    """Return the settings of the environment, with `home` in place of theirs where it is given."""
    settings = Settings() if home is None else Settings(home=home)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings


@contextmanager
def opened_store(home: Path | None) -> Generator[Store]:
    """Give the store of `home` (or of the environment), migrated; close it afterwards."""
    store = Store(settings_for(home).resolved_database_url)
    try:
        upgrade(store)
        yield store
    finally:
        store.close()


def remember(
    db: Session,
    deed: str,
    *,
    mission: Mission | None = None,
    subject: str = "",
    **particulars: Particular,
) -> None:
    """Have it written to the audit trail, with the commit of `db`, that the operator did `deed`."""
    trail.record(
        db,
        operator(),
        deed,
        now=system_clock(),
        mission_id=mission.id if mission else None,
        subject=subject,
        **particulars,
    )


def marked(told: str, *, drill: bool) -> str:
    """Return what a command tells, under a line that says so where it is of a drill."""
    return f"{DRILL}\n{told}" if drill else told


@contextmanager
def reported() -> Generator[None]:
    """Turn what goes wrong into one sentence on stderr and exit 1."""
    try:
        yield
    except Problem as problem:
        _fail(problem.detail)
    except DBAPIError as error:
        _fail(database_sentence(error))
    except (FileExistsError, NotADirectoryError) as error:
        _fail(f"{error.filename} is there already, as another thing. Choose another name.")
    except FileNotFoundError as error:
        _fail(f"There is no {error.filename}. Make its folder first, or name another file.")
    except PermissionError as error:
        _fail(f"{error.filename} is not this user's to read or write. Name another file.")
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _fail(f"{error.strerror or error}{where}.")


def database_sentence(error: DBAPIError) -> str:
    """Return what the database said, as a sentence with what to do."""
    if isinstance(error.orig, sqlite3.OperationalError) and "full" in str(error.orig):
        return "The disk is full. Nothing was changed; make room and try again."
    said = str(error.orig).strip().splitlines()[0].rstrip(".")
    return f"The database refused: {said}. Check EVENHAND_DATABASE_URL and EVENHAND_HOME."


def _fail(sentence: str) -> None:
    sys.stderr.write(f"evenhand-server: {sentence}\n")
    raise typer.Exit(1)
