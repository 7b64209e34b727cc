"""Recommendations: kept in the mission's document, carried over, imported, changed on pages."""

from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from server.accounts.caller import Stranger
from server.accounts.models import Role
from server.database import Store
from server.imports.examining import Said
from server.imports.service import import_table
from server.missions import service, versions
from server.missions.document import MissionFile
from server.missions.models import Mission
from server.missions.reading import read_mission_file
from server.missions.recommendations import Followed, Recommendation
from server.missions.service import mission_document
from server.recommendations.carrying import Report, carried, report_of
from server.recommendations.importer import RecommendationImporter
from server.tabular.row_errors import RowsRefused
from tests.server.builders import START
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in

HEAD = """\
code: {code}
title: {title}
election: {{name: Parliamentary elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}}
sample: {{design: route}}
"""
PAST = """\
sources: [{id: odihr, publisher: ODIHR, title: Needs assessment}]
recommendations:
  - key: r1
    text: Publish results by station.
    addressee: Commission
    number: "1"
    priority: true
    sources: [odihr]
  - key: r2
    text: Train the commissions.
    report: Final report 2012
    status: fully
    reason: Done.
    assessed_on: 2016-04-01
  - key: r3
    text: Widen access.
    report: Final report 2012
    status: partly
    reason: Half of it.
    assessed_on: 2016-04-01
"""
BY = Stranger("aigul")


def loaded(store: Store, code: str = "now-2026", more: str = "", title: str = "Now") -> Mission:
    with store.writing() as db:
        text = HEAD.format(code=code, title=title) + more
        mission, _ = service.load_mission(db, text, now=START, by=BY)
        db.refresh(mission)
        db.expunge(mission)
    return mission


def kept(store: Store, mission: Mission) -> dict[str, Recommendation]:
    with store.reading() as db:
        document = mission_document(db.get_one(Mission, mission.id))
    return {each.text: each for each in document.recommendations}


def document(tmp_path: Any, more: str = "", code: str = "past-2016") -> MissionFile:  # noqa: ANN401
    file = tmp_path / "mission.yaml"
    file.write_text(HEAD.format(code=code, title="Past") + more, "utf-8")
    return read_mission_file(file)


@pytest.mark.parametrize(
    "fields",
    [
        {"report": "R", "status": "partly"},
        {"report": "R", "status": "partly", "reason": "Half."},
        {"status": "partly", "reason": "Half.", "assessed_on": "2026-01-01"},
    ],
)
def test_an_assessment_needs_a_reason_a_day_and_a_past_report(fields: dict[str, str]):
    with pytest.raises(ValidationError):
        Recommendation.model_validate({"key": "r1", "text": "T", **fields})


def test_what_is_carried_over_brings_no_assessment_and_comes_once(tmp_path: Any):  # noqa: ANN401
    past, now = document(tmp_path, PAST), document(tmp_path, code="now-2026")
    coming = carried(past, now, Report("Final report 2016"))
    own, older = coming

    assert (own.text, own.report, own.number, own.priority) == (
        "Publish results by station.",
        "Final report 2016",
        "1",
        True,
    )
    assert own.note == "ODIHR: Needs assessment"
    assert (older.report, older.status) == ("Final report 2012", Followed.NOT_ASSESSED)
    assert older.note == "Past assessed it as partly implemented: Half of it."
    assert {each.carried_from for each in coming} == {"past-2016"}
    held = now.model_copy(update={"recommendations": coming})
    assert carried(past, held, report_of(past)) == ()


TABLE = """\
No;Recommendation;Report;Addressee;Priority;Status;Reason;Assessed on
1;Publish results by station.;Final report 2016;Commission;yes;Partly implemented;Half.;2026-09-01
2;Train the commissions.;Final report 2016;;;;;
"""


def imported(store: Store, mission: Mission, table: str) -> Any:  # noqa: ANN401
    return import_table(
        store,
        mission,
        RecommendationImporter(),
        "recommendations.csv",
        table.encode(),
        Said(),
        by=BY,
        now=START,
    )


def test_a_table_is_imported_once_and_updated(store: Store):
    mission = loaded(store)
    imported(store, mission, TABLE)
    again = imported(store, mission, TABLE.replace("Half.", "Most of it.")).plan

    assert (len(again.new), len(again.changed), again.unchanged) == (0, 1, 1)
    held = kept(store, mission)
    assert [(each.status, each.reason, each.priority) for each in held.values()] == [
        ("partly", "Most of it.", True),
        ("not_assessed", "", False),
    ]
    with store.reading() as db:
        newest = versions.list_versions(db, mission.id, most=1)[0]
    assert newest.words.startswith("1 recommendation imported from recommendations.csv")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (";;Final report 2016;;;;;", "the recommendation is missing"),
        ("1;Again.;Final report 2016;;;;;", "it is the same recommendation as row 2"),
        ("3;Three.;Final report 2016;;;fully;;", "the status has no reason, or no day"),
        ("3;Three.;Final report 2016;;;maybe;;", "'maybe' is not known"),
        ("3;=1+1;Final report 2016;;;;;", "it holds a formula"),
    ],
)
def test_a_bad_row_is_said_and_nothing_is_imported(store: Store, row: str, said: str):
    mission = loaded(store)
    with pytest.raises(RowsRefused) as refused:
        imported(store, mission, f"{TABLE}{row}\n")

    assert said in refused.value.detail
    assert kept(store, mission) == {}


@pytest.fixture
def drafter(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, an_account(store, "dana", Role.DRAFTER))


async def test_a_recommendation_is_added_assessed_and_removed_on_pages(
    store: Store, drafter: httpx.AsyncClient
):
    mission = loaded(store)
    at = f"/m/{mission.code}/recommendations"
    blank = (await drafter.get(f"{at}/new")).text
    assert '<option value="not_assessed" selected>' in blank
    empty = await drafter.post(f"{at}/new", data={"addressee": "CEC"})
    assert "Recommendation: nothing is written here. Fill it in." in text_of(empty.text)
    new = {"text": "Publish <results>.", "report": "Final report 2016", "number": "4"}
    assert (await drafter.post(f"{at}/new", data=new)).status_code == 303
    form = await drafter.get(f"{at}/of/r1")
    seen = form.text.split('name="seen" value="')[1].split('"')[0]
    changed = new | {"seen": seen, "status": "mostly"}
    refused = await drafter.post(f"{at}/of/r1", data=changed)
    assert refused.status_code == 422
    assert "it has a status without its reason and day" in text_of(refused.text)
    changed |= {"reason": "By region.", "assessed_on": "2026-09-30", "priority": "on"}
    assert (await drafter.post(f"{at}/of/r1", data=changed)).status_code == 303
    late = await drafter.post(f"{at}/of/r1", data=changed | {"reason": "Mine."})
    assert late.status_code == 409
    assert "Mine." in late.text

    words = text_of((await drafter.get(at)).text)
    assert "Final report 2016 1: 1 mostly implemented" in words
    assert "Publish <results>. priority" in words
    assert "mostly implemented By region." in words
    (told,) = (await drafter.get(f"{at}.json")).json()["recommendations"]
    assert (told["status"], told["assessed_on"]) == ("mostly", "2026-09-30")
    assert "No recommendation fits" in text_of((await drafter.get(f"{at}?status=fully")).text)
    assert (await drafter.post(f"{at}/of/r1/removal")).status_code == 303
    assert (await drafter.get(f"{at}/of/r1")).status_code == 404
    assert "There is none yet" in text_of((await drafter.get(at)).text)


async def test_recommendations_are_carried_over_from_a_mission_that_one_may_read(
    store: Store, drafter: httpx.AsyncClient
):
    mission = loaded(store)
    loaded(store, "past-2016", PAST, "Past")
    at = f"/m/{mission.code}/recommendations/carrying"
    assert "Past (past-2016)" in text_of((await drafter.get(at)).text)
    asked = {"mission": "past-2016", "report": "Final report 2016", "day": "2016-05-01"}
    shown = text_of((await drafter.get(at, params=asked)).text)
    assert "Final report 2016, 1 May 2016" in shown
    assert "Train the commissions." not in shown
    assert (await drafter.post(at, data=asked)).status_code == 303
    assert (await drafter.post(at, data=asked)).status_code == 303

    assert list(kept(store, mission)) == ["Publish results by station.", "Widen access."]
    assert "It has none that this mission lacks" in (await drafter.get(at, params=asked)).text
    assert (await drafter.post(at, data={"mission": mission.code})).status_code == 404
    assert (await drafter.post(at, data={"mission": "none"})).status_code == 404
    assert (await drafter.get(at, params=asked | {"day": "x"})).status_code == 422


async def test_an_account_of_one_mission_carries_nothing_over_from_another(
    store: Store, client: httpx.AsyncClient
):
    mission = loaded(store)
    loaded(store, "past-2016", PAST, "Past")
    client.headers.update(PAGE | SAME_ORIGIN)
    signed_in(store, client, an_account(store, "dana", Role.DRAFTER, mission=mission))
    at = f"/m/{mission.code}/recommendations/carrying"

    assert "no other mission" in text_of((await client.get(at)).text)
    assert (await client.post(at, data={"mission": "past-2016"})).status_code == 404
    assert kept(store, mission) == {}
