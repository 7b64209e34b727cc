"""Erasing who observers were: on one's own request, or all of a mission after its retention.

The code stays, with role, organisation, team and dates, so that reports keep their observer and
counts stay what they were. What could name the person goes: the sealed record, the badge, the
nationality, the languages, and why an accreditation was refused or withdrawn. So do the contents
of all imported lists of the mission: each names many people, and none can be cut out of one.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, literal, update
from sqlmodel import Session, col, select

from server.accounts import trail
from server.accounts.caller import Doer
from server.database import in_portions
from server.imports import keeping
from server.missions.models import Mission
from server.people.importer import PeopleImporter
from server.people.models import Observer, PermissionStep
from server.people.names import Names
from server.people.service import all_observers


def erase_one(db: Session, names: Names, observer: Observer, *, by: Doer, now: datetime) -> None:
    """Erase who `observer` was. Needs no key."""
    names.erase([observer.id])
    keeping.erase_contents(db, observer.mission_id, PeopleImporter.kind)
    _blank(db, [observer.id], now)
    db.refresh(observer)
    trail.record(
        db,
        by,
        "identity.erased",
        now=now,
        mission_id=observer.mission_id,
        subject=f"observer {observer.code}",
    )


def count_known(db: Session, names: Names, mission: Mission) -> int:
    """Return of how many observers anything is kept that could say who they are."""
    reasons = (
        select(PermissionStep.observer_id)
        .join(Observer)
        .where(Observer.mission_id == mission.id, PermissionStep.reason != "")
    )
    known = names.known_in(mission.id) | set(db.exec(reasons))
    for each in all_observers(db, mission.id):
        if each.badge or each.nationality or each.languages:
            known.add(each.id)
    return len(known)


def count_lists(db: Session, mission: Mission) -> int:
    """Return how many imported lists of the mission's observers are kept."""
    return keeping.count_contents(db, mission.id, PeopleImporter.kind)


def erase_lists(db: Session, mission: Mission, by: Doer, now: datetime) -> int:
    """Erase the contents of these lists; return of how many."""
    del by, now
    return keeping.erase_contents(db, mission.id, PeopleImporter.kind)


def erase_all(db: Session, names: Names, mission: Mission, *, by: Doer, now: datetime) -> int:
    """Erase who all observers of `mission` were; return of how many anything was known."""
    known = count_known(db, names, mission)
    observers = all_observers(db, mission.id)
    left = [each.id for each in observers if each.erased_at is None]
    strangers = names.erase_mission(mission.id)
    strangers += keeping.erase_contents(db, mission.id, PeopleImporter.kind)
    _blank(db, left, now)
    if left or strangers:
        trail.record(
            db,
            by,
            "identity.all_erased",
            now=now,
            mission_id=mission.id,
            subject=f"mission {mission.code}",
            observers=known,
        )
    return known


def _blank(db: Session, observer_ids: Collection[UUID], now: datetime) -> None:
    for some in in_portions(observer_ids):
        db.exec(
            update(Observer)
            .where(col(Observer.id).in_(some))
            .values(
                badge="",
                nationality="",
                languages=literal([], JSON),
                is_named=False,
                erased_at=now,
                updated_at=now,
            )
        )
        steps = update(PermissionStep).where(col(PermissionStep.observer_id).in_(some))
        db.exec(steps.values(reason=""))
    db.expire_all()
