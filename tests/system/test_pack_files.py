"""A memory stick in place of a network: set up, filled, sealed, and only then in contact."""

from pathlib import Path

import pytest

from client.enrolment import enrol_from_pack
from client.steps.bundle import make_bundle
from client.steps.introduce import PackRefused
from client.steps.receipts_file import load_receipts, take_receipts
from tests.server.commands.running import Run, as_json, on
from tests.system.conftest import MISSION, code_for
from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop, chain, device_of, join, seal_one, sync


def packed(run: Run, headquarters: Headquarters, file: Path) -> str:
    """Write a pack file with the coordinator's command; return its code."""
    words = ("pack", "--mission", MISSION, "--team", "TC-01", "--url", headquarters.url)
    told = as_json(run(*words, "-o", file, "--json"))
    assert (told["forms"], told["stations"]) == (7, 21)
    return told["code"]


async def test_a_laptop_is_set_up_from_a_stick_and_its_reports_arrive_by_stick_and_by_line(
    laptop: Laptop, headquarters: Headquarters, tmp_path: Path
):
    run = on(headquarters.home)
    pack, stick, receipts = (tmp_path / each for each in ("07.pack", "07.bundle", "receipts.json"))
    code = packed(run, headquarters, pack)

    told = laptop.do("enrol", "--pack", pack, code.lower())
    assert (told["team"], told["forms"], told["stations"]) == ("TC-01", 7, 21)
    assert told["introduced"] is False
    with laptop.opened() as core:
        seal_one(core)
        make_bundle(core, stick)
        done = as_json(run("import", "bundle", stick, "--receipts", receipts, "--json"))
        assert (done["state"], done["devices"][0]["new"]) == ("complete", 1)
        take_receipts(core, load_receipts(receipts))
        assert core.journal.standing().held == 1

        seal_one(core)
        assert (await sync(core)).waiting == 0
        assert core.journal.identity.is_introduced
        assert headquarters.held(device_of(core)) == chain(core)


async def test_a_second_laptop_with_the_same_stick_is_told_what_to_do_and_loses_nothing(
    laptop: Laptop, headquarters: Headquarters, tmp_path: Path
):
    pack, second = tmp_path / "07.pack", Laptop(tmp_path / "second")
    code = packed(on(headquarters.home), headquarters, pack)
    with laptop.opened() as core:
        await enrol_from_pack(core, pack, code)
        await sync(core)

    with second.opened() as core:
        await enrol_from_pack(core, pack, code)
        seal_one(core)
        with pytest.raises(PackRefused, match="This code has enrolled a laptop already"):
            await sync(core)
        await join(core, headquarters.url, code_for(headquarters.home))
        assert (await sync(core)).sent == 1
        assert headquarters.held(device_of(core)) == chain(core)


def test_a_pack_replaces_no_file_and_needs_an_address(headquarters: Headquarters, tmp_path: Path):
    run, file = on(headquarters.home), tmp_path / "notes.txt"
    file.write_text("mine")
    words = ("pack", "--mission", MISSION, "--team", "TC-01", "-o", file)

    for url, reason in (
        ("https://hq.example.org", "exists already"),
        ("hq.example.org", "is no server's address"),
    ):
        refused = run(*words, "--url", url)
        assert refused.exit_code == 2
        assert reason in " ".join(refused.output.split())
    assert file.read_text() == "mine"
