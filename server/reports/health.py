"""Whether the server is well: for load balancers and the container's health check."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Response
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, func, select

from server.deps import TheStore
from server.journal.models import JournalEntry
from server.reports.models import ProjectionCursor

router = APIRouter(tags=["operations"])


@dataclass(frozen=True, slots=True)
class Health:
    """What the server says of itself, without a sign-in and without a figure of any mission."""

    status: Literal["ok", "database unreachable"]
    projection_lag: int | None
    """Journal entries that have not become reports yet; None = not known."""


@router.get("/healthz")
def tell_health(store: TheStore, response: Response) -> Health:
    """Say whether the database answers, and how far reports are behind the journal."""
    try:
        with store.reading() as db:
            newest = db.exec(select(func.max(JournalEntry.id))).one() or 0
            followed = db.exec(select(func.min(col(ProjectionCursor.entry_id)))).one() or 0
    except DBAPIError:
        response.status_code = 503
        return Health("database unreachable", None)
    return Health("ok", max(0, newest - followed))
