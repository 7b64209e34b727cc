"""Handing files in, and an importer of badges, for tests of imports."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from sqlmodel import Session

from server.accounts.caller import Stranger
from server.accounts.table import ANALYSTS, Who
from server.database import Store
from server.imports import keeping, service
from server.imports.cells import needed
from server.imports.dry_run import DryRun
from server.imports.importer import (
    AS_IT_IS,
    Ask,
    Change,
    Deed,
    Field,
    Importer,
    Plan,
    Reading,
    Seal,
)
from server.missions.models import Mission
from server.stations.importer import StationImporter
from server.stations.service import list_stations
from tests.server.builders import START

ANNA = Stranger("anna")
STATIONS = StationImporter()


class Backwards:
    """A seal that anybody can see through."""

    def seal(self, content: bytes) -> bytes:
        return content[::-1]

    def open(self, sealed: bytes) -> bytes:
        return sealed[::-1]


class Badges:
    """An importer of badges and the days until which they are valid; keeps them in a list."""

    kind = "badges"
    title = "Badges"
    one = "badge"
    many = "badges"
    page = "/badges"
    fields: Sequence[Field] = (
        Field("badge", "Badge", (), needed("the badge", "Write it."), required=True),
        Field("until", "Valid until", ("valid until",), is_day=True),
    )
    keeps_rest = False
    who: Who = ANALYSTS
    asks: Sequence[Ask] = (Ask("office", "Which office gave them out?"),)
    gone_deeds: Mapping[str, str] = {}

    def __init__(self, seal: Seal = AS_IT_IS) -> None:
        self.seal: Seal = seal
        self.applied: list[tuple[str, date | None, str]] = []

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:  # noqa: ARG002
        plan = Plan()
        for row in reading.rows:
            if "badge" in row.values:
                plan.new.append(Change(row.values["badge"], "", None, row.values))
        return plan

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:  # noqa: ARG002
        self.applied += [
            (each.key, (each.after or {}).get("until"), deed.answers.get("office", ""))
            for each in plan.new
        ]


def hand_in(
    store: Store, mission: Mission, content: str | bytes, importer: Importer = STATIONS,
    name: str = "stations.csv",
) -> UUID:  # fmt: skip
    content = content.encode() if isinstance(content, str) else content
    return service.hand_in(store, mission, importer, name, content, by=ANNA, now=START)


def found(store: Store, mission: Mission, number: UUID, importer: Importer = STATIONS) -> DryRun:
    with store.reading() as db:
        return service.shown(keeping.get_source(db, mission.id, number), importer)


def confirm(
    store: Store, mission: Mission, number: UUID, importer: Importer = STATIONS, gone: str = "",
    seen: str | None = None,
) -> Plan:  # fmt: skip
    seen = found(store, mission, number, importer).digest if seen is None else seen
    return service.confirm(
        store, mission, importer, number, seen=seen, gone=gone, by=ANNA, now=START
    )


def codes(store: Store, mission: Mission) -> list[str]:
    with store.reading() as db:
        return [each.code for each in list_stations(db, mission.id)]


def sheet(*rows: list[Any], merged: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    if merged:
        book.worksheets[0].merge_cells(merged)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
