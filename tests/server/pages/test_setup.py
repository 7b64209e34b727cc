"""Missions set up by page: new ones, settings, versions, and the file handed in."""

import html
import re

import httpx
import pytest

from server.database import Store
from server.missions import service
from server.missions.document import MissionFile
from tests.server.pages.reading import text_of

HOME = "/m/kazakhstan-2021"
NEW = {
    "code": "example-2026",
    "title": "Opening observation 2026",
    "name": "Parliamentary elections",
    "date": "2026-10-04",
    "country": "XX",
    "timezone": "Europe/Paris",
    "design": "srs",
    "population": "9000",
}


def held(store: Store, code: str = "kazakhstan-2021") -> MissionFile:
    with store.reading() as db:
        return service.mission_document(service.get_mission(db, code))


def fields_of(page: str) -> dict[str, str]:
    """Return what a form holds, as a browser would send it back untouched."""
    form = page.split('<form class="fields"', 1)[1].split("</form>", 1)[0]
    fields = dict(re.findall(r'<input [^>]*?name="(\w+)" value="([^"]*)"', form))
    fields |= dict(
        re.findall(r'<textarea [^>]*?name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL)
    )
    for name, options in re.findall(r'<select [^>]*?name="(\w+)"[^>]*>(.*?)</select>', form):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        fields[name] = chosen[0] if chosen else ""
    return {name: html.unescape(value) for name, value in fields.items()}


async def test_a_mission_is_set_up_with_the_smallest_files_keys(
    store: Store, admin: httpx.AsyncClient
):
    made = await admin.post("/missions", data=NEW)
    again = await admin.post("/missions", data=NEW | {"title": "Another"})

    assert made.headers["location"] == "/m/example-2026"
    assert held(store, "example-2026").election.timezone == "Europe/Paris"
    assert again.status_code == 422
    assert "This code is taken" in text_of(again.text)
    assert 'value="Another"' in again.text


async def test_what_is_wrong_with_a_new_mission_stands_beside_its_field(admin: httpx.AsyncClient):
    wrong = NEW | {"date": "4.10.2026", "timezone": "Europe/Pariss", "population": "many"}

    answer = await admin.post("/missions", data=wrong)

    assert answer.status_code == 422
    shown = text_of(answer.text)
    assert "'4.10.2026' is not a day. Write the day as YYYY-MM-DD" in shown
    assert "Did you mean Europe/Paris?" in shown
    assert "'many' is not a whole number" in shown


@pytest.mark.usefixtures("sample")
async def test_settings_saved_untouched_change_nothing(store: Store, admin: httpx.AsyncClient):
    before = held(store)
    fields = fields_of((await admin.get(f"{HOME}/settings")).text)

    saved = await admin.post(f"{HOME}/settings", data=fields)
    changed = await admin.post(
        f"{HOME}/settings", data=fields | {"title": "Shorter", "contacts": "Doctor; 112;; at night"}
    )

    assert (saved.status_code, changed.status_code) == (303, 303)
    after = held(store)
    assert after.title == "Shorter"
    assert (after.contacts[0].role, after.contacts[0].hours) == ("Doctor", "at night")
    kept = {"title": before.title, "contacts": before.contacts}
    assert after.model_copy(update=kept) == before


@pytest.mark.usefixtures("sample")
async def test_versions_say_who_changed_what_and_one_can_be_restored(
    store: Store, admin: httpx.AsyncClient
):
    before = held(store)
    fields = fields_of((await admin.get(f"{HOME}/settings")).text)
    await admin.post(f"{HOME}/settings", data=fields | {"title": "Shorter"})

    listed = text_of((await admin.get(f"{HOME}/versions")).text)
    shown = text_of((await admin.get(f"{HOME}/versions/2")).text)
    await admin.post(f"{HOME}/versions/1/restoration")

    assert "root settings changed" in listed
    assert f"title {before.title} Shorter" in shown
    assert held(store) == before
    assert "version 1 restored" in text_of((await admin.get(f"{HOME}/versions")).text)


@pytest.mark.usefixtures("sample")
async def test_a_file_is_shown_with_its_differences_before_it_is_taken(
    store: Store, admin: httpx.AsyncClient
):
    text = (await admin.get(f"{HOME}/mission.yaml")).text
    changed = text.replace("value: 232", "value: 233").encode()

    same = await admin.post(f"{HOME}/mission-file", files={"file": ("m.yaml", text.encode())})
    looked = await admin.post(f"{HOME}/mission-file", files={"file": ("m.yaml", changed)})
    untouched = held(store)
    seen = re.findall(r'name="seen" value="(\w+)"', looked.text)[0]
    carried = html.unescape(
        re.findall(r"<textarea [^>]*>\n?(.*?)</textarea>", looked.text, re.DOTALL)[0]
    )
    form = {"text": carried.replace("\n", "\r\n"), "seen": seen}
    taken = await admin.post(f"{HOME}/mission-file/confirmation", data=form)
    late = await admin.post(f"{HOME}/mission-file/confirmation", data=form)

    assert "This file changes nothing" in text_of(same.text)
    assert "facts › territorial_commissions › value 232 233" in text_of(looked.text)
    assert str(untouched.fact("territorial_commissions")).count("232") == 1
    assert taken.status_code == 303
    fact = held(store).fact("territorial_commissions")
    assert fact is not None
    assert fact.value == 233
    assert late.status_code == 409


@pytest.mark.usefixtures("sample")
async def test_a_file_with_mistakes_or_of_another_mission_is_refused(admin: httpx.AsyncClient):
    wrong = await admin.post(
        f"{HOME}/mission-file", files={"file": ("m.yaml", b"code: x\nfoo: 1\n")}
    )
    text = (await admin.get(f"{HOME}/mission.yaml")).text.replace(
        "code: kazakhstan-2021", "code: x"
    )
    other = await admin.post(f"{HOME}/mission-file", files={"file": ("m.yaml", text.encode())})

    assert "line 2, foo: the key 'foo' is not known" in text_of(wrong.text)
    assert "the file is of the mission 'x', and this is 'kazakhstan-2021'" in text_of(other.text)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    "address",
    [
        "/trail?until=9999-12-31",
        "/trail?before=99999999999999999999",
        f"{HOME}/trail?since=0001-01-01",
        f"{HOME}/versions/99999999999999999999",
        f"{HOME}/versions?before=99999999999999999999",
    ],
)
async def test_a_day_or_number_beyond_all_is_refused_in_words(
    admin: httpx.AsyncClient, address: str
):
    assert (await admin.get(address)).status_code == 422
