"""The line breaks anywhere, at every message: nothing is lost, and nothing is there twice."""

from pathlib import Path

import pytest

from client.remote import CaptivePortal, GarbledAnswer, Unreachable
from shared.problems import Problem
from tests.system.conftest import code_for
from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop, chain, device_of, seal_one, sync
from tests.system.line import Cut, Line

BROKEN = (Unreachable, GarbledAnswer)
PULLS = ("/api/v1/changes",)


def expected(cut: Cut) -> tuple[type[Problem], ...]:
    return (CaptivePortal,) if cut is Cut.PORTAL else BROKEN


async def test_wherever_a_push_is_cut_nothing_is_lost_and_nothing_twice(
    enrolled: Laptop, headquarters: Headquarters, line: Line
):
    with enrolled.opened() as core:
        for made, cut in enumerate(Cut, start=1):
            seal_one(core)
            line.cut("/api/v1/push", cut)

            with pytest.raises(expected(cut)):
                await sync(core)

            standing = core.journal.standing()
            assert (standing.made, standing.held) == (made, made - 1), cut
            outcome = await sync(core)
            assert (outcome.sent, outcome.waiting, outcome.trouble) == (1, 0, None), cut
            assert headquarters.held(device_of(core)) == chain(core), cut
    assert line.made == list(Cut)


async def test_a_push_is_cut_again_and_again_while_more_is_filled(
    enrolled: Laptop, headquarters: Headquarters, line: Line
):
    with enrolled.opened() as core:
        for cut in (*Cut, *reversed(Cut)):
            seal_one(core)
            line.cut("/api/v1/push", cut)
            with pytest.raises(Problem):
                await sync(core)

        assert (await sync(core)).waiting == 0

        assert core.journal.standing().held == 2 * len(Cut)
        assert headquarters.held(device_of(core)) == chain(core)


async def test_a_cut_after_the_push_takes_nothing_back(
    enrolled: Laptop, headquarters: Headquarters, line: Line
):
    """Reports are held, whatever becomes of what is fetched afterwards."""
    with enrolled.opened() as core:
        for path in PULLS:
            for cut in Cut:
                seal_one(core)
                line.cut(path, cut)

                outcome = await sync(core)

                assert (outcome.sent, outcome.waiting) == (1, 0), (path, cut)
                assert isinstance(outcome.trouble, expected(cut)), (path, cut)
        assert (await sync(core)).trouble is None
        assert headquarters.held(device_of(core)) == chain(core)


async def test_wherever_an_upload_is_cut_the_photograph_arrives_whole(
    enrolled: Laptop, line: Line, tmp_path: Path
):
    with enrolled.opened() as core:
        for number, path in enumerate(("/api/v1/uploads", "/api/v1/uploads/")):
            for cut in Cut:
                photo = tmp_path / f"{number}{cut.name}.jpg"
                photo.write_bytes(b"\xff\xd8\xff" + photo.name.encode() * 40_000)
                seal_one(core, photo)
                line.cut(path, cut)

                outcome = await sync(core)
                assert (outcome.waiting, outcome.attachments_waiting) == (0, 1), (path, cut)
                assert isinstance(outcome.trouble, expected(cut)), (path, cut)

                outcome = await sync(core)
                assert (outcome.trouble, outcome.attachments_waiting) == (None, 0), (path, cut)
        assert core.attachments.standing().held == 2 * len(Cut)


def test_an_enrolment_whose_answer_got_lost_is_made_again_with_the_same_code(
    laptop: Laptop, headquarters: Headquarters, line: Line
):
    code, before = code_for(headquarters.home), headquarters.count_devices()
    line.cut("/api/v1/enrol", Cut.WITHIN_THE_ANSWER)

    assert laptop.refused("enrol", line.url, code)
    laptop.enrol(line.url, code)

    assert headquarters.count_devices() == before + 1


def test_the_observer_reads_that_a_web_page_answered(
    enrolled: Laptop, headquarters: Headquarters, line: Line
):
    with enrolled.opened() as core:
        seal_one(core)
        device = device_of(core)
    line.cut("/api/v1/push", Cut.PORTAL)

    said = enrolled.refused("sync")

    assert said.startswith("The address answered with a web page, not with the mission's server.")
    assert "log in first" in said
    assert "safe on this laptop" in said
    assert headquarters.held(device) == []
    assert enrolled.do("status")["waiting"] == 1
