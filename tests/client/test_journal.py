from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from multiprocessing import get_context
from threading import Barrier
from uuid import UUID

import pytest

from client.config import Home
from client.identity import NotEnrolled
from client.journal import EntryTooLong, FalseReceipt, Journal, OtherChain
from client.laptop import Laptop
from client.store import open_store
from client.vault.vault import Vault
from shared.ids import new_id
from shared.sync import seal
from shared.sync.protocol import Receipt
from tests.client.conftest import PASSPHRASE
from tests.client.fake_server import FakeServer

MADE_AT = datetime(2021, 1, 10, 8, 47, tzinfo=timezone(timedelta(hours=6)))


@pytest.fixture
def journal(enrolled: Laptop) -> Journal:
    return enrolled.journal


@pytest.fixture
def receipt(journal: Journal, server: FakeServer) -> Callable[..., Receipt]:
    """Make a receipt of the mission's server for our chain; say only what is to be false."""

    def make(
        through: int,
        head: str = "",
        device: UUID | None = None,
        seed: bytes = b"",
        minute: int = 0,
    ) -> Receipt:
        named, at = device or journal.identity.device, f"2021-01-10T03:{minute:02}:00+00:00"
        head = head or journal.hash_at(through).hash
        text = seal.receipt_text(device=named, through=through, head=head, received_at=at)
        return Receipt(
            device=named,
            through=through,
            head=head,
            received_at=at,
            signature=seal.sign(seed or server.seed, text),
        )

    return make


def append(journal: Journal, *bodies: str) -> None:
    for body in bodies:
        journal.append("report", body.encode(), MADE_AT)


def test_each_entry_is_chained_to_the_one_before(journal: Journal):
    append(journal, "first", "second")
    first, second = journal.entries(1, 10)

    assert (first.seq, first.previous) == (1, seal.GENESIS)
    assert (second.seq, second.previous) == (2, first.hash)
    assert second.made_at == "2021-01-10T08:47:00+06:00"
    assert second.hash == seal.entry_hash(
        device=journal.identity.device,
        seq=2,
        previous=first.hash,
        made_at=second.made_at,
        kind="report",
        body=b"second",
    )
    assert (journal.head().seq, journal.head().hash) == (2, second.hash)


def test_before_enrolment_there_is_no_journal(laptop: Laptop):
    with pytest.raises(NotEnrolled, match="enrolment code"):
        laptop.journal.append("report", b"{}", MADE_AT)


def test_an_entry_that_could_not_be_sent_is_not_taken(journal: Journal):
    with pytest.raises(EntryTooLong, match="2048 KiB"):
        append(journal, "x" * (2 * 1024 * 1024 + 1))

    assert journal.head().seq == 0


def test_what_a_receipt_covers_is_held_and_the_rest_waits(
    journal: Journal, receipt: Callable[..., Receipt]
):
    append(journal, "1", "2", "3")

    assert journal.hold(receipt(2)) == 2

    standing = journal.standing()
    assert (standing.made, standing.held, standing.waiting) == (3, 2, 1)
    assert standing.held_until == datetime.fromisoformat("2021-01-10T03:00:00+00:00")
    assert standing.oldest_waiting == "2021-01-10T08:47:00+06:00"
    assert [entry.body for entry in journal.waiting()] == [b"3"]


def test_an_older_receipt_takes_nothing_back(journal: Journal, receipt: Callable[..., Receipt]):
    append(journal, "1", "2", "3")
    journal.hold(receipt(3))

    assert journal.hold(receipt(1)) == 0
    assert journal.held_through() == 3


def test_a_receipt_that_comes_again_proves_nothing_new(
    journal: Journal, receipt: Callable[..., Receipt]
):
    append(journal, "1", "2", "3")
    journal.hold(receipt(3, minute=1))
    journal.fall_back(receipt(1, minute=2))

    assert journal.hold(receipt(3, minute=1)) == 0
    assert journal.held_through() == 1
    journal.hold(receipt(2, minute=3))
    journal.fall_back(receipt(1, minute=2))
    assert journal.held_through() == 2


def test_a_restored_server_makes_entries_wait_again(
    journal: Journal, receipt: Callable[..., Receipt]
):
    append(journal, "1", "2", "3")
    journal.hold(receipt(3))

    journal.fall_back(receipt(1))

    assert [entry.body for entry in journal.waiting()] == [b"2", b"3"]


def test_a_receipt_of_somebody_else_marks_nothing(
    journal: Journal, receipt: Callable[..., Receipt]
):
    append(journal, "1", "2")
    true = receipt(2)
    false = [
        receipt(2, seed=seal.new_signing_key()),
        receipt(2, device=new_id()),
        true.model_copy(update={"received_at": "2021-01-11T03:00:00+00:00"}),
        true.model_copy(update={"through": 1, "head": journal.hash_at(1).hash}),
        true.model_copy(update={"signature": "0" * 128}),
    ]
    for each in false:
        with pytest.raises(FalseReceipt, match="not signed by the mission's server"):
            journal.hold(each)
        with pytest.raises(FalseReceipt):
            journal.fall_back(each)

    assert journal.held_through() == 0


def test_a_receipt_for_another_chain_marks_nothing(
    journal: Journal, receipt: Callable[..., Receipt]
):
    append(journal, "1", "2")

    with pytest.raises(OtherChain, match="new enrolment code"):
        journal.hold(receipt(2, head="a" * 64))
    with pytest.raises(OtherChain):
        journal.hold(receipt(3, head="a" * 64))

    assert journal.held_through() == 0


def append_many(home: Home, name: str, together: Barrier) -> None:
    """Run in another process: append a hundred entries, when the other one begins too."""
    store = open_store(home, Vault(home).unlock(PASSPHRASE))
    together.wait()
    append(Journal(store), *(f"{name} {number}" for number in range(100)))
    store.close()


def test_two_programs_write_one_unbroken_chain(enrolled: Laptop):
    context = get_context("spawn")
    together = context.Barrier(2)
    processes = [
        context.Process(target=append_many, args=(enrolled.home, name, together))
        for name in ("first", "second")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0]
    entries = enrolled.journal.entries(1, 1000)
    assert [entry.seq for entry in entries] == list(range(1, 201))
    assert [entry.previous for entry in entries] == [seal.GENESIS, *(e.hash for e in entries[:-1])]
