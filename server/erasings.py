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


def erasings(names: Names) -> tuple[Erasing, ...]:
    """Return all of them; `names` is the store of observers' identities."""

    def count_people(db: Session, mission: Mission) -> int:
        return people.count_known(db, names, mission)

    def erase_people(db: Session, mission: Mission, by: Doer, now: datetime) -> int:
        return people.erase_all(db, names, mission, by=by, now=now)

    return (
        Erasing("imported lists of observers", people.count_lists, people.erase_lists),
        Erasing(
            "observers of whom we know names, papers, contacts, nationality, languages or badge",
            count_people,
            erase_people,
        ),
        Erasing("what teams called their laptops", devices.count_named, devices.erase_names),
        Erasing(
            "names of counterparts in notes of meetings",
            fieldnotes.count_named,
            fieldnotes.erase_names,
        ),
        Erasing("imported lists of meetings", fieldnotes.count_lists, fieldnotes.erase_lists),
        PHONES,
    )
