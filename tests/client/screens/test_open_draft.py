"""A draft with repeats in repeats, changed at random: the disk always has what was last seen."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client.attached_files import TakenFile
from client.checklist import Draft
from client.laptop import Laptop, open_laptop
from client.screens.open_draft import OpenDraft
from client.vault.vault import Vault
from shared.clock import system_clock
from shared.forms.model import Form, Media, Repeat, Section, TextQuestion
from shared.forms.review import review
from tests.client.conftest import PASSPHRASE
from tests.client.samples import keep_pack, make_pack

INCIDENTS = Form(
    id="incidents",
    version="1",
    title={"en": "Incidents"},
    sections=(
        Section(
            name="all",
            label={"en": "Incidents"},
            children=(
                Repeat(
                    name="incidents",
                    label={"en": "Incident"},
                    children=(
                        TextQuestion(name="what", label={"en": "What?"}, default="unclear"),
                        Media(name="photo", kind="image", label={"en": "A photograph"}),
                        Repeat(
                            name="witnesses",
                            label={"en": "Witness"},
                            children=(TextQuestion(name="who", label={"en": "Who?"}),),
                        ),
                    ),
                ),
            ),
        ),
    ),
)


@dataclass
class Incident:
    """What the model knows of an instance."""

    what: str = "unclear"
    comment: str = ""
    photo: str = ""
    witnesses: list[str] = field(default_factory=list[str])


def answers_of(incidents: list[Incident], counted: set[str]) -> dict[str, Any]:
    """Return the answers that the draft is to have; `counted` are the repeats with a number."""
    answers: dict[str, Any] = {"incidents": len(incidents)} if "incidents" in counted else {}
    for number, incident in enumerate(incidents, start=1):
        path = f"incidents[{number}]"
        answers[f"{path}/what"] = incident.what
        if incident.photo:
            answers[f"{path}/photo"] = incident.photo
        if incident.witnesses:
            answers[f"{path}/witnesses"] = len(incident.witnesses)
        for place, who in enumerate(incident.witnesses, start=1):
            if who:
                answers[f"{path}/witnesses[{place}]/who"] = who
    return answers


@pytest.fixture
def photographs(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"{number}.png" for number in range(3)]
    for number, file in enumerate(files):
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes([number]) * 20)
    return files


@pytest.fixture
def filling(enrolled: Laptop) -> Laptop:
    keep_pack(enrolled, make_pack(forms=(INCIDENTS,)), enrolled.clock())
    return enrolled


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "add", "remove", "undo", "redo", "say", "comment", "photo", "witness"]
        ),
        st.integers(0, 5),
        st.sampled_from(["", "a", "b", "с"]),
    ),
    max_size=14,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=DEEDS)
def test_whatever_is_added_and_removed_the_disk_has_what_the_screen_shows(
    filling: Laptop, photographs: list[Path], deeds: list[tuple[str, int, str]]
) -> None:
    drafts = filling.drafts
    opened = OpenDraft(filling, drafts.open(INCIDENTS, "42"))
    incidents: list[Incident] = []
    for deed, number, text in deeds:
        if deed == "undo":
            before = drafts.get(opened.draft.id)
            if opened.undo() is not None:
                turned = opened.draft
                opened.redo()
                assert contents(opened.draft) == contents(before)
                opened.undo()
                assert contents(opened.draft) == contents(turned)
            incidents = incidents_of(opened)
        elif deed == "redo":
            opened.redo()
            incidents = incidents_of(opened)
        else:
            taken = filling.attachments.take(photographs[number % 3])
            incidents = do(opened, incidents, deed, number, text, taken)
        check(filling, opened, incidents)
    drafts.discard(opened.draft.id)


def contents(draft: Draft) -> object:
    return draft.answers, draft.comments


def incidents_of(opened: OpenDraft) -> list[Incident]:
    """Read the incidents from what the screen shows."""
    answers, found = opened.draft.answers, list[Incident]()
    for number in range(1, opened.review.instances["incidents"] + 1):
        path = f"incidents[{number}]"
        witnesses = opened.review.instances[f"{path}/witnesses"]
        found.append(
            Incident(
                what=str(answers.get(f"{path}/what", "")),
                comment=opened.draft.comments.get(f"{path}/what", ""),
                photo=str(answers.get(f"{path}/photo", "")),
                witnesses=[
                    str(answers.get(f"{path}/witnesses[{place}]/who", ""))
                    for place in range(1, witnesses + 1)
                ],
            )
        )
    return found


def do(
    opened: OpenDraft,
    incidents: list[Incident],
    deed: str,
    number: int,
    text: str,
    taken: TakenFile,
) -> list[Incident]:
    """Do something to the draft; return the incidents that it has then."""
    if deed == "add":
        opened.add_instance("incidents")
        return [*incidents, Incident()]
    if not incidents:
        return incidents
    place = number % len(incidents)
    path = f"incidents[{place + 1}]"
    if deed == "remove":
        opened.remove_instance(path)
        return [each for at, each in enumerate(incidents) if at != place]
    changed = [Incident(**vars(each)) for each in incidents]
    change(opened, changed[place], path, deed, text, taken)
    return changed


def check(filling: Laptop, opened: OpenDraft, incidents: list[Incident]) -> None:
    drafts = filling.drafts
    kept = drafts.get(opened.draft.id)
    expected = answers_of(incidents, set(kept.answers))
    assert kept.answers == opened.draft.answers == expected
    comments = {
        f"incidents[{number}]/what": incident.comment
        for number, incident in enumerate(incidents, start=1)
        if incident.comment
    }
    assert kept.comments == opened.draft.comments == comments
    files = {file.question: f"sha256:{file.sha256}" for file in drafts.list_files(kept.id)}
    assert files == {path: hash_ for path, hash_ in expected.items() if path.endswith("photo")}
    now = drafts.now_at("42")
    assert opened.review == review(INCIDENTS, kept.answers, now=now, comments=kept.comments)


def change(
    opened: OpenDraft, incident: Incident, path: str, deed: str, text: str, taken: TakenFile
) -> None:
    if deed == "say":
        incident.what = text or "something"
        opened.answer(f"{path}/what", incident.what)
    elif deed == "comment":
        incident.comment = text
        opened.comment(f"{path}/what", text)
    elif deed == "photo":
        opened.attach(f"{path}/photo", taken)
        incident.photo = str(opened.draft.answers[f"{path}/photo"])
    else:
        opened.add_instance(f"{path}/witnesses")
        incident.witnesses = [*incident.witnesses, text]
        opened.answer(f"{path}/witnesses[{len(incident.witnesses)}]/who", text or None)


OBSERVER = """
import sys
from pathlib import Path
from client.config import Home
from client.attached_files import TakenFile
from client.checklist import Draft
from client.laptop import open_laptop
from client.screens.open_draft import OpenDraft
from client.vault.vault import Vault
from shared.clock import system_clock

home = Home(Path(sys.argv[1]))
with open_laptop(home, Vault(home).unlock(sys.argv[2]), system_clock) as laptop:
    opened = OpenDraft(laptop, laptop.drafts.open(laptop.pack.form_called("incidents"), "42"))
    number = 0
    while True:
        for _ in range(4):
            number += 1
            opened.add_instance("incidents")
            last = opened.review.instances["incidents"]
            opened.answer(f"incidents[{last}]/what", f"incident {number}")
            print(number, flush=True)
        for _ in range(2):
            opened.remove_instance("incidents[2]")
            print("removed", flush=True)
"""


@pytest.mark.parametrize("after", [2, 5, 23])
def test_killed_amid_adding_and_removing_no_instance_is_torn(filling: Laptop, after: int) -> None:
    command = [sys.executable, "-c", OBSERVER, str(filling.home.folder), PASSPHRASE]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(after):
        assert process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    key = Vault(filling.home).unlock(PASSPHRASE)
    with open_laptop(filling.home, key, system_clock) as again:
        (draft,) = again.drafts.list_drafts()
    said = [str(draft.answers[f"incidents[{n}]/what"]) for n in range(1, instances(draft) + 1)]
    numbers = [int(each.split()[1]) for each in said if each != "unclear"]
    # An instance that was just added may not have been filled yet, and is the last one then.
    assert numbers == sorted(numbers)
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= len(said) - 1
    assert set(draft.answers) == {"incidents"} | {
        f"incidents[{n}]/what" for n in range(1, len(said) + 1)
    }


def instances(draft: Draft) -> int:
    return int(str(draft.answers["incidents"]))
