"""A laptop with the observers' own program: as commands, or as its core without a screen."""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from client.config import Home
from client.enrolment import Invitation, enrol
from client.filling import fill, read_batch
from client.http import HttpRemote
from client.laptop import Laptop as Core
from client.laptop import open_laptop
from client.sync import SyncOutcome, pull, synchronise
from client.vault.key_file import Cost
from client.vault.vault import Vault
from shared.clock import system_clock
from tests.samples.kazakhstan import SAMPLE, checklists
from tests.system.headquarters import ROOT

PASSPHRASE = "three plain words"
_LIGHT = Cost(operations=1, memory=8192)
"""Guessing the passphrase is not what is tested here."""


class Laptop:
    """A home, and `python -m client` on it."""

    def __init__(self, folder: Path) -> None:
        self._home = Home(folder)
        Vault(self._home).create(PASSPHRASE, _LIGHT)

    # --- As commands -------------------------------------------------------------------

    def run(self, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        """Run a command and return how it went."""
        return subprocess.run(
            [sys.executable, "-m", "client", "--home", self._home.folder, *words],
            cwd=ROOT,
            env=os.environ | {"EVENHAND_PASSPHRASE": PASSPHRASE},
            capture_output=True,
            text=True,
            check=False,
        )

    def do(self, *words: str | Path) -> dict[str, Any]:
        """Run a command that must go well, and return what it says as JSON."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refused(self, *words: str | Path) -> str:
        """Run a command that must be refused; return the sentence that says why."""
        done = self.run(*words)
        assert done.returncode == 1, (done.stdout, done.stderr)
        assert "Traceback" not in done.stdout + done.stderr
        assert "made a mistake" not in done.stderr
        return " ".join(done.stderr.split())

    def fill_all(self, team: str) -> int:
        """Seal all that the sample's `team` filled in; return how many checklists that are."""
        batch = SAMPLE / "checklists" / f"team-{team}.json"
        return len(self.do("fill", "--batch", batch)["reports"])

    def enrol(self, url: str, code: str) -> tuple[str, str]:
        """Enrol with the observer's command, and return mission and team."""
        told = self.do("enrol", url, code)
        assert (told["forms"], told["stations"]) == (7, 21)
        return told["mission"], told["team"]

    # --- As its core -------------------------------------------------------------------

    @contextmanager
    def opened(self) -> Generator[Core]:
        """Open the store for a block."""
        key = Vault(self._home).unlock(PASSPHRASE)
        with open_laptop(self._home, key, system_clock) as core:
            yield core


async def join(core: Core, url: str, code: str) -> None:
    """Enrol with a one-time code, and fetch the pack."""
    async with HttpRemote(url) as stranger:
        identity = await enrol(core, stranger, Invitation(url, code))
    async with HttpRemote(url, identity.token) as remote:
        await pull(core, remote)


def seal_one(core: Core, *photos: Path) -> None:
    """Seal one of the sample's checklists, with photographs."""
    (checklist,) = read_batch(checklists("TC-01")[:1])
    fill(core, [checklist.model_copy(update={"attachments": {"": list(photos)}})])


async def sync(core: Core) -> SyncOutcome:
    """Sync with the server that the laptop knows."""
    identity = core.journal.identity
    async with HttpRemote(identity.server_url, identity.token) as remote:
        return await synchronise(core, remote)


def chain(core: Core) -> Sequence[tuple[int, str]]:
    """Return the laptop's chain as (seq, hash)."""
    return [(entry.seq, entry.hash) for entry in core.journal.entries(1, 100_000)]


def device_of(core: Core) -> UUID:
    """Return the device that the laptop is enrolled as."""
    return core.journal.identity.device
