"""Bundles at headquarters: the same rules as over the line, and nothing authentic refused."""

import contextlib
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from server.config import Settings
from server.database import Store
from server.journal.bundles.models import CarriedPush
from server.journal.bundles.taking import BundleIntake
from server.journal.bundles.verdict import BundleVerdict, DeviceVerdict
from server.journal.models import Device, JournalEntry
from shared.digest import sha256_hex
from shared.sync import seal
from shared.sync.bundle import BundleUnreadable, PushPart, new_bundle_key, recipient_of
from shared.sync.protocol import Verdict
from tests.server.bundles.conftest import PHOTO, Sticks, as_part
from tests.server.conftest import StoppedClock
from tests.server.journal.device import FakeDevice, compressed


def held(store: Store) -> list[tuple[int, str]]:
    """Return what is in the journal, as (seq, hash)."""
    with store.reading() as db:
        rows = db.exec(select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq))  # pyright: ignore[reportArgumentType]
        return list(rows)


def one(verdict: BundleVerdict) -> DeviceVerdict:
    (told,) = verdict.devices.values()
    return told


def take(intake: BundleIntake, file: Path, clock: StoppedClock) -> BundleVerdict:
    return intake.take_in(file, now=clock())


def test_what_a_bundle_holds_is_held_and_receipted(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    sticks.write(device, 3)

    verdict = take(intake, sticks.bundle(device), clock)

    assert (verdict.state, one(verdict).new, one(verdict).held) == ("complete", 3, 0)
    assert held(store) == list(enumerate(device.hashes))[1:]
    (answer,) = intake.receipts([verdict], now=clock()).pushes
    assert answer.receipt.through == 3
    assert device.vouched(answer)


def test_a_bundle_twice_brings_nothing_twice(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    sticks.attach(device)
    file = sticks.bundle(device, files=[PHOTO])
    take(intake, file, clock)

    again = take(intake, file, clock)

    told = one(again)
    assert (again.state, told.new, told.held) == ("complete", 0, 2)
    assert (told.files.new, told.files.held) == (0, 1)
    assert len(held(store)) == 2
    assert len(intake.receipts([again], now=clock()).attachments) == 1


def test_photographs_come_along_and_are_receipted(
    intake: BundleIntake,
    sticks: Sticks,
    device: FakeDevice,
    clock: StoppedClock,
    settings: Settings,
):
    sticks.attach(device)

    verdict = take(intake, sticks.bundle(device, files=[PHOTO]), clock)

    assert (verdict.state, one(verdict).files.new) == ("complete", 1)
    name = sha256_hex(PHOTO)
    assert (settings.attachments / name[:2] / name).read_bytes() == PHOTO
    (receipt,) = intake.receipts([verdict], now=clock()).attachments
    text = seal.attachment_receipt_text(
        device=device.id, sha256=name, size=len(PHOTO), received_at=receipt.received_at
    )
    assert seal.is_signed_by(device.server_key, text, receipt.signature)


def test_a_later_bundle_waits_for_the_earlier_one(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    sticks.write(device, 4)
    sticks.attach(device)
    later = take(intake, sticks.bundle(device, 5, files=[PHOTO]), clock)
    assert (later.state, held(store)) == ("waiting", [])
    assert one(later).files.waiting == 1
    assert "wait for entries 1 to 4" in "\n".join(later.lines())

    earlier = take(intake, sticks.bundle(device, 1, 4), clock)

    assert (earlier.state, one(earlier).new) == ("complete", 4)
    (closed,) = earlier.closed
    assert (closed.state, one(closed).new, one(closed).files.new) == ("complete", 2, 1)
    assert held(store) == list(enumerate(device.hashes))[1:]
    receipts = intake.receipts([earlier], now=clock())
    assert [each.receipt.through for each in receipts.pushes] == [6]
    assert list((intake.folder / "waiting").iterdir()) == []


async def test_what_came_in_a_bundle_is_told_from_what_came_over_the_line(
    client: httpx.AsyncClient,
    intake: BundleIntake,
    sticks: Sticks,
    device: FakeDevice,
    store: Store,
    clock: StoppedClock,
):
    sticks.write(device, 2)
    await device.send(client, device.push(1, 1))
    clock.forward(minutes=1)
    take(intake, sticks.bundle(device, 1), clock)
    clock.forward(minutes=1)
    take(intake, sticks.bundle(device, 1), clock)  # which brings nothing

    with store.reading() as db:
        carried = [(each.device_id, each.received_at) for each in db.exec(select(CarriedPush))]
        entries = db.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
    assert carried == [(device.id, entries[1].received_at)]
    assert entries[0].received_at < entries[1].received_at


async def test_what_comes_over_the_line_lets_a_waiting_bundle_in(
    client: httpx.AsyncClient,
    intake: BundleIntake,
    sticks: Sticks,
    device: FakeDevice,
    store: Store,
    clock: StoppedClock,
):
    sticks.write(device, 4)
    assert take(intake, sticks.bundle(device, 3), clock).state == "waiting"

    await device.send(client, device.push(1, 2))
    intake.take_in_waiting(now=clock())  # the server's own upkeep does so within a second

    assert held(store) == list(enumerate(device.hashes))[1:]


def test_a_waiting_bundle_stays_sealed(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, clock: StoppedClock
):
    sticks.write(device, 2)
    file = sticks.bundle(device, 2)
    for _ in range(2):  # twice is once
        take(intake, file, clock)

    (kept,) = (intake.folder / "waiting").iterdir()
    assert kept.read_bytes() == file.read_bytes()
    assert [each for each in intake.folder.rglob("*") if each.is_file()] == [kept]


def test_any_order_of_bundles_leads_to_the_same_journal(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    sticks.write(device, 8)
    files = [sticks.bundle(device, first, first + 1) for first in (1, 3, 5, 7)]

    for number in (3, 1, 2, 3, 0):
        take(intake, files[number], clock)

    assert held(store) == list(enumerate(device.hashes))[1:]
    assert list((intake.folder / "waiting").iterdir()) == []


def test_of_a_file_that_was_cut_off_what_is_whole_is_taken_in(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    sticks.write(device, 2)
    sticks.attach(device, PHOTO * 40)
    file = sticks.bundle(device, files=[PHOTO * 40])
    file.write_bytes(file.read_bytes()[:-100_000])

    verdict = take(intake, file, clock)

    assert (verdict.state, verdict.is_whole, one(verdict).new) == ("damaged", False, 4)
    assert "1 of its 1 files could not be read" in verdict.missing
    assert len(held(store)) == 4


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(share=st.floats(0, 1, exclude_max=True), flipped=st.integers(1, 255))
def test_whatever_is_damaged_nothing_false_is_taken_in(  # noqa: PLR0917 - fixtures
    intake: BundleIntake,
    sticks: Sticks,
    device: FakeDevice,
    store: Store,
    clock: StoppedClock,
    share: float,
    flipped: int,
):
    if not device.entries:
        sticks.write(device, 3)
    content = bytearray(sticks.bundle(device).read_bytes())
    content[int(share * len(content))] ^= flipped
    file = sticks.folder / "damaged.bundle"
    file.write_bytes(content)

    with contextlib.suppress(BundleUnreadable):
        take(intake, file, clock)

    assert set(held(store)) <= set(enumerate(device.hashes))


def test_a_push_that_somebody_changed_is_refused_and_the_others_are_not(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    sticks.write(device, 2)
    good = device.push(1, 1)
    other = device.entries[1].model_copy(update={"body": "{}"})
    forged = device.push(2, 2).model_copy(update={"entries": [other]})
    parts = [PushPart(compressed(each)) for each in (forged, good)]

    verdict = take(intake, sticks.of_parts(device, parts, 1, 2), clock)

    assert verdict.state == "refused"
    assert "signature does not fit" in "\n".join(verdict.lines())
    assert held(store) == [(1, device.hashes[1])]


def test_both_sides_of_a_copied_laptop_are_kept(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    sticks.write(device, 1)
    copy = device.clone()
    sticks.write(device, 1)
    sticks.write(copy, 2)
    take(intake, sticks.bundle(device), clock)

    verdict = take(intake, sticks.bundle(copy), clock)

    assert (one(verdict).forked, one(verdict).new, one(verdict).held) == (True, 2, 1)
    assert len(held(store)) == 4
    (answer,) = intake.receipts([verdict], now=clock()).pushes
    assert answer.verdict is Verdict.FORK


def test_a_bundle_for_another_server_can_not_be_opened(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, clock: StoppedClock
):
    sticks.write(device)
    sticks.recipient = recipient_of(new_bundle_key())

    with pytest.raises(BundleUnreadable, match="mission of another server"):
        take(intake, sticks.bundle(device), clock)

    assert not (intake.folder / "waiting").exists()


def test_a_laptop_that_nobody_knows_is_told_apart(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    stranger = FakeDevice(
        id=type(device.id)(int=7), token="", seed=seal.new_signing_key(), server_key=""
    )
    sticks.write(stranger, 1)

    verdict = take(intake, sticks.bundle(stranger), clock)

    assert (verdict.state, held(store)) == ("refused", [])
    assert "does not know" in "\n".join(verdict.lines())


def test_a_file_that_no_report_names_is_not_kept(
    intake: BundleIntake,
    sticks: Sticks,
    device: FakeDevice,
    clock: StoppedClock,
    settings: Settings,
):
    sticks.write(device)
    parts = [PushPart(compressed(device.push())), as_part(PHOTO)]

    verdict = take(intake, sticks.of_parts(device, parts, 1, 1), clock)

    assert (verdict.state, one(verdict).new) == ("refused", 1)
    assert not list(settings.attachments.glob("??/*"))


async def test_a_server_that_runs_sees_what_a_command_imported(
    client: httpx.AsyncClient,
    intake: BundleIntake,
    sticks: Sticks,
    device: FakeDevice,
    store: Store,
    clock: StoppedClock,
):
    sticks.write(device, 2)
    await device.sync(client)  # the server now believes that the chain ends with entry 2
    sticks.write(device, 2)
    take(intake, sticks.bundle(device, 3), clock)
    sticks.write(device, 1)

    for first in (3, 5):
        answer = await device.sync(client, first)
        assert (answer.verdict, answer.receipt.through) == (Verdict.HELD, 5)

    assert held(store) == list(enumerate(device.hashes))[1:]


def test_carrying_is_no_visit(
    intake: BundleIntake, sticks: Sticks, device: FakeDevice, store: Store, clock: StoppedClock
):
    sticks.write(device)
    take(intake, sticks.bundle(device), clock)

    with store.reading() as db:
        assert db.get_one(Device, device.id).last_seen_at is None
