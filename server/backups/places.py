"""Where a home's database lies, and how a folder's names reach the disk."""

import os
from pathlib import Path

from sqlalchemy import make_url

from server.backups.problems import BackupNotHere
from server.config import Settings


def database_file(settings: Settings) -> Path:
    """Return the file of the SQLite database. Raises BackupNotHere for PostgreSQL."""
    url = make_url(settings.resolved_database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupNotHere(
            "This server's database is PostgreSQL, which its own tools copy while it runs: "
            "pg_dump --format=custom to back up, pg_restore to put it back. Beside the dump keep "
            "server.key and the other *.key files, and the folders attachments and bundles, all "
            f"copied from {settings.home} after it: laptops know the server by its key."
        )
    return Path(url.database)


def waiting_bundles(settings: Settings) -> Path:
    """Return the folder of bundles that wait for earlier ones."""
    return settings.home / "bundles" / "waiting"


def fsync_folder(folder: Path) -> None:
    """Return when the names in `folder` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
