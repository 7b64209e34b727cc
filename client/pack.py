"""The mission pack on the laptop: forms, stations and plan, all of it there without a network."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from client.language import later, tr
from client.letters import clean
from client.station_index import StationIndex
from client.store import Row, Store
from shared.forms.model import Form
from shared.problems import Problem
from shared.sync.setting import MissionOut, PlannedVisit, StationOut

_COLUMNS = (
    "code", "name", "region", "address", "timezone", "setting", "voters", "latitude", "longitude",
    "closed",
)  # fmt: skip
_STATION = ", ".join(_COLUMNS)


class NoPack(Problem):
    """The mission pack has not been fetched yet."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no-pack"
    title: ClassVar[str] = later("The mission pack is not on this laptop")


class UnknownForm(Problem):
    """No checklist of the mission has this name."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "form-not-in-pack"
    title: ClassVar[str] = later("Unknown checklist")


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
        self._index: tuple[Row | None, StationIndex] | None = None
        """With the state of the feed that it was read in."""

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
                tr(
                    "This laptop has no checklists yet. Connect to a network and sync once: "
                    "evenhand sync"
                )
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
        raise UnknownForm(
            tr("No checklist is called %(form_id)s. This mission has: %(known)s.")
            % {"form_id": repr(form_id), "known": known}
        )

    def get_form(self, digest: str) -> Form:
        """Return a form by its digest, of this pack or an earlier one. Raises UnknownForm."""
        if digest not in self._forms:
            row = self._store.row("SELECT document FROM form WHERE digest = ?", digest)
            if row is None:
                raise UnknownForm(
                    tr("This checklist's questions are not on this laptop. Sync once.")
                )
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

    def members(self) -> Sequence[str]:
        """Return the codes of the team's observers, where headquarters has told them."""
        row = self._store.row("SELECT members FROM pack")
        return json.loads(row[0]) if row else []

    def find_station(self, code: str) -> StationOut | None:
        """Return the station with exactly this code, or None."""
        row = self._store.row(f"SELECT {_STATION} FROM station WHERE code = ?", clean(code))  # noqa: S608 - constant columns
        return _station(row) if row else None

    def count_stations(self) -> int:
        """Return how many stations the pack has."""
        row = self._store.row("SELECT count(*) FROM station")
        return int(row[0]) if row else 0

    def index(self) -> StationIndex:
        """Return the register made ready for searching; read again only after it changed.

        Reading 31,000 stations takes a tenth of a second.
        """
        state = self._store.row("SELECT cursor, run, (SELECT pulled_at FROM pack) FROM feed")
        if self._index is None or self._index[0] != state:
            rows = self._store.rows(
                "SELECT code, folded_code, folded FROM station ORDER BY length(code), code"
            )
            self._index = (state, StationIndex(rows))
        return self._index[1]

    def list_stations(self, codes: Sequence[str]) -> Sequence[StationOut]:
        """Return those of the stations called `codes` that the register has, in that order."""
        marks = ", ".join("?" * len(codes))
        rows = self._store.rows(f"SELECT {_STATION} FROM station WHERE code IN ({marks})", *codes)  # noqa: S608 - question marks
        found = {row[0]: _station(row) for row in rows}
        return [found[code] for code in dict.fromkeys(codes) if code in found]

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
    return StationOut(**dict(zip(_COLUMNS, row, strict=True)))
