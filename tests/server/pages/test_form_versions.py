"""The versions of a form, as staff see them."""

from datetime import timedelta

import httpx

from server.database import Store
from server.forms import service
from server.forms.reading import read_form
from server.missions.models import Mission
from tests.server.builders import START
from tests.server.forms.sheets import markdown, sheets
from tests.server.pages.reading import read
from tests.server.staff import PAGE

PATH = "/m/example-2026/findings/entrance/versions"


def publish(store: Store, mission: Mission, *rows: list[str], version: str) -> None:
    source = markdown(sheets(*rows, version=version))
    with store.writing() as db:
        now = START + timedelta(minutes=int(version))
        service.publish(db, mission.id, read_form(source, "entrance.md"), now=now)


async def test_strangers_are_led_to_the_sign_in(client: httpx.AsyncClient):
    answer = await client.get(PATH, headers=PAGE)
    assert answer.status_code == 303


async def test_a_first_version_has_nothing_before_it(
    viewer: httpx.AsyncClient, store: Store, mission: Mission
):
    publish(store, mission, version="1")
    shown = await read(viewer, PATH)
    assert "Entrance: 1 version" in shown
    assert "It is the first." in shown
    assert "offered to laptops" in shown


async def test_what_a_version_changed_and_what_was_found_in_it_is_told(
    viewer: httpx.AsyncClient, store: Store, mission: Mission
):
    publish(store, mission, ["text", "why", "Why?", ""], version="1")
    publish(store, mission, ["integer", "why", "Why?", "${ramp}"], version="2")
    shown = await read(viewer, PATH)
    assert "Since version 1: 2 same, 1 changed, 0 new, 0 gone." in shown
    assert "It was a text, and is an integer now." in shown
    assert "bare-truth" in shown
    assert "survey, row 4" in shown
    assert "bare-truth" not in await read(viewer, f"{PATH}?version=1")


async def test_a_version_that_is_not_there_is_met_with_the_forms_that_are(
    viewer: httpx.AsyncClient, store: Store, mission: Mission
):
    publish(store, mission, version="1")
    answer = await viewer.get(f"{PATH}?version=9")
    assert answer.status_code == 404
    assert "version 9" in answer.text
