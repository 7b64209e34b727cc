"""The program is killed while it works; what it had acknowledged is there afterwards."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from client.laptop import Laptop, open_laptop
from client.vault.vault import Vault
from shared.clock import system_clock
from shared.sync.protocol import ReportBody
from tests.client.conftest import PASSPHRASE

OBSERVER = """
import sys
from pathlib import Path
from client.config import Home
from client.laptop import open_laptop
from client.vault.vault import Vault
from shared.clock import system_clock

home = Home(Path(sys.argv[1]))
with open_laptop(home, Vault(home).unlock(sys.argv[2]), system_clock) as laptop:
    form = laptop.pack.form_called("voting")
    number = 0
    while True:
        draft = laptop.drafts.open(form, "42")
        for _ in range(7):
            number += 1
            laptop.drafts.set_answer(draft.id, "V30", f"answer {number}")
            print(f"{draft.report} {number}", flush=True)
        laptop.drafts.finish(draft.id)
        print(f"{draft.report} sealed", flush=True)
"""


@pytest.mark.parametrize("after", [1, 5, 30, 61])
def test_killing_the_program_loses_nothing_that_was_answered(enrolled: Laptop, after: int):
    told = [line.split() for line in kill_after(enrolled.home.folder, lines=after)]
    sealed = {report for report, what in told if what == "sealed"}
    answered = {report: int(what) for report, what in told if what != "sealed"}

    key = Vault(enrolled.home).unlock(PASSPHRASE)
    with open_laptop(enrolled.home, key, system_clock) as found:
        entries = found.journal.entries(1, 10_000)
        bodies = [ReportBody.model_validate_json(entry.body) for entry in entries]
        drafts = found.drafts.list_drafts()

    kept = {str(body.report): number_in(body.answers) for body in bodies}
    assert kept.keys() >= sealed
    assert len(drafts) <= 1
    kept |= {str(draft.report): number_in(draft.answers) for draft in drafts}
    for report, number in answered.items():
        # The last answer may have been kept without being acknowledged, never the other way.
        assert kept[report] in {number, number + 1}
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


def number_in(answers: Mapping[str, object]) -> int:
    return int(str(answers["V30"]).split()[1]) if "V30" in answers else 0


def kill_after(home: Path, *, lines: int) -> list[str]:
    """Run an observer, kill it as soon as it has told `lines` lines; return all that it told."""
    process = subprocess.Popen(
        [sys.executable, "-c", OBSERVER, str(home), PASSPHRASE], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(lines)]
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate()
    told += rest.splitlines()
    assert process.returncode == -signal.SIGKILL
    return [line for line in told if line]
