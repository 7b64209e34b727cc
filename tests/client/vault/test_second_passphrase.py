"""A second passphrase opens a store of its own, and nothing on the disk tells of it."""

import json
from pathlib import Path

import pytest

from client.config import Home
from client.laptop import Laptop, open_laptop
from client.store import open_store
from client.store_files import parts_of
from client.vault.key_file import Cost
from client.vault.passphrase import PassphraseTooShort
from client.vault.vault import PassphraseTaken, Vault, WrongPassphrase
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock

SECOND = "an empty morning walk"
THIRD = "seven ladders in the rain"


@pytest.fixture
def used(enrolled: Laptop) -> Laptop:
    """A laptop with a draft in it, closed."""
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")
    enrolled.drafts.set_answer(draft.id, "V30", "a planted answer " * 4000)
    enrolled.close()
    return enrolled


def set_second(home: Home, clock: StoppedClock) -> None:
    other = Vault(home).set_second(PASSPHRASE, SECOND)
    with open_laptop(home, other, clock):
        pass


def shape(home: Home) -> dict[str, int]:
    return {each.name: each.stat().st_size for each in home.folder.iterdir()}


@pytest.mark.usefixtures("used")
def test_each_passphrase_opens_its_own_day(home: Home, clock: StoppedClock):
    set_second(home, clock)

    with open_laptop(home, Vault(home).unlock(SECOND), clock) as empty:
        assert (empty.find_identity(), empty.drafts.count()) == (None, 0)
    with open_laptop(home, Vault(home).unlock(PASSPHRASE), clock) as full:
        assert full.drafts.count() == 1


@pytest.mark.usefixtures("used")
def test_nothing_in_the_folder_tells_that_a_second_one_was_set(home: Home, clock: StoppedClock):
    before, keys = shape(home), json.loads(home.vault_file.read_bytes())

    set_second(home, clock)

    after = shape(home)
    assert after.keys() - {"tries.json"} == before.keys()
    assert after["vault.json"] == before["vault.json"]
    assert after["store-a.db"] == after["store-b.db"] < before["store-a.db"] + 3 * 4096
    written = json.loads(home.vault_file.read_bytes())
    assert {name: len(str(value)) for name, value in written.items()} == {
        name: len(str(value)) for name, value in keys.items()
    }


@pytest.mark.usefixtures("used")
@pytest.mark.parametrize("passphrases", [[PASSPHRASE], [SECOND, PASSPHRASE]], ids=["one", "two"])
def test_both_store_files_look_alike_whoever_was_there_last(
    home: Home, clock: StoppedClock, passphrases: list[str]
):
    if SECOND in passphrases:
        set_second(home, clock)
    for passphrase in passphrases:
        with open_laptop(home, Vault(home).unlock(passphrase), clock):
            pass
        first, second = (each.stat() for each in home.store_files)
        assert (first.st_size, first.st_mtime_ns) == (second.st_size, second.st_mtime_ns)
    for file in home.store_files:
        content = file.read_bytes()
        assert max(content.count(byte) for byte in range(256)) < len(content) / 256 * 1.3


@pytest.mark.usefixtures("used")
def test_a_growing_day_under_one_leaves_the_other_whole(home: Home, clock: StoppedClock):
    set_second(home, clock)
    second = Vault(home).unlock(SECOND)
    with open_laptop(home, second, clock) as empty, empty.store.writing() as connection:
        connection.execute("CREATE TABLE much AS SELECT randomblob(900000)")
    with open_laptop(home, Vault(home).unlock(PASSPHRASE), clock) as full:
        (draft,) = full.drafts.list_drafts()
        assert str(draft.answers["V30"]).startswith("a planted answer")
    with open_laptop(home, Vault(home).unlock(SECOND), clock) as empty:
        assert empty.store.row("SELECT count(*) FROM much") == (1,)


def test_which_of_the_two_is_in_use_is_drawn_by_lot(tmp_path: Path):
    slots = {Vault(Home(tmp_path / str(n))).create(PASSPHRASE, LIGHT).slot for n in range(40)}

    assert slots == {0, 1}


def test_one_passphrase_can_not_open_both(home: Home):
    vault = Vault(home)
    open_store(home, vault.create(PASSPHRASE, LIGHT)).close()

    with pytest.raises(PassphraseTaken):
        vault.set_second(PASSPHRASE, PASSPHRASE)
    vault.set_second(PASSPHRASE, SECOND)
    with pytest.raises(PassphraseTaken, match="Choose another"):
        vault.change_passphrase(PASSPHRASE, SECOND, LIGHT)
    with pytest.raises(PassphraseTooShort):
        vault.set_second(PASSPHRASE, "short")
    with pytest.raises(WrongPassphrase):
        vault.set_second("not the passphrase", THIRD)


def test_each_can_be_changed_and_the_other_stays(home: Home):
    vault = Vault(home)
    first, second = vault.create(PASSPHRASE, LIGHT), vault.set_second(PASSPHRASE, SECOND)

    vault.change_passphrase(SECOND, THIRD, LIGHT)

    assert vault.unlock(PASSPHRASE) == first
    assert vault.unlock(THIRD) == second


def test_setting_it_again_replaces_what_it_opened(home: Home, clock: StoppedClock):
    vault = Vault(home)
    vault.create(PASSPHRASE, LIGHT)
    set_second(home, clock)
    log = parts_of(home.store_files[vault.unlock(SECOND).slot])[0]
    log.write_bytes(b"the log of a killed program")

    other = vault.set_second(PASSPHRASE, THIRD)

    assert not log.exists()
    open_store(home, other).close()
    with pytest.raises(WrongPassphrase):
        vault.unlock(SECOND)


def test_it_can_be_dropped(home: Home, clock: StoppedClock):
    vault = Vault(home)
    key = vault.create(PASSPHRASE, LIGHT)
    set_second(home, clock)

    vault.drop_second(PASSPHRASE)

    assert vault.unlock(PASSPHRASE) == key
    with pytest.raises(WrongPassphrase):
        vault.unlock(SECOND)
    assert home.store_files[1 - key.slot].exists()


def test_a_higher_cost_reaches_each_passphrase_when_it_is_next_used(home: Home):
    heavier = Cost(operations=2, memory=16384)
    old = Vault(home)
    first, second = old.create(PASSPHRASE, LIGHT), old.set_second(PASSPHRASE, SECOND)
    new = Vault(home, costs=[LIGHT, heavier])

    assert new.unlock(PASSPHRASE) == first
    locks = json.loads(home.vault_file.read_bytes())["locks"]
    assert [each["memory"] for each in locks] == [16384, 8192]
    written = home.vault_file.read_bytes()
    assert new.unlock(PASSPHRASE) == first
    assert home.vault_file.read_bytes() == written
    assert new.unlock(SECOND) == second
    assert Vault(home, costs=[heavier]).unlock(SECOND) == second
