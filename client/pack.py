"""The mission pack on the laptop: forms, stations and plan, all of it there without a network."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from client.letters import clean, fold
from client.store import Row, Store
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.protocol import MissionOut, PlannedVisit, StationOut

_STATION = "code, name, region, address, timezone"


class NoPack(Problem):
    """The mission pack has not been fetched yet."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no-pack"
    title: ClassVar[str] = "The mission pack is not on this laptop"


class UnknownForm(Problem):
    """No checklist of the mission has this name."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "form-not-in-pack"
    title: ClassVar[str] = "Unknown checklist"


@dataclass(frozen=True)
class PackHeader:
    """The pack without its long lists."""

    mission: MissionOut
    team: str
    pulled_at: datetime


class PackStore:
    """The pack as far as it was told. Forms of earlier packs stay, for the drafts begun in them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._forms: dict[str, Form] = {}

    def find_header(self) -> PackHeader | None:
        """Return mission and team, or None before the first pull."""
        row = self._store.row("SELECT mission, team, pulled_at FROM pack")
        if row is None or None in row:
            return None
        mission, team, pulled_at = row
        return PackHeader(
            MissionOut.model_validate_json(mission), team, datetime.fromisoformat(pulled_at)
        )

    def get_header(self) -> PackHeader:
        """Return mission and team; raises NoPack before the first pull."""
        header = self.find_header()
        if header is None:
            raise NoPack(
                "This laptop has no checklists yet. Connect to a network and sync once: "
                "evenhand sync"
            )
        return header

    def list_forms(self) -> Sequence[Form]:
        """Return the checklists of the pack, in the mission's order."""
        rows = self._store.rows("SELECT digest FROM form WHERE place NOT NULL ORDER BY place")
        return [self.get_form(digest) for (digest,) in rows]

    def form_called(self, form_id: str) -> Form:
        """Return the newest version of a checklist of the pack. Raises NoPack or UnknownForm."""
        row = self._store.row(
            "SELECT digest FROM form WHERE id = ? AND place NOT NULL ORDER BY place DESC", form_id
        )
        if row is not None:
            return self.get_form(str(row[0]))
        self.get_header()
        known = ", ".join(dict.fromkeys(form.id for form in self.list_forms()))
        raise UnknownForm(f"No checklist is called {form_id!r}. This mission has: {known}.")

    def get_form(self, digest: str) -> Form:
        """Return a form by its digest, of this pack or an earlier one. Raises UnknownForm."""
        if digest not in self._forms:
            row = self._store.row("SELECT document FROM form WHERE digest = ?", digest)
            if row is None:
                raise UnknownForm("This checklist's questions are not on this laptop. Sync once.")
            self._forms[digest] = Form.model_validate_json(row[0])
        return self._forms[digest]

    def find_file(self, sha256: str) -> bytes | None:
        """Return the content of a file that a checklist came with, or None."""
        row = self._store.row("SELECT content FROM form_file WHERE sha256 = ?", sha256)
        return bytes(row[0]) if row else None

    def plan(self) -> Sequence[PlannedVisit]:
        """Return where the team is to be, in the pack's order; empty without a pack."""
        row = self._store.row("SELECT plan FROM pack")
        return [PlannedVisit.model_validate(each) for each in json.loads(row[0])] if row else []

    def find_station(self, code: str) -> StationOut | None:
        """Return the station with exactly this code, or None."""
        row = self._store.row(f"SELECT {_STATION} FROM station WHERE code = ?", clean(code))  # noqa: S608 - constant columns
        return _station(row) if row else None

    def count_stations(self) -> int:
        """Return how many stations the pack has."""
        row = self._store.row("SELECT count(*) FROM station")
        return int(row[0]) if row else 0

    def search_stations(self, text: str, limit: int = 50) -> Sequence[StationOut]:
        """Return stations that contain every word of `text`: in code, name, region or address.

        Case and diacritics do not matter. The code itself comes first, then codes that begin
        with `text`, then names that do, then the rest by code. '' returns the first ones.
        """
        folded = fold(clean(text))
        beyond = folded + chr(0x10FFFF)
        words = folded.split()
        found: dict[str, StationOut] = {}
        # Each step stops at the limit, so only a search that finds little reads all stations.
        for condition, values in (
            ("folded_code = ?", [folded]),
            ("folded_code >= ? AND folded_code < ?", [folded, beyond]),
            ("folded >= ? AND folded < ?", [folded, beyond]),
            (" AND ".join("instr(folded, ?)" for _ in words) or "1", words),
        ):
            if len(found) < limit:
                matches = self._stations(condition, values, limit)
                found |= {each.code: each for each in matches if each.code not in found}
        return list(found.values())[:limit]

    def _stations(self, condition: str, values: list[str], limit: int) -> list[StationOut]:
        rows = self._store.rows(
            f"SELECT {_STATION} FROM station WHERE {condition} ORDER BY length(code), code LIMIT ?",  # noqa: S608 - our own conditions
            *values,
            limit,
        )
        return [_station(row) for row in rows]

    def timezone_of(self, station: str) -> tzinfo:
        """Return the station's time zone, or the mission's where the register does not know it."""
        known = self.find_station(station)
        name = known.timezone if known else self.get_header().mission.timezone
        for each in (name, self.get_header().mission.timezone):
            try:
                return ZoneInfo(each)
            except (ZoneInfoNotFoundError, ValueError):
                continue
        return UTC


def _station(row: Row) -> StationOut:
    code, name, region, address, timezone = row
    return StationOut(code=code, name=name, region=region, address=address, timezone=timezone)
