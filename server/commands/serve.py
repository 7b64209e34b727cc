"""`evenhand-server serve`: answer laptops and browsers."""

import os
from pathlib import Path
from typing import Annotated

import typer

from server.commands.session import HomeOption, opened_store, reported, settings_for
from server.config import Settings
from shared.problems import Problem


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
        with opened_store(home) as store:
            _require_postgres(workers, is_sqlite=store.is_sqlite)
        _run(settings, host, port, workers)


def _require_postgres(workers: int, *, is_sqlite: bool) -> None:
    if workers > 1 and is_sqlite:
        raise OneProcessOnly(
            f"{workers} workers need PostgreSQL: set EVENHAND_DATABASE_URL, or use --workers 1."
        )


def _run(settings: Settings, host: str, port: int, workers: int) -> None:
    import uvicorn  # the other commands start faster without it  # noqa: PLC0415

    # Workers are processes of their own: what they are told, they are told by the environment.
    os.environ["EVENHAND_HOME"] = str(Path(settings.home).absolute())
    uvicorn.run(
        "server.app:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        ws="none",
    )
