"""No figure of the sample's statement leads anywhere but to the reports that it counts."""

import re
from datetime import datetime

import httpx

from server.database import Store
from server.forms import service as forms
from server.missions import service as missions
from server.statement.document import Document
from server.statement.render_html import OnServer
from server.statement.service import draft
from tests.samples.kazakhstan import SAMPLE, checklists
from tests.server.builders import START
from tests.server.kept_reports import Keep, a_laptop
from tests.server.pages.reading import text_of

REPORT = re.compile(r"/reports/([0-9a-f-]{36})")


def the_sample(store: Store) -> Document:
    """Keep the sample mission with all of its reports; return its draft."""
    with store.writing() as db:
        mission, _ = missions.load_mission(db, SAMPLE / "mission.yaml", now=START)
        published = {
            name: forms.form_of(forms.publish(db, mission.id, forms.read_library(name), now=START))
            for name in ("header", "opening", "voting", "counting")
        }
        db.flush()
        db.refresh(mission)
        db.expunge(mission)
        team = missions.list_teams(db, mission.id)[0]
        db.expunge(team)
    keep = Keep(store, mission, a_laptop(store, mission, team), published["voting"])
    for each in [*checklists("TC-01"), *checklists("TC-02")]:
        keep(
            form_id=each["form"],
            form_version=published[each["form"]].version,
            station_code=each["station"],
            arrived_at=datetime.fromisoformat(each["arrived_at"]),
            departed_at=datetime.fromisoformat(each["departed_at"]),
            answers=each["answers"],
            seen_by=each.get("seen_by", {}),
        )
    with store.reading() as db:
        return draft(db, mission)


async def test_every_figure_leads_to_exactly_its_reports(store: Store, viewer: httpx.AsyncClient):
    statement = the_sample(store)
    links = OnServer(statement.mission)
    followed = 0

    for evidence in statement.evidence():
        for place, figure in enumerate(evidence.figures):
            if not evidence.question:
                continue
            page = (await viewer.get(links.figure(evidence, place))).text
            assert f"{figure.stations} of {evidence.visited} stations" in text_of(page), evidence
            assert set(REPORT.findall(page)) == {str(each) for each in figure.reports}, evidence
            followed += 1

    assert followed > 100
