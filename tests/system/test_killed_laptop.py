"""Killed at any step that touches the disk, a laptop has what it called saved, and goes on.

`make test` kills it at a few steps of an observer's day; `make soak KILLS=all` at every one.
"""

import os
import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from client.laptop import Laptop
from client.vault.key_file import StoreKey
from server.journal.bundles.taking import BundleIntake
from shared.clock import system_clock
from shared.problems import Problem
from shared.sync.protocol import ReportBody
from tests.killing import disk_steps, killed_at, some
from tests.soak import laptops
from tests.system.conftest import small_code
from tests.system.day import ANSWERS, Day
from tests.system.deeds import settings_of, store_of
from tests.system.headquarters import Headquarters
from tests.system.model import look, look_when_done

KILLS = 6
"""In `make test`."""
pytestmark = pytest.mark.timeout(3600 if os.environ.get("EVENHAND_KILLS") else 60)
Said = Sequence[str]


class Desk:
    """Prepares days of laptops, each of which carries the bundle of another one."""

    def __init__(self, server: Headquarters, folder: Path) -> None:
        self.server = server
        self._folder = folder
        self._blank = folder / "blank"
        self._key: StoreKey = laptops.prepare_home(self._blank)
        self._count = 0
        self._other = self.new_day(folder / "none")
        with self._other.opened() as laptop:
            self._other.fill(laptop, lambda _: None)

    def new_day(self, stick: Path | None = None) -> Day:
        """Return the day of a laptop that is enrolled nowhere, with a photograph of its own."""
        self._count += 1
        folder = self._folder / str(self._count)
        shutil.copytree(self._blank, folder / "home")
        day = Day(folder)
        day.give(self.server.url, small_code(self.server), self._key)
        noise = random.Random(f"killed {self._count}").randbytes(300_000)  # noqa: S311
        day.photo.write_bytes(b"\xff\xd8\xff" + noise)
        if stick is None:
            shutil.copy(self._other.made, day.stick)
        return day


@pytest.fixture
def desk(small: Headquarters, tmp_path: Path) -> Desk:
    return Desk(small, tmp_path)


def test_wherever_a_laptop_is_killed_it_has_what_it_called_saved(desk: Desk, tmp_path: Path):
    steps = disk_steps(command(desk.new_day()), [tmp_path], tmp_path)
    killed = 0
    for step in some(steps, KILLS):
        day = desk.new_day()
        said, was_killed = killed_at(step, command(day), tmp_path)
        killed += was_killed
        try:
            look_after(day, desk.server, said)
            day.live(lambda _: None)
            look_at_the_end(day, desk.server)
        except (AssertionError, Problem, OSError) as error:
            error.add_note(f"killed before {step.told}; it had said {said}")
            raise
    assert killed >= KILLS


def command(day: Day) -> Sequence[str]:
    return [sys.executable, "-m", "tests.system.day", str(day.home.folder.parent)]


def look_after(day: Day, server: Headquarters, said: Said) -> None:
    """Hold a laptop that was killed to what it had said."""
    photo = day.photo.read_bytes()
    with day.opened() as laptop:
        if laptop.find_identity() is None:
            assert not said
            return
        look(server, laptop, photo)
        assert number_kept(laptop) >= promised("answer", said)
        assert laptop.journal.held_through() >= promised("held", said)
        assert not (laptop.journal.head().seq and laptop.drafts.count()), "sealed, and a draft too"
        files = laptop.attachments.list_sealed(everything=True)
        assert [each.size for each in files] == [len(photo)] or "sealed" not in said
        assert len(laptop.carried.list_all()) == 1 or "carries" not in said
    if "bundled" in said or day.made.exists():
        look_at_bundle(day, server)


def promised(what: str, said: Said) -> int:
    """Return the highest number that the laptop named with a word, 0 where it named none."""
    return max((int(each.split()[1]) for each in said if each.startswith(f"{what} ")), default=0)


def number_kept(laptop: Laptop) -> int:
    """Return the newest answer, in the draft or in the sealed report."""
    drafts = laptop.drafts.list_drafts()
    sealed = laptop.journal.entries(1, 1)
    answers = [each.answers for each in drafts]
    answers += [ReportBody.model_validate_json(each.body).answers for each in sealed]
    return max((int(str(each.get("booths", 0))) for each in answers), default=0)


def look_at_bundle(day: Day, server: Headquarters) -> None:
    """It appears whole, or not at all."""
    store = store_of(server.home)
    verdict = BundleIntake(settings_of(server.home), store).take_in(day.made, now=system_clock())
    store.close()
    assert verdict.state == "complete"


def look_at_the_end(day: Day, server: Headquarters) -> None:
    with day.opened() as laptop:
        look_when_done(server, laptop, day.photo.read_bytes())
        assert number_kept(laptop) == ANSWERS
        assert len(laptop.journal.entries(1, 10)) == 2
        assert not laptop.carried.list_waiting()
