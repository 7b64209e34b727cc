import io
import json
import re
from typing import Any

import docx
import httpx
import pytest
from pypdf import PdfReader

from server.database import Store
from server.forms import service as forms
from server.missions.models import Mission, Team
from tests.server.builders import START, a_mission
from tests.server.kept_reports import Keep, a_laptop
from tests.server.pages.reading import text_of

DOCUMENT: dict[str, Any] = {
    "code": "sample-2026",
    "title": "Sample observation",
    "election": {
        "name": "Parliamentary elections",
        "date": "2026-10-04",
        "country": "FR",
        "timezone": "Europe/Paris",
    },
    "sample": {"design": "convenience"},
}


@pytest.fixture
def mission(store: Store) -> Mission:
    return a_mission(store, "sample-2026", document=DOCUMENT)


@pytest.fixture
def keep_voting(store: Store, mission: Mission, team: Team) -> Keep:
    """Keep reports of the standard voting checklist."""
    with store.writing() as db:
        published = forms.publish(db, mission.id, forms.read_library("voting"), now=START)
        form = forms.form_of(published)
    return Keep(store, mission, a_laptop(store, mission, team), form)


async def test_each_figure_leads_to_as_many_reports_as_it_says(
    viewer: httpx.AsyncClient, mission: Mission, keep_voting: Keep
):
    for ramp in ("usable", "usable", "missing"):
        keep_voting(answers={"V06": ramp})

    shown = (await viewer.get(f"/m/{mission.code}/statement")).text
    hrefs = re.findall(r'class="figure" href="([^"]*question=V06[^"]*)"', shown)
    assert hrefs

    found: list[str] = []
    for href in hrefs:
        evidence = text_of((await viewer.get(href.replace("&amp;", "&"))).text)
        found += re.findall(r"(\d+) of 3 stations", evidence)
    assert "1" in found


@pytest.mark.usefixtures("keep_voting")
async def test_before_the_first_report_the_places_for_people_are_plain_to_see(
    viewer: httpx.AsyncClient, mission: Mission
):
    words = text_of((await viewer.get(f"/m/{mission.code}/statement")).text)

    assert "No report counts yet." in words
    assert "To be written:" in words
    assert "not given" in words
    assert "What this draft does not say, and why" in words


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("pdf", "application/pdf"),
        ("html", "text/html"),
        ("md", "text/markdown"),
        ("json", "application/json"),
    ],
)
async def test_the_draft_can_be_taken_away(
    viewer: httpx.AsyncClient, mission: Mission, keep_voting: Keep, extension: str, media_type: str
):
    keep_voting(answers={"V06": "missing"})

    answer = await viewer.get(f"/m/{mission.code}/statement.{extension}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert f"sample-2026-statement-draft.{extension}" in answer.headers["content-disposition"]
    assert title_of(extension, answer.content) == "Sample observation"


def title_of(extension: str, content: bytes) -> str | None:
    """Return the title of a statement in whatever format."""
    match extension:
        case "docx":
            return docx.Document(io.BytesIO(content)).core_properties.title
        case "pdf":
            metadata = PdfReader(io.BytesIO(content)).metadata
            return metadata.title if metadata else None
        case "json":
            return json.loads(content)["title"]
        case _:
            return "Sample observation" if b"Sample observation" in content else None


async def test_the_page_leads_to_every_format(
    viewer: httpx.AsyncClient, mission: Mission, keep_voting: Keep
):
    keep_voting(answers={"V06": "missing"})
    page = (await viewer.get(f"/m/{mission.code}/statement?as_of=2026-10-05T12:00")).text
    for extension in ("docx", "pdf", "html", "md", "json"):
        href = re.search(rf'href="([^"]*/statement\.{extension}[^"]*)"', page)
        assert href, extension
        assert "as_of=2026-10-05" in href[1]


@pytest.mark.parametrize("extension", ["docx", "pdf"])
async def test_a_stranger_takes_no_draft_away(
    client: httpx.AsyncClient, mission: Mission, extension: str
):
    answer = await client.get(f"/m/{mission.code}/statement.{extension}")
    assert answer.status_code in (303, 401)
    assert not answer.content.startswith((b"PK", b"%PDF"))


@pytest.mark.usefixtures("keep_voting")
@pytest.mark.parametrize(
    "path", ["/statement?template=own", "/statement?lang=xx", "/statement.exe"]
)
async def test_a_draft_that_can_not_be_made_says_why(
    viewer: httpx.AsyncClient, mission: Mission, path: str
):
    answer = await viewer.get(f"/m/{mission.code}{path}")

    assert answer.status_code == 422
    assert "Code for support" in answer.text
