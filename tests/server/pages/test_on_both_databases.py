"""Every page answers on SQLite and on PostgreSQL alike."""

import httpx
import pytest

from server.missions.models import Mission
from tests.server.kept_reports import Keep
from tests.server.pages.reading import text_of

PAGES = {
    "": "Reports in 2 of 1 form",
    "/reports": "counts",
    "/findings": "Voting 2 2",
    "/findings/voting?by=region": "Yes 1 of 2",
    "/evidence?form=voting&question=ramp&value=no": "1 of 2 reports: No",
    "/devices": "1 of 1 teams have a laptop",
}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_the_pages_say_the_same(coordinator: httpx.AsyncClient, mission: Mission, keep: Keep):
    report = keep()
    keep(answers={"ramp": "no"})
    own = {f"/reports/{report.report_id}": "Was there a ramp? Yes"}

    for path, words in (PAGES | own).items():
        answer = await coordinator.get(f"/m/{mission.code}{path}")
        assert answer.status_code == 200, path
        assert words in text_of(answer.text), path
    health = await coordinator.get("/healthz")
    assert health.json() == {"status": "ok", "projection_lag": 0}
