import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from client.config import Home, find_home
from client.disk import DiskFull, HomeNotWritable, disk_errors_told
from client.store import open_store
from client.vault.key_file import MODERATE
from client.vault.passphrase import PassphraseTooShort
from client.vault.vault import Vault, VaultDamaged, VaultExists, VaultMissing, WrongPassphrase
from shared.digest import digest_of
from tests.client.conftest import LIGHT, PASSPHRASE

NEW_PASSPHRASE = "seven ladders in the rain"


@pytest.fixture
def vault(home: Home) -> Vault:
    return Vault(home)


def test_the_passphrase_opens_what_it_closed(vault: Vault):
    key = vault.create(PASSPHRASE, LIGHT)

    assert len(key.secret) == 32
    assert vault.unlock(PASSPHRASE) == key


def test_a_wrong_passphrase_is_told_and_changes_nothing(vault: Vault, home: Home):
    vault.create(PASSPHRASE, LIGHT)
    before = home.vault_file.read_bytes()

    with pytest.raises(WrongPassphrase, match="Caps Lock"):
        vault.unlock(PASSPHRASE + " ")

    assert home.vault_file.read_bytes() == before


def test_the_same_letters_from_another_keyboard_open_it_too(vault: Vault):
    key = vault.create("Wähler-Kärtchen", LIGHT)

    assert vault.unlock("Wa\u0308hler-Ka\u0308rtchen") == key


def test_two_laptops_with_one_passphrase_have_different_keys(tmp_path: Path):
    first, second = Vault(Home(tmp_path / "1")), Vault(Home(tmp_path / "2"))

    assert first.create(PASSPHRASE, LIGHT).secret != second.create(PASSPHRASE, LIGHT).secret


def test_a_short_passphrase_is_refused_with_the_reason(vault: Vault):
    with pytest.raises(PassphraseTooShort, match=r"at least 10 characters: whoever takes"):
        vault.create("123456789", LIGHT)

    assert not vault.exists


def test_a_second_key_never_overwrites_the_first(vault: Vault):
    key = vault.create(PASSPHRASE, LIGHT)

    with pytest.raises(VaultExists, match="already holds"):
        vault.create(NEW_PASSPHRASE, LIGHT)

    assert vault.unlock(PASSPHRASE) == key


def test_a_store_without_its_key_file_is_not_given_a_new_key(vault: Vault, home: Home):
    open_store(home, vault.create(PASSPHRASE, LIGHT)).close()
    home.vault_file.unlink()

    with pytest.raises(VaultExists):
        vault.create(PASSPHRASE, LIGHT)
    with pytest.raises(VaultMissing, match="Put the file back"):
        vault.unlock(PASSPHRASE)
    assert all(each.exists() for each in home.store_files)


def test_a_home_that_was_never_set_up_says_how_to_begin(vault: Vault):
    with pytest.raises(VaultMissing, match="evenhand enrol URL CODE"):
        vault.check_there()


def test_the_passphrase_changes_without_changing_the_key(vault: Vault):
    key = vault.create(PASSPHRASE, LIGHT)

    vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE, LIGHT)

    assert vault.unlock(NEW_PASSPHRASE) == key
    with pytest.raises(WrongPassphrase):
        vault.unlock(PASSPHRASE)


def test_a_refused_change_leaves_the_old_passphrase(vault: Vault):
    key = vault.create(PASSPHRASE, LIGHT)

    with pytest.raises(PassphraseTooShort):
        vault.change_passphrase(PASSPHRASE, "short", LIGHT)
    with pytest.raises(WrongPassphrase):
        vault.change_passphrase("not the passphrase", NEW_PASSPHRASE, LIGHT)

    assert vault.unlock(PASSPHRASE) == key


def test_changing_leaves_no_second_file_behind(vault: Vault, home: Home):
    vault.create(PASSPHRASE, LIGHT)
    vault.change_passphrase(PASSPHRASE, NEW_PASSPHRASE, LIGHT)

    names = sorted(each.name for each in home.folder.iterdir())
    assert [each for each in names if "store" not in each] == ["tries.json", "vault.json"]


def changed(content: str, **changes: object) -> str:
    return json.dumps(json.loads(content) | changes)


def resummed(content: str, **changes: object) -> str:
    found = json.loads(content)
    found["locks"][0] |= changes
    return summed(found)


def summed(found: dict[str, object]) -> str:
    found.pop("sum")
    return json.dumps(found | {"sum": digest_of(found)})


DAMAGE: dict[str, Callable[[str], str]] = {
    "empty": lambda content: content[:0],
    "half": lambda content: content[: len(content) // 2],
    "another shape": lambda content: f"[{content}]",
    "another key": lambda content: changed(content, slots=["00" * 72] * 2),
    "one slot": lambda content: changed(content, slots=["00" * 72]),
    "absurd cost": lambda content: resummed(content, memory=2**60),
    "no salt": lambda content: resummed(content, salt="not hexadecimal"),
    "no lock": lambda content: summed(json.loads(content) | {"locks": []}),
    "a newer version": lambda content: summed(json.loads(content) | {"format": 3}),
    "another name": lambda content: content.replace("salt", "malt"),
    "noise": lambda content: "\x00\x01" + content,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_key_file_is_told_apart_from_a_wrong_passphrase(
    vault: Vault, home: Home, damage: str
):
    vault.create(PASSPHRASE, LIGHT)
    home.vault_file.write_text(DAMAGE[damage](home.vault_file.read_text()))
    left = home.vault_file.read_bytes()

    with pytest.raises(VaultDamaged, match=r"vault\.json is damaged .* Nothing was deleted"):
        vault.unlock(PASSPHRASE)

    assert home.vault_file.read_bytes() == left


def test_only_the_owner_may_look_into_the_home(vault: Vault, home: Home):
    open_store(home, vault.create(PASSPHRASE, LIGHT)).close()

    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
    for file in home.folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_guess_costs_a_quarter_of_a_gigabyte():
    assert MODERATE.memory == 256 * 1024**2
    assert MODERATE.operations >= 3


def test_a_file_where_the_home_should_be_is_told(tmp_path: Path):
    (tmp_path / "taken").write_text("")

    with pytest.raises(HomeNotWritable, match="--home"):
        Vault(Home(tmp_path / "taken")).create(PASSPHRASE, LIGHT)


def test_a_full_disk_is_told_by_its_name(tmp_path: Path):
    with pytest.raises(DiskFull, match="Free some space"), disk_errors_told(tmp_path):
        raise OSError(28, "No space left on device")


def test_the_home_is_what_was_asked_for_before_what_is_usual(tmp_path: Path):
    environment = {"EVENHAND_HOME": str(tmp_path / "from the environment")}

    assert find_home(tmp_path / "given", environment).folder == tmp_path / "given"
    assert find_home(None, environment).folder == tmp_path / "from the environment"
    assert find_home(None, {}).folder.name == "evenhand"
