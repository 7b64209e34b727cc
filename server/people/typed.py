"""What is typed about an observer on a page, and reading it by the same rules as a list's cells."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from server.bounds import PlainText
from server.imports.cells import Wrong
from server.imports.days import reader
from server.missions.models import Mission, Team
from server.people import columns
from server.people.countries import country_name, language_name
from server.people.identity import Identity
from server.people.models import Observer, ObserverRole, Permission
from server.people.problems import ObserverRefused
from server.people.service import Step, visible

_Line = PlainText
_READERS = {each.name: reader("") if each.is_day else each.read for each in columns.FIELDS}
_WORDS = {each.name: each.words for each in columns.FIELDS}


class TypedObserver(BaseModel):
    """The form of an observer, as texts."""

    code: _Line = Field(default="", max_length=100)
    role: ObserverRole = ObserverRole.STO
    organisation: _Line = Field(default="", max_length=40)
    nationality: _Line = Field(default="", max_length=100)
    languages: _Line = Field(default="", max_length=300)
    team: _Line = Field(default="", max_length=40)
    trained_on: _Line = Field(default="", max_length=20)
    conduct_signed_on: _Line = Field(default="", max_length=20)
    badge: _Line = Field(default="", max_length=100)
    valid_from: _Line = Field(default="", max_length=20)
    valid_until: _Line = Field(default="", max_length=20)
    seen: _Line = ""
    """When the observer was last changed, as the form's reader saw it."""


class TypedStep(BaseModel):
    """A step of an accreditation, as texts."""

    permission: Permission
    day: _Line = Field(max_length=20)
    reason: _Line = Field(default="", max_length=400)


class TypedIdentity(BaseModel):
    """Who somebody is, as texts."""

    family_name: _Line = Field(default="", max_length=200)
    given_name: _Line = Field(default="", max_length=200)
    other_script: _Line = Field(default="", max_length=200)
    born_on: _Line = Field(default="", max_length=20)
    document: _Line = Field(default="", max_length=200)
    document_until: _Line = Field(default="", max_length=20)
    email: _Line = Field(default="", max_length=200)
    phone: _Line = Field(default="", max_length=200)
    emergency_name: _Line = Field(default="", max_length=200)
    emergency_phone: _Line = Field(default="", max_length=200)


def as_typed(observer: Observer, team: Team | None) -> TypedObserver:
    """Return the form of an observer as it is kept."""
    return TypedObserver(
        code=observer.code,
        role=ObserverRole(observer.role),
        organisation=observer.organisation,
        nationality=country_name(observer.nationality),
        languages=", ".join(language_name(each) for each in observer.languages),
        team=team.code if team else "",
        trained_on=_iso(observer.trained_on),
        conduct_signed_on=_iso(observer.conduct_signed_on),
        badge=observer.badge,
        valid_from=_iso(observer.valid_from),
        valid_until=_iso(observer.valid_until),
        seen=mark_of(observer),
    )


def identity_as_typed(person: Identity) -> TypedIdentity:
    """Return the form of who somebody is."""
    return TypedIdentity(
        **{name: _iso(value) if isinstance(value, date) else value or "" for name, value in person}
    )


def mark_of(observer: Observer) -> str:
    """Return a mark of the observer as it is, to notice that somebody changed it meanwhile."""
    return observer.updated_at.isoformat()


def values_of(
    db: Session, mission: Mission, typed: TypedObserver, teams: Mapping[UUID, Team]
) -> dict[str, Any]:
    """Return what was typed as an observer's values. Raises ObserverRefused, with every mistake."""
    wrong: list[str] = []
    values: dict[str, Any] = {"role": typed.role.value, "organisation": typed.organisation}
    for name in (
        "nationality", "languages", "trained_on", "conduct_signed_on", "badge", "valid_from",
        "valid_until",
    ):  # fmt: skip
        values[name] = _read(name, getattr(typed, name), wrong)
    known = {each["id"] for each in mission.document.get("organisations", [])}
    if typed.organisation and typed.organisation not in known:
        wrong.append(f"Organisation: '{typed.organisation}' is not one of the mission's.")
    by_code = {team.code: team.id for team in teams.values()}
    if typed.team and typed.team not in by_code:
        wrong.append(f"Team: the mission has no team '{typed.team}'.")
    values["team_id"] = by_code.get(typed.team)
    first, last = values["valid_from"], values["valid_until"]
    if first and last and last < first:
        wrong.append("Accreditation: it ends before it begins.")
    if values["badge"] and (other := _who_has(db, mission, typed, values["badge"])):
        wrong.append(f"Badge number: {other} has this one. A badge belongs to one person.")
    _refuse(wrong)
    return values


def code_of(db: Session, mission: Mission, typed: TypedObserver) -> str:
    """Return the code of a new observer. Raises ObserverRefused."""
    wrong: list[str] = []
    code = str(_read("code", typed.code, wrong) or "")
    if db.exec(visible(mission.id).where(Observer.code == code)).first() is not None:
        wrong.append(f"Code: {code} is another observer's. Choose one that nobody has had.")
    _refuse(wrong)
    return code


def step_of(typed: TypedStep) -> Step:
    """Return a step as it was typed. Raises ObserverRefused."""
    wrong: list[str] = []
    day: date | None = _read("permission_on", typed.day, wrong)
    if day is None and not wrong:
        wrong.append("Day: write on which day it happened.")
    needs_reason = typed.permission in (Permission.REFUSED, Permission.WITHDRAWN)
    if needs_reason and not typed.reason.strip():
        wrong.append(
            f"Reason: say why it was {typed.permission.value}, or that no reason was given."
        )
    _refuse(wrong)
    assert day is not None  # noqa: S101 - refused above
    return Step(typed.permission, day, typed.reason.strip())


def identity_of(typed: TypedIdentity) -> Identity:
    """Return who somebody is, as it was typed. Raises ObserverRefused, which quotes nothing."""
    wrong: list[str] = []
    values = {name: _read(name, text, wrong) for name, text in typed}
    _refuse(wrong)
    return Identity(**values)


def _read(name: str, text: str, wrong: list[str]) -> Any:  # noqa: ANN401 - a column's value
    read: Callable[[str], Any] = _READERS[name]
    try:
        return read(text.strip())
    except Wrong as mistake:
        said = mistake.message if name not in columns.IDENTITY_NAMES else "it can't be read"
        wrong.append(f"{_WORDS[name]}: {said}. {mistake.cure}")
        return None


def _who_has(db: Session, mission: Mission, typed: TypedObserver, badge: str) -> str:
    others = select(Observer.code, Observer.badge).where(
        Observer.mission_id == mission.id, Observer.code != typed.code, col(Observer.badge) != ""
    )
    found = (code for code, held in db.exec(others) if held.casefold() == badge.casefold())
    return next(found, "")


def _refuse(wrong: list[str]) -> None:
    if wrong:
        raise ObserverRefused("Nothing was changed. " + " ".join(wrong), mistakes=wrong)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
