"""A law: however the journal is cut into portions, the projection comes out the same."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from server.changes import log
from server.database import Store
from server.forms.service import find_published
from server.missions.models import Mission
from server.reports.projection import Projector, catch_up, rebuild
from server.reports.resolving import Deed, list_waiting, resolve
from server.stations.service import find_station
from shared.forms.model import Form
from shared.sync.protocol import ReportBody
from tests.server.builders import START, a_form, a_mission, a_published_form, a_station, a_team
from tests.server.journal.device import a_report
from tests.server.reports.conftest import Field

FORM, LATER = a_form(), a_form(version="2")
ANSWERS: list[dict[str, Any]] = [{"ramp": "yes"}, {"ramp": "no", "booths": 3}, {"ramp": "perhaps"}]


@dataclass(frozen=True)
class Registered:
    """The register brings a station, or another region for it."""

    station: str
    region: str


class Published:
    """The mission publishes the form's later version, if it has not yet."""


Happening = tuple[int, ReportBody] | tuple[Deed, str] | Registered | Published


def a_revision(
    *,
    report: int,
    revision: int,
    base: int | None,
    station: str,
    visit: int,
    answers: dict[str, Any],
    form: Form,
) -> ReportBody:
    return a_report(
        form,
        answers,
        report=UUID(int=report),
        revision=revision,
        base=base,
        station=station,
        visit=UUID(int=visit),
    )


revisions = some.builds(
    a_revision,
    report=some.integers(1, 3),
    revision=some.integers(1, 3),
    base=some.none() | some.integers(1, 2),
    station=some.sampled_from(["0042", "0043", "elsewhere"]),
    visit=some.integers(1, 2),
    answers=some.sampled_from(ANSWERS),
    form=some.sampled_from([FORM, FORM, LATER]),
)
decisions = some.tuples(some.sampled_from(list(Deed)), some.sampled_from(["", "0043"]))
registered = some.builds(
    Registered, some.sampled_from(["0042", "elsewhere"]), some.sampled_from(["North", "South"])
)
published = some.builds(Published)
happenings: some.SearchStrategy[list[Happening]] = some.lists(
    some.tuples(some.integers(0, 1), revisions) | decisions | registered | published, max_size=14
)


@settings(max_examples=40, deadline=None)
@given(happenings=happenings, portion=some.integers(1, 4))
def test_any_portions_come_out_the_same(
    migrated_file: Path,
    happenings: list[Happening],
    portion: int,
):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "evenhand.db"
        shutil.copy(migrated_file, file)
        store = Store(f"sqlite:///{file}")
        field = live_through(store, happenings)
        once = [row.model_dump() for row in field.revisions()]

        rebuild(store)
        whole = [row.model_dump() for row in field.revisions()]
        replay_in(store, portion)
        pieces = [row.model_dump() for row in field.revisions()]
        store.close()

    assert whole == once
    assert pieces == once


def live_through(store: Store, happenings: list[Happening]) -> Field:
    """Let it all happen, one after another, each seen before the next."""
    mission = a_mission(store)
    field = Field(store, mission, a_published(store, mission))
    laptops = [field.laptop(a_team(store, mission, code)) for code in ("07", "08")]
    for number, happening in enumerate(happenings):
        moment = START + timedelta(minutes=number)
        match happening:
            case Registered():
                register(store, mission, happening)
            case Published():
                publish_later(store, mission)
            case (Deed() as deed, str() as code):
                decide(store, mission, deed, code, moment)
            case (which, body):
                field.arrive(laptops[which], body, at=moment)
        catch_up(store)
    return field


def decide(store: Store, mission: Mission, deed: Deed, code: str, at: datetime) -> None:
    with store.writing() as db:
        for row in list_waiting(db, mission.id)[:1]:
            station = code if deed is Deed.ACCEPT else ""
            resolve(db, mission.id, row.entry_id, deed, by="a", now=at, station_code=station)


def register(store: Store, mission: Mission, happening: Registered) -> None:
    with store.writing() as db:
        held = find_station(db, mission.id, happening.station)
        if held is not None:
            held.region = happening.region
            db.add(held)
        log.note(db, mission.id, "station", [happening.station])
    if held is None:
        a_station(store, mission, happening.station, region=happening.region)


def publish_later(store: Store, mission: Mission) -> None:
    with store.reading() as db:
        if find_published(db, mission.id, LATER.id, LATER.version) is not None:
            return
    a_published_form(store, mission, LATER)
    with store.writing() as db:
        log.note(db, mission.id, "form", [LATER.id])


def a_published(store: Store, mission: Mission) -> Form:
    for code in ("0042", "0043"):
        a_station(store, mission, code)
    a_published_form(store, mission, FORM)
    return FORM


def replay_in(store: Store, portion: int) -> None:
    """Make the projection anew, `portion` entries at a time."""
    with store.writing() as db:
        for table in ("revision", "unreadable_entry", "projection_cursor"):
            db.connection().exec_driver_sql(f"DELETE FROM {table}")
    projector = Projector(store)
    while projector.advance(portion):
        pass
