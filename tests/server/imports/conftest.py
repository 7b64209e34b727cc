"""The command line on a home of its own."""

import shutil
from pathlib import Path

import pytest

from tests.samples.kazakhstan import SAMPLE
from tests.server.commands.running import Run, on


@pytest.fixture
def home(tmp_path: Path, migrated_file: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(migrated_file, home / "evenhand.db")
    return home


@pytest.fixture
def run(home: Path) -> Run:
    """Run a command."""
    return on(home)


@pytest.fixture
def loaded(run: Run) -> Run:
    """Run a command where the sample mission is loaded."""
    assert run("mission", "load", SAMPLE / "mission.yaml").exit_code == 0
    return run
