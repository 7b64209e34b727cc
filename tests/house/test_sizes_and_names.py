"""Files and functions stay small, and no drawer of leftovers opens."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("shared", "server", "client")
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 45
DRAWERS = {"utils", "util", "helpers", "common", "core", "base", "misc", "manager", "handler"}


def tracked(*patterns: str) -> list[Path]:
    """Return the files of the project: what git knows, and what it would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\n") if name and (ROOT / name).exists()]


def sources() -> list[Path]:
    files = [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in SOURCES]
    assert len(files) > 20
    return files


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_anyone_reads():
    lengths = {path: len(path.read_text().splitlines()) for path in tracked("*.py")}
    assert [path for path, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE] == []


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{each.lineno} {each.name}"
        for path in sources()
        for each in functions(path)
        if "versions" not in path.parts
        and (each.end_lineno or each.lineno) - each.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_no_file_is_a_drawer_of_leftovers():
    assert [path for path in sources() if path.stem in DRAWERS] == []


def test_packages_are_entered_by_their_rooms_only():
    """An `__init__.py` holds its docstring and no re-exports."""
    for path in sources():
        if path.name == "__init__.py":
            body = ast.parse(path.read_text()).body
            assert len(body) == 1, path
            assert isinstance(body[0], ast.Expr), path


def test_the_lock_files_name_no_registry():
    for path in tracked("*.lock"):
        assert "://" not in path.read_text(), path


def test_what_pyproject_asks_for_is_in_the_lock_file():
    asked = re.findall(
        r'^  "([a-z0-9-]+)[\[>=<]', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    pinned = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    assert {"fastapi", "textual", "pytest"} <= set(asked)
    assert set(asked) <= pinned


@pytest.mark.parametrize("script", ["Makefile", ".ci/run", "Dockerfile"])
def test_no_tracked_script_depends_on_this_machine(script: str):
    assert not re.search(r"/(root|home)/", (ROOT / script).read_text())
