"""What arrives after a mission was closed is kept, and waits for a person."""

from datetime import timedelta

import pytest

from server.accounts.caller import Stranger
from server.database import Store
from server.journal.enrolment import issue_code
from server.missions import closing
from server.missions.closing import MissionClosed
from server.missions.models import Mission, Team
from server.reports.models import Ground, State
from server.reports.projection import catch_up, rebuild
from tests.server.builders import START
from tests.server.journal.device import FakeDevice
from tests.server.reports.conftest import Field

ANNA = Stranger("anna")


def close(store: Store, mission: Mission) -> None:
    with store.writing() as db:
        closing.close(db, mission.id, "It is over.", by=ANNA, now=START + timedelta(hours=1))


def test_what_comes_late_is_kept_and_waits(
    field: Field, laptop: FakeDevice, store: Store, mission: Mission
):
    field.arrive(laptop, field.report())
    close(store, mission)
    field.arrive(laptop, field.report(), at=START + timedelta(hours=2))

    early, late = field.revisions()

    assert (early.state, late.state) == (State.ACCEPTED, State.QUARANTINED)
    assert late.ground == Ground.CLOSED_MISSION
    assert late.judgement == "It came after the mission had been closed."
    rebuild(store)
    assert field.states() == [State.ACCEPTED, State.QUARANTINED]


def test_a_mission_that_is_opened_again_takes_it(
    field: Field, laptop: FakeDevice, store: Store, mission: Mission
):
    close(store, mission)
    field.arrive(laptop, field.report(), at=START + timedelta(hours=2))

    with store.writing() as db:
        closing.reopen(db, mission.id, by=ANNA, now=START + timedelta(hours=3))
    catch_up(store)

    assert field.states() == [State.ACCEPTED]


def test_no_laptop_is_enrolled_for_it(store: Store, mission: Mission, team: Team):
    close(store, mission)

    with (
        store.writing() as db,
        pytest.raises(MissionClosed, match=r"closed on 4 October 2026 \(anna: It is over\.\)"),
    ):
        issue_code(db, mission.code, team.code, length=timedelta(hours=1), now=START)
