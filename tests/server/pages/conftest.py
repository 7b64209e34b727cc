"""A mission with reports, and browsers in which somebody is signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from server.accounts.models import Role
from server.database import Store
from server.journal.models import Device, JournalEntry
from server.missions.models import Mission, Team
from server.reports.cursor import move_cursor, read_cursor
from server.reports.models import Revision
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.ids import new_id
from tests.server.builders import START
from tests.server.staff import PAGE, an_account, signed_in

Keep = Callable[..., Revision]


@pytest.fixture
def coordinator(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser in which a coordinator is signed in."""
    client.headers.update(PAGE)
    return signed_in(store, client, an_account(store, "aigul", Role.COORDINATOR))


@pytest.fixture
def viewer(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser in which a viewer is signed in."""
    client.headers.update(PAGE)
    return signed_in(store, client, an_account(store, "serik", Role.VIEWER))


@pytest.fixture
def laptop(store: Store, mission: Mission, team: Team) -> Device:
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


@pytest.fixture
def keep(store: Store, mission: Mission, laptop: Device, form: Form) -> Keep:
    """Keep a revision with its journal entry; by default an accepted first one of its own visit."""
    kept = 0

    def keep_one(**fields: Any) -> Revision:  # noqa: ANN401 - fields of a table
        nonlocal kept
        kept += 1
        received: datetime = START + timedelta(minutes=kept)
        entry = JournalEntry(
            id=kept,
            device_id=laptop.id,
            seq=kept,
            hash=sha256_hex(str(kept).encode()),
            previous="0" * 64,
            kind="report",
            made_at="2026-10-04T09:00:00+02:00",
            received_at=received,
            body=b"{}",
        )
        given: dict[str, Any] = {
            "entry_id": kept,
            "report_id": new_id(),
            "revision": 1,
            "mission_id": mission.id,
            "device_id": laptop.id,
            "team_id": laptop.team_id,
            "team_code": "07",
            "form_id": form.id,
            "form_version": form.version,
            "station_code": f"{kept:04}",
            "region": "Nur-Sultan / Baikonur",
            "visit_id": new_id(),
            "arrived_at": received - timedelta(minutes=40),
            "departed_at": received - timedelta(minutes=5),
            "made_at": entry.made_at,
            "received_at": received,
            "answers": {"ramp": "yes", "booths": 4},
            "state": "accepted",
        } | fields
        if given["state"] == "accepted":
            given.setdefault("counts_from", given["received_at"])
        revision = Revision(**given)
        with store.writing() as db:
            db.add(entry)
            db.flush()
            db.add(revision)
            db.flush()
            move_cursor(db, read_cursor(db), kept)
            db.refresh(revision)
            db.expunge(revision)
        return revision

    return keep_one
