"""`evenhand fill --attach`: photographs go with a report, and are told of."""

import json
from pathlib import Path

from tests.client.commands.shell import Shell, fill
from tests.client.fake_server import FakeServer

PHOTO = b"\xff\xd8\xff\xe0" + b"a planted photograph" * 100


def enrolled(shell: Shell, url: str) -> None:
    assert shell("enrol", url, "CODE-1").code == 0


def photo(tmp_path: Path, name: str = "ramp.jpg") -> Path:
    file = tmp_path / name
    file.write_bytes(PHOTO)
    return file


def test_a_photograph_goes_with_a_report(
    shell: Shell, url: str, server: FakeServer, answers: Path, tmp_path: Path
):
    enrolled(shell, url)
    given = f"V06={photo(tmp_path)}"

    assert fill(shell, answers, "--attach", given).code == 0
    assert shell("status", "--json").document["attachments"]["waiting"] == 1
    assert "Files waiting: 1. Held: 0." in shell("status").out

    synced = shell("sync")
    assert synced.out.endswith("Files sent: 1. Files waiting: 0.\n")
    assert list(server.files.values()) == [PHOTO]
    assert shell("status", "--json").document["attachments"]["held"] == 1


def test_a_batch_names_files_too(shell: Shell, url: str, server: FakeServer, tmp_path: Path):
    enrolled(shell, url)
    batch = tmp_path / "batch.json"
    checklist = {"form": "voting", "station": "42", "answers": {"V01": "no"}}
    attachments = {"": [str(photo(tmp_path))], "V06": [str(photo(tmp_path, "again.jpg"))]}
    batch.write_text(json.dumps([checklist | {"attachments": attachments}]))

    assert shell("fill", "--batch", str(batch)).code == 0
    assert shell("sync", "--json").document["attachments"] == {"sent": 1, "waiting": 0}
    assert len(server.files) == 1


def test_what_can_not_be_attached_is_said_and_nothing_is_stored(
    shell: Shell, url: str, answers: Path, tmp_path: Path
):
    enrolled(shell, url)
    program = tmp_path / "photo.jpg"
    program.write_bytes(b"\x7fELF" + bytes(50))

    for given, reason in (
        (f"V06={program}", "photo.jpg is of a kind that is not taken"),
        ("V06=nowhere.jpg", "nowhere.jpg can't be read"),
        (f"V99={photo(tmp_path)}", "V99: the form has no question of this name"),
    ):
        told = fill(shell, answers, "--attach", given)
        assert (told.code, reason in told.err) == (1, True), told.err
    assert fill(shell, answers, "--attach", "V06").code == 2
    assert shell("status", "--json").document["waiting"] == 0
