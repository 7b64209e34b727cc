"""`evenhand-server sample`."""

import json
from pathlib import Path

from server.database import Store
from server.missions.models import Mission
from tests.server.builders import a_station
from tests.server.commands.running import Run


def test_a_sample_is_drawn_proven_and_handed_on(
    run: Run, store: Store, mission: Mission, tmp_path: Path
):
    for number in range(9):
        a_station(store, mission, f"{number:04}")
    to = ("--mission", mission.code)

    drawn = json.loads(run("sample", "draw", *to, "--size", "4", "--seed", "dice", "--json").stdout)
    again = json.loads(run("sample", "draw", *to, "--size", "4", "--seed", "dice", "--json").stdout)
    assert drawn["stations"] == again["stations"]
    assert drawn["frame"] == again["frame"]
    assert "it is the same" in run("sample", "prove", *to, "--number", "1").stdout
    file = tmp_path / "sample.csv"
    assert run("sample", "export", *to, "--number", "2", "-o", str(file)).exit_code == 0
    assert len(file.read_text("utf-8").splitlines()) == 5
    refused = run("sample", "draw", *to, "--size", "99", "--seed", "dice")
    assert (refused.exit_code, "There are 9 stations to draw from" in refused.stderr) == (1, True)
    assert run("sample", "prove", *to, "--number", "7").exit_code == 1
