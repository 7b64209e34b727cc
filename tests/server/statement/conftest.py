"""The sample mission's checklists, as reports that count."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from server.findings.asked import Asked, asked_in
from server.findings.counted import CountedReport
from server.forms import service as forms
from server.missions.document import MissionFile
from server.missions.reading import read_mission_file
from server.statement.document import Document
from server.statement.library import get_template
from server.statement.service import draft_from
from server.statement.survey import Survey, survey_of
from shared.digest import digest_of
from shared.ids import new_id

SAMPLE = Path(__file__).parents[3] / "samples" / "kazakhstan_2021"


@pytest.fixture(scope="session")
def library() -> list[Asked]:
    """The standard checklists."""
    return [asked_in([form]) for each in forms.list_library() if (form := each.form) is not None]


@pytest.fixture(scope="session")
def sample_mission() -> MissionFile:
    return read_mission_file(SAMPLE / "mission.yaml")


@pytest.fixture(scope="session")
def sample_reports() -> list[tuple[str, CountedReport]]:
    """(form, report) of every checklist of the sample."""
    checklists = [
        (team.stem.removeprefix("team-"), each)
        for team in sorted((SAMPLE / "checklists").glob("*.json"))
        for each in json.loads(team.read_text("utf-8"))
    ]
    return [
        (checklist["form"], counted_from(place, team, checklist))
        for place, (team, checklist) in enumerate(checklists, start=1)
    ]


def counted_from(place: int, team: str, checklist: dict[str, Any]) -> CountedReport:
    arrived = datetime.fromisoformat(checklist["arrived_at"])
    return CountedReport(
        entry_id=place,
        report_id=new_id(arrived),
        revision=1,
        version="2026.1",
        station=checklist["station"],
        region="Nur-Sultan / Baikonur district",
        team=team,
        visit_id=new_id(arrived),
        arrived_at=arrived,
        digest=digest_of(checklist["answers"]),
        answers_json=json.dumps(checklist["answers"]),
        seen_by_json=json.dumps(checklist.get("seen_by", {})),
    )


RECEIVED = datetime.fromisoformat("2021-01-10T20:30:00+06:00")
"""When headquarters had the last of them."""


@pytest.fixture(scope="session")
def sample_surveys(
    library: list[Asked], sample_reports: Sequence[tuple[str, CountedReport]]
) -> list[Survey]:
    return [
        replace(
            survey_of(asked, [report for form, report in sample_reports if form == asked.form_id]),
            received=RECEIVED,
        )
        for asked in library
    ]


@pytest.fixture(scope="session")
def sample(sample_mission: MissionFile, sample_surveys: list[Survey]) -> Document:
    """The draft of the sample mission's statement."""
    return draft_from(get_template("turkic", "en"), sample_mission, sample_surveys, None)
