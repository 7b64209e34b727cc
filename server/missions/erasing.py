"""Erasing personal data of a mission after its retention: a plan first, then the deed.

Each room that keeps personal data says what it would erase, and erases it (`Erasing`, gathered in
`server.erasings`). What was observed, its figures, statements and the audit trail remain: reports
bear team codes, not names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from server.accounts import trail
from server.accounts.caller import Doer
from server.missions import versions
from server.missions.calendar import Done
from server.missions.closing import require_closed
from server.missions.deadlines import ERASURE, with_done
from server.missions.document import MissionFile
from server.missions.models import Mission, MissionVersion
from server.missions.service import mission_document, replace_document

REMAINS = (
    "Reports, incidents, visits and files, as they were sent: they bear team codes, not names.",
    "Findings, statements and their seals.",
    "The audit trail, with the names of staff accounts: it proves who did what.",
    "Names of officials in their public office, as published texts have them.",
)
"""What is not erased, and why: shown beside the plan."""


@dataclass(frozen=True, slots=True)
class Erasing:
    """What one room keeps about people, and how it is erased."""

    what: str
    """As the plan says it: `what teams called their laptops`."""
    count: Callable[[Session, Mission], int]
    """Returns how many there are that are not erased yet."""
    erase: Callable[[Session, Mission, Doer, datetime], int]
    """Erases them in a writing session, and returns how many."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of the plan."""

    what: str
    count: int


def plan_of(db: Session, mission: Mission, erasings: Sequence[Erasing]) -> list[Planned]:
    """Return what would be erased."""
    return [Planned(each.what, each.count(db, mission)) for each in erasings]


def erase(
    db: Session, mission: Mission, erasings: Sequence[Erasing], *, by: Doer, now: datetime
) -> list[Planned]:
    """Erase what the plan says, all or nothing; return what was erased. Raises NotClosed."""
    require_closed(mission)
    done = [Planned(each.what, each.erase(db, mission, by, now)) for each in erasings]
    mission.erased_at = now
    _note_in_calendar(db, mission, by, now)
    db.add(mission)
    told = [f"{each.what}: {each.count}" for each in done]
    subject = f"mission {mission.code}"
    trail.record(
        db, by, "mission.erased", now=now, mission_id=mission.id, subject=subject, erased=told
    )
    return done


def _note_in_calendar(db: Session, mission: Mission, by: Doer, now: datetime) -> None:
    """Mark the end of retention as done, if the calendar has it: nobody is reminded any more."""
    done = Done(at=now.replace(microsecond=0), by=by.name)
    document = with_done(mission_document(mission), ERASURE, done)
    if document is not None:
        versions.keep_unversioned(db, mission, by=by)
        replace_document(mission, document)
        versions.keep_version(db, mission, by=by, now=now, words="personal data erased")


def retention_ends(document: MissionFile) -> date | None:
    """Return the first day on which personal data are kept no more; None = nobody has said."""
    if document.retention_days is None:
        return None
    return document.election.date + timedelta(days=document.retention_days + 1)


def count_phones(db: Session, mission: Mission) -> int:
    """Return how many phones on duty the document and its versions have."""
    held = db.exec(select(MissionVersion).where(MissionVersion.mission_id == mission.id)).all()
    documents = [mission_document(mission), *(versions.document_of(each) for each in held)]
    return len({contact.phone for each in documents for contact in each.contacts})


def erase_phones(db: Session, mission: Mission, by: Doer, now: datetime) -> int:
    """Erase the phones on duty from the document and all its versions; return how many."""
    del by, now
    count = count_phones(db, mission)
    replace_document(mission, mission_document(mission).model_copy(update={"contacts": ()}))
    db.add(mission)
    for each in db.exec(select(MissionVersion).where(MissionVersion.mission_id == mission.id)):
        document = versions.document_of(each)
        versions.rewrite(each, document.model_copy(update={"contacts": ()}))
        db.add(each)
    db.flush()
    return count


PHONES = Erasing(
    "names and phones on duty, in the document and its versions", count_phones, erase_phones
)
