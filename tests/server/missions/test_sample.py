"""The sample mission loads whole."""

from zoneinfo import ZoneInfo

from server.database import Store
from server.missions import service as missions
from tests.samples.kazakhstan import SAMPLE
from tests.server.builders import START, a_register


def test_the_sample_loads_whole(store: Store) -> None:
    with store.writing() as db:
        found, changed = missions.load_mission(db, SAMPLE / "mission.yaml", now=START)
        assert changed
        db.flush()
        db.expunge(found)
    file = SAMPLE / "stations.csv"
    assert len(a_register(store, found, file.read_bytes()).plan.new) == 21
    with store.reading() as db:
        plan = missions.plan_of(db, missions.get_team(db, found, "TC-01"))
        first = plan[0].at
        assert first is not None
        assert f"{first.astimezone(ZoneInfo(found.timezone)):%d %H:%M}" == "10 06:10"
