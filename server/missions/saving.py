"""Saving a form's change, and reading what is kept where that was refused."""

from datetime import datetime

from server.database import Store
from server.missions import editing
from server.missions.document import MissionFile
from server.missions.editing import ChangedMeanwhile, Edit, InvalidChange
from server.missions.here import Place
from server.missions.models import Mission
from server.missions.service import mission_document
from shared.problems import Problem


def save(store: Store, here: Place, edit: Edit, now: datetime) -> Problem | None:
    """Do `edit` in a unit of work of its own; return why not, for the form to be shown again."""
    try:
        with store.writing() as db:
            editing.apply(db, here.mission.id, edit, by=here.caller, now=now)
    except (InvalidChange, ChangedMeanwhile) as problem:
        return problem
    return None


def document_now(store: Store, here: Place) -> MissionFile:
    """Return the document as it is at this moment."""
    with store.reading() as db:
        return mission_document(db.get_one(Mission, here.mission.id))
