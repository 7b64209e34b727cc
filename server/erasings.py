"""What is erased of a mission after its retention, a line for each room that knows of people."""

from datetime import datetime

from sqlmodel import Session

from server.accounts.caller import Doer
from server.fieldnotes import erasing as fieldnotes
from server.journal import devices
from server.missions.erasing import PHONES, Erasing
from server.missions.models import Mission
from server.people import erasing as people
from server.people.names import Names
from server.people.service import all_observers


def erasings(names: Names) -> tuple[Erasing, ...]:
    """Return all of them; `names` is the store of observers' identities."""

    def count_people(db: Session, mission: Mission) -> int:
        return sum(each.erased_at is None for each in all_observers(db, mission.id))

    def erase_people(db: Session, mission: Mission, by: Doer, now: datetime) -> int:
        return people.erase_all(db, names, mission, by=by, now=now)

    return (
        Erasing("names, documents and contacts of observers", count_people, erase_people),
        Erasing("what teams called their laptops", devices.count_named, devices.erase_names),
        Erasing(
            "names of counterparts in notes of meetings",
            fieldnotes.count_named,
            fieldnotes.erase_names,
        ),
        PHONES,
    )
