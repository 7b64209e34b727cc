"""Real programs on real homes: a server, laptops, and a line between them."""

import shutil
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from server.commands.session import opened_store
from server.journal.enrolment import issue_code
from shared.clock import system_clock
from tests.samples.kazakhstan import SAMPLE
from tests.server.commands.running import as_json, on
from tests.soak import headquarters as ground
from tests.system.headquarters import Headquarters, served
from tests.system.laptop import Laptop, join
from tests.system.line import Line

MISSION = "kazakhstan-2021"


@pytest.fixture(scope="session")
def loaded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample mission, its register and the standard checklists."""
    home = tmp_path_factory.mktemp("loaded")
    run = on(home)
    for words in (
        ("mission", "load", SAMPLE / "mission.yaml"),
        ("import", "stations", SAMPLE / "stations.csv", "--mission", MISSION),
        ("import", "library", "--mission", MISSION),
    ):
        done = run(*words)
        assert done.exit_code == 0, done.output
    return home


@pytest.fixture
def home(loaded_home: Path, tmp_path: Path) -> Path:
    """A home of the test's own."""
    return shutil.copytree(loaded_home, tmp_path / "hq")


@pytest.fixture
def own_headquarters(home: Path) -> Generator[Headquarters]:
    """A running server that the test may kill, and start again."""
    with served(home) as server:
        yield server


@pytest.fixture(scope="session")
def headquarters(
    loaded_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Headquarters]:
    """A server that several tests share: none may stop it, each brings its own laptops."""
    home = shutil.copytree(loaded_home, tmp_path_factory.mktemp("hq") / "home")
    with served(home) as server:
        yield server
    assert "Traceback" not in "".join(server.said)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Generator[Headquarters]:
    """A shared server with a small mission, whose checklist comes with a file."""
    home = tmp_path_factory.mktemp("small") / "hq"
    ground.prepare_home(home)
    with served(home) as server:
        yield server
    assert "Traceback" not in "".join(server.said)


def small_code(server: Headquarters) -> str:
    """Issue a code of the small mission, from within this process."""
    with opened_store(server.home) as store, store.writing() as db:
        now, length = system_clock(), timedelta(hours=1)
        return issue_code(db, "example-2026", ground.TEAMS[0], length=length, now=now).code


@pytest.fixture
def line(headquarters: Headquarters) -> Generator[Line]:
    """A line to the shared server."""
    with Line(lambda: headquarters.port) as line:
        yield line


def code_for(home: Path, team: str = "TC-01", **environment: str) -> str:
    """Issue a code with the coordinator's command."""
    issued = on(home, **environment)("enrol", "--mission", MISSION, "--team", team, "--json")
    return as_json(issued)["code"]


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    """A laptop that is enrolled nowhere."""
    return Laptop(tmp_path / "laptop")


@pytest.fixture
async def enrolled(laptop: Laptop, headquarters: Headquarters, line: Line) -> Laptop:
    """A laptop that knows the shared server over `line`."""
    with laptop.opened() as core:
        await join(core, line.url, code_for(headquarters.home))
    return laptop
