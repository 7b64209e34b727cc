"""Counts that are made before anybody asks are those that are made when somebody does."""

from collections.abc import Callable

import pytest

from server.database import Store
from server.findings.asked import get_asked
from server.findings.counting_ahead import CountingAhead
from server.findings.service import Cut, findings
from server.findings.strata import strata_of
from server.findings.tallies import Tallies
from tests.server.findings.by_hand import by_hand, counts_of
from tests.server.findings.world import World


def ahead(world: World, tallies: Tallies, goes_on: Callable[[], bool] = lambda: True) -> bool:
    with world.store.reading() as db:
        asked, strata = get_asked(db, world.mission.id, "voting"), strata_of(db, world.mission)
    return tallies.count_ahead(world.store, world.mission.id, asked, strata, goes_on)


def check(world: World, tallies: Tallies) -> None:
    with world.store.reading() as db:
        found = findings(db, world.mission, "voting", Cut(by="region"), tallies)
        assert counts_of(found) == by_hand(db, world.mission, Cut(by="region"))


@pytest.mark.parametrize("deed", ["report", "revise", "reject", "speak", "rebuild"])
def test_what_comes_while_it_counts_is_taken_in(store: Store, deed: str) -> None:
    world, tallies = World(store, 3), Tallies()
    for _ in range(6):
        world.do("report")
    came: list[str] = []

    def goes_on() -> bool:
        if not came:  # after the first report was read, before the last
            came.append(deed)
            world.do(deed)
        return True

    ahead(world, tallies, goes_on)
    check(world, tallies)
    world.do("report")
    check(world, tallies)


def test_what_is_stopped_is_not_kept_half(store: Store) -> None:
    world, tallies = World(store, 3), Tallies()
    for _ in range(4):
        world.do("report")
    answers = iter([True, True, False])

    assert not ahead(world, tallies, lambda: next(answers, False))
    check(world, tallies)


def test_an_older_look_leaves_no_counts_that_lack_what_came_since(store: Store) -> None:
    world, tallies = World(store, 3), Tallies()
    world.do("report")
    with store.reading() as older:
        findings(older, world.mission, "voting", Cut())
        world.do("report")
        with store.reading() as newer:
            tallies.follow(newer)
        findings(older, world.mission, "voting", Cut(), tallies)
    check(world, tallies)


def test_only_big_forms_are_counted_ahead_and_only_while_it_is_quiet(store: Store) -> None:
    world, tallies = World(store, 3), Tallies()
    for _ in range(3):
        world.do("report")
    for many, counted in ((4, False), (3, True)):
        CountingAhead(store, tallies, many).count()
        assert is_held(world, tallies) is counted
    check(world, tallies)

    busy, late = iter([True]), Tallies()
    waiting = CountingAhead(store, late, many=3)
    waiting.start(lambda: next(busy, False))
    waiting.join()
    assert is_held(world, late)


def test_it_ends_at_once_though_reports_keep_coming(store: Store) -> None:
    world, tallies = World(store, 3), Tallies()
    world.do("report")
    waiting = CountingAhead(store, tallies, many=1)
    waiting.start(lambda: True)
    waiting.stop()
    assert not is_held(world, tallies)


def is_held(world: World, tallies: Tallies) -> bool:
    """Say whether the form is counted already, so that nothing is left to do."""
    return ahead(world, tallies, lambda: False)
