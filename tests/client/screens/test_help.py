"""Help: keys, words, the mission's code of conduct and telephone numbers, all without a network."""

import pytest

from client.screens.help import HelpScreen
from shared.sync.setting import ContactOut
from tests.client.fake_server import FakeServer
from tests.client.samples import MissionPack
from tests.client.screens.pictured import PACK
from tests.client.screens.steps import Program, in_one_line

CONDUCT = "Observe, and do not interfere.\n\nNever touch a ballot."
MISSION = PACK.mission.model_copy(
    update={
        "code_of_conduct": CONDUCT,
        "contacts": [ContactOut(role="Security officer", phone="+7 700 000 00 01")],
    }
)


@pytest.fixture
def server() -> FakeServer:
    return FakeServer(
        MissionPack(
            mission=MISSION,
            team=PACK.team,
            forms=PACK.forms,
            stations=PACK.stations,
            plan=PACK.plan,
        )
    )


async def test_help_tells_keys_words_conduct_and_who_is_on_duty(program: Program) -> None:
    await program.press("question_mark")
    assert isinstance(program.app.screen, HelpScreen)
    pages: list[str] = []
    for key in ("1", "2", "3", "4"):
        await program.press(key)
        pages.append(in_one_line(program.text()))
    keys, words, conduct, duty = pages
    assert "stations" in keys
    assert "your team at a station, from arrival to departure" in words
    assert "Never touch a ballot." in conduct
    assert "+7 700 000 00 01" in duty
    assert "Security officer" in duty
    await program.press("right")
    assert in_one_line(program.text()) == keys
    await program.press("escape")
    assert not isinstance(program.app.screen, HelpScreen)


async def test_before_the_first_pack_help_says_what_is_missing(program: Program) -> None:
    await program.press("ctrl+l", "f1", "3")
    assert "has not sent its code of conduct" in in_one_line(program.text())
