"""Commands as people type them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from server.__main__ import app

Run = Callable[..., Result]


def on(home: Path, database_url: str = "", **environment: str) -> Run:
    """Return what runs commands on `home`."""
    settings = {"EVENHAND_HOME": str(home), "EVENHAND_DATABASE_URL": database_url}
    runner = CliRunner(env=settings | environment)

    def run(*words: str | Path) -> Result:
        return runner.invoke(app, [str(word) for word in words])

    return run


def as_json(result: Result) -> dict[str, Any]:
    return json.loads(result.stdout)


def refused(result: Result) -> str:
    """Return the one sentence of a command that refused."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr
