"""Deployment sheets: the published plan, in the station's time and the mission's language."""

import io

import httpx
import pytest
from pypdf import PdfReader

from server.database import Store
from server.deployment.checking import planning_of
from server.deployment.sheets.composing import Issue, all_phrases, compose
from server.deployment.sheets.printing import SheetsUnprintable, print_sheets
from server.deployment.sheets.sheet import Sheet
from server.missions.models import Mission
from tests.server.builders import a_station
from tests.server.deployment.conftest import Desk
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


def a_sheet(store: Store, mission: Mission, code: str, language: str = "en") -> Sheet:
    with store.reading() as db:
        planning = planning_of(db, mission.id)
        members = {"07": ["LT-1", "LT-2"]}
        issue = Issue(planning.document, planning.setting, members, 3, language)
        return compose(planning.plans.get(code), issue)


def test_a_sheet_says_where_and_when_and_whom_to_call(store: Store, mission: Mission, desk: Desk):
    a_station(store, mission, "E", region="Abroad", timezone="Asia/Almaty", address="1, Main St")
    desk.draft("07", ("E", "09:30"), ("2", "11:00"), ("X", "2026-10-03 17:00"), regions="")
    sheet = a_sheet(store, mission, "07")

    assert [day.title for day in sheet.days] == [
        "Saturday, 3 October 2026",
        "Sunday, 4 October 2026",
    ]
    abroad, near = sheet.days[1].stops
    assert (abroad.time, abroad.clock) == ("09:30", "by the clock of Asia/Almaty")
    assert (near.time, near.clock, near.name) == ("11:00", "", "School No. 2")
    assert sheet.days[0].stops[0].name == "not in the register"
    assert ("Observers, by code", "LT-1, LT-2") in sheet.facts
    assert sheet.contacts[0].phone == "+33 1 555 0100"
    assert sheet.reminders == (
        "Fill the tank the evening before.",
        "No interviews on election day.",
    )


@pytest.mark.parametrize("language", ["ru", "kk", "tr"])
def test_every_language_has_every_phrase_with_its_blanks(language: str):
    own, english = all_phrases()[language], all_phrases()["en"]
    assert own.keys() == english.keys()
    for key, phrase in english.items():
        assert phrase.count("{") == own[key].count("{"), key


async def test_all_sheets_are_one_pdf_of_what_is_published(
    client: httpx.AsyncClient, store: Store, mission: Mission, desk: Desk
):
    desk.draft("07", ("3", "15:15"))
    browser = signed_in(store, client, an_account(store))
    browser.headers.update(PAGE | SAME_ORIGIN)
    path = f"/m/{mission.code}/plan"
    answer = await browser.get(f"{path}/sheets.pdf?language=ru")
    assert answer.headers["content-type"] == "application/pdf"
    first, second = (page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Маршрутный лист: Группа 07" in first
    assert "Страница 1 из 1" in second
    assert "09:30" in first
    assert "15:15" not in first, "a draft is on no sheet"
    assert "white van" in second
    assert (await browser.get(f"{path}/teams/09/sheet.pdf")).status_code == 404
    assert (await browser.get(f"{path}/sheets.pdf?language=xx")).status_code == 422


def test_a_sign_without_a_shape_is_named(store: Store, mission: Mission):
    a_station(store, mission, "4", name="School \U0001f600")
    with store.reading() as db:
        planning = planning_of(db, mission.id)
        team = planning.plans.get("07").model_copy(update={"name": "\U0001f600 team"})
        sheet = compose(team, Issue(planning.document, planning.setting, {}, 1, "en"))
    with pytest.raises(SheetsUnprintable, match="\U0001f600"):
        print_sheets([sheet])
