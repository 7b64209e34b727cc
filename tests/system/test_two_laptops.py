"""The main thing: what two teams filled in offline is at headquarters, and both sides say so."""

from pathlib import Path

from tests.server.commands.running import as_json, on
from tests.system.conftest import MISSION, code_for
from tests.system.headquarters import Headquarters
from tests.system.laptop import Laptop, chain, device_of


def test_two_laptops_fill_offline_and_headquarters_holds_what_they_made(
    headquarters: Headquarters, tmp_path: Path
):
    home, url = headquarters.home, headquarters.url
    made = 0
    for team in ("TC-01", "TC-02"):
        laptop = Laptop(tmp_path / team)
        assert laptop.enrol(url, code_for(home, team)) == (MISSION, team)
        filled = laptop.fill_all(team)
        before = laptop.do("status")
        assert (before["waiting"], before["held"], before["held_until"]) == (filled, 0, None)

        synced = laptop.do("sync")

        assert (synced["sent"], synced["waiting"], synced["held"]) == (filled, 0, filled)
        after = laptop.do("status")
        assert (after["team"], after["waiting"], after["held"]) == (team, 0, filled)
        assert after["held_until"] is not None
        assert after["quarantined"] == []
        with laptop.opened() as core:
            assert chain(core) == headquarters.held(device_of(core))
        made += filled

    assert made == 32, "the sample's checklists"
    assert laptop.do("sync")["sent"] == 0  # the second laptop, once more
    found = as_json(on(home)("verify", "--json"))
    assert found["ok"]
    assert found["entries"] >= made
