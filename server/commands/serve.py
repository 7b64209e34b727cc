"""`evenhand-server serve`: answer laptops and browsers."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from server.commands.session import HomeOption, opened_store, reported, settings_for
from server.config import Settings
from shared.problems import Problem

LOCK = "serve.lock"


class OneProcessOnly(Problem):
    """SQLite has one server process and one writer."""

    status = 409
    code = "one-process-only"
    title = "SQLite is served by one process"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than 1 on PostgreSQL.")] = 1,
    home: HomeOption = None,
) -> None:
    """Bring the database up to date, then answer until stopped."""
    with reported():
        settings = settings_for(home)
        is_sqlite = settings.resolved_database_url.startswith("sqlite")
        _require_postgres(workers, is_sqlite=is_sqlite)
        with only_server(settings.home) if is_sqlite else nullcontext():
            with opened_store(home):  # migrated under the lock: nobody serves the old tables
                pass
            _run(settings, host, port, workers)


@contextmanager
def only_server(home: Path) -> Generator[None]:
    """Keep a second server away from `home` while the block lasts, however it ends."""
    with (home / LOCK).open("wb") as lock:
        if not _is_locked_now(lock):
            raise OneProcessOnly(
                f"Another server already runs on {home}. SQLite is served by one; stop that one, "
                "or use PostgreSQL."
            )
        yield


def _is_locked_now(lock: BinaryIO) -> bool:
    """Take the lock if it is free, until the file is closed."""
    if sys.platform == "win32":  # no such locks there: two servers would only be slow
        return True
    import fcntl  # Windows has none  # noqa: PLC0415

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _require_postgres(workers: int, *, is_sqlite: bool) -> None:
    if workers > 1 and is_sqlite:
        raise OneProcessOnly(
            f"{workers} workers need PostgreSQL: an SQLite file has one writer at a time, and "
            "processes that race for it wait longer than one that does all. Set "
            "EVENHAND_DATABASE_URL, or use --workers 1."
        )


def _run(settings: Settings, host: str, port: int, workers: int) -> None:
    import uvicorn  # the other commands start faster without it  # noqa: PLC0415

    from server.connections import BoundedConnection  # noqa: PLC0415

    # Workers are processes of their own: what they are told, they are told by the environment.
    os.environ["EVENHAND_HOME"] = str(Path(settings.home).absolute())
    if workers > 1:  # they share the cores already
        os.environ["EVENHAND_INTAKE_HELPER"] = "false"
    uvicorn.run(
        "server.app:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        date_header=False,
        http=BoundedConnection,
        ws="none",
    )
