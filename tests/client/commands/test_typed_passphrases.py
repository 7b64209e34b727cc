"""At a terminal, the passphrase is asked for; what is typed is not shown."""

import os
import pty
import subprocess
import sys

import pytest

from client.config import Home
from client.vault.vault import Vault, WrongPassphrase
from tests.client.conftest import LIGHT, PASSPHRASE

NEW = "seven ladders in the rain"


def typed(home: Home, *lines: str) -> tuple[int, str]:
    """Run `evenhand passphrase` at a terminal and type `lines`; return exit code and screen."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if "PASSPHRASE" not in name}
    process = subprocess.Popen(
        [sys.executable, "-m", "client", "--home", str(home.folder), "passphrase"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    screen = ""
    for line in lines:
        screen += until_asked(ours)
        os.write(ours, line.encode() + b"\n")
    screen += rest_of(ours)
    os.close(ours)
    return process.wait(), screen


def until_asked(terminal: int) -> str:
    read = ""
    while not read.endswith(": "):
        read += os.read(terminal, 1000).decode()
    return read


def rest_of(terminal: int) -> str:
    read = b""
    try:
        while piece := os.read(terminal, 1000):
            read += piece
    except OSError:  # the other end is closed
        pass
    return read.decode()


@pytest.fixture
def vault(home: Home) -> Vault:
    vault = Vault(home)
    vault.create(PASSPHRASE, LIGHT)
    return vault


def test_a_new_passphrase_is_typed_twice(home: Home, vault: Vault):
    code, screen = typed(home, PASSPHRASE, NEW, NEW)

    assert (code, "The passphrase is changed" in screen) == (0, True)
    assert PASSPHRASE not in screen
    assert NEW not in screen
    vault.unlock(NEW)


def test_two_that_differ_change_nothing(home: Home, vault: Vault):
    code, screen = typed(home, PASSPHRASE, NEW, NEW + "!")

    assert (code, "the two passphrases differ" in screen) == (2, True)
    vault.unlock(PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        vault.unlock(NEW)


def test_the_old_one_is_asked_for_first(home: Home, vault: Vault):
    code, screen = typed(home, "not the passphrase")

    assert (code, "does not open the store" in screen) == (1, True)
    vault.unlock(PASSPHRASE)
