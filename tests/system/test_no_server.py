"""Nobody answers: the observer reads so, and goes on."""

import pytest

from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop, chain, device_of
from tests.system.line import Line


def test_without_a_server_the_observer_goes_on_and_everything_arrives_later(
    enrolled: Laptop, headquarters: Headquarters, line: Line
):
    line.close()
    filled = enrolled.fill_all("TC-01")

    said = enrolled.refused("sync")

    assert said == "No connection to 127.0.0.1. Your reports are safe on this laptop."
    assert enrolled.do("status")["waiting"] == filled
    line.open()
    assert enrolled.do("sync")["held"] == filled
    with enrolled.opened() as core:
        assert headquarters.held(device_of(core)) == chain(core)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["sync"], "evenhand enrol"),
        (["enrol", "http://127.0.0.1:9", "ABCD-EFGH-JKLM-NPQR"], "No connection to 127.0.0.1."),
    ],
)
def test_a_laptop_that_was_never_enrolled_reads_what_is_wrong(
    laptop: Laptop, words: list[str], sentence: str
):
    assert sentence in laptop.refused(*words)
