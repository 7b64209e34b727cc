"""The command line on a home of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.__main__ import app
from tests.samples.kazakhstan import SAMPLE

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, migrated_file: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(migrated_file, home / "evenhand.db")
    return home


@pytest.fixture
def run(home: Path) -> Run:
    """Run a command."""
    runner = CliRunner(env={"EVENHAND_HOME": str(home), "EVENHAND_DATABASE_URL": ""})

    def run(*words: str | Path) -> Result:
        return runner.invoke(app, [str(word) for word in words])

    return run


@pytest.fixture
def loaded(run: Run) -> Run:
    """Run a command where the sample mission is loaded."""
    assert run("mission", "load", SAMPLE / "mission.yaml").exit_code == 0
    return run
