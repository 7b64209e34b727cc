"""An enrolled device over the started application."""

from datetime import timedelta

import httpx
import pytest

from server.database import Store
from server.journal.enrolment import issue_code
from server.missions.models import Mission, Team
from shared.forms.model import Form
from tests.server.builders import START
from tests.server.journal.device import FakeDevice, enrolled


def code_for(store: Store, mission: Mission, team: Team) -> str:
    """Issue a code for three days."""
    with store.writing() as db:
        issued = issue_code(db, mission.code, team.code, length=timedelta(days=3), now=START)
    return issued.code


@pytest.fixture
def code(store: Store, mission: Mission, team: Team) -> str:
    return code_for(store, mission, team)


@pytest.fixture
async def device(client: httpx.AsyncClient, code: str, form: Form) -> FakeDevice:
    del form  # published before anything is sent
    return await enrolled(client, code)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Everything in this room holds on both databases."""
    return request.param
