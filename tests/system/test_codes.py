"""Enrolment codes that do not work, as the observer meets them."""

from pathlib import Path

import pytest

from tests.system.conftest import MISSION, code_for
from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop


@pytest.fixture
def other(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path / "other")


def test_a_wrong_code_is_told_with_what_to_look_at(laptop: Laptop, headquarters: Headquarters):
    said = laptop.refused("enrol", headquarters.url, "ABCD-EFGH-JKLM-NPQR")

    assert said.startswith("No such code was given out. Check it sign by sign")
    with laptop.opened() as core:
        assert core.find_identity() is None


def test_an_expired_code_is_told_with_its_time(laptop: Laptop, headquarters: Headquarters):
    code = code_for(headquarters.home, EVENHAND_ENROLMENT_HOURS="0")

    said = laptop.refused("enrol", headquarters.url, code)

    assert said.startswith("This code could be used until ")
    assert "Ask your coordinator for a new one." in said


def test_a_code_works_once_and_the_second_laptop_reads_it(
    laptop: Laptop, other: Laptop, headquarters: Headquarters
):
    code = code_for(headquarters.home)
    laptop.enrol(headquarters.url, code)

    said = other.refused("enrol", headquarters.url, code)

    assert said.startswith("This code has enrolled a laptop already; each code works once.")
    with other.opened() as core:
        assert core.find_identity() is None


def test_the_line_that_the_coordinator_gets_is_the_one_that_works(
    laptop: Laptop, headquarters: Headquarters
):
    shown = headquarters.run(
        "enrol", "--mission", MISSION, "--team", "TC-02", "--url", headquarters.url
    )
    line = shown.splitlines()[-1].split()

    assert line[0] == "evenhand"
    assert laptop.do(*line[1:])["team"] == "TC-02"
