"""Torn, truncated and scribbled stores: what is whole is recovered, and the rest is told."""

import random

import pytest

from client.config import Home
from client.enrolment import Invitation, enrol
from client.laptop import Laptop, open_laptop, unlocked
from client.rescue import Rescued, rescue, what_was_rescued
from client.store import open_store
from client.store_files import RESCUED, beside, parts_of
from client.store_problems import StoreDamaged
from client.sync import synchronise
from client.vault.key_file import StoreKey
from client.vault.vault import Vault
from tests.client.conftest import PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer

PAGE = 4096
LONG = "what the observer saw, at length. " * 200


class Broken:
    """A laptop with reports and drafts, closed, whose store can be damaged."""

    def __init__(self, home: Home, key: StoreKey, clock: StoppedClock) -> None:
        self.home, self.key, self.clock = home, key, clock
        self.file = home.store_files[key.slot]
        self.whole = self.file.read_bytes()

    @property
    def pages(self) -> int:
        return len(self.whole) // PAGE

    def scribble(self, *pages: int) -> None:
        """Write noise over the middle of pages (0 is the first)."""
        content = bytearray(self.whole)
        for page in pages:
            content[page * PAGE + 1000 : page * PAGE + 1512] = b"\xa5" * 512
        self.file.write_bytes(content)

    def cut(self, pages: int) -> None:
        self.file_after_cut = self.whole[: pages * PAGE + 100]
        self.file.write_bytes(self.file_after_cut)

    def root_of(self, table: str) -> int:
        """Return the page, counted from 0, at which a table or an index begins."""
        with open_laptop(self.home, self.key, self.clock) as laptop:
            row = laptop.store.row("SELECT rootpage FROM sqlite_master WHERE name = ?", table)
        assert row is not None
        return int(row[0]) - 1

    def rescue(self) -> Rescued:
        return rescue(self.home, self.key, self.clock())

    def open(self) -> Laptop:
        return unlocked(self.home, self.key, self.clock)


async def used(laptop: Laptop, server: FakeServer) -> None:
    """Three reports held, three waiting, two drafts."""
    form = laptop.pack.form_called("voting")
    for number in range(8):
        draft = laptop.drafts.open(form, "42" if number % 2 else "57")
        laptop.drafts.set_answer(draft.id, "V30", f"{number} {LONG}")
        if number < 6:
            laptop.drafts.finish(draft.id)
        if number == 2:
            await synchronise(laptop, server.line())


@pytest.fixture
async def broken(enrolled: Laptop, server: FakeServer, clock: StoppedClock) -> Broken:
    await used(enrolled, server)
    enrolled.close()
    return Broken(enrolled.home, Vault(enrolled.home).unlock(PASSPHRASE), clock)


def answers(laptop: Laptop) -> set[str]:
    drafts = {str(each.answers.get("V30")) for each in laptop.drafts.list_drafts()}
    sealed = [
        laptop.reports.get_report(line.report)
        for line in laptop.reports.list_reports()
        if line.draft is None
    ]
    return drafts | {str(each.body.answers.get("V30")) for each in sealed}


EVERYTHING = {f"{number} {LONG}" for number in range(8)}


SEALED = {f"{number} {LONG}" for number in range(6)}


def test_a_whole_store_comes_through_a_rescue_unchanged(broken: Broken):
    told = broken.rescue()

    assert (told.drafts, told.sealed, list(told.lost), told.must_enrol) == (2, 6, [], False)
    with open_laptop(broken.home, broken.key, broken.clock) as laptop:
        assert answers(laptop) == EVERYTHING
        assert laptop.journal.standing().waiting == 3
        assert laptop.changes.cursor() == ""
        assert laptop.pack.count_stations() == 2


FOUND = {
    "journal": EVERYTHING,
    "entry": EVERYTHING - SEALED,
    "sealed": EVERYTHING,
    "form": SEALED,
    "draft": SEALED,
    "sqlite_autoindex_entry_1": EVERYTHING,
    "sqlite_autoindex_draft_answer_1": EVERYTHING,
}


@pytest.mark.parametrize("table", FOUND)
def test_a_torn_page_is_noticed_at_once_and_costs_no_more_than_what_was_on_it(
    broken: Broken, table: str
):
    broken.scribble(broken.root_of(table))

    with pytest.raises(StoreDamaged, match="evenhand rescue"):
        broken.open()
    broken.rescue()

    with open_laptop(broken.home, broken.key, broken.clock) as laptop:
        assert answers(laptop) == FOUND[table]


def test_no_torn_page_of_an_answer_is_taken_for_a_page_of_zeros(broken: Broken):
    for page in range(broken.pages - 14, broken.pages):
        broken.scribble(page)
        try:
            laptop = broken.open()
        except StoreDamaged:
            continue
        assert answers(laptop) == EVERYTHING, page
        laptop.close()


def test_what_is_lost_and_not_at_headquarters_is_named(broken: Broken):
    broken.scribble(broken.root_of("entry"))

    told = broken.rescue()

    assert list(told.lost) == ["42", "57", "42"]
    assert told.must_enrol
    words = what_was_rescued(told)
    assert "Lost, and not at headquarters: sealed reports at 42, 57, 42." in words
    assert told.aside.name in words


async def test_a_draft_without_its_checklist_is_there_again_after_a_sync(
    broken: Broken, server: FakeServer
):
    broken.scribble(broken.root_of("form"))
    broken.rescue()

    with open_laptop(broken.home, broken.key, broken.clock) as laptop:
        await synchronise(laptop, server.line(laptop.journal.identity.token))
        assert answers(laptop) == EVERYTHING


async def test_entries_that_lost_their_journal_go_on_under_a_new_enrolment(
    broken: Broken, server: FakeServer
):
    broken.scribble(broken.root_of("journal"))
    told = broken.rescue()
    assert told.must_enrol

    with open_laptop(broken.home, broken.key, broken.clock) as laptop:
        await enrol(laptop, server.line(), Invitation("https://hq.example.org", "CODE-2"))
        device = laptop.journal.identity.device
        await synchronise(laptop, server.line(laptop.journal.identity.token))

    assert len(server.held(device)) == 6


def test_a_truncated_store_gives_back_what_is_before_the_cut(broken: Broken):
    broken.cut(broken.pages - 6)  # the very last pages hold steps to be undone

    with pytest.raises(StoreDamaged, match="evenhand rescue"):
        open_store(broken.home, broken.key)
    told = broken.rescue()

    with open_laptop(broken.home, broken.key, broken.clock) as laptop:
        found = answers(laptop)
    assert found & EVERYTHING
    assert not found >= EVERYTHING
    assert told.aside.read_bytes() == broken.file_after_cut


def test_a_store_of_which_nothing_can_be_read_is_left_alone(broken: Broken):
    broken.scribble(0)
    left = broken.file.read_bytes()

    with pytest.raises(StoreDamaged):
        broken.rescue()

    assert broken.file.read_bytes() == left
    with pytest.raises(StoreDamaged):
        rescue(broken.home, StoreKey(broken.key.slot, bytearray(32)), broken.clock())
    assert broken.file.read_bytes() == left


def test_a_missing_store_can_not_be_rescued(broken: Broken):
    broken.file.unlink()

    with pytest.raises(StoreDamaged):
        broken.rescue()
    assert not broken.file.exists()


def test_a_rescue_that_was_cut_before_the_last_step_is_finished_at_the_next_opening(
    broken: Broken,
):
    told = broken.rescue()
    rescued, damaged = broken.file.read_bytes(), told.aside.read_bytes()
    broken.file.write_bytes(damaged[: 20 * PAGE])
    beside(broken.file, RESCUED).write_bytes(rescued)
    parts_of(broken.file)[0].write_bytes(b"an old log that must not be applied")

    with open_laptop(broken.home, broken.key, broken.clock) as laptop:
        assert answers(laptop) == EVERYTHING
    assert not beside(broken.file, RESCUED).exists()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_torn_what_comes_back_is_as_it_was_written(broken: Broken, seed: int):
    pages = random.Random(seed).sample(range(broken.pages - 12, broken.pages), 3)  # noqa: S311 - repeatable
    broken.scribble(*pages)

    broken.rescue()

    with open_laptop(broken.home, broken.key, broken.clock) as laptop:
        assert answers(laptop) - {"None"} <= EVERYTHING
        laptop.journal.standing()
