"""What is done about incidents on their pages, by whom, and what partners see of it."""

import httpx

from server.accounts.models import Role
from server.accounts.trail_reading import list_deeds
from server.database import Store
from server.journal.models import Device
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import a_mission, a_station, a_team
from tests.server.kept_reports import a_laptop
from tests.server.pages.reading import text_of
from tests.server.pages.test_incidents import an_incident, keep
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


async def test_a_coordinator_handles_an_incident_and_every_deed_is_told(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, laptop: Device
):
    coordinator.headers.update(SAME_ORIGIN)
    incident, other = an_incident(laptop, 1), an_incident(laptop, 2, category="violence")
    keep(store, incident, other)
    page = f"/m/{mission.code}/incidents/{incident.incident_id}"

    for deed, data in (
        ("handling", {"owner": "serik", "deadline": "2026-10-04T08:30", "severity": "minor"}),
        ("actions", {"text": "Called the <commission>."}),
        ("sources", {"kind": "document", "name": "Protocol 3"}),
        ("inquiries", {"text": "How many?"}),
        ("merging", {"into": str(other.incident_id), "reason": "Same crowd"}),
        ("parting", {"reason": "Two crowds"}),
        ("closing", {"outcome": "dealt_with", "reason": "Let in"}),
        ("reopening", {"reason": "Refused again"}),
    ):
        answer = await coordinator.post(f"{page}/{deed}", data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, page), deed

    words = text_of((await coordinator.get(page)).text)
    assert "State overdue" in words
    assert "Owner serik Deadline 4 Oct 2026, 08:30 Severity minor (the team: critical)" in words
    assert "A statement may speak of it. Seen or heard by team 07." in words
    assert "a document Protocol 3" in words
    assert "Done Called the <commission>." in words
    assert "Closed: dealt with Let in" in words
    listed = text_of((await coordinator.get(f"/m/{mission.code}/incidents?sort=severity")).text)
    assert "2 open · 1 overdue" in listed
    given = (await coordinator.get(f"{page}/incident.json")).json()
    assert given["revisions"][0]["severity"] == "critical"
    assert given["case"]["handling"]["severity"] == "minor"
    assert given["case"]["handling"]["overdue"]
    assert given["case"]["may_not_be_stated_because"] == []
    assert {each["deed"] for each in given["case"]["actions"]} >= {"closed", "merged", "asked"}
    with store.reading() as db:
        told = list_deeds(db, mission.id)
    assert list(told) == ["incident.handled"]


async def test_a_quarantined_incident_is_accepted_with_a_trace_of_who_read_it(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, laptop: Device
):
    coordinator.headers.update(SAME_ORIGIN)
    odd = an_incident(laptop, 1, state="quarantined", ground="misfit", judgement="Unknown word.")
    keep(store, odd)
    page = f"/m/{mission.code}/incidents/{odd.incident_id}"

    assert "in quarantine Unknown word." in text_of((await coordinator.get(page)).text)
    decided = {"entry": "1", "deed": "accept", "note": "It is access."}
    assert (await coordinator.post(f"{page}/judgement", data=decided)).status_code == 303

    words = text_of((await coordinator.get(page)).text)
    assert "Accepted by aigul; It is access." in words
    assert (await coordinator.post(f"{page}/judgement", data=decided)).status_code == 409
    with store.reading() as db:
        told = list_deeds(db, mission.id)
    assert set(told) == {"incident.read_in_quarantine", "incident.handled"}


async def test_a_coordinator_of_regions_acts_on_incidents_there_only(
    store: Store, client: httpx.AsyncClient, mission: Mission, laptop: Device
):
    client.headers.update(PAGE | SAME_ORIGIN)
    regional = an_account(store, mission=mission, regions=("Nur-Sultan",))
    signed_in(store, client, regional)
    a_station(store, mission, "0042")
    near, far = an_incident(laptop, 1), an_incident(laptop, 2, station_code="elsewhere")
    keep(store, near, far)

    async def act(incident_id: object, deed: str, **data: str) -> int:
        path = f"/m/{mission.code}/incidents/{incident_id}/{deed}"
        return (await client.post(path, data=data)).status_code

    assert await act(near.incident_id, "actions", text="Done") == 303
    assert await act(far.incident_id, "actions", text="Done") == 403
    assert await act(near.incident_id, "merging", into=str(far.incident_id), reason="Same") == 403
    assert await act(new_id(), "actions", text="Done") == 404


async def test_a_partner_sees_what_its_own_observers_sent_and_nothing_of_the_handling(
    store: Store, client: httpx.AsyncClient
):
    mission = a_mission(
        store, "shared", document={"teams": [{"code": "07", "organisation": "osce"}]}
    )
    signed_in(store, client, an_account(store, "pia", Role.PARTNER, mission=mission))
    client.headers.update(PAGE)
    laptop = a_laptop(store, mission, a_team(store, mission))
    own = an_incident(laptop, 1, text="Ours")
    foreign = an_incident(laptop, 2, team_code="08", text="Theirs")
    keep(store, own, foreign)
    path = f"/m/{mission.code}/incidents"

    words = text_of((await client.get(path)).text)
    assert "Ours" in words
    assert "Theirs" not in words
    page = text_of((await client.get(f"{path}/{own.incident_id}")).text)
    assert "Ours" in page
    assert "statement may" not in page
    assert (await client.get(f"{path}/{foreign.incident_id}")).status_code == 404
    own_json = (await client.get(f"{path}/{own.incident_id}/incident.json")).json()
    assert own_json["case"] is None
    listed = (await client.get(f"{path}.json?status=closed")).json()
    assert [each["now"]["text"] for each in listed["incidents"]] == ["Ours"]
    assert listed["next_start"] is None
    assert (await client.get(f"{path}/{foreign.incident_id}/files/2")).status_code == 404
