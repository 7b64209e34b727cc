"""Whatever is wrong is told in a sentence; nothing that was kept is lost."""

import json
from pathlib import Path

import pytest

from client.config import Home
from tests.client.commands.shell import ANSWERS, Shell, fill, refused
from tests.client.fake_server import FakeServer
from tests.client.http_server import serving


def test_a_code_that_was_used_is_told_in_the_servers_words(
    joined: Shell, url: str, server: FakeServer
):
    server.codes.clear()

    refused(joined("enrol", url, "CODE-1"), says="This enrolment code was used already.")


def test_enrolling_again_while_reports_wait_is_refused(joined: Shell, url: str, answers: Path):
    fill(joined, answers)

    refused(joined("enrol", url, "CODE-2"), says="Sync first, then enrol")
    assert joined("enrol", url, "CODE-2", "--take-along").code == 0
    assert joined("sync", "--json").document["sent"] == 1


def test_a_wrong_passphrase(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EVENHAND_PASSPHRASE", "not the passphrase")

    refused(shell("status"), says="does not open the store")


def test_no_passphrase_and_nobody_to_ask(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("EVENHAND_PASSPHRASE")

    refused(shell("status"), says="Set EVENHAND_PASSPHRASE, or name a file")
    refused(shell("status", "--passphrase-file", "/nowhere"), says="can't be read from /nowhere")


def test_a_damaged_key_file(shell: Shell):
    shell.home.vault_file.write_text("{")

    refused(shell("status"), says="vault.json is damaged")


def test_a_home_that_was_never_set_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: Path
):
    shell = Shell(Home(tmp_path / "empty"), capsys)

    for ran in (shell("status"), shell("sync"), shell("passphrase"), fill(shell, answers)):
        refused(ran, says="Start with: evenhand enrol URL CODE")
    assert not (tmp_path / "empty").exists()


def test_a_short_passphrase_sets_nothing_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("EVENHAND_PASSPHRASE", "short")

    refused(Shell(Home(tmp_path / "h"), capsys)("enrol", "x.org", "C"), says="at least 10")


def test_before_enrolment_fill_and_sync_say_what_to_do(shell: Shell, answers: Path):
    for ran in (shell("sync"), fill(shell, answers)):
        refused(ran, says="Ask your coordinator for an enrolment code")
    assert shell("status", "--json").document["device"] is None
    assert "not enrolled yet" in shell("status").out


def test_a_server_that_is_down_loses_nothing(shell: Shell, server: FakeServer, answers: Path):
    with serving(server) as url:
        shell("enrol", url, "CODE-1")
    fill(shell, answers)

    refused(shell("sync", "--json"), says="No connection to 127.0.0.1. Your reports are safe")
    assert shell("status", "--json").document["waiting"] == 1


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://hq.example.org", "is not encrypted"),
        ("not an address", "is not the address of a mission's server"),
        ("http://127.0.0.1:9", "No connection to 127.0.0.1"),
    ],
)
def test_an_address_that_can_not_be(shell: Shell, url: str, says: str):
    refused(shell("enrol", url, "CODE-1"), says=says)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not JSON"),
        (b"{'V01': 'no'}", "in line 1, column 2"),
        (b"[1, 2]", "the file is not a JSON object"),
        (b"\xff\xfe{}", "is not JSON in UTF-8"),
        (b'{"V02": NaN}', "is not JSON: NaN"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"V06": "steep", "V99": 1}', "V99: The form has no question of this name"),
    ],
)
def test_an_answers_file_that_is_none(joined: Shell, tmp_path: Path, content: bytes, says: str):
    file = tmp_path / "answers.json"
    file.write_bytes(content)

    refused(fill(joined, file), says=says)
    assert joined("status", "--json").document["waiting"] == 0


def test_an_answers_file_with_a_byte_order_mark_is_read(joined: Shell, tmp_path: Path):
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(ANSWERS), "utf-8-sig")

    assert fill(joined, file).code == 0


def test_a_form_that_the_mission_lacks(joined: Shell, answers: Path):
    ran = joined("fill", "--form", "tally", "--station", "42", "--answers", str(answers))

    refused(ran, says="No checklist is called 'tally'. This mission has: voting.")


@pytest.mark.parametrize(
    "arguments",
    [
        ("fill",),
        ("fill", "--form", "voting"),
        ("fill", "--batch", "b.json", "--form", "voting"),
        ("fill", "--form", "voting", "--station", "42", "--answers", "nowhere.json"),
        ("nonsense",),
        ("enrol", "https://hq.example.org"),
        ("status", "--home"),
        ("status", "--xml"),
    ],
)
def test_a_command_that_was_not_understood_exits_with_2(shell: Shell, arguments: tuple[str, ...]):
    refused(shell(*arguments), says="Error: ", code=2)


def test_the_store_in_use_by_another_program_can_be_read_and_written(joined: Shell, answers: Path):
    # One program shows the status while another seals: both see one truth.
    fill(joined, answers)
    fill(joined, answers)

    assert joined("status", "--json").document["waiting"] == 2
