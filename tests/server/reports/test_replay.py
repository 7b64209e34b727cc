"""A law: however the journal is cut into portions, the projection comes out the same."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from server.database import Store
from server.missions.models import Mission
from server.reports.projection import Projector, rebuild
from server.reports.resolving import Deed, list_waiting, resolve
from shared.forms.model import Form
from shared.sync.protocol import ReportBody
from tests.server.builders import START, a_form, a_mission, a_published_form, a_station, a_team
from tests.server.journal.device import a_report
from tests.server.reports.conftest import Field

FORM = a_form()
ANSWERS: list[dict[str, Any]] = [{"ramp": "yes"}, {"ramp": "no", "booths": 3}, {"ramp": "perhaps"}]


def a_revision(
    report: int, revision: int, base: int | None, station: str, visit: int, answers: dict[str, Any]
) -> ReportBody:
    return a_report(
        FORM,
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
)
decisions = some.tuples(some.sampled_from(list(Deed)), some.sampled_from(["", "0043"]))
happenings = some.lists(some.tuples(some.integers(0, 1), revisions) | decisions, max_size=14)


@settings(max_examples=30, deadline=None)
@given(happenings=happenings, portion=some.integers(1, 4))
def test_any_portions_come_out_the_same(
    migrated_file: Path,
    happenings: list[tuple[int, ReportBody] | tuple[Deed, str]],
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


def live_through(
    store: Store, happenings: list[tuple[int, ReportBody] | tuple[Deed, str]]
) -> Field:
    """Let it all happen, one after another, each seen before the next."""
    mission = a_mission(store)
    field = Field(store, mission, a_published(store, mission))
    laptops = [field.laptop(a_team(store, mission, code)) for code in ("07", "08")]
    for number, (first, second) in enumerate(happenings):
        moment = START + timedelta(minutes=number)
        if isinstance(first, Deed):
            with store.writing() as db:
                for row in list_waiting(db, mission.id)[:1]:
                    code = str(second) if first is Deed.ACCEPT else ""
                    resolve(
                        db, mission.id, row.entry_id, first, by="a", now=moment, station_code=code
                    )
        elif isinstance(second, ReportBody):
            field.arrive(laptops[first], second, at=moment)
    return field


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
