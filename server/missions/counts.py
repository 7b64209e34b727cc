"""How many entries a mission's document has of a kind, for the page of registers."""

from uuid import UUID

from sqlmodel import Session

from server.missions.deadlines import due_dates
from server.missions.models import Mission
from server.missions.service import mission_document
from server.missions.spellings import names_of


def count_facts(db: Session, mission_id: UUID) -> int:
    """Return how many facts are kept."""
    return _count(db, mission_id, "facts")


def count_organisations(db: Session, mission_id: UUID) -> int:
    """Return how many organisations are kept."""
    return _count(db, mission_id, "organisations")


def count_texts(db: Session, mission_id: UUID) -> int:
    """Return how many published texts are kept."""
    return _count(db, mission_id, "sources")


def count_names(db: Session, mission_id: UUID) -> int:
    """Return how many names are known, of organisations and officials too."""
    return len(names_of(mission_document(db.get_one(Mission, mission_id))))


def count_deadlines(db: Session, mission_id: UUID) -> int:
    """Return how many deadlines the calendar has, with those that other parts state."""
    return len(due_dates(mission_document(db.get_one(Mission, mission_id))))


def _count(db: Session, mission_id: UUID, listed: str) -> int:
    return len(db.get_one(Mission, mission_id).document.get(listed, ()))
