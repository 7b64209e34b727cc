import os
import sqlite3
import threading

import pytest

from client.config import Home
from client.disk import DiskFull
from client.laptop import Laptop
from client.store import Store, open_store
from client.store_problems import StoreBusy, StoreDamaged, StoreTooNew
from client.vault.key_file import StoreKey
from client.vault.vault import Vault
from tests.client.conftest import LIGHT, PASSPHRASE


@pytest.fixture
def key(home: Home) -> StoreKey:
    return Vault(home).create(PASSPHRASE, LIGHT)


@pytest.fixture
def store(home: Home, key: StoreKey):
    opened = open_store(home, key)
    yield opened
    opened.close()


def write_outcome(store: Store, report: str, reason: str = "") -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO outcome VALUES (?, 1, 'rejected', ?, 0)", (report, reason))


def outcomes(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT report FROM outcome ORDER BY report")]


def test_what_a_finished_block_wrote_is_there_after_reopening(home: Home, key: StoreKey):
    first = open_store(home, key)
    write_outcome(first, "a")
    first.close()

    second = open_store(home, key)
    assert outcomes(second) == ["a"]
    second.close()


def test_every_commit_waits_for_the_disk(store: Store):
    assert store.row("PRAGMA journal_mode") == ("wal",)
    assert store.row("PRAGMA synchronous") == (2,)
    assert store.row("PRAGMA temp_store") == (2,)


def test_a_failed_block_leaves_nothing(store: Store):
    def fail() -> None:
        with store.writing():
            write_outcome(store, "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert outcomes(store) == []


def test_a_block_inside_another_belongs_to_the_outer_one(store: Store):
    with store.writing():
        write_outcome(store, "a")
        write_outcome(store, "b")

    assert outcomes(store) == ["a", "b"]


@pytest.mark.usefixtures("store")
def test_another_key_does_not_open_the_store_and_says_so(
    home: Home, key: StoreKey, capfd: pytest.CaptureFixture[str]
):
    with pytest.raises(StoreDamaged, match="Nothing was deleted"):
        open_store(home, StoreKey(key.slot, bytearray(os.urandom(32))))

    assert capfd.readouterr() == ("", "")


def test_a_damaged_store_is_told_and_kept(home: Home, key: StoreKey):
    open_store(home, key).close()
    content = bytearray(home.store_files[key.slot].read_bytes())
    content[100:200] = bytes(100)
    home.store_files[key.slot].write_bytes(content)

    with pytest.raises(StoreDamaged, match="ask headquarters"):
        open_store(home, key)

    assert home.store_files[key.slot].read_bytes() == content


def test_a_store_of_a_newer_version_is_left_alone(home: Home, key: StoreKey):
    store = open_store(home, key)
    with store.writing() as connection:
        connection.execute("PRAGMA user_version = 999")
    store.close()

    with pytest.raises(StoreTooNew, match="Install that version"):
        open_store(home, key)


@pytest.mark.usefixtures("store")
def test_the_store_is_no_plain_database(home: Home, key: StoreKey):
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(home.store_files[key.slot]).execute("SELECT * FROM sqlite_master")


def test_a_full_disk_refuses_the_last_change_and_keeps_all_before(store: Store):
    write_outcome(store, "before")
    pages = store.row("PRAGMA page_count")
    assert pages is not None
    store.row(f"PRAGMA max_page_count = {pages[0]}")

    with pytest.raises(DiskFull, match=r"is full.*Everything before it is kept"):
        write_outcome(store, "too much", "x" * 100_000)

    assert outcomes(store) == ["before"]
    store.row(f"PRAGMA max_page_count = {pages[0] + 100}")
    write_outcome(store, "again", "x" * 100_000)
    assert outcomes(store) == ["again", "before"]


def test_a_second_program_that_does_not_finish_is_told(home: Home, key: StoreKey, store: Store):
    other = open_store(home, key)
    other.row("PRAGMA busy_timeout = 1")

    with store.writing(), pytest.raises(StoreBusy, match="Another Evenhand"):
        write_outcome(other, "a")

    write_outcome(other, "a")
    assert outcomes(store) == ["a"]
    other.close()


def test_threads_take_turns(store: Store):
    def write_many(name: str) -> None:
        for number in range(20):
            write_outcome(store, f"{name}{number:02}")

    threads = [threading.Thread(target=write_many, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes(store)) == 60


def test_an_entry_can_be_neither_changed_nor_deleted(enrolled: Laptop):
    enrolled.journal.append("report", b"{}", enrolled.clock())

    for statement in ("UPDATE entry SET body = x'00'", "DELETE FROM entry"):
        with pytest.raises(Exception, match="an entry"), enrolled.store.writing() as connection:
            connection.execute(statement)

    assert enrolled.journal.entries(1, 10)[0].body == b"{}"
