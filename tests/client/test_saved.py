"""What “saved” means: the disk has it. And what happens when the disk is full."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from client.config import Home
from client.disk import DiskFull
from client.enrolment import Invitation, enrol
from client.laptop import Laptop, open_laptop
from client.sync import pull
from client.vault.vault import Vault
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.power_cut import watch

ANSWERS = 10
OBSERVER = """
import os, sys
from pathlib import Path
from client.config import Home
from client.laptop import open_laptop
from client.vault.vault import Vault
from shared.clock import system_clock

home = Home(Path(sys.argv[1]))
with open_laptop(home, Vault(home).unlock(sys.argv[2]), system_clock) as laptop:
    draft = laptop.drafts.open(laptop.pack.form_called("voting"), "42")
    for number in range(int(sys.argv[3])):
        laptop.drafts.set_answer(draft.id, "V30", f"answer {number}")
        os.write(1, b"saved\\n")
"""


def test_every_answer_is_flushed_to_the_disk_before_it_is_called_saved(
    enrolled: Laptop, tmp_path: Path
):
    enrolled.close()
    observer = [sys.executable, "-c", OBSERVER, str(enrolled.home.folder), PASSPHRASE, str(ANSWERS)]
    trace = watch(observer, ["-e", "trace=fsync,fdatasync,write"], tmp_path / "trace")

    calls = re.findall(r"(f(?:data)?sync)\(\d+\) += 0|write\(1, \"(saved)", trace)
    between = "".join("f" if flushed else "s" for flushed, _ in calls)
    assert between.count("s") == ANSWERS
    assert "ss" not in between


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.name == "nt" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only an administrator may make a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(folder: Path) -> Path:
    """Leave no room on the disk; return the file that takes it."""
    filler = folder / "holiday.jpg"
    with suppress(OSError), filler.open("wb", buffering=0) as stream:
        while stream.write(bytes(4096)):
            pass
    return filler


async def test_on_a_full_disk_the_answers_so_far_are_kept_and_go_on_once_there_is_room(
    small_disk: Path, clock: StoppedClock, server: FakeServer
):
    home = Home(small_disk / "evenhand")
    with open_laptop(home, Vault(home).create(PASSPHRASE, LIGHT), clock) as laptop:
        await enrol(laptop, server.line(), Invitation("https://hq.example.org", "CODE-1"))
        await pull(laptop, server.line(laptop.journal.identity.token))
        draft = laptop.drafts.open(laptop.pack.form_called("voting"), "42")
        laptop.drafts.set_answer(draft.id, "V30", "before")
        filler = fill_up(small_disk)

        with pytest.raises(DiskFull, match=r"is full.*Everything before it is kept"):
            laptop.drafts.set_answer(draft.id, "V30", "too much " * 20_000)
        assert laptop.drafts.get(draft.id).answers == {"V30": "before"}

    with open_laptop(home, Vault(home).unlock(PASSPHRASE), clock) as laptop:
        assert laptop.drafts.get(draft.id).answers == {"V30": "before"}
        filler.unlink()
        laptop.drafts.set_answer(draft.id, "V30", "again")
        assert laptop.drafts.get(draft.id).answers == {"V30": "again"}
