"""Messages and check-ins: read and confirmed, sent at once, and whom to call."""

from datetime import UTC, datetime

import pytest

from client.screens.checklist import ChecklistScreen
from client.screens.messages import MessagesScreen
from client.screens.safety import SafetyScreen
from shared.ids import new_id
from shared.sync.check_ins import CheckInBody
from shared.sync.protocol import AcknowledgementBody, MessageOut
from shared.sync.setting import ContactOut
from tests.client.fake_server import FakeServer
from tests.client.samples import make_pack
from tests.client.screens.steps import Program, in_one_line

OLD, NEW = str(new_id()), str(new_id())


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer()
    for key, hour, text in ((NEW, 1, "The road to 61 is closed."), (OLD, 2, "Close at 20:00.")):
        at = datetime(2021, 1, 10, hour, tzinfo=UTC)
        server.messages[key] = MessageOut(text=text, by="Dana, coordinator", at=at)
    pack = make_pack()
    contacts = [
        ContactOut(role="Security officer", phone="+7 7172 555 010", hours="day and night"),
        ContactOut(role="Doctor on call", phone="112", name="Dr A."),
    ]
    mission = pack.mission.model_copy(update={"contacts": contacts})
    server.mission_pack = pack.model_copy(update={"mission": mission})
    return server


async def test_what_nobody_confirmed_comes_first_and_headquarters_learns_who_has_read_it(
    program: Program, server: FakeServer
) -> None:
    await program.press("m")
    assert isinstance(program.app.screen, MessagesScreen)
    assert program.text().index("Close at 20:00.") < program.text().index("The road to 61")
    await program.press("enter")
    assert program.text().index("The road to 61") < program.text().index("Close at 20:00.")
    (body,) = server.bodies("acknowledgement")
    assert str(AcknowledgementBody.model_validate_json(body).message) == OLD
    assert program.laptop.messages.count_unread() == 1
    await program.press("end", "enter")
    assert len(server.bodies("acknowledgement")) == 1, "what was read is not confirmed again"


async def test_what_was_sent_again_is_read_once(program: Program, server: FakeServer) -> None:
    copy = str(new_id())
    at = datetime(2021, 1, 10, 2, 30, tzinfo=UTC)
    server.messages[copy] = MessageOut(text="Close at 20:00.", by="Dana, coordinator", at=at)
    await program.press("y")
    assert program.text().count("Close at 20:00.") == 1
    await program.press("m")
    assert program.text().count("Close at 20:00.") == 1
    await program.press("enter")
    told = [
        AcknowledgementBody.model_validate_json(each) for each in server.bodies("acknowledgement")
    ]
    assert {str(each.message) for each in told} == {OLD, copy}, "whichever headquarters looks at"
    assert program.laptop.messages.count_unread() == 1, "the road is still to be read"


async def test_a_team_is_safe_with_two_keys_from_anywhere(
    program: Program, server: FakeServer
) -> None:
    await program.open_checklist()
    await program.press("f9")
    assert "You have not checked in yet." in program.text()
    await program.press("s")
    assert "Last check-in: we are safe, 08:47. Headquarters has it." in in_one_line(program.text())
    await program.press("escape")
    assert isinstance(program.app.screen, ChecklistScreen)
    (body,) = server.bodies("check_in")
    told = CheckInBody.model_validate_json(body)
    assert (told.state, told.station) == ("safe", program.draft().station)


async def test_help_is_called_only_when_one_is_sure(program: Program, server: FakeServer) -> None:
    await program.press("c", "h", "s")
    assert server.bodies("check_in") == [], "any other key than y sends nothing"
    await program.press("h", "y")
    (body,) = server.bodies("check_in")
    assert CheckInBody.model_validate_json(body).state == "help"


async def test_without_a_line_one_is_told_to_call_and_whom(
    program: Program, server: FakeServer
) -> None:
    server.reachable = False
    await program.press("m", "c", "s")
    words = in_one_line(program.text())
    assert "It waits: call as well." in words
    assert "Security officer +7 7172 555 010 day and night" in words
    assert "Doctor on call 112 Dr A." in words
    assert isinstance(program.app.screen, SafetyScreen)
