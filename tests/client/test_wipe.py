"""After a wipe nothing on the laptop can be read by anybody, and nobody's other files are gone."""

from pathlib import Path

import pytest

from client.config import Home
from client.laptop import Laptop
from client.vault.vault import Vault, VaultMissing
from client.wipe import wipe
from tests.client.conftest import PASSPHRASE


@pytest.fixture
def used(enrolled: Laptop) -> Home:
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")
    enrolled.drafts.set_answer(draft.id, "V30", "seen")
    return enrolled.home


def test_the_keys_go_first_and_are_overwritten(used: Home, tmp_path: Path):
    kept = tmp_path / "a second name for the same bytes"
    kept.hardlink_to(used.vault_file)
    before = kept.read_bytes()

    wipe(used)

    assert kept.stat().st_size == len(before)
    assert b"slots" not in kept.read_bytes()
    assert not used.folder.exists()
    with pytest.raises(VaultMissing):
        Vault(used).unlock(PASSPHRASE)


def test_what_a_killed_program_left_goes_too(used: Home):
    left = ["store-a.db.rescuing", "store-b-damaged-20210110T024700.db-wal", "vault.json.1f.new"]
    for name in left:
        (used.folder / name).write_bytes(b"left")

    wipe(used)

    assert not used.folder.exists()


def test_files_of_somebody_else_stay(used: Home):
    (used.folder / "holiday.jpg").write_bytes(b"sea")

    wipe(used)

    assert [each.name for each in used.folder.iterdir()] == ["holiday.jpg"]


def test_a_wipe_that_was_cut_can_be_done_again(used: Home):
    used.vault_file.unlink()

    assert wipe(used) > 0
    assert wipe(Home(used.folder)) == 0
