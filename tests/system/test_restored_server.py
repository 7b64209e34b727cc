"""A server comes back from an older backup: the laptops bring what it lost."""

from pathlib import Path

from client.filling import fill, read_batch
from client.laptop import Laptop as Core
from client.steps.bundle import make_bundle
from tests.samples.kazakhstan import checklists
from tests.server.commands.running import as_json, on
from tests.system.conftest import code_for
from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop, chain, device_of, join, seal_one, sync


async def test_reports_that_are_newer_than_the_backup_come_again(
    own_headquarters: Headquarters, laptop: Laptop, tmp_path: Path
):
    lost = own_headquarters
    backup, again = tmp_path / "monday.tar.zst", Headquarters(tmp_path / "again")
    with laptop.opened() as core:
        await join(core, lost.url, code_for(lost.home))
        for _ in range(2):
            seal_one(core)
        await sync(core)
        assert "server.key" in on(lost.home)("backup", backup).stdout
        for _ in range(2):
            seal_one(core)
        await sync(core)
        assert core.journal.standing().held == 4
        lost.kill()

        assert on(again.home)("restore", backup).exit_code == 0
        again.port = lost.port
        again.start()
        try:
            seal_one(core)
            outcome = await sync(core)
            assert (outcome.waiting, outcome.is_forked, outcome.trouble) == (0, False, None)
            assert core.journal.standing().held == 5
            assert again.held(device_of(core)) == chain(core)
        finally:
            again.stop()
    found = as_json(on(again.home)("verify", "--json"))
    assert (found["ok"], found["entries"]) == (True, 5)


def seal_with_photo(core: Core, photo: Path) -> None:
    """Seal one of the sample's checklists, with a photograph."""
    fill(core, read_batch([{**checklists("TC-01")[0], "attachments": {"": [str(photo)]}}]))


def a_photo(folder: Path, number: int) -> Path:
    """Return a photograph that is like no other."""
    file = folder / f"photo-{number}.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" + bytes([number]) * 300_000)
    return file


def two_bundles(core: Core, folder: Path) -> tuple[Path, Path]:
    """Return bundles of one checklist each, the later of which goes on from the earlier."""
    seal_one(core)
    make_bundle(core, folder / "early")
    with core.store.writing() as connection:  # as if a receipt for the first had come
        connection.execute("UPDATE journal SET held_through = 1")
    seal_one(core)
    make_bundle(core, folder / "late")
    return folder / "early", folder / "late"


async def test_photographs_and_waiting_bundles_survive_a_restore_and_newer_ones_come_again(
    own_headquarters: Headquarters, laptop: Laptop, tmp_path: Path
):
    lost, again = own_headquarters, Headquarters(tmp_path / "again")
    backup, other = tmp_path / "b.tar.zst", Laptop(tmp_path / "other")
    with laptop.opened() as core, other.opened() as offline:
        await join(core, lost.url, code_for(lost.home))
        await join(offline, lost.url, code_for(lost.home, "TC-02"))
        seal_with_photo(core, a_photo(tmp_path, 1))
        assert (await sync(core)).attachments_waiting == 0
        early, late = two_bundles(offline, tmp_path)
        assert as_json(on(lost.home)("import", "bundle", late, "--json"))["state"] == "waiting"
        assert "1 attachments, 1 bundles" in on(lost.home)("backup", backup).stdout
        seal_with_photo(core, a_photo(tmp_path, 2))
        await sync(core)
        assert core.attachments.standing().held == 2
        lost.kill()

        assert on(again.home)("restore", backup).exit_code == 0
        again.port = lost.port
        again.start()
        try:
            outcome = await sync(core)
            assert (outcome.waiting, outcome.attachments_waiting, outcome.trouble) == (0, 0, None)
            told = as_json(on(again.home)("import", "bundle", early, "--json"))
            assert [each["state"] for each in told["closed"]] == ["complete"]
            for each in (core, offline):
                assert again.held(device_of(each)) == chain(each)
        finally:
            again.stop()
    found = as_json(on(again.home)("verify", "--json"))
    assert (found["ok"], found["attachments"]["checked"]) == (True, 2)
