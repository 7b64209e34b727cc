"""Bundles without a server: what is sealed, what is carried, what receipts from a file prove."""

import io
from pathlib import Path

import pytest

from client.carried import NotABundle, NotCarried
from client.journal import FalseReceipt
from client.laptop import Laptop
from client.remote import Unreachable
from client.steps.bundle import FileInTheWay, NoBundleKey, NothingToBundle, make_bundle
from client.steps.receipts_file import (
    ReceiptsOfOthers,
    ReceiptsUnreadable,
    load_receipts,
    take_receipts,
)
from client.sync import pull, synchronise
from client.wire import packed
from shared.sync.bundle import (
    PushPart,
    decrypt_bundle,
    new_bundle_key,
    read_manifest,
    read_parts,
    recipient_of,
)
from shared.sync.handover import ReceiptsFile
from shared.sync.protocol import PushOut, Verdict
from tests.client.fake_server import FakeServer, Fault

KEY = new_bundle_key()
OTHERS = b"age-encryption.org/v1\n" + b"x" * 600_000
"""A bundle that another team made, as far as a courier can tell: longer than one piece."""


@pytest.fixture
async def keyed(enrolled: Laptop, server: FakeServer) -> Laptop:
    """A laptop that knows for which key bundles are made."""
    pack = server.mission_pack
    mission = pack.mission.model_copy(update={"bundle_recipient": recipient_of(KEY)})
    server.mission_pack = pack.model_copy(update={"mission": mission})
    await pull(enrolled, server.line())
    return enrolled


def write(laptop: Laptop, count: int) -> None:
    """Append entries; what is in them is of no matter here."""
    for number in range(count):
        laptop.journal.append("visit", b'{"n":%d}' % number, laptop.clock())


def opened(file: Path) -> io.BytesIO:
    plain = io.BytesIO()
    with file.open("rb") as sealed:
        assert decrypt_bundle(sealed, KEY, plain)
    return plain


# --- Made ----------------------------------------------------------------------------------


async def test_a_bundle_holds_byte_for_byte_what_would_be_posted(
    keyed: Laptop, server: FakeServer, tmp_path: Path
):
    write(keyed, 3)
    made = make_bundle(keyed, tmp_path / "stick.bundle")

    plain = opened(made.file)
    parts = list(read_parts(plain))
    await synchronise(keyed, server.line(keyed.journal.identity.token))

    assert (made.first, made.through, made.entries, made.attachments) == (1, 3, 3, 0)
    assert read_manifest(plain).through == 3
    assert parts == [PushPart(packed(server.pushes[0]))]


def test_making_one_marks_nothing_as_held(keyed: Laptop, tmp_path: Path):
    write(keyed, 2)

    for _ in range(2):
        assert make_bundle(keyed, tmp_path / "stick.bundle").entries == 2

    assert keyed.journal.standing().waiting == 2


async def test_only_what_waits_goes_in_unless_all_is_asked_for(
    keyed: Laptop, server: FakeServer, tmp_path: Path
):
    write(keyed, 2)
    await synchronise(keyed, server.line(keyed.journal.identity.token))
    with pytest.raises(NothingToBundle, match="--all"):
        make_bundle(keyed, tmp_path / "stick.bundle")
    write(keyed, 1)

    assert make_bundle(keyed, tmp_path / "new.bundle").first == 3
    assert make_bundle(keyed, tmp_path / "all.bundle", everything=True).entries == 3


def test_another_file_is_not_overwritten(keyed: Laptop, tmp_path: Path):
    write(keyed, 1)
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary")

    with pytest.raises(FileInTheWay):
        make_bundle(keyed, diary)

    assert diary.read_text() == "Dear diary"
    assert list(tmp_path.glob("diary*")) == [diary]


def test_without_the_missions_key_there_is_no_bundle(enrolled: Laptop, tmp_path: Path):
    write(enrolled, 1)
    with pytest.raises(NoBundleKey, match="sync once"):
        make_bundle(enrolled, tmp_path / "stick.bundle")


# --- Receipts from a file ------------------------------------------------------------------


async def receipts(laptop: Laptop, server: FakeServer) -> ReceiptsFile:
    """Let the server hold all of it, and return its receipts, which the laptop has not seen."""
    made: list[PushOut] = []
    line = server.line(laptop.journal.identity.token, [Fault.LOST_ANSWER])
    with pytest.raises(Unreachable):
        await synchronise(laptop, line)
    made.append(server.push(server.pushes[-1]))
    return ReceiptsFile(mission="m", made_at="2021-01-10", pushes=made)


async def test_receipts_from_a_file_count_like_those_over_the_line(
    keyed: Laptop, server: FakeServer, tmp_path: Path
):
    write(keyed, 2)
    told = await receipts(keyed, server)
    file = tmp_path / "receipts.json"
    file.write_text(told.model_dump_json())

    read = take_receipts(keyed, load_receipts(file))

    assert (read.entries, read.is_forked) == (2, False)
    assert keyed.journal.standing().waiting == 0


async def test_old_receipts_take_nothing_back(keyed: Laptop, server: FakeServer):
    write(keyed, 1)
    old = await receipts(keyed, server)
    write(keyed, 2)
    await synchronise(keyed, server.line(keyed.journal.identity.token))
    gap = old.pushes[0].model_copy(update={"verdict": Verdict.GAP})

    for told in (old, old.model_copy(update={"pushes": [gap]})):
        assert take_receipts(keyed, told).entries == 0
        assert keyed.journal.standing().held == 3


async def test_receipts_that_were_changed_prove_nothing(keyed: Laptop, server: FakeServer):
    write(keyed, 2)
    told = await receipts(keyed, server)
    receipt = told.pushes[0].receipt.model_copy(update={"received_at": "2031-01-01T00:00:00"})
    forged = told.pushes[0].model_copy(update={"receipt": receipt})

    with pytest.raises(FalseReceipt):
        take_receipts(keyed, told.model_copy(update={"pushes": [forged]}))

    assert keyed.journal.standing().held == 0


def test_receipts_of_other_laptops_are_told_apart(keyed: Laptop):
    with pytest.raises(ReceiptsOfOthers):
        take_receipts(keyed, ReceiptsFile(mission="m", made_at=""))


@pytest.mark.parametrize("content", [b"", b"{}", b"age-encryption.org/v1\n", b"\xff\xfe"])
def test_what_is_no_file_of_receipts_is_told(content: bytes, tmp_path: Path):
    file = tmp_path / "receipts.json"
    file.write_bytes(content)
    with pytest.raises(ReceiptsUnreadable, match=r"receipts\.json"):
        load_receipts(file)


# --- Carried -------------------------------------------------------------------------------


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """It, on a memory stick."""
    file = tmp_path / "others.bundle"
    file.write_bytes(OTHERS)
    return file


async def test_a_carried_bundle_goes_with_the_next_sync_and_is_forgotten_on_its_receipt(
    keyed: Laptop, server: FakeServer, others: Path
):
    taken = keyed.carried.take(others)
    assert keyed.carried.take(others) == taken  # twice is once

    outcome = await synchronise(keyed, server.line(keyed.journal.identity.token))

    assert (outcome.bundles_handed, outcome.bundles_waiting, outcome.trouble) == (1, 0, None)
    assert server.bundles.content[taken.sha256] == OTHERS
    assert keyed.carried.piece_at(taken.sha256, 0) == b""
    assert [each.handed_at != "" for each in keyed.carried.list_all()] == [True]


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER])
async def test_whatever_message_is_lost_a_carried_bundle_is_not(
    keyed: Laptop, server: FakeServer, others: Path, fault: Fault
):
    taken, token = keyed.carried.take(others), keyed.journal.identity.token
    for good in range(8):
        outcome = await synchronise_if_it_can(keyed, server, token, [Fault.NONE] * good + [fault])
        whole = server.bundles.content.get(taken.sha256) == OTHERS
        assert outcome or keyed.carried.piece_at(taken.sha256, 0)
        assert whole or not outcome

    assert await synchronise_if_it_can(keyed, server, token, [])


async def synchronise_if_it_can(
    laptop: Laptop, server: FakeServer, token: str, faults: list[Fault]
) -> bool:
    """Sync once; return whether nothing is carried any more."""
    try:
        await synchronise(laptop, server.line(token, faults))
    except Unreachable:
        return False
    return not laptop.carried.list_waiting()


async def test_a_receipt_that_is_not_the_servers_lets_nothing_go(
    keyed: Laptop, server: FakeServer, others: Path
):
    taken = keyed.carried.take(others)
    server.bundles.begin(taken.sha256, taken.size)
    server.bundles.append(taken.sha256, 0, OTHERS)
    told = server.bundles.tell(taken.sha256, keyed.journal.identity.token)
    assert told.receipt is not None
    forged = told.receipt.model_copy(update={"size": taken.size + 1})

    with pytest.raises(FalseReceipt):
        keyed.carried.hold(taken, told.model_copy(update={"receipt": forged}))

    assert keyed.carried.list_waiting() == [taken]


def test_what_is_no_bundle_is_not_carried(keyed: Laptop, tmp_path: Path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff")

    with pytest.raises(NotABundle):
        keyed.carried.take(photo)
    with pytest.raises(NotABundle):
        keyed.carried.take(tmp_path / "nothing")
    assert keyed.carried.list_all() == []


def test_a_carried_bundle_can_be_dropped(keyed: Laptop, others: Path):
    keyed.carried.take(others)
    with pytest.raises(NotCarried):
        keyed.carried.drop("another")

    assert keyed.carried.drop("others.bundle").name == "others.bundle"

    assert keyed.carried.list_all() == []
