from datetime import timedelta

import pytest
from sqlmodel import select

from server.accounts.models import SignIn
from server.accounts.problems import TooManyTries, WrongNameOrPassword
from server.accounts.secrets import hash_password
from server.accounts.sessions import Opened, find_caller
from server.accounts.sign_in import FREE_TRIES, sign_in, wait_after
from server.database import Store
from tests.server.conftest import StoppedClock
from tests.server.staff import an_account

GOOD = "quiet rivers carry stones"
HASH = hash_password(GOOD)
WRONG = "not the password"


@pytest.fixture
def aigul(store: Store) -> str:
    return an_account(store, "aigul", password_hash=HASH).name


def attempt(store: Store, clock: StoppedClock, name: str, password: str = WRONG) -> Opened:
    return sign_in(store, name, password, now=clock())


def fail(store: Store, clock: StoppedClock, name: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongNameOrPassword):
            attempt(store, clock, name)


def test_the_right_password_opens_a_session_that_ends(
    store: Store, clock: StoppedClock, aigul: str
):
    opened = attempt(store, clock, aigul, GOOD)

    with store.reading() as db:
        caller = find_caller(db, opened.token, now=clock())
        assert caller is not None
        assert caller.name == "aigul"
        clock.forward(hours=12)
        assert find_caller(db, opened.token, now=clock()) is None


def test_the_database_holds_no_token_that_could_be_used(
    store: Store, clock: StoppedClock, aigul: str
):
    opened = attempt(store, clock, aigul, GOOD)

    with store.reading() as db:
        kept = db.exec(select(SignIn)).one()
    assert opened.token not in (kept.token_hash, str(kept))


def test_wrong_names_and_wrong_passwords_get_the_same_answer(
    store: Store, clock: StoppedClock, aigul: str
):
    with pytest.raises(WrongNameOrPassword) as for_password:
        attempt(store, clock, aigul)
    with pytest.raises(WrongNameOrPassword) as for_name:
        attempt(store, clock, "nobody")
    assert str(for_password.value) == str(for_name.value)


@pytest.mark.parametrize("name", ["aigul", "nobody"])
def test_guessing_has_to_wait_after_five_tries_known_name_or_not(
    store: Store, clock: StoppedClock, name: str
):
    an_account(store, "aigul", password_hash=HASH)
    fail(store, clock, name, FREE_TRIES)

    with pytest.raises(TooManyTries, match="4 seconds") as refused:
        attempt(store, clock, name)
    assert refused.value.extra["seconds"] == 4

    clock.forward(seconds=5)
    fail(store, clock, name, 1)
    with pytest.raises(TooManyTries, match="8 seconds"):
        attempt(store, clock, name)


def test_the_right_person_waits_a_minute_at_most_and_then_comes_in(
    store: Store, clock: StoppedClock, aigul: str
):
    for _ in range(9):
        fail(store, clock, aigul, 1)
        clock.forward(seconds=60)

    attempt(store, clock, aigul, GOOD)
    fail(store, clock, aigul, FREE_TRIES)  # success has forgotten the tries before it


def test_guessing_one_name_does_not_slow_another_down(
    store: Store, clock: StoppedClock, aigul: str
):
    fail(store, clock, "nobody", FREE_TRIES)

    attempt(store, clock, aigul, GOOD)


def test_waits_grow_and_never_pass_a_minute():
    waits = [wait_after(failures).total_seconds() for failures in range(12)]
    assert waits == [0, 0, 0, 0, 0, 4, 8, 16, 32, 60, 60, 60]
    assert wait_after(10_000) == timedelta(seconds=60)
