"""A server comes back from an older backup: the laptops bring what it lost."""

from pathlib import Path

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
