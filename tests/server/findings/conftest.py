"""Reports that count, in a store."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from server.database import Store
from server.journal.models import Device
from server.missions.models import Mission
from server.reports.models import Revision
from shared.ids import new_id
from tests.server.builders import START

Report = Callable[..., Revision]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Everything in this room holds on both databases."""
    return request.param


@pytest.fixture
def device(store: Store, mission: Mission) -> Device:
    device = Device(
        id=new_id(),
        mission_id=mission.id,
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


@pytest.fixture
def report(store: Store, mission: Mission, device: Device) -> Report:
    """Keep a revision of a report, by default an accepted first one of its own visit."""
    kept = 0

    def keep(answers: dict[str, Any] | None = None, **fields: Any) -> Revision:  # noqa: ANN401 - fields of a table
        nonlocal kept
        kept += 1
        moment: datetime = fields.get("received_at") or START + timedelta(minutes=kept)
        given: dict[str, Any] = {
            "entry_id": kept,
            "entry_hash": f"{kept:064x}",
            "report_id": new_id(),
            "revision": 1,
            "mission_id": mission.id,
            "device_id": device.id,
            "team_code": "07",
            "form_id": "voting",
            "form_version": "1",
            "station_code": f"{kept:04}",
            "region": "Nur-Sultan / Baikonur",
            "visit_id": new_id(),
            "arrived_at": moment - timedelta(minutes=40),
            "departed_at": moment - timedelta(minutes=5),
            "made_at": "",
            "received_at": moment,
            "counts_from": moment,
            "answers": answers or {},
            "state": "accepted",
        }
        revision = Revision(**(given | fields))
        with store.writing() as db:
            db.add(revision)
            db.flush()
            db.refresh(revision)
            db.expunge(revision)
        return revision

    return keep
