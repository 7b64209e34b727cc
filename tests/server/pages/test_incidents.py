"""Incidents and check-ins as coordinators see them."""

from typing import Any

import httpx
import pytest

from server.database import Store
from server.journal.models import Device
from server.messages.models import CheckIn
from server.missions.models import Mission, Team
from server.reports.incidents.models import Incident
from server.reports.models import AttachedFile
from shared.ids import new_id
from tests.server.builders import START, a_station
from tests.server.pages.reading import text_of


def an_incident(laptop: Device, entry: int, **fields: Any) -> Incident:  # noqa: ANN401
    given: dict[str, Any] = {
        "entry_id": entry,
        "incident_id": new_id(),
        "revision": 1,
        "mission_id": laptop.mission_id,
        "device_id": laptop.id,
        "team_id": laptop.team_id,
        "team_code": "07",
        "category": "access",
        "severity": "critical",
        "source": "seen",
        "text": "<b>Refused</b> at the door.",
        "station_code": "0042",
        "noted_at": START,
        "made_at": START.isoformat(),
        "received_at": START,
        "state": "accepted",
    }
    return Incident(**(given | fields))


def keep(store: Store, *rows: Incident | AttachedFile | CheckIn) -> None:
    with store.writing() as db:
        db.add_all(rows)
        db.flush()
        for row in rows:
            db.refresh(row)
            db.expunge(row)


async def test_the_list_says_how_grave_how_credible_where_and_by_whom(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, laptop: Device
):
    a_station(store, mission, "0042")
    incident = an_incident(laptop, 1)
    photo = AttachedFile(
        entry_id=2,
        mission_id=mission.id,
        device_id=laptop.id,
        team_id=laptop.team_id,
        report_id=incident.incident_id,
        revision=1,
        sha256="a" * 64,
        size=9,
        media_type="image/jpeg",
        name="door.jpg",
    )
    keep(store, incident, photo)

    answer = await coordinator.get(f"/m/{mission.code}/incidents")

    words = text_of(answer.text)
    assert "critical Observers refused, removed or hindered" in words
    assert "seen 0042, School No. 0042 Nur-Sultan / Baikonur 07" in words
    assert "door.jpg (on its way)" in words
    assert "&lt;b&gt;Refused&lt;/b&gt; at the door." in answer.text


async def test_one_incident_is_shown_with_what_it_said_before(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, laptop: Device
):
    first = an_incident(laptop, 1, superseded_at=START)
    second = an_incident(
        laptop,
        2,
        incident_id=first.incident_id,
        revision=2,
        severity="minor",
        reason="Let in after ten minutes",
    )
    keep(store, first, second)
    path = f"/m/{mission.code}/incidents"

    assert "corrected, revision 2" in text_of((await coordinator.get(path)).text)
    words = text_of((await coordinator.get(f"{path}/{first.incident_id}")).text)
    assert words.index("Revision 2") < words.index("Revision 1")
    assert "Why corrected Let in after ten minutes" in words
    assert "0042 (not in the register)" in words


async def test_a_list_without_incidents_says_how_they_come(
    viewer: httpx.AsyncClient, mission: Mission
):
    path = f"/m/{mission.code}/incidents"

    assert "Teams send them with one key" in text_of((await viewer.get(path)).text)
    filtered = await viewer.get(path, params={"severity": "critical"})
    assert "No incident fits" in text_of(filtered.text)
    assert (await viewer.get(f"{path}/{new_id()}")).status_code == 404


@pytest.mark.parametrize(
    ("state", "said"), [("safe", "safe, 4 Oct"), ("help", "needs help, 4 Oct")]
)
async def test_the_devices_page_says_what_the_team_last_said_of_itself(  # noqa: PLR0917
    store: Store,
    coordinator: httpx.AsyncClient,
    mission: Mission,
    laptop: Device,
    team: Team,
    state: str,
    said: str,
):
    row = CheckIn(
        entry_id=1,
        mission_id=mission.id,
        team_id=team.id,
        device_id=laptop.id,
        state=state,
        at=START,
        station_code="0042",
        received_at=START,
    )
    keep(store, row)
    path = f"/m/{mission.code}/devices"

    answer = await coordinator.get(path)
    assert f"{said} 09:00, at 0042" in text_of(answer.text)
    assert ("<strong>needs help" in answer.text) == (state == "help")
    told = (await coordinator.get(f"{path}.json")).json()
    assert told["devices"][0]["check_in"]["state"] == state
    assert said in text_of((await coordinator.get(f"{path}/{laptop.id}")).text)


async def test_an_incident_leads_to_its_station(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, laptop: Device
):
    station = a_station(store, mission, "0042")
    here, nowhere = an_incident(laptop, 1), an_incident(laptop, 2, station_code="nowhere")
    keep(store, here, nowhere)

    page = await coordinator.get(f"/m/{mission.code}/incidents/{here.incident_id}")
    other = await coordinator.get(f"/m/{mission.code}/incidents/{nowhere.incident_id}")

    link = f'<a href="/m/{mission.code}/stations/{station.id}">0042, School No. 0042</a>'
    assert link in page.text
    assert "nowhere (not in the register)" in text_of(other.text)
    assert f"/m/{mission.code}/stations/" not in other.text
