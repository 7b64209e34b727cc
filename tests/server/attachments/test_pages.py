"""Files on the report's page: on their way or here, opened without harm, by who may."""

import io

import httpx
import pytest
from PIL import Image

from server.accounts.models import Role
from server.database import Store
from server.missions.models import Mission
from server.reports.projection import catch_up, rebuild
from shared.forms.model import Form
from tests.server.attachments.conftest import Sender
from tests.server.attachments.test_metadata import a_photo
from tests.server.journal.device import a_report
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, an_account, signed_in


@pytest.fixture
def database() -> str:
    return "sqlite"


class Room:
    """A report with a file, and a browser."""

    def __init__(self, sender: Sender, store: Store, mission: Mission, form: Form) -> None:
        self.sender = sender
        self.store = store
        self.mission = mission
        self.report = a_report(form)
        self.sender.device.write(self.report)

    async def announce(self, content: bytes, **more: str) -> None:
        await self.sender.announce(content, None, report=self.report.report, **more)
        catch_up(self.store)

    async def send(self, content: bytes) -> None:
        begun = await self.sender.begin(len(self.sender.device.entries), content)
        answer = await self.sender.send(begun.headers["Location"], 0, content)
        assert answer.status_code == 204, answer.text

    async def get(self, role: Role, rest: str = "") -> httpx.Response:
        account = an_account(self.store, f"{role}{len(rest)}", role)
        browser = signed_in(self.store, self.sender.client, account)
        path = f"/m/{self.mission.code}/reports/{self.report.report}{rest}"
        answer = await browser.get(path, headers=PAGE)
        browser.cookies.clear()
        return answer


@pytest.fixture
def room(sender: Sender, store: Store, mission: Mission, form: Form) -> Room:
    return Room(sender, store, mission, form)


async def test_a_report_tells_that_its_photograph_is_on_its_way_and_then_here(room: Room):
    photo = a_photo()
    await room.announce(photo, question="ramp")

    before = await room.get(Role.VIEWER)
    assert "IMG_1.jpg Was there a ramp? 1 image/jpeg" in text_of(before.text)
    assert "on its way" in text_of(before.text)

    await room.send(photo)
    after = await room.get(Role.COORDINATOR)
    assert "/files/2" in after.text
    assert "/files/2/original" in after.text
    rebuild(room.store)
    assert "/files/2" in (await room.get(Role.ADMIN)).text


async def test_what_opens_has_no_position_and_the_original_is_for_coordinators(room: Room):
    photo = a_photo()
    await room.announce(photo)
    await room.send(photo)

    stripped = await room.get(Role.VIEWER, "/files/2")
    assert stripped.headers["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(stripped.content)) as picture:
        assert dict(picture.getexif()) == {}
    assert (await room.get(Role.VIEWER, "/files/2/original")).status_code == 403
    original = await room.get(Role.COORDINATOR, "/files/2/original")
    assert original.content == photo


async def test_whatever_is_in_a_file_a_browser_runs_none_of_it(room: Room):
    page = b"<html><script>alert(1)</script></html>"
    await room.announce(page, media_type="text/plain", name='../../x"\r\n<b>.html')
    await room.send(page)

    answer = await room.get(Role.VIEWER, "/files/2")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["Content-Disposition"].endswith("b.txt")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_a_hash_that_was_never_sent_by_the_team_opens_nothing(room: Room):
    """Naming another team's file in a report does not open it."""
    photo = a_photo()
    await room.announce(photo)

    assert (await room.get(Role.COORDINATOR, "/files/2/original")).status_code == 404
    assert (await room.get(Role.COORDINATOR, "/files/99")).status_code == 404


async def test_an_entry_that_names_no_file_is_told_apart(room: Room):
    room.sender.device.write("{}", kind="attachment")
    await room.sender.device.sync(room.sender.client)
    catch_up(room.store)

    assert (await room.get(Role.VIEWER)).status_code == 200
