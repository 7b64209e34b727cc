"""The sample mission loads whole."""

from zoneinfo import ZoneInfo

from server.database import Store
from server.missions import service as missions
from server.stations import service as stations
from server.tabular.reading import open_table
from tests.samples.kazakhstan import SAMPLE
from tests.server.builders import START


def test_the_sample_loads_whole(store: Store) -> None:
    with store.writing() as db:
        found, changed = missions.load_mission(db, SAMPLE / "mission.yaml", now=START)
        table = open_table(SAMPLE / "stations.csv")
        assert changed
        assert stations.import_register(db, found.id, table, now=START).new == 21
        plan = missions.plan_of(db, missions.get_team(db, found, "TC-01"))
        first = plan[0].at
        assert first is not None
        assert f"{first.astimezone(ZoneInfo(found.timezone)):%d %H:%M}" == "10 06:10"
