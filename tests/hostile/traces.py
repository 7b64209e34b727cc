"""What a request may leave behind: rows and files, counted before and after."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import func, select

from server.database import Store
from server.migrations.tables import all_tables

_COUNTERS = {
    "challenge",
    "journal_mark",
    "projection_cursor",
    "sign_in_failure",
    "trail_entry",
    "wrong_code",
}
"""Tries are counted, and a sign-in that began is waited for, so that there are not too many; the
server itself notes how far it is."""

Traces = Mapping[str, int]


def traces_in(store: Store, home: Path) -> Traces:
    """Return table → rows, and file → bytes, of all that a server keeps."""
    with store.reading() as db:
        rows = {
            name: db.connection().execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in all_tables().tables.items()
            if name not in _COUNTERS
        }
    files = {
        str(each.relative_to(home)): each.stat().st_size
        for each in home.rglob("*")
        if each.is_file() and not each.name.startswith("evenhand.db")
    }
    return rows | files
