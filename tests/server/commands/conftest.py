"""Commands on the home of the test's store, and a journal that came in over HTTP."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from server.config import Settings
from server.database import Store
from server.journal.enrolment import issue_code
from server.missions.models import Mission, Team
from shared.forms.model import Form
from tests.server.builders import START
from tests.server.commands.running import Run, on
from tests.server.journal.device import FakeDevice, enrolled, reports


@pytest.fixture
def run(settings: Settings, store: Store) -> Run:
    """Run a command on the home of `store`."""
    del store  # it is there before anything runs
    return on(settings.home, settings.database_url)


@pytest.fixture
async def device(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team
) -> FakeDevice:
    """An enrolled laptop."""
    with store.writing() as db:
        issued = issue_code(db, mission.code, team.code, length=timedelta(days=3), now=START)
    return await enrolled(client, issued.code)


@pytest.fixture
async def filled(client: httpx.AsyncClient, device: FakeDevice, form: Form) -> FakeDevice:
    """A laptop of which two pushes came in: entries 1 to 3, and 4 to 6."""
    for body in reports(form, 6):
        device.write(body)
    for first, last in ((1, 3), (4, 6)):
        assert (await device.send(client, device.push(first, last))).status_code == 200
    return device


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A home that nothing was put into."""
    home = tmp_path / "other-home"
    home.mkdir()
    return home
