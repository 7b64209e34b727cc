import shutil
from pathlib import Path

import pytest

from client.config import Home
from client.enrolment import Invitation, enrol
from client.identity import NotEnrolled
from client.journal import FalseReceipt
from client.laptop import Laptop, open_laptop
from client.remote import GarbledAnswer, Unreachable
from client.reports import ReportState
from client.sync import Progress, synchronise
from client.vault.vault import Vault
from shared.sync import seal
from shared.sync.protocol import MAX_PUSH_BYTES, Outcome, Push, PushOut, Verdict
from tests.client.conftest import PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeLine, FakeServer, Fault
from tests.client.samples import make_form, make_pack, make_station, seal_report


def made(laptop: Laptop) -> list[str]:
    return [entry.body.decode() for entry in laptop.journal.entries(1, 10_000)]


def held(laptop: Laptop, server: FakeServer) -> list[str]:
    return server.held(laptop.journal.identity.device)


async def test_what_waits_is_held_after_a_sync(enrolled: Laptop, server: FakeServer):
    seal_report(enrolled)
    seal_report(enrolled, "57")

    outcome = await synchronise(enrolled, server.line())

    assert (outcome.sent, outcome.waiting, outcome.is_forked) == (2, 0, False)
    assert outcome.trouble is None
    assert held(enrolled, server) == made(enrolled)
    assert len(server.pushes) == 1


async def test_the_second_sync_sends_only_what_is_new(enrolled: Laptop, server: FakeServer):
    seal_report(enrolled)
    await synchronise(enrolled, server.line())
    seal_report(enrolled)

    assert (await synchronise(enrolled, server.line())).sent == 1
    assert [len(push.entries) for push in server.pushes] == [1, 1]
    assert (await synchronise(enrolled, server.line())).sent == 0


async def test_without_a_connection_nothing_is_lost(enrolled: Laptop, server: FakeServer):
    seal_report(enrolled)
    server.reachable = False

    with pytest.raises(Unreachable, match="safe on this laptop"):
        await synchronise(enrolled, server.line())

    assert enrolled.journal.standing().waiting == 1
    server.reachable = True
    assert (await synchronise(enrolled, server.line())).sent == 1


@pytest.mark.parametrize(
    "fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.GARBLED_ANSWER, Fault.TWICE]
)
@pytest.mark.parametrize("message", [0, 1, 2])
async def test_the_line_may_be_cut_before_and_after_every_message(
    enrolled: Laptop, server: FakeServer, fault: Fault, message: int
):
    report = seal_report(enrolled)
    server.judged = [Outcome(report=report, revision=1, state="quarantined", reason="Which?")]
    faults = [Fault.NONE] * message + [fault]

    try:
        outcome = await synchronise(enrolled, server.line(faults=faults))
        assert outcome.trouble is None or fault is not Fault.TWICE
    except (Unreachable, GarbledAnswer):
        assert message == 0
        assert enrolled.journal.standing().waiting == 1

    await synchronise(enrolled, server.line())
    assert enrolled.journal.standing().waiting == 0
    assert held(enrolled, server) == made(enrolled)
    assert enrolled.reports.get_report(report).state is ReportState.QUARANTINED


async def test_a_push_that_went_through_is_told_even_if_the_pack_did_not_come(
    enrolled: Laptop, server: FakeServer
):
    seal_report(enrolled)

    outcome = await synchronise(enrolled, server.line(faults=[Fault.NONE, Fault.LOST_REQUEST]))

    assert (outcome.sent, outcome.waiting) == (1, 0)
    assert isinstance(outcome.trouble, Unreachable)


async def test_a_long_chain_goes_in_several_pushes(enrolled: Laptop, server: FakeServer):
    append_many(enrolled, 1003)
    seen: list[Progress] = []

    outcome = await synchronise(enrolled, server.line(), seen.append)

    assert outcome.sent == 1003
    assert [len(push.entries) for push in server.pushes] == [1000, 3]
    assert [push.waiting for push in server.pushes] == [3, 0]
    assert seen[:2] == [Progress("push", 0, 1003), Progress("push", 1000, 3)]
    assert [each.stage for each in seen] == ["push", "push", "pull", "pull"]


async def test_a_long_chain_may_be_cut_between_its_pushes(enrolled: Laptop, server: FakeServer):
    append_many(enrolled, 1003)

    with pytest.raises(Unreachable):
        await synchronise(enrolled, server.line(faults=[Fault.NONE, Fault.LOST_REQUEST]))
    assert enrolled.journal.standing().waiting == 3

    assert (await synchronise(enrolled, server.line())).sent == 3
    assert held(enrolled, server) == made(enrolled)


def append_many(laptop: Laptop, count: int) -> None:
    with laptop.store.writing():
        for number in range(count):
            laptop.journal.append("report", f"{number}".encode(), laptop.clock())


async def test_no_push_is_longer_than_the_server_takes(enrolled: Laptop, server: FakeServer):
    for _ in range(5):
        # Each character of these bodies takes six bytes on the wire.
        enrolled.journal.append("report", b"\x01" * 1_500_000, enrolled.clock())

    assert (await synchronise(enrolled, server.line())).sent == 5
    sizes = [len(push.model_dump_json().encode()) for push in server.pushes]
    assert len(sizes) == 5
    assert max(sizes) <= MAX_PUSH_BYTES


async def test_a_report_sealed_during_a_sync_goes_with_it(enrolled: Laptop, server: FakeServer):
    seal_report(enrolled)
    line = BusyHands(server, enrolled)

    outcome = await synchronise(enrolled, line)

    assert (outcome.sent, outcome.waiting) == (2, 0)
    assert held(enrolled, server) == made(enrolled)


class BusyHands(FakeLine):
    """A line during whose first push the observer finishes another report."""

    def __init__(self, server: FakeServer, laptop: Laptop) -> None:
        super().__init__(server, "", iter(()))
        self._laptop = laptop

    async def push(self, message: Push) -> PushOut:
        if self.messages == 0:
            seal_report(self._laptop, "57")
        return await super().push(message)


async def test_a_restored_server_is_sent_again_what_it_lacks(enrolled: Laptop, server: FakeServer):
    for _ in range(3):
        seal_report(enrolled)
    await synchronise(enrolled, server.line())
    server.restore_to(enrolled.journal.identity.device, 1)

    outcome = await synchronise(enrolled, server.line())

    assert outcome.waiting == 0
    assert held(enrolled, server) == made(enrolled)


async def test_a_restored_server_that_is_cut_off_again_leaves_the_truth(
    enrolled: Laptop, server: FakeServer
):
    for _ in range(3):
        seal_report(enrolled)
    await synchronise(enrolled, server.line())
    server.restore_to(enrolled.journal.identity.device, 1)

    with pytest.raises(Unreachable):
        await synchronise(enrolled, server.line(faults=[Fault.NONE, Fault.LOST_REQUEST]))

    assert enrolled.journal.standing().waiting == 2


async def test_a_receipt_without_the_servers_signature_marks_nothing(
    enrolled: Laptop, server: FakeServer
):
    seal_report(enrolled)
    server.seed = seal.new_signing_key()

    with pytest.raises(FalseReceipt):
        await synchronise(enrolled, server.line())

    assert enrolled.journal.standing().waiting == 1


async def test_a_server_that_keeps_asking_for_the_same_is_left_alone(
    enrolled: Laptop, server: FakeServer
):
    seal_report(enrolled)

    with pytest.raises(GarbledAnswer, match="keeps asking"):
        await synchronise(enrolled, Forgetful(server, "", iter(())))

    assert enrolled.journal.standing().waiting == 1


class Forgetful(FakeLine):
    """A line to a server that keeps nothing, and says so."""

    async def push(self, message: Push) -> PushOut:
        nothing = self._server.sign_receipt(message.device, 0, seal.GENESIS)
        return PushOut(verdict=Verdict.GAP, receipt=nothing)


async def test_before_enrolment_there_is_nothing_to_sync(laptop: Laptop, server: FakeServer):
    with pytest.raises(NotEnrolled):
        await synchronise(laptop, server.line())


async def test_a_pack_that_is_known_is_not_fetched_again(enrolled: Laptop, server: FakeServer):
    assert (await synchronise(enrolled, server.line())).pack_changed is False

    server.mission_pack = make_pack(make_station("99"), forms=(make_form("2"),))
    assert (await synchronise(enrolled, server.line())).pack_changed is True
    assert enrolled.pack.find_station("99") is not None
    assert enrolled.pack.find_station("42") is None


async def test_outcomes_come_and_go(enrolled: Laptop, server: FakeServer):
    report = seal_report(enrolled)
    reason = "Station 42 is not in the register. Your coordinator will place it."
    server.judged = [Outcome(report=report, revision=1, state="quarantined", reason=reason)]
    await synchronise(enrolled, server.line())

    [line] = enrolled.reports.list_reports()
    assert (line.state, line.reason) == (ReportState.QUARANTINED, reason)
    assert line.held_at == server.now
    assert [each.reason for each in enrolled.reports.list_quarantined()] == [reason]

    server.judged = []
    await synchronise(enrolled, server.line())
    assert enrolled.reports.get_report(report).state is ReportState.HELD
    assert enrolled.reports.list_quarantined() == []


async def test_each_report_says_since_when_it_is_held(enrolled: Laptop, server: FakeServer):
    first = seal_report(enrolled)
    await synchronise(enrolled, server.line())
    since = server.now
    second = seal_report(enrolled)
    await synchronise(enrolled, server.line())

    assert enrolled.reports.get_report(first).held_at == since
    assert enrolled.reports.get_report(second).held_at == server.now


# --- Copied laptops ----------------------------------------------------------------------


def copy_of(laptop: Laptop, tmp_path: Path, clock: StoppedClock):
    shutil.copytree(laptop.home.folder, tmp_path / "copy")
    home = Home(tmp_path / "copy")
    return open_laptop(home, Vault(home).unlock(PASSPHRASE), clock)


async def test_a_copied_laptop_is_told_to_enrol_anew_and_nothing_is_lost(
    enrolled: Laptop, server: FakeServer, tmp_path: Path, clock: StoppedClock
):
    seal_report(enrolled)
    await synchronise(enrolled, server.line())
    with copy_of(enrolled, tmp_path, clock) as copy:
        seal_report(enrolled, "42")
        seal_report(copy, "57")
        await synchronise(enrolled, server.line())

        outcome = await synchronise(copy, server.line())

        assert outcome.is_forked
        assert outcome.waiting == 0
        assert copy.journal.standing().is_forked
        device = server.devices[copy.journal.identity.device]
        assert [entry.body for entry in device.entries] == made(enrolled)
        assert [entry.body for entry in device.aside] == made(copy)[1:]
        assert not (await synchronise(enrolled, server.line())).is_forked

        await enrol(copy, server.line(), Invitation("https://hq.example.org", "CODE-2"))
        seal_report(copy, "57")
        assert not (await synchronise(copy, server.line())).is_forked
        assert held(copy, server) == made(copy)
        assert len(copy.reports.list_reports()) == 3


async def test_a_server_that_lost_the_copys_side_takes_it_again(
    enrolled: Laptop, server: FakeServer, tmp_path: Path, clock: StoppedClock
):
    with copy_of(enrolled, tmp_path, clock) as copy:
        seal_report(enrolled, "42")
        await synchronise(enrolled, server.line())
        seal_report(copy, "57")
        await synchronise(copy, server.line())
        device = server.devices[copy.journal.identity.device]
        device.aside.clear()
        device.aside_hashes.clear()
        seal_report(copy, "57")

        assert (await synchronise(copy, server.line())).is_forked

        assert [entry.body for entry in device.aside] == made(copy)
        assert copy.journal.standing().waiting == 0
