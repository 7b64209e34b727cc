import re
from datetime import timedelta

import httpx
import pytest

from server.accounts.models import Role
from server.database import Store
from server.missions.models import Mission
from shared.forms.model import Choice, Form, Section, SelectOne
from tests.server.builders import START, a_mission, a_published_form, a_station
from tests.server.kept_reports import Keep
from tests.server.pages.reading import page, text_of
from tests.server.staff import an_account, signed_in


async def test_every_answer_has_a_bar_and_a_figure_with_its_base(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    for ramp in ("yes", "yes", "no"):
        keep(answers={"ramp": ramp})
    keep(answers={"ramp": {"non_answer": "not_observed"}})
    keep(answers={})

    shown = await page(viewer, f"/m/{mission.code}/findings/voting")
    words = text_of(shown)

    assert "Was there a ramp? answered in 3 of 5 reports" in words
    assert "Yes 2 of 3" in words
    assert "No 1 of 3" in words
    assert "1 not observed · 1 missing 2 of 5" in words
    bars = re.findall(r'<rect class="value" width="([\d.]+)%"', shown)
    assert bars[:2] == ["40.0", "20.0"]  # of all five reports, so that silence has its room
    assert re.findall(r'<rect class="unanswered" x="([\d.]+)%"', shown)[:2] == ["60.0", "80.0"]


async def test_a_convenience_selection_never_shows_a_percentage(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    for _ in range(60):
        keep(answers={"ramp": "yes"})

    assert "%" not in text_of(await page(viewer, f"/m/{mission.code}/findings/voting"))


async def test_a_route_of_fifty_reports_shows_whole_percentages(
    store: Store, viewer: httpx.AsyncClient, keep: Keep, form: Form
):
    route = a_mission(store, "route-2026", design="route")
    a_published_form(store, route, form)
    for number in range(60):
        keep(mission_id=route.id, answers={"ramp": "yes" if number % 4 else "no"})

    words = text_of(await page(viewer, f"/m/{route.code}/findings/voting"))

    assert "Yes 45 of 60 (75 %)" in words


@pytest.mark.usefixtures("form")
async def test_a_form_without_reports_says_when_they_come(
    viewer: httpx.AsyncClient, mission: Mission
):
    words = text_of(await page(viewer, f"/m/{mission.code}/findings/voting"))

    assert "Voting: 0 reports from 0 stations" in words
    assert "%" not in words


async def test_findings_by_region_stand_below_each_question(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(answers={"ramp": "yes"}, region="North / A")
    keep(answers={"ramp": "no"}, region="South / B")

    words = text_of(await page(viewer, f"/m/{mission.code}/findings/voting?by=region"))

    assert "North 1 0 1 of 1" in words
    assert "South 0 1 1 of 1" in words


async def test_a_figure_leads_to_exactly_the_reports_behind_it(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(answers={"ramp": "yes"})
    without = keep(answers={"ramp": "no"}, comments={"ramp": "Three steps, no rail."})
    shown = await page(viewer, f"/m/{mission.code}/findings/voting")
    href = re.search(r'href="([^"]*value=no[^"]*)"', shown)
    assert href is not None

    evidence = await page(viewer, href[1].replace("&amp;", "&"))

    assert "1 of 2 reports: No" in text_of(evidence)
    assert "Three steps, no rail." in text_of(evidence)
    assert re.findall(r"/reports/([0-9a-f-]{36})", evidence) == [str(without.report_id)]


async def test_the_reports_without_an_answer_can_be_opened_too(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(answers={"ramp": "yes"})
    silent = keep(answers={"ramp": {"non_answer": "dont_know"}})
    path = f"/m/{mission.code}/evidence?form=voting&question=ramp&reading=dont_know"

    evidence = await page(viewer, path)

    assert str(silent.report_id) in evidence
    assert "1 of 2 reports: don't know" in text_of(evidence)


async def test_several_visits_to_a_station_can_be_counted_as_one(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(answers={"ramp": "no"}, station_code="0042")
    keep(answers={"ramp": "no"}, station_code="0042")
    keep(answers={"ramp": "yes"}, station_code="0043")
    path = f"/m/{mission.code}/evidence?form=voting&question=ramp&value=no&unit=station"

    assert "1 of 2 stations: No" in text_of(await page(viewer, path))


async def test_a_cut_looks_at_what_had_been_received_by_then(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(answers={"ramp": "yes"})
    keep(answers={"ramp": "no"}, received_at=START + timedelta(hours=5))

    words = text_of(await page(viewer, f"/m/{mission.code}/findings/voting?as_of=2026-10-04T10:00"))

    assert "Voting: 1 report from 1 station" in words
    assert "Only what had been received by 4 Oct 2026, 10:00." in words


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/findings/voting?as_of=yesterday", 422, "is not a moment"),
        ("/findings/voting?by=colour", 422, "no attribute"),
        ("/findings/counting", 404, "no form"),
        ("/evidence?form=voting&question=unknown", 404, "asks no question"),
    ],
)
async def test_what_can_not_be_shown_says_why(
    viewer: httpx.AsyncClient, mission: Mission, path: str, status: int, said: str
):
    answer = await viewer.get(f"/m/{mission.code}{path}")

    assert answer.status_code == status
    assert said in text_of(answer.text)


async def test_a_question_that_most_did_not_answer_shows_no_share_and_says_why(
    store: Store, viewer: httpx.AsyncClient, keep: Keep, form: Form
):
    route = a_mission(store, "route-2026", design="route")
    a_published_form(store, route, form)
    for number in range(130):
        keep(mission_id=route.id, answers={"ramp": "yes"} if number < 60 else {})

    words = text_of(await page(viewer, f"/m/{route.code}/findings/voting"))

    assert "Yes 60 of 60 " in words
    assert "Yes 60 of 60 (" not in words
    assert "Over half gave no answer" in words


@pytest.mark.parametrize(
    ("regions", "said"),
    [
        (["North", "North", "North", "South"], "5 of 45, clustered: 4 of the 5 in North."),
        (["North", "South", "East", "West"], "5 of 45, in 4 of 4 regions."),
    ],
)
async def test_what_reads_as_negative_is_said_to_be_isolated_or_clustered(
    store: Store, viewer: httpx.AsyncClient, keep: Keep, regions: list[str], said: str
):
    mission = a_mission(store, "graded-2026")
    a_published_form(store, mission, GRADED)
    for region in [*regions, "North"]:
        keep(mission_id=mission.id, answers={"overall": "bad"}, region=region)
    for number in range(40):
        region = ["North", "South", "East", "West"][number % 4]
        keep(mission_id=mission.id, answers={"overall": "good"}, region=region)

    words = text_of(await page(viewer, f"/m/{mission.code}/findings/voting"))

    assert f"Read as negative: {said}" in words
    assert "Bad – reads as negative 5 of 45" in words


GRADED = Form(
    id="voting",
    version="1",
    title={"en": "Voting"},
    sections=(
        Section(
            name="all",
            children=(
                SelectOne(
                    name="overall",
                    scale="assessment",
                    choices=(
                        Choice(name="good", label={"en": "Good"}),
                        Choice(name="bad", label={"en": "Bad"}),
                    ),
                ),
            ),
        ),
    ),
)


async def test_a_figure_of_a_group_leads_to_the_reports_of_that_group(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(answers={"ramp": "yes"}, region="South")
    north = keep(answers={"ramp": "yes"}, region="North / A")
    shown = await page(viewer, f"/m/{mission.code}/findings/voting?by=region&verified=true")
    href = re.search(r'href="([^"]*value=yes[^"]*group=North[^"]*)"', shown)
    assert href is not None

    evidence = await page(viewer, href[1].replace("&amp;", "&"))

    assert re.findall(r"/reports/([0-9a-f-]{36})", evidence) == [str(north.report_id)]
    assert "Region: North. Only reports of which no check asks anything." in text_of(evidence)


async def test_results_by_team_are_for_analysts_alone(
    coordinator: httpx.AsyncClient, store: Store, mission: Mission, keep: Keep
):
    keep(answers={"ramp": "yes"})
    path = f"/m/{mission.code}/findings/voting"
    assert "By team" in text_of(await page(coordinator, f"{path}?by=team"))

    reader = signed_in(store, coordinator, an_account(store, "rosa", Role.HEAD))
    assert '"team"' not in await page(reader, path)
    for refused in (f"{path}?by=team", f"{path}.json?by=organisation"):
        assert (await reader.get(refused)).status_code == 422


async def test_the_same_figures_are_there_as_json(
    viewer: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(answers={"ramp": "yes"}, region="North")
    answer = await viewer.get(f"/m/{mission.code}/findings/voting.json?by=region&unit=station")
    found = answer.json()
    assert (found["unit"], found["reports"]) == ("station", 1)
    assert found["questions"][0]["groups"]["North"]["answered"] == 1


async def test_the_coverage_says_what_is_missing_and_refused(
    viewer: httpx.AsyncClient, store: Store, mission: Mission, keep: Keep
):
    for code in ("0042", "0043"):
        a_station(store, mission, code, region="North")
    keep(answers={"ramp": "yes"}, station_code="0042")

    shown = await page(viewer, f"/m/{mission.code}/coverage?form=voting")
    words = text_of(shown)

    assert "Coverage: 1 of 2 stations have reported" in words
    assert "North 2 1 1 1 0 1" in words
    assert "Nothing came from 1" in words
    assert "07 – – – – – – – never" in words, "noughts would read as if it had sent nothing"
    assert "These teams have no plan, so nothing is expected of them" in words
    assert "0043" in words
    href = re.search(r'href="([^"]*coverage.json[^"]*)"', shown)
    assert href is not None
    found = (await viewer.get(href[1].replace("&amp;", "&"))).json()
    assert (found["expected"], found["received"], found["form"]) == (2, 1, "voting")
