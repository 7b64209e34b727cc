"""Locking after a rest, waiting after wrong tries, recovering a damaged store: at the screen."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from textual.widgets import Input

from client.app import EvenhandApp
from client.config import Home
from client.laptop import Laptop
from client.screens.idle import IdleWatch
from client.screens.sign_in import SignInScreen
from client.screens.today import TodayScreen
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.screens.conftest import FakeLines
from tests.client.screens.steps import Program, in_one_line, running


class Steady:
    """A clock that only goes forward, as a laptop's does while it is awake."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
async def resting(
    home: Home, clock: StoppedClock, steady: Steady, lines: FakeLines, enrolled: Laptop
) -> AsyncIterator[Program]:
    """The program, signed in, that locks after ten minutes."""
    idle = IdleWatch(timedelta(minutes=10), clock, steady)
    app = EvenhandApp(home, clock=clock, lines=lines, cost=LIGHT, idle=idle)
    async with running(app, enrolled) as program:
        await program.sign_in(PASSPHRASE)
        await program.settle()
        assert isinstance(program.app.screen, TodayScreen)
        yield program


async def rest(program: Program) -> None:
    await program.app.lock_if_idle()
    await program.settle()


async def test_after_ten_minutes_without_a_key_it_locks_and_keeps_what_was_typed(
    resting: Program, steady: Steady
) -> None:
    await resting.open_checklist()
    await resting.press("1")
    steady.seconds = 601
    await rest(resting)

    assert isinstance(resting.app.screen, SignInScreen)
    assert resting.app.desk is None
    assert "nobody touched the keyboard" in in_one_line(resting.text())
    assert resting.draft().answers
    await resting.sign_in(PASSPHRASE)
    assert isinstance(resting.app.screen, TodayScreen)


async def test_a_key_is_a_sign_of_life(resting: Program, steady: Steady) -> None:
    steady.seconds = 500
    await resting.press("down")
    steady.seconds = 1000
    await rest(resting)

    assert isinstance(resting.app.screen, TodayScreen)


async def test_a_laptop_that_slept_is_locked_when_it_wakes(
    resting: Program, clock: StoppedClock
) -> None:
    clock.move(minutes=11)
    await rest(resting)

    assert isinstance(resting.app.screen, SignInScreen)


async def test_after_three_wrong_tries_the_field_waits_and_says_how_long(
    program: Program, clock: StoppedClock
) -> None:
    await program.press("ctrl+l")
    for _ in range(4):
        if not program.app.screen.query_one(Input).disabled:
            await program.sign_in("not this one, surely")
    assert "The next try can come in 2 seconds" in in_one_line(program.text())
    assert program.app.screen.query_one(Input).disabled

    clock.move(seconds=2)
    assert isinstance(program.app.screen, SignInScreen)
    program.app.screen.wait_if_needed()
    await program.settle()
    assert "You can try again" in program.text()
    await program.sign_in(PASSPHRASE)
    assert isinstance(program.app.screen, TodayScreen)


async def test_nothing_typed_and_no_keyring_is_told(program: Program) -> None:
    await program.press("ctrl+l", "enter")

    assert "Type the passphrase" in in_one_line(program.text())


async def test_a_damaged_store_is_recovered_by_one_key(program: Program, home: Home) -> None:
    await program.press("ctrl+l")
    program.laptop.close()
    for file in home.store_files:
        content = bytearray(file.read_bytes())
        content[9 * 4096 + 1000 : 9 * 4096 + 1512] = b"\xa5" * 512
        file.write_bytes(content)

    await program.sign_in(PASSPHRASE)
    assert "F5 recover what is whole" in program.text()
    await program.press("f5")
    assert "Recovered: 0 sealed reports and 0 drafts" in in_one_line(program.text())
    await program.sign_in(PASSPHRASE)
    assert isinstance(program.app.screen, TodayScreen)
