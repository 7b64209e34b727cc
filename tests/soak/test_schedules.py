"""Three hundred schedules of deeds and misfortunes; `make soak` runs as many as one likes."""

import random
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.soak.headquarters import TEAMS, Headquarters
from tests.soak.promise import PromiseBrokenError
from tests.soak.schedule import WEIGHTS, Ground, Step, draw, run, shrink
from tests.soak.world import World

SCHEDULES, AT_ONCE = 300, 10


@pytest.mark.parametrize("first", range(1, SCHEDULES + 1, AT_ONCE))
def test_whatever_happens_nothing_observed_is_lost(ground: Ground, first: int):
    for seed in range(first, first + AT_ONCE):
        broken = run(ground, seed)
        if broken is not None:
            pytest.fail(str(shrink(ground, broken)), pytrace=False)


@pytest.mark.parametrize(
    "deeds",
    [
        pytest.param(
            ["back_up", "replace", "fill", "sync", "sync", "restore"],
            id="enrolled after the backup",
        ),
        pytest.param(
            ["fill", "back_up", "enrol_again", "restore", "enrol_again"], id="enrolled twice"
        ),
        pytest.param(["fill", "sync", "back_up", "sync", "restore"], id="only a file was lost"),
    ],
)
def test_a_restored_server_gets_everything_again(ground: Ground, deeds: list[str]):
    for number in range(8):
        broken = run(ground, number, [Step(deed, number) for deed in deeds])
        if broken is not None:
            pytest.fail(str(broken), pytrace=False)


def test_a_seed_always_draws_the_same_schedule_and_no_deed_is_never_drawn():
    assert draw(7) == draw(7)
    assert {step.deed for seed in range(100) for step in draw(seed)} == {*WEIGHTS}


@pytest.fixture
async def world(ground: Ground, tmp_path: Path) -> AsyncGenerator[World]:
    """A laptop of each team with sealed reports, some of them held."""
    headquarters = Headquarters(shutil.copytree(ground.folder / "hq", tmp_path / "hq"))
    await headquarters.start()
    world = World(headquarters, ground.folder / "blank", ground.key, seed=1)
    for team in TEAMS:
        world.begin_with(team, ground.folder / f"team-{team}")
    laptop = world.laptops[0]
    for number in range(3):
        await world.do("fill", random.Random(number))  # noqa: S311
        await laptop.sync(world.line)
    world.promise.look(headquarters, world.laptops)
    yield world
    world.close()
    await headquarters.stop()


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("DELETE FROM journal_entry WHERE seq = 1", "have gone"),
        ("UPDATE journal_entry SET body = CAST('{}' AS BLOB) WHERE seq = 1", "Nobody made"),
        (
            "INSERT INTO journal_entry (device_id, seq, hash, previous, forked, kind, made_at,"
            " received_at, body) SELECT device_id, seq, 'x' || substr(hash, 2), previous, 1, kind,"
            " made_at, received_at, body FROM journal_entry LIMIT 1",
            "Nobody made",
        ),
    ],
)
async def test_a_loss_planted_at_headquarters_is_noticed(world: World, planted: str, told: str):
    with world.headquarters.store.writing() as db:
        db.connection().exec_driver_sql(planted)
    with pytest.raises(PromiseBrokenError, match=told):
        world.promise.look(world.headquarters, world.laptops)


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("UPDATE journal SET held_through = 99", "without a receipt"),
        ("UPDATE receipt SET head = 'x'", "never held"),
    ],
)
async def test_a_boast_planted_on_a_laptop_is_noticed(world: World, planted: str, told: str):
    with world.laptops[0].core.store.writing() as connection:
        connection.execute(planted)
    with pytest.raises(PromiseBrokenError, match=told):
        world.promise.look(world.headquarters, world.laptops)


async def test_a_report_that_is_not_shown_is_noticed(world: World):
    await world.calm()
    with world.headquarters.store.writing() as db:
        db.connection().exec_driver_sql("DELETE FROM revision")
    with pytest.raises(PromiseBrokenError, match="are shown"):
        world.promise.look_at_the_end(world.headquarters, world.laptops)
