"""Enrol, fill, sync, status: what a script relies on."""

import json
import shutil
from pathlib import Path

import pytest

from client.config import Home
from client.vault.vault import Vault
from shared.sync.protocol import Outcome
from tests.client.commands.shell import ANSWERS, Shell, fill, written
from tests.client.conftest import PASSPHRASE
from tests.client.fake_server import FakeServer
from tests.client.http_server import serving


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
        "introduced": True,
        "server": url,
        "drafts": 0,
        "waiting": 1,
        "held": 0,
        "held_until": None,
        "oldest_waiting": "",
        "forked": False,
        "attachments": {"waiting": 0, "held": 0, "refused": 0},
        "unread_messages": 0,
        "quarantined": [],
        "carried": [],
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


def test_enrolling_sets_a_new_laptop_up(
    tmp_path: Path,
    url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("EVENHAND_PASSPHRASE", PASSPHRASE)
    shell = Shell(Home(tmp_path / "a new folder" / "home"), capsys)

    assert shell("enrol", url, "CODE-1", "--json").document["stations"] == 2
    assert len(Vault(shell.home).unlock(PASSPHRASE).secret) == 32
    assert shell("status", "--json").document["team"] == "07"


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
    with serving(server, without=("/api/v1/changes",)) as url:
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
    with serving(server, without=("/api/v1/changes",), port=port):
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
