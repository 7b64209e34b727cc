"""The server is killed while many laptops share its commits: what it vouched for is there."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, select

from server.commands.session import opened_store
from server.journal.enrolment import issue_code
from server.journal.models import JournalEntry
from shared.clock import system_clock
from shared.sync.protocol import PushOut
from tests.server.builders import a_form, a_mission, a_published_form, a_station, a_team
from tests.server.journal.device import FakeDevice, a_report, enrolled
from tests.system.headquarters import Headquarters, served

DEVICES = 6
ENOUGH_RECEIPTS = 60
FORM = a_form()


@pytest.fixture
def codes(tmp_path: Path) -> list[str]:
    """Enrolment codes for a few laptops of a mission that stands in the home."""
    with opened_store(tmp_path) as store:
        mission = a_mission(store)
        team = a_team(store, mission)
        a_station(store, mission)
        a_published_form(store, mission, FORM)
        length, now = timedelta(hours=1), system_clock()
        with store.writing() as db:
            issued = [
                issue_code(db, mission.code, team.code, length=length, now=now)
                for _ in range(DEVICES)
            ]
    return [each.code for each in issued]


def held(home: Path) -> set[str]:
    """Return the hashes of all that the journal holds."""
    with opened_store(home) as store, store.reading() as db:
        return set(db.exec(select(col(JournalEntry.hash))))


async def push_until_it_dies(
    server: Headquarters, devices: list[FakeDevice], client: httpx.AsyncClient
) -> dict[str, int]:
    """Push from all devices until the server is killed; return the heads it vouched for."""
    receipts: dict[str, int] = {}

    async def go_on(device: FakeDevice) -> None:
        while True:
            device.write(a_report(FORM))
            try:
                answer = await device.send(client, device.push(len(device.entries)))
            except httpx.TransportError:
                return
            out = PushOut.model_validate_json(answer.content)
            assert device.vouched(out)
            receipts[out.receipt.head] = out.receipt.through
            if len(receipts) == ENOUGH_RECEIPTS:
                await asyncio.to_thread(server.kill)

    await asyncio.gather(*(go_on(device) for device in devices))
    return receipts


async def test_whatever_was_receipted_survives(tmp_path: Path, codes: list[str]):
    with served(tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
            devices = [await enrolled(client, code) for code in codes]
            receipts = await push_until_it_dies(server, devices, client)

    assert len(receipts) >= ENOUGH_RECEIPTS
    assert set(receipts) <= held(tmp_path)

    with served(tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
            for device in devices:
                answer = await device.sync(client)
                assert answer.receipt.through == len(device.entries)

    written = {each for device in devices for each in device.hashes[1:]}
    assert held(tmp_path) == written
