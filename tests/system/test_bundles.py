"""Reports by memory stick: a laptop that never has a connection, and headquarters."""

from pathlib import Path

import pytest

from tests.server.commands.running import as_json, on
from tests.system.conftest import code_for
from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop, chain, device_of, join, seal_one, sync


@pytest.fixture
async def offline(laptop: Laptop, headquarters: Headquarters) -> Laptop:
    """A laptop that enrolled at headquarters, and has no connection since."""
    with laptop.opened() as core:
        await join(core, headquarters.url, code_for(headquarters.home))
    return laptop


def sealed(laptop: Laptop, count: int = 1) -> None:
    with laptop.opened() as core:
        for _ in range(count):
            seal_one(core)


def test_a_laptop_that_is_never_online_learns_that_its_reports_are_held(
    offline: Laptop, headquarters: Headquarters, tmp_path: Path
):
    stick, receipts = tmp_path / "stick.bundle", tmp_path / "receipts.json"
    sealed(offline, 3)
    made = offline.do("bundle", "-o", stick)
    assert (made["entries"], made["first"], made["through"]) == (3, 1, 3)
    assert offline.do("status")["waiting"] == 3

    run = on(headquarters.home)
    told = as_json(run("import", "bundle", stick, "--receipts", receipts, "--json"))
    assert told["state"] == "complete"
    assert [(each["new"], each["held"]) for each in told["devices"]] == [(3, 0)]

    read = offline.do("receipts", receipts)
    assert (read["entries"], read["waiting"], read["held"]) == (3, 0, 3)
    assert "Nothing" not in offline.refused("bundle", "-o", stick)
    with offline.opened() as core:
        assert headquarters.held(device_of(core)) == chain(core)


async def test_a_courier_hands_over_what_it_can_not_read_and_brings_the_receipts_back(
    offline: Laptop, headquarters: Headquarters, tmp_path: Path
):
    stick, receipts = tmp_path / "stick.bundle", tmp_path / "receipts.json"
    courier = Laptop(tmp_path / "courier")
    with courier.opened() as core:
        await join(core, headquarters.url, code_for(headquarters.home, "TC-02"))
    sealed(offline, 2)
    offline.do("bundle", "-o", stick)

    carried = courier.do("carry", stick)["carried"]
    assert [each["handed_over_at"] for each in carried] == [None]
    with courier.opened() as core:
        outcome = await sync(core)
    assert (outcome.bundles_handed, outcome.bundles_waiting, outcome.trouble) == (1, 0, None)

    told = courier.do("carry", "--receipts", receipts)["carried"][0]
    assert "2 entries new" in told["verdict"]
    assert offline.do("receipts", receipts)["waiting"] == 0
    with offline.opened() as core:
        assert headquarters.held(device_of(core)) == chain(core)
