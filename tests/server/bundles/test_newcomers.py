"""Bundles of laptops that were set up from a pack file and never met the server."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from server.database import Store
from server.journal.bundles.taking import BundleIntake
from server.journal.bundles.verdict import BundleVerdict, DeviceVerdict
from server.journal.models import Device
from shared.sync import seal
from shared.sync.protocol import PROTOCOL_VERSION, EnrolIn
from tests.server.builders import a_mission, a_team
from tests.server.bundles.conftest import Sticks
from tests.server.conftest import StoppedClock
from tests.server.journal.conftest import code_for
from tests.server.journal.device import FakeDevice, enrolled


@dataclass
class Newcomer:
    """A laptop that made its key itself, with two reports."""

    laptop: FakeDevice
    sticks: Sticks

    def bundle(self, code: str) -> Path:
        """Return a bundle of all that the laptop wrote, with who it is."""
        told = EnrolIn.model_validate(self.message(code))
        return replace(self.sticks, enrolment=told).bundle(self.laptop)

    def message(self, code: str) -> dict[str, Any]:
        """Return what it says to enrol."""
        key = seal.public_key_of(self.laptop.seed)
        return {"protocol": PROTOCOL_VERSION, "code": code, "public_key": key, "name": "Dell"}


def one(verdict: BundleVerdict) -> DeviceVerdict:
    (told,) = verdict.devices.values()
    return told


@pytest.fixture
def newcomer(sticks: Sticks) -> Newcomer:
    seed = seal.new_signing_key()
    laptop = FakeDevice(seal.device_id_of(seal.public_key_of(seed)), "", seed)
    sticks.write(laptop, 2)
    return Newcomer(laptop, sticks)


@pytest.fixture
def known(store: Store) -> Callable[[], list[Device]]:
    """Return what lists the devices that the server knows."""

    def devices() -> list[Device]:
        with store.reading() as db:
            return list(db.exec(select(Device)))

    return devices


def test_its_first_bundle_introduces_it(
    intake: BundleIntake,
    newcomer: Newcomer,
    code: str,
    known: Callable[[], list[Device]],
    clock: StoppedClock,
):
    file = newcomer.bundle(code)

    verdict = intake.take_in(file, now=clock())

    assert (verdict.state, one(verdict).new) == ("complete", 2)
    (device,) = known()
    assert (device.id, device.name) == (newcomer.laptop.id, "Dell")
    assert one(intake.take_in(file, now=clock())).held == 2


async def test_it_gets_its_token_when_it_has_a_line(
    intake: BundleIntake,
    newcomer: Newcomer,
    code: str,
    clock: StoppedClock,
    client: httpx.AsyncClient,
):
    file = newcomer.bundle(code)
    intake.take_in(file, now=clock())
    laptop = newcomer.laptop

    answer = await client.post("/api/v1/enrol", json=newcomer.message(code))

    assert answer.json()["device"] == str(laptop.id)
    laptop.token = answer.json()["token"]
    newcomer.sticks.write(laptop)
    assert (await laptop.sync(client, 3)).receipt.through == 3
    assert one(intake.take_in(file, now=clock())).held == 2  # an old bundle does no harm


async def test_a_second_laptop_with_the_same_file_is_refused_and_its_bundle_kept(
    intake: BundleIntake,
    newcomer: Newcomer,
    code: str,
    clock: StoppedClock,
    client: httpx.AsyncClient,
    known: Callable[[], list[Device]],
):
    first = await enrolled(client, code)
    file = newcomer.bundle(code)

    verdict = intake.take_in(file, now=clock())

    assert verdict.state == "refused"
    assert "has enrolled a laptop already" in one(verdict).refused[0]
    assert "take it in with --admit" in one(verdict).refused[0]
    (kept,) = (intake.folder / "waiting").iterdir()
    assert kept.read_bytes() == file.read_bytes()
    assert intake.take_in_waiting(now=clock()) == []

    admitted = intake.take_in(file, now=clock(), admit=True)

    assert (admitted.state, one(admitted).new) == ("complete", 2)
    assert list((intake.folder / "waiting").iterdir()) == []
    assert {each.id for each in known()} == {first.id, newcomer.laptop.id}


def test_a_file_that_is_too_old_is_told_so(
    intake: BundleIntake, newcomer: Newcomer, code: str, clock: StoppedClock
):
    file = newcomer.bundle(code)
    clock.forward(days=4)

    assert "could be used until" in one(intake.take_in(file, now=clock())).refused[0]


def test_another_missions_code_admits_nobody(
    intake: BundleIntake, newcomer: Newcomer, store: Store, clock: StoppedClock
):
    elsewhere = a_mission(store, code="elsewhere-2026")
    file = newcomer.bundle(code_for(store, elsewhere, a_team(store, elsewhere)))

    for admit in (False, True):
        verdict = intake.take_in(file, now=clock(), admit=admit)
        assert "No such code was given out" in one(verdict).refused[0]
