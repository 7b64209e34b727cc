"""Incidents go out as teams sent them, with what headquarters made of them beside."""

from typing import Any

from server.database import Store
from server.exchange.wanted import Reach
from server.journal.models import Device
from server.reports.incidents.models import Incident, IncidentHandling
from shared.ids import new_id
from tests.server.builders import START
from tests.server.exchange.conftest import TakeOut
from tests.server.kept_reports import Keep


def an_incident(laptop: Device, number: int, **fields: Any) -> Incident:  # noqa: ANN401 - fields of a table
    given: dict[str, Any] = {
        "entry_id": 700 + number, "incident_id": new_id(), "revision": 1,
        "mission_id": laptop.mission_id, "device_id": laptop.id, "team_code": "07",
        "category": "violence", "severity": "serious", "source": "seen", "text": "+ a scuffle",
        "station_code": "1", "noted_at": START, "made_at": START.isoformat(),
        "received_at": START, "counts_from": START, "state": "accepted",
    }  # fmt: skip
    return Incident(**(given | fields))


def test_they_go_out_with_how_they_were_handled(
    store: Store, laptop: Device, keep: Keep, take_out: TakeOut
):
    keep()
    first, second = an_incident(laptop, 1), an_incident(laptop, 2)
    handling = IncidentHandling(
        incident_id=second.incident_id, mission_id=laptop.mission_id, owner="aigul",
        credibility="confirmed", merged_into=first.incident_id,
    )  # fmt: skip
    with store.writing() as db:
        db.add_all([first, second, handling])
    one, other = take_out().rows("incidents")
    assert (one["text"], one["outcome"], one["credibility"]) == ("'+ a scuffle", "", "")
    assert (other["credibility"], other["owner"]) == ("confirmed", "")
    assert other["same_event_as"] == one["incident"]
    assert take_out(people=True).rows("incidents")[1]["owner"] == "aigul"


def test_only_those_that_stand_and_are_in_reach(
    store: Store, laptop: Device, keep: Keep, take_out: TakeOut
):
    keep(team_code="08")
    with store.writing() as db:
        db.add_all(
            [
                an_incident(laptop, 1, station_code="set apart", state="quarantined"),
                an_incident(laptop, 2, station_code="replaced", superseded_at=START),
                an_incident(laptop, 3, station_code="stands"),
                an_incident(laptop, 4, station_code="theirs", team_code="08"),
            ]
        )
    assert [row["station"] for row in take_out().rows("incidents")] == ["stands", "theirs"]
    partner = take_out(reach=Reach(teams=frozenset({"08"})))
    assert [row["station"] for row in partner.rows("incidents")] == ["theirs"]
    assert len(take_out(quarantine=True).rows("incidents")) == 3
