"""How far the projection has come, and the lock that lets only one hand move it."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from server.database import PROJECTION_LOCK
from server.reports.models import ProjectionCursor

NAME = "reports"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the journal, and how often the projection had changed when it was read."""

    entry_id: int = 0
    version: int = 0
    setting: int = 0
    """How far the log of changes was followed: register and forms were judged by up to there."""


def read_cursor(db: Session) -> Cursor:
    """Return where the projection stands."""
    row = db.get(ProjectionCursor, NAME, populate_existing=True)
    return Cursor(row.entry_id, row.version, row.setting) if row else Cursor()


def hold_projection(db: Session) -> Cursor:
    """Keep all others from changing the projection until `db` commits; return its cursor."""
    if db.get_bind().dialect.name == "postgresql":
        db.connection().execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": PROJECTION_LOCK})
    return read_cursor(db)


def move_cursor(db: Session, before: Cursor, entry_id: int) -> None:
    """Note that the projection has changed and now stands at `entry_id`. Hold it first."""
    row = db.get(ProjectionCursor, NAME) or ProjectionCursor(name=NAME, entry_id=0)
    row.entry_id, row.version = entry_id, before.version + 1
    db.add(row)
    db.flush()


def begin_anew(db: Session, before: Cursor, entry_id: int) -> None:
    """Note that the projection's past has changed, 0 = all was dropped. Hold it first."""
    move_cursor(db, before, entry_id)
    row = db.get_one(ProjectionCursor, NAME)
    row.rebuilds += 1
    db.flush()


def note_setting(db: Session, through: int) -> None:
    """Note how far the log of changes was followed. Hold the projection first."""
    row = db.get(ProjectionCursor, NAME) or ProjectionCursor(name=NAME, entry_id=0)
    row.setting = through
    db.add(row)
    db.flush()
