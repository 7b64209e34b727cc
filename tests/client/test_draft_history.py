"""Undoing and doing again: durable, step by step, for everything that is written into a draft."""

import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client.attached_files import TakenFile
from client.draft_answers import DraftGone
from client.draft_history import MOST_STEPS
from client.laptop import Laptop, open_laptop
from client.vault.vault import Vault
from shared.clock import system_clock
from shared.forms.model import SeenBy
from shared.ids import new_id
from tests.client.conftest import PASSPHRASE

PHOTO = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def draft(enrolled: Laptop) -> UUID:
    return enrolled.drafts.open(enrolled.pack.form_called("voting"), "42").id


@pytest.fixture
def photographs(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"{number}.png" for number in range(2)]
    for number, file in enumerate(files):
        file.write_bytes(PHOTO + bytes([number]))
    return files


def test_undone_after_the_laptop_was_closed_and_opened_again(enrolled: Laptop, draft: UUID):
    enrolled.drafts.set_answer(draft, "V01", "no")
    enrolled.drafts.set_answer(draft, "V01", "yes")
    enrolled.drafts.set_answer(draft, "V02", 0)

    with open_laptop(enrolled.home, Vault(enrolled.home).unlock(PASSPHRASE), system_clock) as again:
        steps = [again.drafts.undo(draft), again.drafts.undo(draft)]
        assert [step.question for step in steps if step] == ["V02", "V01"]

    assert enrolled.drafts.get(draft).answers == {"V01": "no"}
    enrolled.drafts.redo(draft)
    enrolled.drafts.redo(draft)
    assert enrolled.drafts.redo(draft) is None
    assert enrolled.drafts.get(draft).answers == {"V01": "yes", "V02": 0}


def test_what_changes_nothing_is_no_step(enrolled: Laptop, draft: UUID):
    enrolled.drafts.set_answer(draft, "V01", "no")
    enrolled.drafts.set_answer(draft, "V01", "no")
    enrolled.drafts.set_comment(draft, "V01", "  ")

    enrolled.drafts.undo(draft)
    assert enrolled.drafts.undo(draft) is None
    assert enrolled.drafts.get(draft).answers == {}


def test_only_the_last_steps_can_be_undone(enrolled: Laptop, draft: UUID):
    for number in range(MOST_STEPS + 2):
        enrolled.drafts.set_answer(draft, "V02", number)

    undone = 0
    while enrolled.drafts.undo(draft):
        undone += 1

    assert undone == MOST_STEPS
    assert enrolled.drafts.get(draft).answers == {"V02": 1}


def test_nothing_of_the_steps_is_left_once_the_report_is_sealed(enrolled: Laptop, draft: UUID):
    enrolled.drafts.set_answer(draft, "V30", "a name that was taken back")
    enrolled.drafts.set_answer(draft, "V30", None)
    enrolled.drafts.finish(draft)

    assert enrolled.store.rows("SELECT 1 FROM draft_step") == []
    with pytest.raises(DraftGone):
        enrolled.drafts.undo(draft)
    with pytest.raises(DraftGone):
        enrolled.drafts.redo(new_id(enrolled.clock()))


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "comment", "seen", "attach", "detach", "undo", "undo", "redo"]),
        st.sampled_from(["V01", "V06"]),
        st.integers(0, 1),
    ),
    max_size=16,
)


def held(laptop: Laptop, draft: UUID) -> object:
    """Return all that a draft holds."""
    found = laptop.drafts.get(draft)
    files = sorted((file.question, file.sha256) for file in laptop.drafts.list_files(draft))
    return found.answers, found.comments, found.seen_by, files


def do(laptop: Laptop, draft: UUID, deed: str, question: str, taken: TakenFile, place: int) -> None:
    """Change something."""
    drafts = laptop.drafts
    match deed:
        case "answer":
            drafts.set_answer(draft, question, ["yes", None][place])
        case "comment":
            drafts.set_comment(draft, question, ["", "text"][place])
        case "seen":
            drafts.set_seen_by(draft, question, [None, SeenBy.BOTH][place])
        case "attach":
            drafts.attach_taken(draft, question, taken)
        case _:
            drafts.detach(draft, question, taken.sha256)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=DEEDS)
def test_undoing_goes_back_through_all_that_was_and_redoing_forward_again(
    enrolled: Laptop, photographs: list[Path], deeds: list[tuple[str, str, int]]
) -> None:
    drafts = enrolled.drafts
    draft = drafts.open(enrolled.pack.form_called("voting"), "42").id
    was, now = [held(enrolled, draft)], 0
    for deed, question, place in deeds:
        if deed == "undo":
            now = now - 1 if drafts.undo(draft) else 0
        elif deed == "redo":
            now = now + 1 if drafts.redo(draft) else len(was) - 1
        else:
            taken = enrolled.attachments.take(photographs[place])
            do(enrolled, draft, deed, question, taken, place)
            if held(enrolled, draft) != was[now]:
                was = [*was[: now + 1], held(enrolled, draft)]
                now += 1
        assert held(enrolled, draft) == was[now]
    drafts.discard(draft)


OBSERVER = """
import sys
from pathlib import Path
from client.config import Home
from client.laptop import open_laptop
from client.vault.vault import Vault
from shared.clock import system_clock

home = Home(Path(sys.argv[1]))
with open_laptop(home, Vault(home).unlock(sys.argv[2]), system_clock) as laptop:
    drafts = laptop.drafts
    draft = drafts.open(laptop.pack.form_called("voting"), "42").id
    photograph = laptop.attachments.take(Path(sys.argv[3]))
    number, files = 0, 0

    def tell():
        print(number, files, flush=True)

    while True:
        number += 1
        drafts.set_answer(draft, "V02", number)
        tell()
        number -= 1
        drafts.undo(draft)
        tell()
        number += 1
        drafts.redo(draft)
        tell()
        if files:
            drafts.detach(draft, "V06", photograph.sha256)
        else:
            drafts.attach_taken(draft, "V06", photograph)
        files = 1 - files
        tell()
"""


def states(most: int) -> list[tuple[int, int]]:
    """Return what the observer's draft goes through: the number answered, and how many files."""
    found: list[tuple[int, int]] = []
    for number in range(1, most):
        files = (number - 1) % 2
        found += [(number, files), (number - 1, files), (number, files), (number, 1 - files)]
    return found


@pytest.mark.parametrize("after", [2, 7, 24])
def test_killed_amid_undoing_and_attaching_the_disk_has_what_was_told(
    enrolled: Laptop, tmp_path: Path, after: int
) -> None:
    photograph = tmp_path / "photograph.png"
    photograph.write_bytes(PHOTO)
    home = enrolled.home.folder
    command = [sys.executable, "-c", OBSERVER, str(home), PASSPHRASE, str(photograph)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(after)]
        process.kill()
        told += process.stdout.readlines()

    key = Vault(enrolled.home).unlock(PASSPHRASE)
    with open_laptop(enrolled.home, key, system_clock) as again:
        (draft,) = again.drafts.list_drafts()
        found = (draft.answers.get("V02", 0), len(again.drafts.list_files(draft.id)))
        assert found in states(10_000)[len(told) - 1 : len(told) + 1]
        while again.drafts.undo(draft.id):
            pass
        assert again.drafts.list_files(draft.id) == []
