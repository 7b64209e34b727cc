from collections.abc import AsyncIterator

import pytest
from textual.widgets import Input

from client.app import EvenhandApp
from client.config import Home
from client.laptop import Laptop, open_laptop
from client.screens.enrol import EnrolScreen
from client.screens.sign_in import SignInScreen
from client.screens.today import TodayScreen
from client.vault.vault import Vault
from tests.client.conftest import PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.screens.steps import Program, in_one_line, running
from tests.client.test_pack_file import Stick


class Newcomer:
    """Someone who starts the program for the first time."""

    def __init__(self, app: EvenhandApp, program: Program) -> None:
        self.app = app
        self.program = program

    async def fill_in(self, **fields: str) -> None:
        for name, value in fields.items():
            self.app.screen.query_one(f"#{name}", Input).value = value
        await self.program.press("f1", "escape")

    async def enrol(self) -> None:
        screen = self.app.screen
        assert isinstance(screen, EnrolScreen)
        screen.action_enrol()
        await self.program.settle()

    def said(self) -> str:
        return in_one_line(self.program.text())


@pytest.fixture
async def newcomer(fresh_app: EvenhandApp, laptop: Laptop, home: Home) -> AsyncIterator[Newcomer]:
    laptop.close()
    for file in (home.vault_file, *home.store_files):
        file.unlink()
    async with running(fresh_app, laptop) as program:
        newcomer = Newcomer(fresh_app, program)
        await program.press("enter")
        await newcomer.fill_in(
            address="hq.example.org", code="CODE-1", passphrase=PASSPHRASE, again=PASSPHRASE
        )
        yield newcomer


async def test_enrolling_leads_to_today_with_the_plan(newcomer: Newcomer) -> None:
    await newcomer.enrol()
    assert isinstance(newcomer.app.screen, TodayScreen)
    assert "station 57, Library" in newcomer.said()


async def test_two_passphrases_that_differ_change_nothing(newcomer: Newcomer, home: Home) -> None:
    await newcomer.fill_in(again="something else")
    await newcomer.enrol()
    assert "The two passphrases differ" in newcomer.said()
    assert not home.vault_file.exists()


async def test_a_short_passphrase_is_refused_with_the_reason(newcomer: Newcomer) -> None:
    await newcomer.fill_in(passphrase="short", again="short")
    await newcomer.enrol()
    assert "at least 10 characters" in newcomer.said()


async def test_an_address_without_encryption_needs_a_tick(newcomer: Newcomer) -> None:
    await newcomer.fill_in(address="http://192.168.1.7:8000")
    await newcomer.enrol()
    assert "This address is not encrypted" in newcomer.said()
    await newcomer.program.press("space")
    await newcomer.enrol()
    assert isinstance(newcomer.app.screen, TodayScreen)


async def test_a_wrong_code_can_be_tried_again_with_another(
    newcomer: Newcomer, server: FakeServer
) -> None:
    await newcomer.fill_in(code="CODE-9")
    await newcomer.enrol()
    assert "This enrolment code was used already" in newcomer.said()
    await newcomer.fill_in(code="CODE-2")
    await newcomer.enrol()
    assert isinstance(newcomer.app.screen, TodayScreen)
    assert len(server.devices) == 1


async def test_a_laptop_that_got_no_answer_is_enrolled_after_the_next_sign_in(
    newcomer: Newcomer, server: FakeServer
) -> None:
    server.reachable = False
    await newcomer.enrol()
    assert "No connection" in newcomer.said()
    await newcomer.program.press("ctrl+l")
    assert isinstance(newcomer.app.screen, SignInScreen)
    server.reachable = True
    await newcomer.program.sign_in(PASSPHRASE)
    await newcomer.fill_in(address="hq.example.org", code="CODE-1")
    await newcomer.enrol()
    assert isinstance(newcomer.app.screen, TodayScreen)


async def test_a_pack_file_enrols_without_a_network(
    newcomer: Newcomer, server: FakeServer, stick: Stick
) -> None:
    server.reachable = False
    await newcomer.fill_in(address=str(stick()))
    await newcomer.enrol()
    assert isinstance(newcomer.app.screen, TodayScreen)
    assert "station 57, Library" in newcomer.said()


async def test_without_a_stick_the_key_for_it_says_so(newcomer: Newcomer) -> None:
    await newcomer.program.press("f3")
    assert "No pack file was found" in newcomer.said()


async def test_a_wrong_passphrase_is_told_and_another_one_may_follow(program: Program) -> None:
    await program.press("ctrl+l")
    await program.sign_in("not this one, surely")
    assert isinstance(program.app.screen, SignInScreen)
    assert "This passphrase does not open the store" in in_one_line(program.text())
    await program.sign_in(PASSPHRASE)
    assert isinstance(program.app.screen, TodayScreen)


async def test_leaving_closes_the_store(program: Program, home: Home, clock: StoppedClock) -> None:
    await program.press("q")
    assert program.app.desk is None
    assert program.app.return_code == 0
    with open_laptop(home, Vault(home).unlock(PASSPHRASE), clock) as laptop:
        assert laptop.find_identity() is not None
