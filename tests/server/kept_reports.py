"""Reports as the projection leaves them, with the journal entries that they were read from."""

from datetime import datetime, timedelta
from typing import Any

from server.database import Store
from server.journal.models import Device, JournalEntry
from server.missions.models import Mission, Team
from server.reports.cursor import move_cursor, read_cursor
from server.reports.models import Revision
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.ids import new_id
from tests.server.builders import START


def a_laptop(store: Store, mission: Mission, team: Team) -> Device:
    """Keep an enrolled laptop of `team` and return it."""
    device = Device(
        id=new_id(),
        mission_id=mission.id,
        team_id=team.id,
        name="blue laptop",
        public_key="0" * 64,
        token_hash="0" * 64,
        enrolled_at=START,
    )
    with store.writing() as db:
        db.add(device)
        db.flush()
        db.refresh(device)
        db.expunge(device)
    return device


class Keep:
    """Keeps revisions; by default each is the accepted first one of its own visit."""

    def __init__(self, store: Store, mission: Mission, laptop: Device, form: Form) -> None:
        self._store = store
        self._laptop = laptop
        self._always: dict[str, Any] = {
            "mission_id": mission.id,
            "device_id": laptop.id,
            "team_id": laptop.team_id,
            "team_code": "07",
            "form_id": form.id,
            "form_version": form.version,
            "region": "Nur-Sultan / Baikonur",
            "revision": 1,
            "answers": {"ramp": "yes", "booths": 4},
            "state": "accepted",
        }
        self._kept = 0

    def __call__(self, **fields: Any) -> Revision:  # noqa: ANN401 - fields of a table
        """Keep a revision with its entry, one minute after the one before; return it."""
        self._kept += 1
        entry = self._entry(START + timedelta(minutes=self._kept))
        revision = Revision(**self._fields(entry, fields))
        with self._store.writing() as db:
            db.add(entry)
            db.flush()
            db.add(revision)
            db.flush()
            move_cursor(db, read_cursor(db), self._kept)
            db.refresh(revision)
            db.expunge(revision)
        return revision

    def _entry(self, received: datetime) -> JournalEntry:
        return JournalEntry(
            id=self._kept,
            device_id=self._laptop.id,
            seq=self._kept,
            hash=sha256_hex(str(self._kept).encode()),
            previous="0" * 64,
            kind="report",
            made_at="2026-10-04T09:00:00+02:00",
            received_at=received,
            body=b"{}",
        )

    def _fields(self, entry: JournalEntry, fields: dict[str, Any]) -> dict[str, Any]:
        received: datetime = fields.get("received_at", entry.received_at)
        given = {
            **self._always,
            "entry_id": entry.id,
            "entry_hash": entry.hash,
            "report_id": new_id(),
            "station_code": f"{self._kept:04}",
            "visit_id": new_id(),
            "arrived_at": received - timedelta(minutes=40),
            "departed_at": received - timedelta(minutes=5),
            "made_at": entry.made_at,
            "received_at": received,
            **fields,
        }
        if given["state"] == "accepted":
            given.setdefault("counts_from", received)
        return given
