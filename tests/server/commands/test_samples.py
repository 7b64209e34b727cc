"""`evenhand-server sample`."""

import csv
import json
from pathlib import Path

from tests.server.commands.running import Run

MISSION = """\
code: example
title: Opening observation
election: {name: Elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: srs}
teams: [{code: "01", plan: [{station: "0003"}]}]
"""


def test_a_sample_is_drawn_proven_and_handed_on(run: Run, tmp_path: Path):
    (tmp_path / "mission.yaml").write_text(MISSION)
    codes = "".join(f"{number:04},School {number},North\n" for number in range(9))
    (tmp_path / "stations.csv").write_text(f"code,name,region\n{codes}")
    to = ("--mission", "example")
    assert run("mission", "load", str(tmp_path / "mission.yaml")).exit_code == 0
    assert run("import", "stations", str(tmp_path / "stations.csv"), *to).exit_code == 0

    drawn = json.loads(run("sample", "draw", *to, "--size", "9", "--seed", "dice", "--json").stdout)
    again = json.loads(run("sample", "draw", *to, "--size", "9", "--seed", "dice", "--json").stdout)
    assert drawn["stations"] == again["stations"]
    assert drawn["frame"] == again["frame"]
    assert "it is the same" in run("sample", "prove", *to, "--number", "1").stdout
    file = tmp_path / "sample.csv"
    assert run("sample", "export", *to, "--number", "2", "-o", str(file)).exit_code == 0
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert [row["code"] for row in rows] == drawn["stations"]
    assert all(row["teams"] == ("01" if row["code"] == "0003" else "") for row in rows)
    refused = run("sample", "draw", *to, "--size", "99", "--seed", "dice")
    assert (refused.exit_code, "There are 9 stations to draw from" in refused.stderr) == (1, True)
    assert run("sample", "prove", *to, "--number", "7").exit_code == 1
