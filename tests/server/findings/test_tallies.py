"""Counts that follow the projection are those of a scan, whatever happens."""

from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from server.database import Store
from server.findings.as_json import as_json
from server.findings.service import Cut, findings
from server.findings.tallies import Tallies
from server.forms.models import PublishedForm
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.findings.by_hand import by_hand, counts_of
from tests.server.findings.world import ATTRIBUTES, DEEDS, World
from tests.server.postgres import empty


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def memory(request: pytest.FixtureRequest) -> Generator[Store]:
    """A store that examples share, in memory where that can be: each has a mission of its own."""
    if request.param == "sqlite":
        store = Store("sqlite://")
        SQLModel.metadata.create_all(store.engine)
    else:
        store = Store(request.getfixturevalue("migrated_url"))
    yield store
    store.close()
    if request.param == "postgresql":
        empty(store.url)


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32),
    deeds=st.lists(st.sampled_from(DEEDS) | st.none(), max_size=25),
)
@example(seed=0, deeds=["report", None, "report", "rebuild"])
@example(seed=3, deeds=[*["report"] * 16, None, "revise", "reject", "report"])
@example(seed=4, deeds=[*["report"] * 16, None, "revise", "reject", "report"])
@example(seed=1, deeds=["report", None, "speak", None, "take_back", None, "revise"])
def test_counts_that_are_kept_up_equal_a_scan(
    memory: Store, seed: int, deeds: list[str | None]
) -> None:
    """None = somebody looks: what was kept up so far must be right then, and later."""
    world, tallies = World(memory, seed), Tallies()
    for deed in [*deeds, None]:
        if deed is not None:
            world.do(deed)
            continue
        for by in (None, "region", "region:2"):
            with memory.reading() as db:
                kept = findings(db, world.mission, "voting", Cut(by=by), tallies)
                scanned = findings(db, world.mission, "voting", Cut(by=by))
                reference = by_hand(db, world.mission, Cut(by=by))
            assert as_json(kept) == as_json(scanned)
            assert (kept.versions, kept.groups) == (scanned.versions, scanned.groups)
            assert counts_of(scanned) == reference


BUSY = ("report", "report", "report", "revise", "duplicate", "speak", "take_back", "ask", "accept")
"""Deeds of a long day, beside all others."""


@pytest.mark.parametrize("seed", range(6))
def test_however_one_looks_the_counts_are_those_made_by_hand(memory: Store, seed: int) -> None:
    """By anything, as of any moment, by stations, what is verified."""
    world, tallies = World(memory, seed), Tallies()
    for _ in range(40):
        world.do(world.random.choice((*BUSY, *DEEDS)))
    for by in (None, *ATTRIBUTES):
        for cut in (world.a_cut(by) for _ in range(3)):
            with memory.reading() as db:
                found = findings(db, world.mission, "voting", cut, tallies)
                assert counts_of(found) == by_hand(db, world.mission, cut), cut


@pytest.mark.parametrize("deed", ["report", "revise", "duplicate", "reject", "rebuild"])
def test_nobody_has_to_ask_twice_to_see_a_change(memory: Store, deed: str) -> None:
    world, tallies = World(memory, 7), Tallies()
    for _ in range(5):
        world.do("report")
    with world.store.reading() as db:
        before = findings(db, world.mission, "voting", Cut(by="region"), tallies)
    world.do(deed)
    with world.store.reading() as db:
        after = findings(db, world.mission, "voting", Cut(by="region"), tallies)
        scanned = findings(db, world.mission, "voting", Cut(by="region"))
    assert as_json(after) == as_json(scanned)
    assert as_json(after) != as_json(before)


def another(world: World) -> Mission:
    """Keep a second mission with the same form and no reports."""
    given: dict[str, Any] = world.mission.model_dump() | {
        "id": new_id(),
        "code": f"other-{new_id()}",
    }
    mission = Mission(**given)
    with world.store.writing() as db:
        db.add(mission)
        db.flush()
        forms = select(PublishedForm).where(PublishedForm.mission_id == world.mission.id)
        for row in db.exec(forms).all():
            copied: dict[str, Any] = row.model_dump() | {"id": new_id(), "mission_id": mission.id}
            db.add(PublishedForm(**copied))
        db.flush()
        db.refresh(mission)
        db.expunge(mission)
    return mission


def test_one_mission_s_counts_are_not_another_s(memory: Store) -> None:
    world, tallies = World(memory, 1), Tallies()
    world.do("report")
    other = another(world)
    with world.store.reading() as db:
        assert findings(db, world.mission, "voting", tallies=tallies).reports == 1
        assert findings(db, other, "voting", tallies=tallies).reports == 0
