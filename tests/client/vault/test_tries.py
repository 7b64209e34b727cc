"""Guessing at the keyboard becomes slow, and costs nothing but time."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.config import Home
from client.vault.tries import FREE_TRIES, LONGEST_WAIT, TooManyTries, Tries
from client.vault.vault import Vault, WrongPassphrase
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock


@pytest.fixture
def vault(home: Home, clock: StoppedClock) -> Vault:
    vault = Vault(home, clock=clock)
    vault.create(PASSPHRASE, LIGHT)
    return vault


def guess(vault: Vault, times: int = 1) -> int:
    """Guess wrong; return the seconds that the last refusal named."""
    seconds = 0
    for _ in range(times):
        with pytest.raises(WrongPassphrase) as refused:
            vault.unlock("not the passphrase")
        seconds = refused.value.seconds
    return seconds


def test_typing_errors_cost_nothing(vault: Vault):
    assert guess(vault, FREE_TRIES - 1) == 0
    vault.unlock(PASSPHRASE)


def test_each_further_wrong_try_doubles_the_wait_up_to_a_limit(vault: Vault, clock: StoppedClock):
    waits = [guess(vault, FREE_TRIES)]
    for _ in range(12):
        clock.move(seconds=waits[-1])
        waits.append(guess(vault))

    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == LONGEST_WAIT


def test_while_it_waits_not_even_the_right_one_opens(vault: Vault, clock: StoppedClock):
    guess(vault, FREE_TRIES)

    with pytest.raises(TooManyTries, match=r"Wait 2 seconds.*nothing is ever deleted"):
        vault.unlock(PASSPHRASE)
    clock.move(seconds=2)
    vault.unlock(PASSPHRASE)


def test_starting_the_program_anew_does_not_help(vault: Vault, home: Home, clock: StoppedClock):
    guess(vault, FREE_TRIES)

    with pytest.raises(TooManyTries):
        Vault(home, clock=clock).unlock(PASSPHRASE)


def test_the_right_passphrase_begins_the_count_anew(vault: Vault, clock: StoppedClock):
    guess(vault, FREE_TRIES)
    clock.move(seconds=2)
    vault.unlock(PASSPHRASE)

    assert guess(vault, FREE_TRIES - 1) == 0


def test_a_clock_that_was_set_back_does_not_lock_anybody_out(vault: Vault, clock: StoppedClock):
    guess(vault, FREE_TRIES)
    clock.move(days=-365)

    with pytest.raises(TooManyTries, match="Wait 2 seconds"):
        vault.unlock(PASSPHRASE)
    clock.move(seconds=2)
    vault.unlock(PASSPHRASE)


def test_a_try_counts_before_it_is_made(home: Home, clock: StoppedClock):
    home.prepare()
    tries = Tries(home, clock)
    tries.begin()

    assert json.loads(home.tries_file.read_bytes())["failed"] == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"failed": "x", "last": 3}'])
def test_a_damaged_count_lets_the_observer_in(vault: Vault, home: Home, content: bytes):
    home.tries_file.write_bytes(content)

    vault.unlock(PASSPHRASE)


@settings(max_examples=20, deadline=None)
@given(jumps=st.lists(st.integers(-10_000, 10_000), max_size=8))
def test_no_wait_is_ever_longer_than_the_limit(
    tmp_path_factory: pytest.TempPathFactory, jumps: list[int]
):
    clock = StoppedClock()
    home = Home(tmp_path_factory.mktemp("home"))
    tries = Tries(home, clock)
    for jump in jumps:
        tries.begin()
        clock.move(seconds=jump)
        assert 0 <= tries.seconds_to_wait() <= LONGEST_WAIT
