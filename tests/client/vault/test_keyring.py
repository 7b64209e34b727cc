"""The computer's keyring opens the store only where somebody chose that it may."""

import subprocess
import sys

import pytest

from client.config import Home
from client.vault.key_file import StoreKey
from client.vault.keyring import NoKeyring, find_keyring, find_remembered, forget, remember
from client.vault.vault import Vault
from tests.client.conftest import LIGHT, PASSPHRASE


class Drawer:
    """A keyring in memory; a locked one refuses."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]

    def _check(self) -> None:
        if self.is_locked:
            raise OSError("locked")


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def key(home: Home) -> StoreKey:
    return Vault(home).create(PASSPHRASE, LIGHT)


def test_what_was_remembered_opens_the_same_store(home: Home, key: StoreKey, drawer: Drawer):
    assert find_remembered(home, drawer) is None
    before = home.vault_file.read_bytes()

    remember(home, key, drawer)

    assert find_remembered(home, drawer) == key
    assert home.vault_file.read_bytes() == before
    assert str(home.folder) not in str(drawer.kept)


def test_it_forgets_when_told(home: Home, key: StoreKey, drawer: Drawer):
    remember(home, key, drawer)

    assert forget(home, drawer)
    assert not forget(home, drawer)
    assert find_remembered(home, drawer) is None


@pytest.mark.parametrize("kept", ["", "nonsense", "0:00ff", "7:" + "00" * 32, "0:" + "zz" * 32])
def test_what_makes_no_sense_is_no_key(home: Home, key: StoreKey, drawer: Drawer, kept: str):
    remember(home, key, drawer)
    drawer.kept = dict.fromkeys(drawer.kept, kept)

    assert find_remembered(home, drawer) is None


def test_a_locked_keyring_is_told_in_words(home: Home, drawer: Drawer):
    drawer.is_locked = True

    with pytest.raises(NoKeyring, match="use the passphrase"):
        find_remembered(home, drawer)


def test_a_computer_without_a_keyring_says_so():
    with pytest.raises(NoKeyring, match="go on with the passphrase"):
        find_keyring()


def test_the_library_is_loaded_only_when_it_is_asked_for():
    program = "import sys, client.screens.sign_in; print('keyring' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stdout == "False\n"
