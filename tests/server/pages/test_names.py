"""The page of names, and what programs get of facts and calendar."""

import re

import httpx
import pytest

from server.database import Store
from server.missions import service
from server.missions.document import MissionFile
from tests.server.pages.reading import text_of

PATH = "/m/kazakhstan-2021/names"
ENTRIES = "/m/kazakhstan-2021/entries"


def held(store: Store) -> MissionFile:
    with store.reading() as db:
        return service.mission_document(service.get_mission(db, "kazakhstan-2021"))


@pytest.mark.usefixtures("sample")
async def test_a_name_is_found_by_any_spelling_and_leads_to_its_form(analyst: httpx.AsyncClient):
    shown = await analyst.get(PATH, params={"q": "Мезхилис"})
    officials = await analyst.get(PATH, params={"q": "nurishev"})

    assert "Mazhilis Majilis; Mezhilis" in text_of(shown.text)
    (href,) = re.findall(rf'href="({ENTRIES}/[^"]+)"', shown.text)
    assert 'value="Mazhilis"' in (await analyst.get(href)).text
    (href,) = re.findall(rf'href="({ENTRIES}/[^"]+)"', officials.text)
    assert 'value="Shakhrat Nurishev"' in (await analyst.get(href)).text


@pytest.mark.usefixtures("sample")
async def test_names_are_added_changed_and_removed(store: Store, analyst: httpx.AsyncClient):
    new = {"name": "Nur-Sultan", "variants": "Nursultan\r\n Astana \r\n"}

    await analyst.post(f"{ENTRIES}/names", data=new)
    added = held(store).names[-1]
    await analyst.post(f"{ENTRIES}/names/2", data=new | {"variants": "Nursultan"})
    changed = held(store).names[-1]
    page = (await analyst.get(f"{ENTRIES}/names/2")).text
    seen = re.findall(r'name="seen" value="(\w+)"', page)[-1]
    await analyst.post(f"{ENTRIES}/names/0/removal", data={"seen": seen})
    late = await analyst.post(f"{ENTRIES}/names/0/removal", data={"seen": seen})

    assert added.variants == ("Nursultan", "Astana")
    assert changed.variants == ("Nursultan",)
    assert late.status_code == 409
    assert [each.name for each in held(store).names] == ["Maslikhats", "Nur-Sultan"]


@pytest.mark.usefixtures("sample")
async def test_an_official_needs_an_office(analyst: httpx.AsyncClient):
    answer = await analyst.post(f"{ENTRIES}/officials", data={"name": "B. Imashev"})

    assert answer.status_code == 422
    assert "Nothing is written here. Fill it in." in text_of(answer.text)
    assert 'value="B. Imashev"' in answer.text


@pytest.mark.usefixtures("sample")
async def test_published_texts_are_kept_and_stay_as_long_as_facts_name_them(
    store: Store, analyst: httpx.AsyncClient
):
    decree = {"id": "decree", "publisher": "President", "title": "Decree No. 439"}

    await analyst.post(f"{ENTRIES}/sources", data=decree | {"date": "2020-10-21"})
    await analyst.post(
        f"{ENTRIES}/discrepancies",
        data={"says": "98 seats", "handling": "107 is used.", "sources": "decree"},
    )
    listed = text_of((await analyst.get("/m/kazakhstan-2021/texts")).text)
    page = (await analyst.get(f"{ENTRIES}/sources/5")).text
    seen = re.findall(r'name="seen" value="(\w+)"', page)[-1]
    named = await analyst.post(f"{ENTRIES}/sources/5/removal", data={"seen": seen})

    assert "Decree No. 439 decree President 2020-10-21 0" in listed
    assert "98 seats 107 is used." in listed
    assert named.status_code == 422
    assert "no source 'decree' is described" in text_of(named.text)
    assert held(store).discrepancies[-1].sources == ("decree",)


@pytest.mark.usefixtures("sample")
async def test_programs_get_facts_and_calendar_as_json(analyst: httpx.AsyncClient):
    facts = (await analyst.get("/m/kazakhstan-2021/facts.json")).json()
    calendar = (await analyst.get("/m/kazakhstan-2021/calendar.json")).json()

    day = facts["facts"][0]
    assert (day["value"], len(day["claims"]), day["disputed"]) == ("2021-01-10", 2, False)
    assert len(facts["discrepancies"]) == 10
    accreditation = calendar["deadlines"][0]
    assert accreditation["at"] == "2021-01-04T18:00:00+06:00"
    assert (accreditation["rule"], accreditation["state"]) == ("E-6 18:00", "overdue")
