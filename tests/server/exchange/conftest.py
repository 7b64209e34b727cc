"""A mission with reports, and exports of it opened again."""

import csv
import io
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zipfile import ZipFile

import pytest

from server.config import Settings
from server.database import Store
from server.exchange import service
from server.exchange.service import Export, Tools
from server.exchange.wanted import EVERYTHING, Format, Reach, Wanted
from server.journal.attachments.store import FolderStore
from server.missions.models import Mission
from shared.sync.seal import Signer
from tests.server.builders import START

Row = dict[str, str]


@dataclass
class Opened:
    """An export, and what is in it."""

    made: Export
    content: bytes

    def read(self, path: str) -> bytes:
        with ZipFile(io.BytesIO(self.content)) as archive:
            return archive.read(path)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table of a CSV export."""
        return list(csv.DictReader(io.StringIO(self.read(f"{table}.csv").decode("utf-8-sig"))))

    def row(self, table: str) -> Row:
        (row,) = self.rows(table)
        return row

    def json(self, path: str = "") -> dict[str, Any]:
        return json.loads(self.read(path) if path else self.content)


class TakeOut:
    """Takes the mission's reports out."""

    def __init__(self, tools: Tools, mission: Mission) -> None:
        self._tools, self._mission = tools, mission

    def __call__(
        self,
        kind: Format = Format.CSV,
        reach: Reach = EVERYTHING,
        now: datetime = START,
        **wanted: Any,  # noqa: ANN401 - fields of Wanted
    ) -> Opened:
        out = io.BytesIO()
        made = service.make_export(
            self._tools, self._mission, replace(Wanted(kind), **wanted), reach, out, now=now
        )
        return Opened(made, out.getvalue())


@pytest.fixture
def take_out(store: Store, settings: Settings, mission: Mission) -> TakeOut:
    tools = Tools(store, Signer(b"s" * 32), FolderStore(settings.attachments))
    return TakeOut(tools, mission)
