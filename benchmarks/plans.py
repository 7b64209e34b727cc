"""The questions about plans: 500 teams with 10 stops each, over a register of 31,000 stations."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert
from sqlmodel import Session

from benchmarks.table import Figure, print_table
from server.database import Store
from server.deployment.checking import planning_of
from server.deployment.samples import service as samples
from server.deployment.samples.asking import Asked
from server.migrations.upgrade import upgrade
from server.missions.document import MissionFile
from server.missions.models import Mission
from server.missions.service import keep_mission
from server.stations.models import Station
from shared.ids import new_id

TEAMS, STOPS, STATIONS, REGIONS = 500, 10, 31_000, 200
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
TIMES = 5


def measure() -> None:
    """Measure reading, asking, and drawing a sample; print the table."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'evenhand.db'}")
        upgrade(store)
        with store.writing() as db:
            mission = _filled(db)
        reading, asking, count = _asked(store, mission)
        start = perf_counter()
        with store.writing() as db:
            asked = Asked(size=600, seed="6-2-5", by="region")
            samples.draw(db, db.get_one(Mission, mission.id), asked, by="ann", now=NOW)
        drawing = perf_counter() - start
        store.close()
    print_table(
        f"Plans: {TEAMS} teams, {STOPS} stops each, {STATIONS:,} stations",
        [
            Figure("plans and stations read", f"{1000 * reading:.0f} ms", "told"),
            Figure(
                f"{count:,} questions asked",
                f"{1000 * asking:.0f} ms",
                "<= 500 ms",
                kept=asking <= 0.5,
            ),
            Figure("stratified sample of 600 drawn and kept", f"{1000 * drawing:.0f} ms", "told"),
        ],
    )


def _asked(store: Store, mission: Mission) -> tuple[float, float, int]:
    """Return the best seconds of reading and of asking, and how many questions there are."""
    reading: list[float] = []
    asking: list[float] = []
    count = 0
    for _ in range(TIMES):
        with store.reading() as db:
            start = perf_counter()
            planning = planning_of(db, mission.id)
            _ = planning.setting
            reading.append(perf_counter() - start)
            start = perf_counter()
            count = len(planning.questions)
            asking.append(perf_counter() - start)
    return min(reading), min(asking), count


def _filled(db: Session) -> Mission:
    """Keep a mission whose plans are a mixture of sound and doubtful ones."""
    document = MissionFile.model_validate(
        {
            "code": "bench",
            "title": "Bench",
            "election": {
                "name": "Elections",
                "date": "2026-10-04",
                "country": "KZ",
                "timezone": "Asia/Almaty",
                "voting": {"opens": "07:00", "closes": "20:00"},
            },
            "sample": {"design": "route"},
            "teams": [_team(number) for number in range(TEAMS)],
        }
    )
    mission, _ = keep_mission(db, document, now=NOW)
    rows: list[dict[str, object]] = [
        {
            "id": new_id(),
            "mission_id": mission.id,
            "code": f"{number:05}",
            "name": f"School {number}",
            "region": f"Region {number % REGIONS}",
            "latitude": 45 + number % 97 / 30,
            "longitude": 65 + number % 89 / 30,
            "attributes": {},
            "updated_at": NOW,
        }
        for number in range(STATIONS)
    ]
    db.connection().execute(insert(Station), rows)
    db.expunge(mission)
    return mission


def _team(number: int) -> dict[str, object]:
    plan = [
        {"station": f"{(number * 7 + stop * 997) % (STATIONS + 50):05}", "at": f"{8 + stop:02}:15"}
        for stop in range(STOPS)
    ]
    return {"code": f"{number:03}", "regions": [f"Region {number % REGIONS}"], "plan": plan}


if __name__ == "__main__":
    measure()
