"""The register of observers: listing, finding and changing them, all by code."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from server.changes import log
from server.missions.models import Mission, Team
from server.people.models import OBSERVING, Observer, ObserverRole, Permission, PermissionStep
from server.people.problems import NoSuchObserver
from server.people.standing import IN_TEAMS, Lack
from shared.ids import new_id

PAGE = 100
"""Observers on one page of the list."""
NO_TEAM = "-"
"""Stands for the absence of a team in a filter."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which observers are looked for; what is '' or None counts for nothing."""

    words: str = ""
    """A part of the code or of the badge's number."""
    role: str = ""
    organisation: str = ""
    team: str = ""
    """A team's code; `NO_TEAM` = in none."""
    permission: str | None = None
    lack: str = ""
    among: Collection[UUID] | None = None
    """Only these, as a search by name found them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of observers, and how many there are in all."""

    observers: Sequence[Observer]
    total: int


def visible(mission_id: UUID) -> SelectOfScalar[Observer]:
    """Return the observers of a mission, as a query. Who may ask, the table of access says."""
    return select(Observer).where(Observer.mission_id == mission_id)


def list_observers(db: Session, mission: Mission, sought: Sought, *, page: int = 1) -> Found:
    """Return the `page` (from 1) of those sought, by code."""
    query = _sought(mission, sought)
    total = db.exec(select(func.count()).select_from(query.subquery())).one()
    rows = query.order_by(col(Observer.code)).offset((page - 1) * PAGE).limit(PAGE)
    return Found(db.exec(rows).all(), total)


def all_observers(db: Session, mission_id: UUID) -> Sequence[Observer]:
    """Return all observers of a mission, by code."""
    return db.exec(visible(mission_id).order_by(col(Observer.code))).all()


def count_observers(db: Session, mission_id: UUID) -> int:
    """Return how many people the register of a mission has."""
    counted = select(func.count()).select_from(visible(mission_id).subquery())
    return db.exec(counted).one()


def get_observer(db: Session, mission_id: UUID, code: str) -> Observer:
    """Return the observer with this code. Raises NoSuchObserver."""
    observer = db.exec(visible(mission_id).where(Observer.code == code)).one_or_none()
    if observer is None:
        raise NoSuchObserver(f"No observer of this mission has the code '{code}'. See the list.")
    return observer


def members_of(db: Session, team_id: UUID) -> Sequence[Observer]:
    """Return who belongs to a team, by code."""
    members = select(Observer).where(Observer.team_id == team_id)
    return db.exec(members.order_by(col(Observer.code))).all()


def codes_on_laptop(db: Session, team_id: UUID) -> list[str]:
    """Return the codes of a team's observers: all that its laptop is told of them."""
    roles = {role.value for role in OBSERVING}
    return [each.code for each in members_of(db, team_id) if each.role in roles]


def steps_of(db: Session, observer_id: UUID) -> Sequence[PermissionStep]:
    """Return how an observer's accreditation went, the newest step first."""
    steps = select(PermissionStep).where(PermissionStep.observer_id == observer_id)
    newest = (col(PermissionStep.day).desc(), col(PermissionStep.at).desc())
    return db.exec(steps.order_by(*newest)).all()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an accreditation, as it is written down."""

    permission: Permission
    day: date
    reason: str = ""


def save(
    db: Session,
    mission: Mission,
    observer: Observer,
    values: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Give a new or held `observer` these values, and tell laptops of changed teams."""
    teams = {observer.team_id, values.get("team_id", observer.team_id)}
    observer.sqlmodel_update(dict(values) | {"updated_at": now})
    db.add(observer)
    db.flush()
    note_teams(db, mission, teams)


def new_observer(mission: Mission, code: str, *, now: datetime) -> Observer:
    """Return an observer that is not kept yet."""
    return Observer(
        id=new_id(now),
        mission_id=mission.id,
        code=code,
        languages=[],
        created_at=now,
        updated_at=now,
    )


def take_step(db: Session, observer: Observer, step: Step, *, by: str, now: datetime) -> None:
    """Write down a step of an observer's accreditation, which is then where it stands."""
    db.add_all([observer, noted(observer, step, by=by, now=now)])
    db.flush()


def noted(observer: Observer, step: Step, *, by: str, now: datetime) -> PermissionStep:
    """Let the accreditation of `observer` stand at `step`; return the step, to be kept."""
    observer.permission, observer.updated_at = step.permission.value, now
    return PermissionStep(
        id=new_id(now),
        observer_id=observer.id,
        permission=step.permission.value,
        day=step.day,
        reason=step.reason,
        by=by,
        at=now,
    )


def note_teams(db: Session, mission: Mission, team_ids: Collection[UUID | None]) -> None:
    """Tell the laptops of these teams that their members may have changed."""
    changed = [each for each in team_ids if each is not None]
    if changed:
        codes = db.exec(select(Team.code).where(col(Team.id).in_(changed))).all()
        log.note(db, mission.id, "plan", codes)


def accredited_by_organisation(db: Session, mission_id: UUID) -> Counter[str]:
    """Return how many of the mission's own people are accredited, by organisation's id."""
    counted = (
        select(Observer.organisation, func.count())
        .where(
            Observer.mission_id == mission_id, Observer.permission == Permission.ACCREDITED.value
        )
        .group_by(col(Observer.organisation))
    )
    return Counter(dict(db.exec(counted).all()))


def applied_after(db: Session, mission_id: UUID, last_day: date) -> list[str]:
    """Return the codes of those who applied after `last_day`, in order."""
    late = (
        select(Observer.code)
        .join(PermissionStep, col(PermissionStep.observer_id) == Observer.id)
        .where(
            Observer.mission_id == mission_id,
            PermissionStep.permission == Permission.APPLIED.value,
            PermissionStep.day > last_day,
        )
        .distinct()
        .order_by(Observer.code)
    )
    return list(db.exec(late).all())


def count_by_permission(db: Session, mission_id: UUID) -> Counter[Permission]:
    """Return how many of the mission's people have come how far."""
    counted = (
        select(Observer.permission, func.count())
        .where(Observer.mission_id == mission_id)
        .group_by(col(Observer.permission))
    )
    return Counter({Permission(each): count for each, count in db.exec(counted)})


def _sought(mission: Mission, sought: Sought) -> SelectOfScalar[Observer]:
    query = visible(mission.id)
    equal = {
        Observer.role: sought.role or None,
        Observer.organisation: sought.organisation or None,
        Observer.permission: sought.permission,
    }
    for column, value in equal.items():
        if value is not None:
            query = query.where(col(column) == value)
    if sought.words:
        pattern = f"%{_escaped(sought.words)}%"
        has_it = (col(each).ilike(pattern, escape="\\") for each in (Observer.code, Observer.badge))
        query = query.where(or_(*has_it))
    if sought.team == NO_TEAM:
        query = query.where(col(Observer.team_id).is_(None))
    elif sought.team:
        of_code = select(Team.id).where(Team.mission_id == mission.id, Team.code == sought.team)
        query = query.where(col(Observer.team_id).in_(of_code))
    if sought.among is not None:
        query = query.where(col(Observer.id).in_(sought.among))
    return _lacking(query, sought.lack, mission.election_date)


def _lacking(
    query: SelectOfScalar[Observer], lack: str, election_day: date
) -> SelectOfScalar[Observer]:
    """Narrow a query to who lacks something, by the rules of `server.people.standing`."""
    observing = [role.value for role in OBSERVING]
    match lack:
        case Lack.TRAINING:
            of_role = col(Observer.role).in_(observing)
            return query.where(of_role, col(Observer.trained_on).is_(None))
        case Lack.CONDUCT:
            return query.where(col(Observer.conduct_signed_on).is_(None))
        case Lack.TEAM:
            of_role = col(Observer.role).in_([role.value for role in IN_TEAMS])
            return query.where(of_role, col(Observer.team_id).is_(None))
        case Lack.ACCREDITATION:
            return query.where(
                Observer.role != ObserverRole.DRIVER.value,
                or_(
                    Observer.permission != Permission.ACCREDITED.value,
                    col(Observer.valid_until) < election_day,
                    col(Observer.valid_from) > election_day,
                ),
            )
        case _:
            return query


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
