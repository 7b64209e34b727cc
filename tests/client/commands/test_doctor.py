"""`evenhand doctor`: it tells what is the matter and what to do, and nothing secret."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from client.alone import only_program
from client.config import Home
from client.doctor.finding import Finding, State
from client.doctor.line import look_at_line, skew_in_words
from client.identity import get_identity
from client.laptop import open_laptop
from client.vault.vault import Vault
from shared.clock import system_clock
from tests.client.commands.shell import Ran, Shell, fill, written
from tests.client.conftest import PASSPHRASE
from tests.client.fake_server import FakeServer
from tests.client.http_server import serving

PLANTED = "planted remark of an observer"


def told(ran: Ran, about: str) -> tuple[str, str, str | None]:
    """Return state, words and cure of what was found about something."""
    document = json.loads(ran.out)
    (found,) = [each for each in document["findings"] if each["about"] == about]
    return found["state"], found["said"], found["next"]


def test_where_nothing_is_set_up_it_says_what_to_begin_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    home = Home(tmp_path / "nothing here")

    ran = Shell(home, capsys)("doctor")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Evenhand ")
    assert "SQLCipher 4" in ran.out
    assert "Enrol: evenhand enrol URL CODE" in ran.out
    assert not home.folder.exists()


def test_a_laptop_that_is_well_is_told_so_with_all_counts(joined: Shell, answers: Path):
    fill(joined, answers)
    joined("sync")

    ran = joined("doctor", "--json")

    document = ran.document
    assert document["ok"]
    assert (document["counts"]["held"], document["counts"]["waiting"]) == (1, 0)
    assert {each["state"] for each in document["findings"]} <= {"ok", "note"}
    assert told(ran, "Store")[1] == "Every page of it is as it was written."
    assert told(ran, "Journal")[1] == "1 entries, each follows from the one before."
    assert told(ran, "Clock")[1] == "This laptop's clock and the server's agree."
    assert told(ran, "At headquarters")[1].endswith("holds its entries up to 1.")


def test_what_waits_is_counted_and_nothing_is_marked_as_held(joined: Shell, answers: Path):
    fill(joined, answers)

    ran = joined("doctor")

    assert ran.code == 0
    assert "Drafts 0. Waiting 1, held by headquarters 0." in ran.out
    assert "Sync when there is a line, or make a bundle." in ran.out
    assert joined("status", "--json").document["waiting"] == 1


def test_nothing_secret_is_in_it(joined: Shell, tmp_path: Path, home: Home):
    answers = written(tmp_path / "answers.json", {"V01": "no", "V30": PLANTED})
    fill(joined, answers)
    with open_laptop(home, Vault(home).unlock(PASSPHRASE), system_clock) as laptop:
        identity = get_identity(laptop.store)
        station = laptop.pack.find_station("42")
    assert station is not None

    said = joined("doctor").out + joined("doctor", "--json").out

    assert "Waiting 1" in said
    for secret in (
        PASSPHRASE,
        identity.token,
        identity.seed.hex(),
        PLANTED,
        station.name,
        station.address,
        station.region,
        "CODE-1",
        "Observation of 10 January 2021",
    ):
        assert secret not in said


def test_without_the_passphrase_it_says_what_it_can(joined: Shell, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("EVENHAND_PASSPHRASE")

    ran = joined("doctor", "--json")

    assert ran.code == 0
    assert told(ran, "Key file")[:2] == ("ok", "It is whole.")
    assert told(ran, "Store files")[0] == "ok"
    assert told(ran, "Store")[1].startswith("No passphrase was given")
    assert ran.document["counts"] is None


def test_a_wrong_passphrase_counts_as_one(joined: Shell, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EVENHAND_PASSPHRASE", "not this one at all")

    ran = joined("doctor", "--json")

    assert ran.code == 1
    assert told(ran, "Store")[:2] == ("trouble", "Wrong passphrase.")


@pytest.mark.parametrize(
    ("what", "about", "cure"),
    [("store", "Store", "evenhand rescue"), ("key", "Key file", "from a copy of this folder")],
)
def test_damage_is_told_with_its_cure(joined: Shell, home: Home, what: str, about: str, cure: str):
    for file in home.store_files if what == "store" else (home.vault_file,):
        content = bytearray(file.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
        file.write_bytes(content)

    ran = joined("doctor", "--json")

    assert ran.code == 1
    assert cure in " ".join(json.loads(ran.out)["next"])
    states = [each["state"] for each in json.loads(ran.out)["findings"] if each["about"] == about]
    assert "trouble" in states


def test_while_the_program_is_open_the_store_is_left_alone(joined: Shell, home: Home):
    with only_program(home):
        ran = joined("doctor", "--json")

    assert ran.code == 0
    assert told(ran, "Store") == (
        "note",
        "Evenhand is open in another window, so the store was not looked through.",
        "Close it there, then repeat this.",
    )


def test_a_line_that_is_down_is_told_and_work_goes_on(shell: Shell, server: FakeServer):
    with serving(server) as url:
        shell("enrol", url, "CODE-1")

    ran = shell("doctor", "--json")

    assert ran.code == 1
    assert told(ran, "Server")[1].startswith("No connection to 127.0.0.1")
    assert "make a bundle" in (told(ran, "Server")[2] or "")
    assert told(ran, "Journal")[0] == "ok"


class Welcome(BaseHTTPRequestHandler):
    """Answers everybody with the page of a hotel's network."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>Welcome to Hotel Astana. Log in, please.</html>")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - its own name
        """Say nothing."""


@contextmanager
def hotel() -> Generator[str]:
    with HTTPServer(("127.0.0.1", 0), Welcome) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        thread.join()


async def server_finding(url: str, ahead: timedelta = timedelta()) -> list[Finding]:
    found = await look_at_line(url, lambda: system_clock() + ahead, plain_http=False)
    return list(found)


async def test_a_captive_portal_and_a_stranger_are_told_apart(server: FakeServer):
    with hotel() as url:
        (portal,) = await server_finding(url)
    with serving(server, without=["/api/v1/changes"]) as url:
        (stranger,) = await server_finding(url)

    assert portal.state is stranger.state is State.TROUBLE
    assert "answered with a web page" in portal.said
    assert portal.cure.startswith("Open a browser, log in")
    assert "Is the address right?" in stranger.said


@pytest.mark.parametrize(
    ("ahead", "state", "said"),
    [
        (timedelta(seconds=20), State.OK, "agree"),
        (timedelta(minutes=3), State.NOTE, "3 minutes ahead of the server's"),
        (timedelta(minutes=-47), State.TROUBLE, "47 minutes behind the server's."),
        (timedelta(hours=3), State.TROUBLE, "3 hours ahead of the server's. Is the time zone"),
    ],
)
async def test_a_wrong_clock_is_told_in_words(url: str, ahead: timedelta, state: State, said: str):
    _, clock = await server_finding(url, ahead)

    assert clock.state is state
    assert said in clock.said


def test_a_clock_is_off_by_two_units_at_most():
    assert skew_in_words(timedelta(days=-3, hours=-2, minutes=-5)) == "3 days 2 hours behind"
    assert skew_in_words(timedelta(hours=1, minutes=1)) == "1 hour 1 minute ahead of"


def test_another_server_can_be_asked(shell: Shell, url: str):
    ran = shell("doctor", "--server", url, "--json")

    assert told(ran, "Server")[1].startswith("127.0.0.1 answers and speaks protocol 3")


def test_the_version_is_one_line(shell: Shell):
    ran = shell("--version")

    assert (ran.code, ran.out) == (0, "evenhand 0.1.0\n")
