"""How many entries a mission's document has of a kind, for the page of registers."""

from uuid import UUID

from sqlmodel import Session

from server.missions.models import Mission


def count_facts(db: Session, mission_id: UUID) -> int:
    """Return how many facts are kept."""
    return _count(db, mission_id, "facts")


def _count(db: Session, mission_id: UUID, listed: str) -> int:
    return len(db.get_one(Mission, mission_id).document.get(listed, ()))
