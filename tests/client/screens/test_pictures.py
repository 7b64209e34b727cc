"""One picture of each state that a person may meet, at 80×24 and, for two, at 120×40.

`pytest --snapshot-update` takes them anew; look at each before it is committed.
"""

import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion

from client.app import EvenhandApp
from client.config import Home
from client.laptop import Laptop
from client.screens.idle import IdleWatch
from client.widgets import themes
from shared.ids import new_id
from shared.sync.protocol import MessageOut, Outcome
from shared.sync.setting import ContactOut
from tests.client.conftest import StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.screens import everything
from tests.client.screens.pictured import PACK
from tests.client.screens.steps import SMALL, Program, running
from tests.client.screens.test_repeats import opened

WIDE = (120, 40)
_MORNING = 1_610_245_800
"""Half past eight at the station."""


@pytest.fixture
def server(clock: StoppedClock) -> FakeServer:
    server = FakeServer(PACK)
    server.now = clock()
    return server


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The picture that was accepted for this test."""
    return snapshot.use_extension(SVGImageExtension)


def _drawn(app: EvenhandApp) -> str:
    return app.export_screenshot(title=app.title, simplify=True)


async def _press(program: Program, *keys: str) -> None:
    """Press `keys`; what follows `type:` is typed."""
    for key in keys:
        if key.startswith("type:"):
            await program.type(key.removeprefix("type:"))
        else:
            await program.press(key)


CHECKLIST = ("down", "enter", "enter")
SECRECY = (*CHECKLIST, "right", "right")


@pytest.mark.parametrize("keys", [(), ("enter",)], ids=["welcome", "enrol"])
async def test_the_first_start(
    keys: tuple[str, ...],
    fresh_app: EvenhandApp,
    laptop: Laptop,
    home: Home,
    picture: SnapshotAssertion,
) -> None:
    laptop.close()
    home.vault_file.unlink()
    async with running(fresh_app, laptop) as program:
        await program.press(*keys)
        assert _drawn(fresh_app) == picture


async def test_a_wrong_passphrase(program: Program, picture: SnapshotAssertion) -> None:
    await program.press("ctrl+l")
    await program.sign_in("not the passphrase")
    assert _drawn(program.app) == picture


async def test_locked_after_a_rest(program: Program, picture: SnapshotAssertion) -> None:
    program.app.idle = IdleWatch(timedelta(0), program.laptop.clock)
    await program.app.lock_if_idle()
    await program.settle()
    assert _drawn(program.app) == picture


async def test_waiting_after_wrong_passphrases(
    program: Program, picture: SnapshotAssertion
) -> None:
    await program.press("ctrl+l")
    for _ in range(3):
        await program.sign_in("not the passphrase")
    assert _drawn(program.app) == picture


SEALED_HERE = ("enter", "enter", "2", "ctrl+f", "ctrl+f", "y")
PLACES: dict[str, tuple[str, ...]] = {
    "visit": (*SEALED_HERE, "p", "type:07-A 07-B", "enter"),
    "visit_asks": (*SEALED_HERE, "l"),
    "visit_elsewhere": (*SEALED_HERE, "escape", "down", "down", "enter"),
    "visit_abroad": ("s", "type:AB", "enter"),
    "station": (*SEALED_HERE, "escape", "s", "type:61", "ctrl+d"),
    "stations_with_distances": (*SEALED_HERE, "escape", "s"),
    "station_not_in_the_register": ("s", "type:Boarding school", "enter"),
    "access_refused": ("enter", "r", "enter", "type:No badge, they said"),
    "today_amid_a_visit": (*SEALED_HERE, "escape"),
}
PICTURES: dict[str, tuple[str, ...]] = {
    "today": (),
    "stations": ("s", "type:мектеп"),
    "visit_not_begun": ("enter",),
    "checklist_at_the_start": CHECKLIST,
    "checklist_answered": (*SECRECY, "2", "enter", "1", "s", "c", "type:Two of twelve", "enter"),
    "checklist_typing": (*SECRECY, "end", "4"),
    "checklist_with_remarks": (*SECRECY, "3", "end", "0", "enter", "left"),
    "checklist_elsewhere": (*SECRECY, "3", "end", "0", "enter", "home", "pageup", "pageup"),
    "checklist_undone": (*SECRECY, "2", "enter", "1", "ctrl+z"),
    "questions_listed": (*SECRECY, "3", "end", "0", "enter", "up", "ctrl+g"),
    "checklist_several_choices": (*CHECKLIST, "right", "2", "3", "5"),
    "finish_with_something_missing": (*SECRECY, "3", "end", "9", "9", "ctrl+f", "ctrl+f"),
    "finish_whole": (*SECRECY, "1", "down", "o", "ctrl+f"),
    "help": (*CHECKLIST, "question_mark"),
    **PLACES,
}


@pytest.mark.parametrize("name", PICTURES)
async def test_a_screen(name: str, program: Program, picture: SnapshotAssertion) -> None:
    await _press(program, *PICTURES[name])
    assert _drawn(program.app) == picture


WIDE_TOO = (
    "today_amid_a_visit",
    "checklist_answered",
    "finish_with_something_missing",
    "visit",
    "stations_with_distances",
)


@pytest.mark.parametrize(
    ("name", "size"),
    [(name, WIDE) for name in WIDE_TOO],
    ids=WIDE_TOO,
)
async def test_a_wide_screen(name: str, program: Program, picture: SnapshotAssertion) -> None:
    await _press(program, *PICTURES[name])
    assert _drawn(program.app) == picture


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.CONTRAST])
async def test_another_look(theme: str, program: Program, picture: SnapshotAssertion) -> None:
    program.app.theme = theme
    await _press(program, *PICTURES["checklist_with_remarks"])
    assert _drawn(program.app) == picture


async def _set_on_the_way(program: Program, server: FakeServer, clock: StoppedClock) -> None:
    """One report held and set apart, one waiting, one draft, and no connection."""
    random.seed(11)  # the courier's next try comes by chance, and its time is in the picture
    await _press(program, *SECRECY, "1", "down", "1", "ctrl+f", "ctrl+f")
    (line,) = program.laptop.reports.list_reports()
    reason = "Station 57 is closed in the register. A coordinator will look at it."
    server.judged = [Outcome(report=line.report, revision=1, state="quarantined", reason=reason)]
    await program.press("y")
    await program.go_home()
    server.reachable = False
    clock.move(minutes=25)
    again = ("s", "type:61", "enter", "enter", "right", "right", "1", "down", "2")
    await _press(program, *again, "ctrl+f", "ctrl+f")
    await program.go_home()
    clock.move(minutes=3)
    await _press(program, "s", "type:42", "enter", "enter", "o")
    await program.go_home()


CORRECTING = ("o", "end", "r", "type:The code was")


@pytest.mark.parametrize("keys", [(), ("o",), CORRECTING], ids=["today", "outbox", "correcting"])
async def test_everything_on_its_way(
    keys: tuple[str, ...],
    program: Program,
    server: FakeServer,
    clock: StoppedClock,
    picture: SnapshotAssertion,
) -> None:
    await _set_on_the_way(program, server, clock)
    await _press(program, *keys)
    assert _drawn(program.app) == picture


CONTESTANT = ("right", "ctrl+a", "enter", "type:Ayan", "enter", "type:200", "enter")
SCENE = ("4", "1", "2", "enter", "pagedown")
KINDS: dict[str, tuple[str, ...]] = {
    "repeat_empty": ("right",),
    "repeat_asked_to_remove": (*CONTESTANT, "left", "ctrl+r"),
    "repeat_removed": (*CONTESTANT, "ctrl+a", "enter", "type:Dina", "enter", "ctrl+r", "y"),
    "kinds": (*SCENE, "2", "1", "plus", "down", "plus", "plus", "down", "1", "home"),
    "evidence": ("pagedown", "pagedown", "g", "down", "p", "down"),
    "counting_in_russian": ("4", "1", "2", "enter", *CONTESTANT[1:], "left", "ctrl+o"),
    "long_list": ("pagedown", "pagedown", "down", "down", "slash", "type:4"),
}


@pytest.mark.parametrize("name", KINDS)
async def test_a_kind_of_question(
    name: str, program: Program, server: FakeServer, picture: SnapshotAssertion
) -> None:
    await opened(program, server, everything.FORM)
    await _press(program, *KINDS[name])
    assert _drawn(program.app) == picture


async def test_files_to_choose_from(
    program: Program, server: FakeServer, tmp_path: Path, picture: SnapshotAssertion
) -> None:
    folder = tmp_path / "Photographs"
    (folder / "Older ones").mkdir(parents=True)
    for number, name in enumerate(("entrance.jpg", "protocol, first page.jpg", "seal-4711.jpg")):
        (folder / name).write_bytes(bytes(400_000 * (number + 1)))
        os.utime(folder / name, (_MORNING + 600 * number, _MORNING + 600 * number))
    await opened(program, server, everything.FORM)
    assert program.app.desk is not None
    program.app.desk.files.folder = folder
    await _press(program, "pagedown", "pagedown", "a")
    assert _drawn(program.app) == picture


async def _set_word_from_headquarters(program: Program, server: FakeServer) -> None:
    """Two messages, one of them confirmed, and the phones on duty."""
    texts = {
        "Reporting window closes at 11:00. Send what you have, also if a question is open.": 0,
        "The road to station 61 is closed between the bridge and the school; go by the river.": 1,
    }
    for text, hour in texts.items():
        at = datetime(2021, 1, 10, hour, 30, tzinfo=UTC)
        server.messages[str(new_id())] = MessageOut(text=text, by="coordinator", at=at)
    contacts = [
        ContactOut(role="Security officer", phone="+7 7172 555 010", hours="day and night"),
        ContactOut(role="Doctor on call", phone="+7 7172 555 012", hours="day and night"),
        ContactOut(role="Ambulance and police", phone="112"),
    ]
    pack = server.mission_pack
    mission = pack.mission.model_copy(update={"contacts": contacts})
    server.mission_pack = pack.model_copy(update={"mission": mission})
    await _press(program, "y", "m", "end", "enter", "escape")


TOLD: dict[str, tuple[str, ...]] = {
    "messages": ("m",),
    "check_in": ("c", "s", "h"),
}
REPORTED = ("2", "1", "1", "type:Two men at the door ask voters for whom they vote. ")
INCIDENTS: dict[str, tuple[str, ...]] = {
    "incident_category": ("ctrl+n",),
    "incident_text": ("ctrl+n", *REPORTED),
    "incident_missing": ("ctrl+n", "1", "ctrl+f"),
    "incident_station": ("ctrl+n", *REPORTED, "enter"),
    "stick": ("o", "u"),
}


@pytest.mark.parametrize("name", TOLD)
async def test_word_from_and_to_headquarters(
    name: str, program: Program, server: FakeServer, picture: SnapshotAssertion
) -> None:
    await _set_word_from_headquarters(program, server)
    await _press(program, *TOLD[name])
    assert _drawn(program.app) == picture


@pytest.mark.parametrize("name", INCIDENTS)
async def test_an_incident(name: str, program: Program, picture: SnapshotAssertion) -> None:
    await _press(program, *INCIDENTS[name])
    assert _drawn(program.app) == picture


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
async def test_the_outbox_with_everything(
    program: Program, server: FakeServer, clock: StoppedClock, picture: SnapshotAssertion
) -> None:
    await _set_on_the_way(program, server, clock)
    await program.go_home()
    await _press(program, "ctrl+n", *REPORTED, "ctrl+f", "c", "s", "escape", "o")
    assert _drawn(program.app) == picture


@pytest.mark.parametrize("size", [WIDE], ids=["wide"])
async def test_an_incident_on_a_wide_screen(program: Program, picture: SnapshotAssertion) -> None:
    await _press(program, *INCIDENTS["incident_text"])
    assert _drawn(program.app) == picture
