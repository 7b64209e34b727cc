"""The pages of plans: for whom, with what was typed, and for which regions."""

import re

import httpx
import pytest

from server.accounts.models import Role
from server.database import Store
from server.deployment.checking import planning_of
from server.deployment.drafts import Planner, keep_teams
from server.missions.models import Mission
from server.missions.service import get_team
from server.people.models import Observer
from shared.ids import new_id
from tests.server.builders import START
from tests.server.deployment.conftest import Desk
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in

PATH = "/m/example-2026/plan"


@pytest.fixture
def browser(store: Store, client: httpx.AsyncClient, mission: Mission) -> httpx.AsyncClient:
    del mission
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, an_account(store))


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


async def test_a_plan_is_drafted_asked_about_and_published(browser: httpx.AsyncClient, desk: Desk):
    page = await browser.get(f"{PATH}/teams/07")
    typed = {
        "regions": "North",
        "vehicle": "red <van>",
        "languages": "Kazakh, Russian",
        "station": ["2", "", "3"],
        "at": ["10:00", "", "10:05"],
        "seen": hidden(page.text, "seen"),
    }
    assert (await browser.post(f"{PATH}/teams/07", data=typed)).status_code == 303
    team = text_of((await browser.get(f"{PATH}/teams/07")).text)
    assert "Not published yet. Drafted by aigul" in team
    assert "Vehicle: none → red <van>. Interpreter for: none → Kazakh, Russian." in team
    assert "2 at 10:00 → 3 at 10:05" in team
    assert "station 3 lies in South, outside its area, North" in team
    listed = text_of((await browser.get(PATH)).text)
    assert "2 teams, 3 visits" in listed
    assert "changed (aigul)" in listed
    questions = text_of((await browser.get(f"{PATH}/questions")).text)
    assert "Two teams at one station in the same hour (1)" in questions

    changes = await browser.get(f"{PATH}/changes")
    form = {"team": ["07"], "seen": hidden(changes.text, "seen"), "note": "the bridge is closed"}
    assert (await browser.post(f"{PATH}/publication", data=form)).status_code == 303
    assert [station for station, _ in desk.stops("07")] == ["2", "3"]
    history = text_of((await browser.get(f"{PATH}/history")).text)
    assert "aigul 1 team 07" in history
    assert "the bridge is closed" in history
    csv = (await browser.get(f"{PATH}.csv")).text.splitlines()
    assert csv[1] == (
        '07,,North,red <van>,"Kazakh, Russian",2,2026-10-04,10:00,School No. 2,North / Lake,'
        "Europe/Paris"
    )


async def test_what_was_typed_wrongly_is_still_there(browser: httpx.AsyncClient, desk: Desk):
    seen = hidden((await browser.get(f"{PATH}/teams/07")).text, "seen")
    typed = {"seen": seen, "vehicle": "blue", "station": ["2", ""], "at": ["25:00", "10:00"]}
    answer = await browser.post(f"{PATH}/teams/07", data=typed)
    assert answer.status_code == 422
    assert "station 2: there is no time '25:00'. Write a time of election day" in text_of(
        answer.text
    )
    assert "station 2: it has a time and no code." in text_of(answer.text), "the second row"
    typed["station"] = ["2", "1"]
    assert 'value="blue"' in answer.text
    assert 'value="25:00"' in answer.text

    far = await browser.post(f"{PATH}/teams/07", data=typed | {"at": ["2031-10-04 09:00", ""]})
    assert far.status_code == 422
    assert "Is the year right?" in text_of(far.text)

    desk.draft("07", ("2", "10:00"), by="bea")
    answer = await browser.post(f"{PATH}/teams/07", data=typed | {"at": ["09:00", "10:00"]})
    assert answer.status_code == 409
    assert "bea changed team 07" in text_of(answer.text)
    again = {"seen": hidden(answer.text, "seen"), "station": ["2"], "at": ["09:00"]}
    assert (await browser.post(f"{PATH}/teams/07", data=again)).status_code == 303


async def test_a_new_team_needs_a_code_of_its_own(browser: httpx.AsyncClient):
    assert (await browser.get(f"{PATH}/new")).status_code == 200
    for code, status in (("0 9", 422), ("", 422), ("07", 422), ("09", 303)):
        answer = await browser.post(f"{PATH}/new", data={"code": code, "name": "x"})
        assert answer.status_code == status, code
    assert "sheet.pdf" not in (await browser.get(f"{PATH}/teams/09")).text, "nothing is published"
    assert "teams/07/sheet.pdf?language=kk" in (await browser.get(f"{PATH}/teams/07")).text
    removed = {"seen": hidden((await browser.get(f"{PATH}/teams/09")).text, "seen")}
    assert (await browser.post(f"{PATH}/teams/09/removal", data=removed)).status_code == 303
    assert (await browser.get(f"{PATH}/teams/09")).status_code == 404


async def test_regions_bound_what_a_coordinator_plans(
    client: httpx.AsyncClient, store: Store, mission: Mission, desk: Desk
):
    client.headers.update(PAGE | SAME_ORIGIN)
    account = an_account(store, "dana", Role.COORDINATOR, mission=mission, regions=("South",))
    browser = signed_in(store, client, account)
    desk.draft("07", ("2", "10:00"))
    desk.draft("08", ("3", "10:00"), regions="South")

    foreign = text_of((await browser.get(f"{PATH}/teams/07")).text)
    assert "This team works outside your regions" in foreign
    assert "Save as a draft" not in foreign
    wide = await browser.post(f"{PATH}/new", data={"code": "09", "vehicle": "blue"})
    assert wide.status_code == 403
    assert "The whole mission is more than the regions" in text_of(wide.text)
    assert 'value="blue"' in wide.text, "what was typed is still there"
    for team, regions, status in (("07", "South", 403), ("08", "", 403), ("08", "South", 303)):
        seen = hidden((await browser.get(f"{PATH}/teams/{team}")).text, "seen")
        typed = {"seen": seen, "regions": regions}
        answer = await browser.post(f"{PATH}/teams/{team}", data=typed)
        assert answer.status_code == status, (team, regions)
    changes = (await browser.get(f"{PATH}/changes")).text
    assert re.findall('name="team" value="(.+?)"', changes) == ["08"]
    form = {"team": ["07", "08"], "seen": hidden(changes, "seen")}
    assert (await browser.post(f"{PATH}/publication", data=form)).status_code == 403
    form = {"team": ["08"], "seen": hidden(changes, "seen")}
    assert (await browser.post(f"{PATH}/publication", data=form)).status_code == 303
    assert (await browser.post(f"{PATH}/settings", data={})).status_code == 403


async def test_pace_and_reminders_are_the_document_s(browser: httpx.AsyncClient):
    page = await browser.get(f"{PATH}/settings")
    typed = {
        "seen": hidden(page.text, "seen"),
        "visits_a_day": "0",
        "minutes_a_visit": "45",
        "kilometres_an_hour": "40",
        "reminders": "Sleep well.\n\nEat breakfast.",
    }
    answer = await browser.post(f"{PATH}/settings", data=typed)
    assert answer.status_code == 422
    assert "Sleep well." in answer.text
    assert "Visits a day: '0' is too small. Write 1 or more." in text_of(answer.text)
    answer = await browser.post(f"{PATH}/settings", data=typed | {"visits_a_day": "9"})
    assert answer.status_code == 303
    page = (await browser.get(f"{PATH}/settings")).text
    assert "Sleep well.\nEat breakfast." in page
    assert 'name="visits_a_day" value="9"' in page


async def test_who_may_only_read_is_offered_no_deed(
    client: httpx.AsyncClient, store: Store, mission: Mission, desk: Desk
):
    client.headers.update(PAGE | SAME_ORIGIN)
    browser = signed_in(store, client, an_account(store, "serik", Role.VIEWER))
    desk.draft("07", ("2", "10:00"))
    for page in ("", "/teams/07", "/changes", "/questions", "/history"):
        answer = await browser.get(PATH + page)
        assert answer.status_code == 200, page
        assert "<button>" not in answer.text, page
    assert (await browser.get(f"{PATH}/settings")).status_code == 403
    assert (await browser.post(f"{PATH}/publication", data={"team": "07"})).status_code == 403
    samples = await browser.get(f"/m/{mission.code}/samples")
    assert "<button>" not in samples.text


def test_who_is_in_a_team_is_asked_about(store: Store, desk: Desk):
    def join(code: str, role: str, team: str) -> None:
        with store.writing() as db:
            team_id = get_team(db, db.get_one(Mission, desk.mission.id), team).id
            db.add(
                Observer(
                    id=new_id(), mission_id=desk.mission.id, code=code, role=role, team_id=team_id,
                    nationality="FR", created_at=START,
                    updated_at=START,
                )
            )  # fmt: skip

    assert desk.questions() == []
    join("S-1", "sto", "07")
    join("S-2", "sto", "07")
    join("I-1", "interpreter", "08")
    with store.writing() as db:
        planning = planning_of(db, desk.mission.id)
        team = planning.plans.get("07").model_copy(update={"languages": ("Kazakh",)})
        keep_teams(db, planning.plans, [team], Planner(desk.mission.id, "ann", START))
    asked = " ".join(desk.questions())
    assert "Team 07: S-1 and S-2 are of the same nationality" in asked
    assert "Team 07: It needs an interpreter for Kazakh, and has none." in asked
    assert "Team 08: No observer belongs to the team." in asked
