"""The sample mission, whose organisations and announcements published sources describe."""

import pytest

from server.database import Store
from server.missions import service as missions
from server.missions.document import MissionFile
from server.missions.models import Mission
from server.missions.reading import read_mission_file
from tests.samples.kazakhstan import SAMPLE
from tests.server.builders import START


@pytest.fixture
def document() -> MissionFile:
    return read_mission_file(SAMPLE / "mission.yaml")


@pytest.fixture
def mission(store: Store, document: MissionFile) -> Mission:
    with store.writing() as db:
        mission, _ = missions.keep_mission(db, document, now=START)
        db.flush()
        db.refresh(mission)
        db.expunge(mission)
    return mission


def kept(store: Store, mission: Mission) -> MissionFile:
    """Return the mission's document as it stands now."""
    with store.reading() as db:
        return missions.mission_document(missions.get_mission(db, mission.code))
