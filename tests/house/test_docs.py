"""What the docs claim of settings, problem codes and commands is what the code does."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from client.commands.cli import cli as client_app
from server.__main__ import app as server_app
from server.config import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def rows(page: str, pattern: str) -> list[str]:
    return re.findall(pattern, (DOCS / page).read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    "writer", ["write_problems.py", "write_access.py", "write_mission_file.py"]
)
def test_a_generated_page_is_what_the_code_says(writer: str):
    script = [sys.executable, str(DOCS / writer)]
    checked = subprocess.run([*script, "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, f"{checked.stderr}Run: make docs"


def test_problem_codes_are_told_once_and_are_words_joined_by_hyphens():
    codes = rows("problems.md", r"^\| `([^`]+)` \|")
    assert len(codes) > 50
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []


def test_the_protocol_page_names_only_codes_that_there_are():
    known = set(rows("problems.md", r"^\| `([^`]+)` \|"))
    named = set(rows("sync-protocol.md", r"`([a-z]+-[a-z-]+)`"))
    assert {"wrong-signature", "protocol-not-spoken"} <= named
    assert named <= known


def test_every_setting_is_in_the_docs_and_no_other():
    documented = rows("operations.md", r"^\| `EVENHAND_([A-Z_]+)` \|")
    assert sorted(documented) == sorted(name.upper() for name in Settings.model_fields)


def commands_of(app: typer.Typer, name: str) -> set[str]:
    """Return every command of `app` as it is typed, groups resolved."""

    def walk(command: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - Typer brings its own click
        inner = getattr(command, "commands", None)
        if not inner:
            yield path
            return
        for word, each in inner.items():
            if not each.hidden:
                yield from walk(each, f"{path} {word}")

    return set(walk(typer.main.get_command(app), name))


@pytest.mark.parametrize(
    ("page", "app", "name"),
    [("operations.md", server_app, "evenhand-server"), ("observers.md", client_app, "evenhand")],
)
def test_every_command_is_in_the_docs_and_no_other(page: str, app: typer.Typer, name: str):
    documented = {
        line.strip()
        for line in rows(page, rf"^\| `({name}(?: [a-z][a-z-]*)*)[^`|]*` \|")
        if line.strip() != name
    }
    assert documented == commands_of(app, name)


def test_links_between_the_pages_lead_somewhere():
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_architecture_page_has_every_room_on_its_floor():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (floors,) = (
        each["layers"] for each in contracts["contracts"] if each.get("exhaustive_ignores")
    )
    page = (DOCS / "architecture.md").read_text()
    table = page.partition("| floor |")[2].partition("\n\n")[0]
    told = [row.split("|")[2] for row in table.splitlines()[2:]]
    rooms = [room for cell in told for room in re.findall(r"`(\w+)`", cell)]
    height = {room: at for at, floor in enumerate(floors) for room in re.findall(r"\w+", floor)}
    assert sorted(rooms) == sorted(height)
    assert [height[room] for room in rooms] == sorted(height.values())


def test_the_readme_shows_the_two_commands():
    readme = (ROOT / "README.md").read_text()
    assert "make demo" in readme
    assert "make test" in readme
