"""The commands around keys: duress, keyring, rescue, wipe, and guessing at the prompt."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from client.alone import only_program
from client.config import BadSetting, lock_after
from tests.client.commands.shell import Shell, fill, refused

Says = Callable[[str], None]
SECOND = "an empty morning walk"


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """Type a line on standard input."""

    def type_line(line: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))

    return type_line


def second(tmp_path: Path) -> str:
    file = tmp_path / "second"
    file.write_text(SECOND)
    return str(file)


def test_a_second_passphrase_opens_an_empty_day_of_the_mission(
    joined: Shell, answers: Path, tmp_path: Path, says: Says
):
    fill(joined, answers)
    says("REPLACE")

    told = joined("duress", "--code", "CODE-2", "--new-passphrase-file", second(tmp_path))

    assert (told.code, "The second passphrase is set." in told.out) == (0, True)
    assert "is lost for good" in told.err
    empty = joined("--passphrase-file", second(tmp_path), "status", "--json").document
    assert (empty["team"], empty["waiting"], empty["drafts"]) == ("07", 0, 0)
    assert joined("status", "--json").document["waiting"] == 1


def test_without_a_code_it_opens_a_laptop_that_is_not_enrolled(
    joined: Shell, tmp_path: Path, says: Says
):
    says("REPLACE")
    told = joined("duress", "--new-passphrase-file", second(tmp_path))

    assert "give it a second code" in told.out
    assert "not enrolled yet" in joined("--passphrase-file", second(tmp_path), "status").out
    says("REPLACE")
    assert joined("duress", "--remove").code == 0
    refused(joined("--passphrase-file", second(tmp_path), "status"), says="does not open")


def test_a_code_that_was_used_is_told_and_the_passphrase_is_set(
    joined: Shell, tmp_path: Path, says: Says
):
    says("REPLACE")
    told = joined("duress", "--code", "CODE-1", "--new-passphrase-file", second(tmp_path))

    assert (told.code, "was used already" in told.err) == (1, True)
    assert joined("--passphrase-file", second(tmp_path), "status").code == 0


def test_another_word_than_the_one_asked_for_changes_nothing(
    joined: Shell, tmp_path: Path, says: Says
):
    says("yes")

    refused(
        joined("duress", "--new-passphrase-file", second(tmp_path)), says="The word was not REPLACE"
    )
    refused(joined("--passphrase-file", second(tmp_path), "status"), says="does not open")


def test_wiping_refuses_while_headquarters_lacks_something(
    joined: Shell, answers: Path, says: Says
):
    fill(joined, answers)
    says("WIPE")

    refused(joined("wipe"), says="Waiting on this laptop alone: 1. Drafts that were never")
    assert joined("status", "--json").document["waiting"] == 1


def test_wiping_what_headquarters_has_needs_one_word(joined: Shell, answers: Path, says: Says):
    fill(joined, answers)
    joined("sync")
    says("WIPE")

    told = joined("wipe")

    assert (told.code, "Headquarters has every report" in told.out) == (0, True)
    assert not joined.home.folder.exists()
    refused(joined("wipe"), says="nothing to wipe")


def test_wiping_works_without_the_passphrase(
    joined: Shell, answers: Path, says: Says, monkeypatch: pytest.MonkeyPatch
):
    fill(joined, answers)
    monkeypatch.delenv("EVENHAND_PASSPHRASE")
    says("WIPE")
    refused(joined("wipe"), says="Without the passphrase nobody can say")
    says("WIPE")

    assert joined("wipe", "--even-unsent").code == 0
    assert not joined.home.folder.exists()


def test_a_wrong_word_wipes_nothing(joined: Shell, says: Says):
    says("wipe it")

    refused(joined("wipe", "--even-unsent"), says="The word was not WIPE")
    assert joined("status").code == 0


def test_a_damaged_store_is_rescued_by_a_command(joined: Shell, answers: Path):
    fill(joined, answers)
    for file in joined.home.store_files:
        content = bytearray(file.read_bytes())
        content[7 * 4096 + 1000 : 7 * 4096 + 1512] = b"\xa5" * 512
        file.write_bytes(content)

    refused(joined("status"), says="What is whole can be recovered: evenhand rescue")
    assert "Recovered: 1 sealed report and" in joined("rescue").out
    assert joined("status", "--json").document["waiting"] == 1


def test_a_computer_without_a_keyring_is_told_so(joined: Shell):
    refused(joined("keyring"), says="go on with the passphrase")
    refused(joined("keyring", "--forget"), says="go on with the passphrase")


def test_guessing_is_slowed_down_here_too(joined: Shell, tmp_path: Path):
    for _ in range(3):
        refused(joined("--passphrase-file", second(tmp_path), "status"), says="does not open")

    refused(joined("status"), says="Wait")


def test_a_command_waits_for_the_program_that_is_open_and_then_says_so(
    joined: Shell, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("client.commands.given.PATIENCE", 0.2)
    with only_program(joined.home):
        refused(joined("status"), says="Evenhand is open already")


def test_the_time_to_lock_is_a_number_of_minutes():
    found = lock_after({})
    assert found is not None
    assert found.total_seconds() == 600
    assert lock_after({"EVENHAND_LOCK_MINUTES": "0"}) is None
    for wrong in ("soon", "-1", "nan", "99999"):
        with pytest.raises(BadSetting, match="number of minutes"):
            lock_after({"EVENHAND_LOCK_MINUTES": wrong})
