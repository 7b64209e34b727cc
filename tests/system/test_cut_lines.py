"""What a line that breaks means to an observer; every message and mishap: `test_every_message`."""

import pytest

from client.remote import GarbledAnswer, Unreachable
from tests.system.conftest import code_for
from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop, chain, device_of, seal_one, sync
from tests.system.line import Line, Mishap

BREAKS = (
    Mishap.BEFORE_THE_REQUEST,
    Mishap.WITHIN_THE_REQUEST,
    Mishap.BEFORE_THE_ANSWER,
    Mishap.WITHIN_THE_ANSWER,
)


async def test_a_push_is_cut_again_and_again_while_more_is_filled(
    enrolled: Laptop, headquarters: Headquarters, line: Line
):
    with enrolled.opened() as core:
        for mishap in (*BREAKS, *reversed(BREAKS)):
            seal_one(core)
            line.plan("POST push", mishap)
            with pytest.raises((Unreachable, GarbledAnswer)):
                await sync(core)

        assert (await sync(core)).waiting == 0

        assert core.journal.standing().held == 2 * len(BREAKS)
        assert headquarters.held(device_of(core)) == chain(core)


async def test_a_cut_after_the_push_takes_nothing_back(
    enrolled: Laptop, headquarters: Headquarters, line: Line
):
    """Reports are held, whatever becomes of what is fetched afterwards."""
    with enrolled.opened() as core:
        for mishap in (Mishap.BEFORE_THE_ANSWER, Mishap.PORTAL):
            seal_one(core)
            line.plan("GET changes", mishap)

            outcome = await sync(core)

            assert (outcome.sent, outcome.waiting) == (1, 0), mishap
            assert outcome.trouble is not None, mishap
        assert (await sync(core)).trouble is None
        assert headquarters.held(device_of(core)) == chain(core)


def test_an_enrolment_whose_answer_got_lost_is_made_again_with_the_same_code(
    laptop: Laptop, headquarters: Headquarters, line: Line
):
    code, before = code_for(headquarters.home), headquarters.count_devices()
    line.plan("POST enrol", Mishap.WITHIN_THE_ANSWER)

    assert laptop.refused("enrol", line.url, code)
    laptop.enrol(line.url, code)

    assert headquarters.count_devices() == before + 1


def test_the_observer_reads_that_a_web_page_answered(
    enrolled: Laptop, headquarters: Headquarters, line: Line
):
    with enrolled.opened() as core:
        seal_one(core)
        device = device_of(core)
    line.plan("POST push", Mishap.PORTAL)

    said = enrolled.refused("sync")

    assert said.startswith("The address answered with a web page, not with the mission's server.")
    assert "log in first" in said
    assert "safe on this laptop" in said
    assert headquarters.held(device) == []
    assert enrolled.do("status")["waiting"] == 1
