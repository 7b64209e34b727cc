"""The rows of a list of observers, each checked by itself and against the mission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from server.imports.importer import Reading, TakenRow
from server.missions.models import Mission
from server.missions.service import list_teams, mission_document
from server.people.columns import IDENTITY_NAMES
from server.people.models import Observer, ObserverRole, Permission
from shared.folding import fold

_PLAIN = (
    "nationality", "languages", "trained_on", "conduct_signed_on", "badge", "valid_from",
    "valid_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One observer, as a list has it."""

    number: int
    """The row's."""
    code: str
    values: Mapping[str, Any]
    """Of the register; without those that the list has no column for."""
    identity: Mapping[str, Any]
    """Of who it is; likewise."""
    permission: Permission | None
    """None = the list does not say."""
    permission_on: date | None
    reason: str


def read_list(
    db: Session, mission: Mission, reading: Reading, held: Mapping[str, Observer]
) -> list[Listed]:
    """Return the rows whose code is right; what is wrong with any is noted in `reading`."""
    reader = _Reader(db, mission, reading)
    rows: dict[str, int] = {}
    listed: list[Listed] = []
    for row in reading.rows:
        code = row.values.get("code")
        if code is None:
            continue
        if code in rows:
            reader.wrong(row, "code", f"{code} stands twice (also row {rows[code]})", _ONE_CODE)
            continue
        rows[code] = row.number
        if code in held and held[code].erased_at is not None:
            reader.wrong(row, "code", f"who {code} was has been erased", _ERASED)
        listed.append(reader.read(row, code))
    return listed


_ONE_CODE = "Give each person a code of their own, or remove one of the two rows."
_ERASED = "An erased person is not entered again. Somebody else gets another code."


class _Reader:
    """What rows are checked against."""

    def __init__(self, db: Session, mission: Mission, reading: Reading) -> None:
        self._reading = reading
        self._teams = {team.code: team.id for team in list_teams(db, mission.id)}
        self._organisations: dict[str, str] = {}
        for each in mission_document(mission).organisations if mission.document else ():
            for name in (each.id, each.name, each.short, *each.variants):
                self._organisations.setdefault(fold(name), each.id)

    def wrong(self, row: TakenRow, field: str, message: str, cure: str) -> None:
        """Note what is wrong with a cell."""
        self._reading.errors.add(row.number, self._reading.columns.called(field), message, cure)

    def read(self, row: TakenRow, code: str) -> Listed:
        """Return a row as what the register and the names are to be."""
        given = row.values
        values = {name: given[name] for name in _PLAIN if name in given}
        if "role" in given:
            values["role"] = given["role"] or ObserverRole.STO.value
        if "organisation" in given:
            values["organisation"] = self._organisation(row)
        if "team" in given:
            values["team_id"] = self._team(row)
        self._check_days(row)
        return Listed(
            row.number,
            code,
            values,
            {name: given[name] for name in IDENTITY_NAMES if name in given},
            Permission(given["permission"]) if "permission" in given else None,
            given.get("permission_on"),
            given.get("reason", ""),
        )

    def _organisation(self, row: TakenRow) -> str:
        name = row.values["organisation"]
        found = self._organisations.get(fold(name), "") if name else ""
        if name and not found:
            cure = "Add it to the mission's organisations, or write its name as it stands there."
            self.wrong(row, "organisation", f"no organisation is called '{name}'", cure)
        return found

    def _team(self, row: TakenRow) -> object:
        code = row.values["team"]
        if code and code not in self._teams:
            cure = "Add the team to the mission first, or leave the cell empty."
            self.wrong(row, "team", f"the mission has no team '{code}'", cure)
        return self._teams.get(code)

    def _check_days(self, row: TakenRow) -> None:
        first, last = row.values.get("valid_from"), row.values.get("valid_until")
        if first and last and last < first:
            message = "the accreditation ends before it begins"
            self.wrong(row, "valid_until", message, "Exchange the two days, or correct one.")
