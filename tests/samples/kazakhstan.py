"""The sample mission's files, as its tests read them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, cast

from server.imports.columns import assigned, proposed
from server.imports.examining import Opened, Said
from server.imports.importer import Reading
from server.imports.taking import taken
from server.missions.document import MissionFile
from server.missions.reading import read_mission_file
from server.stations.columns import FIELDS
from server.stations.register import BY_CODE, Register, read_register
from server.tabular.reading import read_table

SAMPLE = Path(__file__).parents[2] / "samples" / "kazakhstan_2021"
FORMS = ("header", "opening", "voting", "counting")
TEAMS = ("TC-01", "TC-02")


def the_mission() -> MissionFile:
    """Read the mission file."""
    return read_mission_file(SAMPLE / "mission.yaml")


def the_register() -> Register:
    """Read the stations file."""
    file = SAMPLE / "stations.csv"
    table = read_table(file.read_bytes(), file.name)
    mapping = proposed(table.columns, FIELDS, keeps_rest=True, remembered={})
    opened = Opened(table, mapping, assigned(table.columns, FIELDS, mapping), Said())
    rows = taken(table, FIELDS, opened.columns, "", opened.errors)
    return read_register(Reading(opened.columns, rows, opened.errors, {}), BY_CODE)


def checklists(team: str) -> list[dict[str, Any]]:
    """Read what a team filled in."""
    return json.loads((SAMPLE / "checklists" / f"team-{team}.json").read_text(encoding="utf-8"))


def all_checklists(form: str) -> list[dict[str, Any]]:
    """Read what both teams filled in of one form."""
    return [each for team in TEAMS for each in checklists(team) if each["form"] == form]


def tally(question: str, form: str = "voting") -> Counter[str]:
    """Count what was answered: choices, non-answers (with a ?) and what is missing ('')."""
    counts: Counter[str] = Counter()
    for each in all_checklists(form):
        match each["answers"].get(question):
            case None:
                counts[""] += 1
            case {"non_answer": reason}:
                counts[f"?{reason}"] += 1
            case list() as chosen:  # pyright: ignore[reportUnknownVariableType]
                counts.update(cast(list[str], chosen))
            case value:
                counts[str(value)] += 1
    return counts
