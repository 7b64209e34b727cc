"""Reading who observers are. Each reading leaves an entry in the audit trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from server.accounts import trail
from server.accounts.caller import Doer
from server.people.identity import NOBODY, Identity
from server.people.models import Observer
from server.people.names import Names
from shared.folding import fold


def read_name(
    db: Session, names: Names, observer: Observer, *, by: Doer, now: datetime
) -> Identity:
    """Return who `observer` is, `NOBODY` where that is not known; recorded with `db`'s commit.

    Raises NamesLocked, NamesDamaged.
    """
    return read_names(db, names, [observer], by=by, now=now).get(observer.id, NOBODY)


def read_names(
    db: Session, names: Names, observers: Sequence[Observer], *, by: Doer, now: datetime
) -> Mapping[UUID, Identity]:
    """Return who these observers of one mission are; recorded with `db`'s commit."""
    if not observers:
        return {}
    known = names.find_all([each.id for each in observers])
    codes = [each.code for each in observers]
    trail.record(
        db,
        by,
        "identity.read",
        now=now,
        mission_id=observers[0].mission_id,
        subject=f"observer {codes[0]}" if len(codes) == 1 else f"{len(codes)} observers",
        codes=codes,
    )
    return known


def find_by_name(
    db: Session, names: Names, mission_id: UUID, words: str, *, by: Doer, now: datetime
) -> dict[UUID, Identity]:
    """Return the people of a mission whose name or e-mail holds `words`, in any script.

    The trail learns that somebody searched and how many were found, not for whom: that would name
    them there.
    """
    folded = fold(words)
    everybody = names.of_mission(mission_id) if folded else {}
    found = {each: person for each, person in everybody.items() if person.is_found_by(folded)}
    trail.record(db, by, "identity.searched", now=now, mission_id=mission_id, found=len(found))
    return found
