"""Around the commands: options anywhere, and mistakes of our own."""

import subprocess
import sys
from pathlib import Path

from client.__main__ import options_first
from client.config import Home
from client.crash import write_crash_note
from client.store import open_store
from client.vault.vault import Vault
from shared.clock import system_clock
from tests.client.commands.shell import Shell, refused
from tests.client.conftest import PASSPHRASE


def test_global_options_may_stand_anywhere():
    assert options_first(["sync", "--home", "/h", "--json"]) == (
        {"--home": "/h"},
        ["sync", "--json"],
    )
    assert options_first(["--home=/h", "fill", "--", "--home", "x"]) == (
        {"--home": "/h"},
        ["fill", "--", "--home", "x"],
    )
    assert options_first(["status", "--home"]) == ({}, ["--home", "status"])


def test_a_mistake_of_ours_leaves_a_sentence_and_a_note_without_answers(joined: Shell):
    store = open_store(joined.home, Vault(joined.home).unlock(PASSPHRASE))
    with store.writing() as connection:
        connection.execute("UPDATE journal SET held_until = 'a planted answer'")
    store.close()

    refused(joined("status"), says="Evenhand made a mistake and had to stop. Everything that was")

    note = joined.home.crash_file.read_text("utf-8")
    assert "builtins.ValueError" in note
    assert "journal.py" in note
    assert "planted" not in note
    assert PASSPHRASE not in note


def test_a_crash_note_that_can_not_be_written_does_no_harm(tmp_path: Path):
    (tmp_path / "taken").write_text("")

    assert write_crash_note(Home(tmp_path / "taken"), ValueError(), system_clock()) is None


def test_the_installed_command_runs_in_a_process_of_its_own(joined: Shell):
    command = [sys.executable, "-m", "client", "--home", str(joined.home.folder), "status"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Team 07 of kz")


def test_commands_start_without_the_screen():
    program = (
        "import sys, client.__main__, client.commands.cli;"
        "print([name for name in sys.modules if name.split('.')[0] == 'textual'])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stdout == "[]\n"
