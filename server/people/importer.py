"""The importer of observers: what a list would do to register and names, and doing it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from server.accounts.table import COORDINATORS, Who
from server.imports.importer import KEEP, Ask, Change, Deed, Field, Plan, Reading, Seal
from server.missions.models import Mission
from server.missions.service import list_teams
from server.people.alike import Person, note_alike
from server.people.columns import FIELDS, IDENTITY_NAMES
from server.people.identity import NOBODY, Identity
from server.people.listed import Listed, read_list
from server.people.models import Observer, ObserverRole, Permission
from server.people.names import Names
from server.people.sealing import Seal as PeopleSeal
from server.people.service import Step, all_observers, new_observer, note_teams, noted

_SHOWN = (
    "role", "organisation", "nationality", "languages", "trained_on", "conduct_signed_on",
    "permission", "badge", "valid_from", "valid_until",
)  # fmt: skip
_FILES = "a file of observers"
"""What the kept files are bound to."""


class FileSeal:
    """Seals kept files, which name people, by the key of the names."""

    def __init__(self, seal: Callable[[], PeopleSeal]) -> None:
        self._seal = seal

    def seal(self, content: bytes) -> bytes:
        """Return `content` closed up. Raises NamesLocked."""
        return self._seal().seal(content, _FILES)

    def open(self, sealed: bytes) -> bytes:
        """Return what was closed up. Raises NamesLocked, NamesDamaged."""
        return self._seal().open(sealed, _FILES)


@dataclass(frozen=True, slots=True)
class _Row:
    """What is to be done for one observer."""

    observer_id: UUID | None
    """None = a new one."""
    values: Mapping[str, Any]
    identity: Identity | None
    """None = the list says nothing of who this is."""
    step: Step | None
    """Its day may be the day of the import (`date.max`)."""


_TODAY = date.max


class PeopleImporter:
    """Lists of observers: CSV, XLSX."""

    kind = "people"
    title = "Observers"
    one = "observer"
    many = "observers"
    page = "/observers"
    fields: Sequence[Field] = FIELDS
    keeps_rest = False
    who: Who = COORDINATORS
    asks: Sequence[Ask] = ()
    gone_deeds: Mapping[str, str] = {KEEP: "They stay as they are"}

    def __init__(self, names: Names) -> None:
        self._names = names
        self.seal: Seal = FileSeal(names.seal)

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:
        """Compare a list with the register and the names. Raises NamesLocked."""
        held = {each.code: each for each in all_observers(db, mission.id)}
        known = self._names.of_mission(mission.id)
        listed = read_list(db, mission, reading, held)
        teams = _team_codes(db, mission)
        plan, people = Plan(), list[Person]()
        for row in listed:
            before = held.pop(row.code, None)
            person = known.get(before.id, NOBODY) if before else NOBODY
            after = person.model_copy(update=row.identity)
            badge = row.values.get("badge", before.badge if before else "")
            people.append(Person(row.code, after, badge, row.number))
            _plan_one(plan, row, before, (person, after), teams)
        people += [
            Person(each.code, known.get(each.id, NOBODY), each.badge) for each in held.values()
        ]
        note_alike(people, reading)
        for each in sorted(held.values(), key=lambda each: each.code):
            plan.gone.append(Change(each.code, "", {"role": each.role}, None))
        _note_notices(plan, listed, mission.election_date)
        return plan

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:
        """Bring register and names up to the list. Raises NamesLocked: nothing is changed then."""
        held = {each.id: each for each in all_observers(db, mission.id)}
        day = deed.now.astimezone(ZoneInfo(mission.timezone)).date()
        named: dict[UUID, Identity] = {}
        teams: set[UUID | None] = set()
        for change in (*plan.new, *plan.changed):
            row: _Row = change.row
            observer = (
                held[row.observer_id]
                if row.observer_id
                else new_observer(mission, change.key, now=deed.now)
            )
            teams |= {observer.team_id, row.values.get("team_id", observer.team_id)}
            observer.sqlmodel_update(dict(row.values) | {"updated_at": deed.now})
            if row.identity is not None:
                named[observer.id] = row.identity
                observer.is_named = not row.identity.is_empty
            db.add(observer)
            if row.step is not None:
                step = Step(row.step.permission, min(row.step.day, day), row.step.reason)
                db.add(noted(observer, step, by=deed.by.name, now=deed.now))
        db.flush()
        note_teams(db, mission, teams)
        self._names.keep(mission.id, named, now=deed.now, deed=db)


def _team_codes(db: Session, mission: Mission) -> dict[UUID, str]:
    return {team.id: team.code for team in list_teams(db, mission.id)}


def _plan_one(
    plan: Plan,
    row: Listed,
    before: Observer | None,
    people: tuple[Identity, Identity],
    teams: Mapping[UUID, str],
) -> None:
    """Note what becomes of one observer; `people` are who it was and who it would be."""
    held = before.model_dump() if before else dict(_blank())
    values = {name: value for name, value in row.values.items() if held[name] != value}
    identity = people[1] if people[0] != people[1] else None
    step = None
    permission = row.permission
    if permission is not None and permission.value != held["permission"]:
        step = Step(permission, row.permission_on or _TODAY, row.reason)
    if before and not values and identity is None and step is None:
        plan.unchanged += 1
        return
    after = held | values | ({"permission": step.permission.value} if step else {})
    change = Change(
        row.code,
        people[1].full_name,
        _shown(held, people[0], teams) if before else None,
        _shown(after, people[1], teams),
        _Row(before.id if before else None, values, identity, step),
    )
    (plan.changed if before else plan.new).append(change)


@cache
def _blank() -> Mapping[str, Any]:
    fields = Observer.model_fields.items()
    unset = {name: field.get_default(call_default_factory=True) for name, field in fields}
    return MappingProxyType(unset | {"role": ObserverRole.STO.value})


def _shown(
    values: Mapping[str, Any], person: Identity, teams: Mapping[UUID, str]
) -> dict[str, Any]:
    """Return what the preview shows of an observer: what is there."""
    shown: dict[str, Any] = {name: _plain(values[name]) for name in _SHOWN}
    shown["team"] = teams.get(values["team_id"], "")
    shown |= {name: _plain(getattr(person, name)) for name in IDENTITY_NAMES}
    return shown


def _plain(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case list():
            return ", ".join(str(each) for each in value)  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
        case _:
            return "" if value is None else value


def _note_notices(plan: Plan, listed: Sequence[Listed], election_day: date) -> None:
    expiring = [
        each.code
        for each in listed
        if (until := each.values.get("valid_until")) and until < election_day
    ]
    if expiring:
        plan.notices.append(f"Accreditations that end before election day: {_some(expiring)}.")
    unfounded = [
        each.code
        for each in listed
        if each.permission in (Permission.REFUSED, Permission.WITHDRAWN) and not each.reason
    ]
    if unfounded:
        plan.notices.append(f"Refused or withdrawn without a reason: {_some(unfounded)}.")


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:10]) + (f" and {len(codes) - 10:,} more" if len(codes) > 10 else "")
