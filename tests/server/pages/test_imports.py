"""Importing by page: hand in, look, say what columns are, confirm; have the file back."""

import re

import httpx

from server.accounts.models import Role
from server.database import Store
from server.imports.keeping import erase_contents
from server.missions.models import Mission
from server.stations.service import find_station, list_stations
from tests.server.builders import a_register
from tests.server.pages.reading import text_of
from tests.server.staff import SAME_ORIGIN, an_account, signed_in

FILE = "Nr;Title;region\n=1;<b>School</b>;North\n2;Hall;North\n"


async def handed_in(
    browser: httpx.AsyncClient, mission: Mission, content: str | bytes, name: str = "Участки.csv"
) -> str:
    """Hand a file in and return its page's address."""
    answer = await browser.post(
        f"/m/{mission.code}/import/stations", files={"file": (name, content)}
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


async def test_a_register_goes_from_file_to_stations(
    analyst: httpx.AsyncClient, store: Store, mission: Mission
) -> None:
    a_register(store, mission, "code,name,region\n9,Gone,North\n")
    page = await handed_in(analyst, mission, FILE)
    first = (await analyst.get(page)).text
    assert "it holds a formula, not its value" in text_of(first)
    assert "Read as UTF-8, columns separated by semicolon" in text_of(first)
    mistakes = await analyst.get(f"{page}/mistakes.csv")
    assert '2,Nr,"it holds a formula, not its value"' in mistakes.text

    page = await handed_in(analyst, mission, FILE.replace("=1", "0147"))
    choice = {"column-0": "code", "column-1": "name", "column-2": "region1"}
    await analyst.post(f"{page}/reading", data=choice)
    shown = (await analyst.get(page)).text
    assert "New 2 Changed 0 Unchanged 0 Not in the file 1" in text_of(shown)
    assert "&lt;b&gt;School&lt;/b&gt;" in shown
    assert "<b>School" not in shown

    answer = await analyst.post(
        f"{page}/confirmation", data={"seen": seen_in(shown), "gone": "close"}
    )
    assert answer.headers["location"] == page
    assert "2 new, 0 changed, 0 unchanged; 1 stations not in it, closed" in text_of(
        (await analyst.get(page)).text
    )
    with store.reading() as db:
        assert [each.code for each in list_stations(db, mission.id)] == ["0147", "2", "9"]
        gone = find_station(db, mission.id, "9")
        assert gone is not None
        assert gone.closed_at is not None

    kept = await analyst.get(f"{page}/file")
    assert kept.content == FILE.replace("=1", "0147").encode()
    assert "filename*=UTF-8''%D0%A3" in kept.headers["content-disposition"]
    sources = text_of((await analyst.get(f"/m/{mission.code}/sources")).text)
    assert "3 files" in sources
    assert "Участки.csv Polling stations" in sources


async def test_a_file_that_was_imported_still_says_how_it_was_read(
    analyst: httpx.AsyncClient, mission: Mission
) -> None:
    content = "Register\nNr,name,region\n1,Школа,Север\n".encode("cp1251")
    page = await handed_in(analyst, mission, content)
    await analyst.post(f"{page}/reading", data={"encoding": "cp1251"})
    shown = (await analyst.get(page)).text
    assert "Name: Школа Region: Север" in text_of(shown)
    await analyst.post(f"{page}/confirmation", data={"seen": seen_in(shown)})
    settled = text_of((await analyst.get(page)).text)
    assert "Encoding Windows-1251, Cyrillic Columns' names in row 2" in settled
    assert "Nr Code name Name region Region" in settled


async def test_a_list_of_some_observers_asks_for_no_decision_on_the_others(
    admin: httpx.AsyncClient, mission: Mission
) -> None:
    path = f"/m/{mission.code}/import/people"
    for content in (b"code\nA-1\nA-2\n", b"code\nA-1\n"):
        answer = await admin.post(path, files={"file": ("list.csv", content)})
        page = (await admin.get(answer.headers["location"])).text
        if 'name="seen"' in page:
            seen = {"seen": seen_in(page)}
            await admin.post(f"{answer.headers['location']}/confirmation", data=seen)
    assert "Not in the file: 1. They stay as they are." in text_of(page)
    assert "there is nothing to import" in text_of(page)


async def test_a_file_whose_bytes_were_erased_says_so(
    analyst: httpx.AsyncClient, store: Store, mission: Mission
) -> None:
    page = await handed_in(analyst, mission, "code,name,region\n1,School,North\n")
    with store.writing() as db:
        erase_contents(db, mission.id, "stations")
    shown = text_of((await analyst.get(page)).text)
    assert "Its bytes were erased" in shown
    assert "Look again" not in shown
    assert "Have the file back" not in shown
    assert (await analyst.get(f"{page}/file")).status_code == 410


async def test_what_changed_meanwhile_is_shown_and_not_imported(
    analyst: httpx.AsyncClient, store: Store, mission: Mission
) -> None:
    page = await handed_in(analyst, mission, "code,name,region\n1,School,North\n")
    seen = seen_in((await analyst.get(page)).text)
    a_register(store, mission, "code,name,region\n1,Library,North\n")
    answer = await analyst.post(f"{page}/confirmation", data={"seen": seen})
    assert answer.headers["location"] == f"{page}?changed=1"
    shown = text_of((await analyst.get(f"{page}?changed=1")).text)
    assert "Nothing was imported: since you looked, the register has changed" in shown
    assert "Name: Library → School" in shown


async def test_an_encoding_is_chosen_by_how_the_names_read(
    analyst: httpx.AsyncClient, mission: Mission
) -> None:
    content = "code,name,region\n1,Школа,Север\n".encode("cp1251")
    page = await handed_in(analyst, mission, content)
    shown = text_of((await analyst.get(page)).text)
    assert "Windows-1251, Cyrillic 1,Школа,Север" in shown
    await analyst.post(f"{page}/reading", data={"encoding": "cp1251"})
    assert "New 1 " in text_of((await analyst.get(page)).text)


async def test_registers_are_imported_by_who_keeps_them_and_for_the_whole_mission(
    viewer: httpx.AsyncClient, store: Store, mission: Mission
) -> None:
    viewer.headers.update(SAME_ORIGIN)
    path = f"/m/{mission.code}/import/stations"
    file = {"file": ("s.csv", b"code,name,region\n1,a,b\n")}
    assert (await viewer.post(path, files=file)).status_code == 403
    regional = an_account(store, "bek", Role.COORDINATOR, mission=mission, regions=("North",))
    signed_in(store, viewer, regional)
    assert (await viewer.post(path, files=file)).status_code == 403
    assert (await viewer.get(f"/m/{mission.code}/import/cows")).status_code == 404
