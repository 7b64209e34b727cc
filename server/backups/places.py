"""Where a home's databases and waiting bundles lie."""

from pathlib import Path

from server.backups.problems import BackupNotHere
from server.config import Settings
from server.database import sqlite_file


def database_file(settings: Settings) -> Path:
    """Return the file of the SQLite database. Raises BackupNotHere for PostgreSQL."""
    file = sqlite_file(settings.resolved_database_url)
    if file is None:
        raise BackupNotHere(
            "This server's database is PostgreSQL, which its own tools copy while it runs: "
            "pg_dump --format=custom to back up, pg_restore to put it back. Beside the dump keep "
            "server.key and the other *.key files, and the folders attachments and bundles, all "
            f"copied from {settings.home} after it: laptops know the server by its key. Names of "
            "observers are a database of their own (people.db, unless EVENHAND_PEOPLE_URL says "
            "another): keep it, or leave it out, as you decide."
        )
    return file


def people_file(settings: Settings) -> Path | None:
    """Return the file of the store of names; None where there is none, or another keeps it."""
    file = sqlite_file(settings.resolved_people_url)
    return file if file and file.exists() else None


def waiting_bundles(settings: Settings) -> Path:
    """Return the folder of bundles that wait for earlier ones."""
    return settings.home / "bundles" / "waiting"
