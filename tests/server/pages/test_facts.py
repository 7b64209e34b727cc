"""Pages of election facts: what is typed is kept, and who chooses says why."""

import re

import httpx
import pytest

from server.database import Store
from server.missions import service
from server.missions.document import MissionFile
from server.missions.models import Mission
from tests.server.builders import START
from tests.server.pages.reading import text_of

MISSION = """\
code: example-2026
title: Opening observation 2026
election: {name: Parliamentary elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: srs, population: 9000}
sources:
  - {id: cec, publisher: Commission, title: Decree, date: 2026-09-01}
  - {id: press, publisher: A newspaper, title: Report}
facts:
  - {key: voters, label: Registered voters, value: 11900, unit: voters, sources: [cec]}
  - {key: women, label: Women, value: 6000, unit: voters, part_of: voters, sources: [cec]}
"""


@pytest.fixture
def mission(store: Store) -> Mission:
    with store.writing() as db:
        mission, _ = service.load_mission(db, MISSION, now=START)
        db.refresh(mission)
        db.expunge(mission)
    return mission


def held(store: Store) -> MissionFile:
    with store.reading() as db:
        return service.mission_document(service.get_mission(db, "example-2026"))


async def fields_of(browser: httpx.AsyncClient, path: str) -> dict[str, str]:
    """Return the form of a fact's page as a browser would send it back untouched."""
    page = (await browser.get(path)).text
    form = page.split(f'action="{path}"', 1)[1].split("</form>", 1)[0]
    fields = dict(re.findall(r'<input [^>]*name="(\w+)" value="([^"]*)"', form))
    return {name: value for name, value in fields.items() if name != "sources"} | {"sources": "cec"}


@pytest.mark.usefixtures("mission")
async def test_a_fact_is_added_changed_and_removed(store: Store, analyst: httpx.AsyncClient):
    new = {"key": "lists", "label": "Lists", "value": "5", "unit": "lists", "sources": ["cec"]}

    added = await analyst.post("/m/example-2026/facts", data=new)
    changed = await analyst.post(added.headers["location"], data=new | {"value": "6"})
    fact = held(store).fact("lists")
    removed = await analyst.post("/m/example-2026/facts/lists/removal")

    assert (added.status_code, changed.status_code, removed.status_code) == (303, 303, 303)
    assert fact is not None
    assert (fact.value, fact.entered_by, fact.sources) == (6, "anna", ("cec",))
    assert held(store).fact("lists") is None


@pytest.mark.usefixtures("mission")
async def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(
    analyst: httpx.AsyncClient,
):
    answer = await analyst.post(
        "/m/example-2026/facts",
        data={"key": "two words", "label": "", "value": "5", "note": "typed <b>"},
    )

    assert answer.status_code == 422
    assert 'value="two words"' in answer.text
    assert "typed &lt;b&gt;" in answer.text
    shown = text_of(answer.text)
    assert "'two words' can't be a code. Use letters" in shown
    assert "Nothing is written here. Fill it in." in shown


@pytest.mark.usefixtures("mission")
async def test_of_two_who_change_one_fact_the_second_is_told_and_loses_nothing(
    store: Store, analyst: httpx.AsyncClient
):
    path = "/m/example-2026/facts/voters"
    opened = await fields_of(analyst, path)
    await analyst.post(path, data=opened | {"value": "12000"})

    late = await analyst.post(path, data=opened | {"value": "13000", "note": "mine"})

    assert late.status_code == 409
    assert "anna did (fact 'voters' changed; version 2)" in text_of(late.text)
    assert 'value="13000"' in late.text
    again = late.text.split(f'action="{path}"', 1)[1]
    seen = re.findall(r'name="seen" value="(\w+)"', again)[0]
    assert (await analyst.post(path, data=opened | {"value": "13000", "seen": seen})).is_redirect
    fact = held(store).fact("voters")
    assert fact is not None
    assert fact.value == 13000


@pytest.mark.usefixtures("mission")
async def test_a_fact_that_others_are_reckoned_with_can_t_be_removed(analyst: httpx.AsyncClient):
    answer = await analyst.post("/m/example-2026/facts/voters/removal")

    assert answer.status_code == 422
    assert "no fact 'voters' is described" in text_of(answer.text)


@pytest.mark.usefixtures("mission")
async def test_claims_stand_side_by_side_until_a_person_chooses_one(
    store: Store, analyst: httpx.AsyncClient
):
    path = "/m/example-2026/facts/voters"
    claim = {"value": "11950", "quote": "elections on 3 October", "sources": "press"}
    await analyst.post(f"{path}/claims", data=claim)

    shown = text_of((await analyst.get(path)).text)
    listed = text_of((await analyst.get("/m/example-2026/facts")).text)
    silent = await analyst.post(f"{path}/choice", data={"number": "1", "reason": " "})
    await analyst.post(f"{path}/choice", data={"number": "1", "reason": "It is newer."})

    assert "Sources differ, and nobody has chosen" in shown
    assert "This reads as the day of the election, which is on 4 October 2026." in shown
    assert "sources differ" in listed
    assert "Fact 'voters': sources differ (11900, and 11950), and nobody has chosen" in listed
    assert silent.status_code == 422
    fact = held(store).fact("voters")
    assert fact is not None
    assert (fact.value, fact.sources, fact.claims[0].value) == (11950, ("press",), 11900)
    assert fact.choice is not None
    assert (fact.choice.by, fact.choice.reason) == ("anna", "It is newer.")
    assert not fact.is_disputed


@pytest.mark.usefixtures("mission")
async def test_a_text_is_checked_and_not_kept(store: Store, analyst: httpx.AsyncClient):
    text = "The elections on 4 October 2025 had 11,900 states."

    shown = text_of((await analyst.post("/m/example-2026/text-check", data={"text": text})).text)

    assert "4 October 2025 : The day is election day's, but the year is 2025" in shown
    assert "11,900 states : 11,900 is 'Registered voters', in voters." in shown
    with store.reading() as db:
        assert "2025" not in str(service.get_mission(db, "example-2026").document)
