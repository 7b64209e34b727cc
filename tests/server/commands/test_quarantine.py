"""Reports that wait, from the command line; and the reports made anew."""

import httpx
import pytest
from sqlmodel import select

from server.database import Store
from server.missions.models import Mission
from server.reports.models import Revision, State
from server.reports.projection import catch_up
from shared.forms.model import Form
from tests.server.builders import a_station
from tests.server.commands.running import Run, as_json
from tests.server.journal.device import FakeDevice, a_report


@pytest.fixture
async def waiting(
    client: httpx.AsyncClient, device: FakeDevice, form: Form, store: Store
) -> FakeDevice:
    """A laptop whose one report names a station as nobody else does."""
    device.write(a_report(form, station="42"))
    await device.sync(client)
    catch_up(store)
    return device


def state(store: Store) -> tuple[str, str]:
    with store.reading() as db:
        row = db.exec(select(Revision)).one()
    return row.state, row.station_code


@pytest.mark.usefixtures("waiting")
def test_what_waits_is_listed_with_its_reason(run: Run, mission: Mission):
    (row,) = as_json(run("quarantine", "list", "--mission", mission.code, "--json"))["waiting"]

    assert (row["station"], row["team"], row["state"]) == ("42", "07", "quarantined")
    assert "not in the mission's register" in row["reason"]
    assert "station 42, team 07" in run("quarantine", "list", "--mission", mission.code).stdout


@pytest.mark.usefixtures("waiting")
def test_a_report_is_accepted_for_a_station(run: Run, mission: Mission, store: Store):
    a_station(store, mission, "0042")

    done = run("quarantine", "accept", "1", "--mission", mission.code, "--station", "0042")

    assert (done.exit_code, done.stdout) == (0, "Report 1 counts from now on.\n")
    assert state(store) == (State.ACCEPTED, "0042")
    assert "No report waits" in run("quarantine", "list", "--mission", mission.code).stdout


@pytest.mark.usefixtures("waiting")
def test_a_decision_survives_a_rebuild(run: Run, mission: Mission, store: Store):
    run("quarantine", "reject", "1", "--mission", mission.code, "--note", "A drill")

    done = run("rebuild")

    assert "Journal entries read: 1. Revisions of reports: 1." in done.stdout
    assert state(store)[0] == State.REJECTED


@pytest.mark.usefixtures("waiting")
def test_a_station_that_is_not_registered_is_refused(run: Run, mission: Mission, store: Store):
    done = run("quarantine", "accept", "1", "--mission", mission.code, "--station", "77")

    assert done.exit_code == 1
    assert "77" in done.stderr
    assert state(store)[0] == State.QUARANTINED


def test_a_number_that_is_no_reports_is_refused(run: Run, mission: Mission):
    done = run("quarantine", "reject", "5", "--mission", mission.code)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "no report number 5" in done.stderr
