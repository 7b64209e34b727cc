"""The wheel, installed with the extra `client` alone: it needs nothing else, and no network.

The empty environment gets links to exactly those distributions that the wheel's own requirements
name, and what those require in turn; an import of anything else fails, as on an observer's laptop.
"""

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from shared.clock import system_clock
from shared.sync.pack_file import Pack, PackHeader, seal_pack
from shared.sync.protocol import ChangesPage, MissionChange, PlanChange
from tests.client.samples import make_pack
from tests.system.headquarters import ROOT
from tests.system.laptop import PASSPHRASE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the environment is made of links")
EVERY_MODULE = """
import importlib, pkgutil, client
for found in pkgutil.walk_packages(client.__path__, "client."):
    if not found.name.startswith(("client.browser.", "client.__main__")):
        importlib.import_module(found.name)
"""
STRANGERS = """
from importlib.util import find_spec
for name in ("fastapi", "sqlmodel", "sqlalchemy", "textual_serve", "pytest", "babel"):
    if find_spec(name):
        print(name)
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]
CODE = "ABCD-EFGH-JKLM-NPQR"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as for a release."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of an environment that has the wheel and what it asks for."""
    place = tmp_path_factory.mktemp("laptop") / "venv"
    venv.create(place, with_pip=False, symlinks=True)
    (packages,) = place.glob("lib/python*/site-packages")
    python = place / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    options = ["--no-index", "--no-deps", "--no-compile", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, *options, str(wheel)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for name in needed_by(wheel, extra="client"):
        link(name, packages)
    return place / "bin"


def needed_by(wheel: Path, extra: str) -> set[str]:
    """Return the distributions that the wheel asks for with an extra, and those that they ask."""
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (each for each in archive.namelist() if each.endswith("/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    asked = [each.removeprefix("Requires-Dist: ") for each in lines if "Requires-Dist: " in each]
    waiting, found = [(Requirement(each), extra) for each in asked], set[str]()
    while waiting:
        requirement, wanted = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": wanted}):
            continue
        if requirement.name not in found:
            found.add(requirement.name)
            following = distribution(requirement.name).requires or []
            extras = requirement.extras or {""}
            waiting += [(Requirement(each), more) for each in following for more in extras]
    return found


def link(name: str, packages: Path) -> None:
    """Let an environment have a distribution that is installed here."""
    files = distribution(name).files or []
    for top in {each.parts[0] for each in files if each.parts[0] not in {"..", "__pycache__"}}:
        if not (packages / top).exists():
            (packages / top).symlink_to(Path(str(distribution(name).locate_file(top))))


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Run a program of the environment, with nothing of this one around it."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(tmp_path),
        "EVENHAND_HOME": str(tmp_path / "evenhand"),
        "EVENHAND_PASSPHRASE": PASSPHRASE,
        "LANG": "C.UTF-8",
    }

    def run(program: str, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(installed / program), *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def pack_file(folder: Path) -> Path:
    """Write a pack file, so that a laptop can be set up without a server."""
    mission = make_pack()
    pieces = [each for each in mission.changes() if isinstance(each, MissionChange | PlanChange)]
    page = ChangesPage(
        cursor="1", begins=True, is_whole=True, more=False, left=0, changes=list(pieces)
    )
    now = system_clock()
    header = PackHeader(
        server_url="http://127.0.0.1:9",
        server_key="0" * 64,
        mission="kz",
        team="07",
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    file = folder / "07.pack"
    file.write_bytes(seal_pack(Pack(header, [page]), CODE))
    return file


def test_the_client_runs_with_nothing_but_its_extra(run: Run, tmp_path: Path):
    assert run("evenhand", "--version").stdout == "evenhand 0.1.0\n"
    assert run("python", "-c", STRANGERS).stdout.split() == []

    enrolled = run("evenhand", "enrol", "--pack", str(pack_file(tmp_path)), CODE)
    assert enrolled.stdout.startswith("Enrolled as team 07 of kz"), enrolled.stderr
    assert run("evenhand", "status").stdout.startswith("Team 07 of kz")
    examined = run("evenhand", "doctor")
    assert "Every page of it is as it was written." in examined.stdout
    assert examined.stderr == ""
    assert 'uv tool install "evenhand[client,browser]"' in run("evenhand", "serve").stderr


def test_no_module_of_the_client_needs_anything_else(run: Run):
    tried = run("python", "-c", EVERY_MODULE)

    assert (tried.returncode, tried.stderr) == (0, "")


def test_the_wheel_holds_what_is_not_code(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    for language in ("ru", "kk", "tr"):
        assert f"client/locale/{language}/LC_MESSAGES/client.mo" in names
    for file in ("client/browser/terminal.html", "client/screens/app.tcss"):
        assert file in names
    assert {"shared", "server", "client"} == {
        each.split("/")[0] for each in names if ".dist-info/" not in each
    }
