"""The commands as a script meets them: arguments in, text and exit code out."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from client.__main__ import main, options_first
from client.config import Home
from client.crash import write_crash_note
from client.store import open_store
from client.vault import Vault
from shared.clock import system_clock
from shared.sync.protocol import Outcome
from tests.client.conftest import LIGHT, PASSPHRASE
from tests.client.fake_server import FakeServer
from tests.client.http_server import serving

ANSWERS = {"V01": "no", "V06": "usable", "V18": "not_observed"}


class Ran:
    """What a command left: exit code, stdout, stderr."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> Any:  # noqa: ANN401 - JSON
        assert self.code == 0, self.err
        return json.loads(self.out)


class Shell:
    """Runs `evenhand` in one home."""

    def __init__(self, home: Home, capture: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capture = capture

    def __call__(self, *arguments: str) -> Ran:
        self._capture.readouterr()
        code = 0
        try:
            main(["--home", str(self.home.folder), *arguments])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1 if ended.code else 0
            said = ended.code if isinstance(ended.code, str) else ""
            out, err = self._capture.readouterr()
            return Ran(code, out, err + said)
        out, err = self._capture.readouterr()
        return Ran(code, out, err)


@pytest.fixture
def shell(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A laptop whose passphrase is set and in the environment."""
    monkeypatch.setenv("EVENHAND_PASSPHRASE", PASSPHRASE)
    Vault(home).create(PASSPHRASE, LIGHT)
    return Shell(home, capsys)


@pytest.fixture
def url(server: FakeServer) -> Iterator[str]:
    with serving(server) as address:
        yield address


@pytest.fixture
def joined(shell: Shell, url: str) -> Shell:
    assert shell("enrol", url, "CODE-1").code == 0
    return shell


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return written(tmp_path / "answers.json", ANSWERS)


def written(file: Path, document: object) -> Path:
    file.write_text(json.dumps(document), "utf-8")
    return file


def fill(shell: Shell, answers: Path, *more: str) -> Ran:
    return shell("fill", "--form", "voting", "--station", "42", "--answers", str(answers), *more)


# --- The way through ---------------------------------------------------------------------


def test_enrol_fill_sync_and_status(shell: Shell, url: str, server: FakeServer, answers: Path):
    told = shell("enrol", url, "CODE-1", "--name", "Laptop A")
    assert (told.code, told.err) == (0, "")
    assert told.out == "Enrolled as team 07 of kz. On this laptop: 1 checklists, 2 stations.\n"

    filled = fill(shell, answers, "--json").document
    assert (filled["missing"], filled["waiting"], filled["station"]) == ([], 1, "42")

    status = shell("status", "--json").document
    [device] = server.devices
    assert status | {"oldest_waiting": ""} == {
        "team": "07",
        "mission": "kz",
        "device": str(device),
        "server": url,
        "drafts": 0,
        "waiting": 1,
        "held": 0,
        "held_until": None,
        "oldest_waiting": "",
        "forked": False,
        "quarantined": [],
    }
    assert status["oldest_waiting"]

    synced = shell("sync", "--json").document
    assert (synced["sent"], synced["waiting"], synced["forked"]) == (1, 0, False)
    assert filled["report"] in server.held(device)[0]
    after = shell("status", "--json").document
    assert (after["held"], after["waiting"], after["oldest_waiting"]) == (1, 0, None)
    assert after["held_until"] == synced["held_until"] == server.now.isoformat()
    assert "Held by headquarters: 1 (up to" in shell("status").out
    assert shell("sync").out == "Sent: 0. Waiting: 0. Held by headquarters: 1 of 1.\n"


def test_a_quarantined_report_is_told_with_its_reason(
    joined: Shell, server: FakeServer, answers: Path
):
    report = fill(joined, answers, "--json").document["report"]
    server.judged = [Outcome(report=report, revision=1, state="quarantined", reason="Which?")]
    joined("sync")

    assert joined("status", "--json").document["quarantined"] == [
        {"report": report, "reason": "Which?"}
    ]
    assert f"Set apart: {report}: Which?" in joined("status").out


def test_a_batch_is_sealed_whole_or_not_at_all(joined: Shell, tmp_path: Path):
    good = {"form": "voting", "station": "42", "answers": ANSWERS}
    bad = good | {"answers": {"V06": "steep"}}

    refused = joined("fill", "--batch", str(written(tmp_path / "bad.json", [good, bad])))
    assert refused.code == 1
    assert "Checklist 2 (42): V06: “steep” is not one of the choices" in refused.err
    assert joined("status", "--json").document["waiting"] == 0

    filled = joined("fill", "--json", "--batch", str(written(tmp_path / "b.json", [good] * 3)))
    assert len(filled.document["reports"]) == 3
    assert joined("status", "--json").document["waiting"] == 3


def test_a_missing_answer_is_a_note_and_no_refusal(joined: Shell, tmp_path: Path):
    filled = fill(joined, written(tmp_path / "a.json", {"V06": "level"}), "--json")

    assert filled.document["missing"] == ["V01"]
    assert filled.err == "Note: voting at 42: no answer to V01.\n"


def test_times_are_the_stations_own(joined: Shell, server: FakeServer, answers: Path):
    times = ("--arrived", "2021-01-10T08:30", "--departed", "2021-01-10T09:00")
    assert fill(joined, answers, *times).code == 0
    joined("sync")

    [device] = server.devices
    assert "2021-01-10T08:30:00+06:00" in server.held(device)[0]


def test_the_passphrase_can_be_changed(joined: Shell, tmp_path: Path):
    new = tmp_path / "new"
    new.write_text("seven ladders in the rain\n", "utf-8")

    assert joined("passphrase", "--new-passphrase-file", str(new)).code == 0

    assert joined("status").code == 1
    assert joined("--passphrase-file", str(new), "status").code == 0
    assert joined("status", "--passphrase-file", str(new), "--json").document["team"] == "07"


def test_enrolling_without_the_pack_says_how_to_go_on(shell: Shell, server: FakeServer):
    with serving(server, without=("/api/v1/pack",)) as url:
        ran = shell("enrol", url, "CODE-1", "--json")

    assert (ran.document["team"], ran.document["forms"]) == ("07", 0)
    assert "the checklists could not be fetched" in ran.err
    assert "evenhand sync" in ran.err


def test_reports_that_went_through_are_told_though_the_pack_did_not_come(
    shell: Shell, server: FakeServer, answers: Path
):
    with serving(server) as url:
        shell("enrol", url, "CODE-1")
        port = int(url.rsplit(":", 1)[1])
    fill(shell, answers)
    with serving(server, without=("/api/v1/pack",), port=port):
        ran = shell("sync", "--json")

    told = json.loads(ran.out)
    assert (ran.code, told["sent"], told["waiting"]) == (1, 1, 0)
    assert told["trouble"]["code"] == "garbled-answer"
    assert ran.err.startswith("The reports went through. ")


def test_a_copied_laptop_is_told_what_to_do(
    joined: Shell, capsys: pytest.CaptureFixture[str], tmp_path: Path, answers: Path
):
    shutil.copytree(joined.home.folder, tmp_path / "copy")
    copy = Shell(Home(tmp_path / "copy"), capsys)
    for shell in (joined, copy):
        fill(shell, answers)
    assert joined("sync").code == 0

    ran = copy("sync", "--json")

    assert ran.code == 1
    assert json.loads(ran.out)["forked"] is True
    assert "Ask your coordinator for a new enrolment code" in ran.err
    assert copy("status", "--json").document["forked"] is True
    assert "new enrolment code" in copy("status").out


# --- What is refused ---------------------------------------------------------------------


def refused(ran: Ran, *, says: str, code: int = 1) -> None:
    assert ran.code == code
    assert says in ran.err
    assert "Traceback" not in ran.err + ran.out
    assert ran.out == ""


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


# --- The outermost loop ------------------------------------------------------------------


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
