"""The calendar's pages."""

import httpx
import pytest

from server.database import Store
from server.missions import service
from server.missions.calendar import Deadline
from tests.server.pages.reading import text_of

PATH = "/m/kazakhstan-2021/calendar"


def deadlines(store: Store) -> dict[str, Deadline]:
    with store.reading() as db:
        document = service.mission_document(service.get_mission(db, "kazakhstan-2021"))
    return {each.key: each for each in document.calendar.deadlines}


@pytest.mark.usefixtures("sample")
async def test_the_calendar_has_what_the_document_states_elsewhere(analyst: httpx.AsyncClient):
    shown = text_of((await analyst.get(PATH)).text)

    assert (
        "Accreditation of observers ends 4 January 2021, 18:00 6 days before, 5 clear E-6 18:00"
    ) in shown
    assert "Nomination of candidates by party congresses 10 November 2020" in shown


@pytest.mark.usefixtures("sample")
async def test_a_deadline_is_added_done_and_removed(store: Store, analyst: httpx.AsyncClient):
    new = {"key": "report", "label": "Final report", "kind": "report", "rule": "e+75"}

    added = await analyst.post(f"{PATH}/deadlines", data=new)
    done = await analyst.post(f"{PATH}/deadlines/report/done")
    held = deadlines(store)["report"]
    shown = text_of((await analyst.get(PATH)).text)
    await analyst.post(f"{PATH}/deadlines/report/removal")

    assert (added.status_code, done.status_code) == (303, 303)
    assert held.rule == "E+75"
    assert held.done is not None
    assert held.done.by == "anna"
    assert "Final report 26 March 2021 75 days after E+75 done anna, 4 Oct 2026, 12:00" in shown
    assert deadlines(store) == {}


@pytest.mark.usefixtures("sample")
async def test_what_another_part_states_can_be_done_too_and_stays_the_same_day(
    store: Store, analyst: httpx.AsyncClient
):
    await analyst.post(f"{PATH}/deadlines/accreditation/done")

    shown = text_of((await analyst.get(PATH)).text)
    await analyst.post(f"{PATH}/deadlines/accreditation/reopening")

    assert shown.count("Accreditation of observers ends") == 2  # the row, and its button
    assert "4 January 2021, 18:00" in shown
    held = deadlines(store)["accreditation"]
    assert (str(held.at), held.rule, held.done) == ("2021-01-04 18:00:00", "E-6 18:00", None)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"key": "a", "label": "A"}, "A deadline needs its day"),
        ({"key": "a", "label": "A", "rule": "six days"}, "'six days' is not a rule"),
        ({"key": "a", "label": "A", "at": "4 January"}, "'4 January' is not a day with a time"),
    ],
)
async def test_a_refused_date_is_shown_with_what_was_typed(
    analyst: httpx.AsyncClient, fields: dict[str, str], said: str
):
    answer = await analyst.post(f"{PATH}/deadlines", data=fields)

    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert all(f'value="{typed}"' in answer.text for typed in fields.values())


@pytest.mark.usefixtures("sample")
async def test_calendar_programs_get_a_file(analyst: httpx.AsyncClient):
    answer = await analyst.get(f"{PATH}.ics")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
