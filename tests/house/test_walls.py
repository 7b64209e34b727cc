"""The import contracts are kept, and each is able to fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

BREACHES = {
    "shared knows nobody": ("shared/text.py", "import server.config"),
    "cryptography in shared": ("shared/digest.py", "import nacl.hash"),
    "client and server never meet": ("client/config.py", "import server.config"),
    "the server's floors": ("server/database.py", "import server.journal.models"),
    "nobody imports app": ("server/journal/models.py", "import server.app"),
    "a room's floors": ("server/accounts/models.py", "import server.accounts.service"),
    "the client's floors": ("client/widgets/__init__.py", "import client.screens"),
    "core without a screen": ("client/journal.py", "import textual"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_of_the_walls_is_caught(breach: str, tmp_path: Path):
    for package in ("shared", "server", "client"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    name, line = BREACHES[breach]
    broken = tmp_path / name
    broken.write_text(f"{broken.read_text()}\n{line}\n")
    outcome = subprocess.run(
        [LINTER, "--no-cache"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1, outcome.stdout
    assert "BROKEN" in outcome.stdout


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("shared.forms.review", ["server", "client", "fastapi", "sqlmodel", "textual", "httpx"]),
        ("client.sync", ["server", "textual", "fastapi", "sqlmodel"]),
        ("client.__main__", ["server", "textual", "fastapi", "sqlmodel", "alembic"]),
        ("server.app", ["client", "textual", "httpx", "sqlcipher3"]),
    ],
)
def test_importing_a_part_brings_nothing_it_should_not_know(module: str, unwanted: list[str]):
    """The walls again, as Python sees them at run time."""
    code = f"import sys, {module}; print(*sorted(set({unwanted!r}) & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []
