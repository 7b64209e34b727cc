"""The laptop's battery dies: every answer that was said to be saved is there afterwards."""

import random
import sys
from pathlib import Path

import pytest

from client.config import Home
from client.laptop import Laptop, open_laptop
from client.vault.vault import Vault
from shared.clock import system_clock
from shared.sync.protocol import ReportBody
from tests.client.conftest import PASSPHRASE
from tests.power_cut import Recording, record

CUTS = 40
CHECKLISTS = 4

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
    for checklist in range(int(sys.argv[3])):
        draft = laptop.drafts.open(form, "42")
        for number in range(1, 6):
            laptop.drafts.set_answer(draft.id, "V30", f"answer {number} " + "x" * 900 * number)
            print(f"{draft.report} {number}", flush=True)
        laptop.drafts.finish(draft.id)
        print(f"{draft.report} sealed", flush=True)
"""


@pytest.fixture
def recording(enrolled: Laptop, tmp_path: Path) -> Recording:
    folder = enrolled.home.folder
    enrolled.close()
    command = [sys.executable, "-c", OBSERVER, str(folder), PASSPHRASE, str(CHECKLISTS)]
    return record(command, folder, tmp_path)


def test_whatever_a_flat_battery_takes_it_takes_no_saved_answer(
    recording: Recording, tmp_path: Path
):
    chance = random.Random(2021)  # noqa: S311 - any cuts will do, the same each time
    assert len(recording.said_before(len(recording.steps))) == CHECKLISTS * 6
    for cut in range(CUTS):
        count = chance.randint(1, len(recording.steps))
        after = tmp_path / f"after-{cut}"
        recording.cut_after(count, chance, after)
        told = [line.split() for line in recording.said_before(count)]

        kept, seqs = found_in(after)

        answered = {report: int(what) for report, what in told if what != "sealed"}
        for report, number in answered.items():
            assert kept[report] in {number, number + 1}, f"cut {cut}"
        assert len(kept) <= len(answered) + 1, f"cut {cut}"
        assert len(seqs) >= sum(what == "sealed" for _, what in told), f"cut {cut}"
        assert seqs == list(range(1, len(seqs) + 1)), f"cut {cut}"


def found_in(folder: Path) -> tuple[dict[str, int], list[int]]:
    """Return report → number of its last answer, and the numbers of the entries."""
    home = Home(folder)
    with open_laptop(home, Vault(home).unlock(PASSPHRASE), system_clock) as laptop:
        entries = laptop.journal.entries(1, 1000)
        bodies = [ReportBody.model_validate_json(entry.body) for entry in entries]
        kept = {str(body.report): number_in(body.answers) for body in bodies}
        for draft in laptop.drafts.list_drafts():
            assert str(draft.report) not in kept, "it is sealed, and a draft still"
            kept[str(draft.report)] = number_in(draft.answers)
    return kept, [entry.seq for entry in entries]


def number_in(answers: object) -> int:
    assert isinstance(answers, dict)
    answer = answers.get("V30")  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return int(str(answer).split()[1]) if answer else 0  # pyright: ignore[reportUnknownArgumentType]
