"""The end of a mission: closed, archived, its personal data erased; what was observed remains."""

import json

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from server.accounts.models import TrailEntry
from server.database import Store
from server.journal.models import Device
from server.missions import proving, service, versions
from server.missions.models import Mission
from server.people.models import Observer
from shared.ids import new_id
from tests.samples.kazakhstan import SAMPLE
from tests.server.builders import START, a_team
from tests.server.kept_reports import a_laptop
from tests.server.pages.reading import text_of

HOME = "/m/kazakhstan-2021"
KNOWN = "observers of whom we know names, papers, contacts, nationality, languages or badge"


@pytest.fixture
async def closed(admin: httpx.AsyncClient, sample: Mission) -> httpx.AsyncClient:
    answer = await admin.post(f"{HOME}/closing", data={"reason": "The final report is out."})
    assert answer.is_redirect
    assert sample.code
    return admin


async def test_a_closed_mission_is_to_be_read_only_and_says_why(
    store: Store, closed: httpx.AsyncClient
):
    shown = text_of((await closed.get(f"{HOME}/facts")).text)
    refused = await closed.post(f"{HOME}/facts/voters/removal")

    assert "closed on 4 October 2026 (root: The final report is out.)" in shown
    assert "New fact" not in shown
    assert refused.status_code == 409
    assert "Reopen it first" in text_of(refused.text)
    with store.reading() as db:
        document = service.mission_document(service.get_mission(db, "kazakhstan-2021"))
    assert document.fact("voters") is not None


async def test_a_mission_file_is_not_loaded_over_a_closed_mission(
    store: Store, closed: httpx.AsyncClient
):
    changed = (SAMPLE / "mission.yaml").read_text().replace("value: 232", "value: 233")

    assert closed
    with store.writing() as db, pytest.raises(service.Problem, match="Reopen it first"):
        service.load_mission(db, changed, now=START)


async def test_it_is_archived_and_opened_again(closed: httpx.AsyncClient):
    await closed.post(f"{HOME}/closing/archiving")
    listed = text_of((await closed.get("/missions")).text)
    await closed.post(f"{HOME}/closing/reopening")
    again = text_of((await closed.get("/missions")).text)

    assert "Kazakhstan 2021 archived" in listed
    assert "archived" not in again
    assert (await closed.post(f"{HOME}/calendar/deadlines/statement/done")).is_redirect


@pytest.mark.usefixtures("sample")
async def test_an_open_mission_is_neither_archived_nor_erased(admin: httpx.AsyncClient):
    for deed, data in (("archiving", {}), ("erasure", {"confirm": "kazakhstan-2021"})):
        answer = await admin.post(f"{HOME}/closing/{deed}", data=data)
        assert answer.status_code == 409
        assert "still open" in text_of(answer.text)


async def test_personal_data_are_planned_then_erased_and_the_rest_remains(
    app: FastAPI, store: Store, sample: Mission, closed: httpx.AsyncClient
):
    a_laptop(store, sample, a_team(store, sample, "TC-09"))
    with store.writing() as db:
        for code, nationality in (("0107", "KG"), ("0108", "")):
            db.add(
                Observer(
                    id=new_id(),
                    mission_id=sample.id,
                    code=code,
                    nationality=nationality,
                    created_at=START,
                    updated_at=START,
                )
            )
    reports = text_of((await closed.get(f"{HOME}/closing")).text)

    unsure = await closed.post(f"{HOME}/closing/erasure", data={"confirm": "yes"})
    await closed.post(f"{HOME}/closing/erasure", data={"confirm": "kazakhstan-2021"})
    after = text_of((await closed.get(f"{HOME}/closing")).text)

    assert f"{KNOWN} 1" in reports
    assert "names and phones on duty, in the document and its versions 5" in reports
    assert "Nothing was erased." in text_of(unsure.text)
    assert f"{KNOWN} 0" in after
    assert "phones on duty, in the document and its versions 0" in after
    assert "They were erased on" in after
    assert app.state.erasings
    with store.reading() as db:
        held = db.exec(select(Mission)).one()
        first = versions.document_of(versions.get_version(db, held, 1))
        entry = db.exec(select(TrailEntry).where(TrailEntry.deed == "mission.erased")).one()
        assert [each.name for each in db.exec(select(Device)).all()] == [""]
    assert first.contacts == ()
    assert len(first.facts) == len(service.mission_document(held).facts) == 29
    assert f"{KNOWN}: 1" in json.dumps(entry.particulars)


async def test_erasing_is_reminded_of_until_it_is_done(store: Store, admin: httpx.AsyncClient):
    source = (SAMPLE / "mission.yaml").read_text() + "\nretention_days: 30\n"
    with store.writing() as db:
        service.load_mission(db, source, now=START)

    before = text_of((await admin.get(HOME)).text)
    await admin.post(f"{HOME}/closing", data={"reason": "It is over."})
    await admin.post(f"{HOME}/closing/erasure", data={"confirm": "kazakhstan-2021"})
    after = text_of((await admin.get(HOME)).text)

    assert "Overdue 9 February 2021: Personal data are to be erased" in before
    assert "2 dates are long past and not marked as done." in before
    assert "Personal data are to be erased" not in after
    with store.reading() as db:
        assert proving.prove_versions(db).broken == []
