"""`evenhand-server trail …` and `verify`: what operators did is there, and whether all of it is."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from server.__main__ import app
from server.config import Settings
from server.database import Store
from tests.server.builders import a_mission


@pytest.fixture
def home(store: Store, settings: Settings) -> Path:
    a_mission(store)
    return settings.home


def run(home: Path, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--home", str(home)])


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text("quiet rivers carry stones\n")
    return file


@pytest.fixture
def lived_in(home: Path, password_file: Path) -> Path:
    made = ("account", "create", "aigul", "--role", "viewer", "--password-file", password_file)
    assert run(home, *made, "--mission", "example-2026").exit_code == 0
    assert run(home, "account", "disable", "aigul").exit_code == 0
    return home


def test_what_the_operator_did_is_listed_without_a_secret(lived_in: Path):
    listed = json.loads(run(lived_in, "trail", "list", "--json").stdout)["entries"]

    assert [(each["deed"], each["subject"], each["mission"]) for each in listed] == [
        ("account.disabled", "account aigul", None),
        ("account.created", "account aigul", "example-2026"),
    ]
    assert listed[0]["name"].startswith("operator")
    assert "rivers" not in json.dumps(listed)
    assert "argon2" not in json.dumps(listed)


def test_the_list_is_narrowed(lived_in: Path):
    lines = run(lived_in, "trail", "list", "--deed", "account.created").stdout.splitlines()
    assert len(lines) == 1
    assert "account.created" in lines[0]
    assert "role=viewer" in lines[0]
    assert run(lived_in, "trail", "list", "--mission", "example-2026", "--by", "x").stdout == ""
    assert "is not a moment" in run(lived_in, "trail", "list", "--since", "noon").stderr


def test_an_export_is_csv_and_leaves_an_entry_itself(lived_in: Path, tmp_path: Path):
    file = tmp_path / "trail.csv"

    assert run(lived_in, "trail", "export", file).exit_code == 0

    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("number,time (UTC),who,deed")
    assert [line.split(",")[3] for line in lines[1:]] == [
        "trail.exported",
        "account.disabled",
        "account.created",
    ]


def test_verify_tells_a_whole_trail_from_one_that_was_changed_or_cut(lived_in: Path, store: Store):
    seq, noted = run(lived_in, "trail", "head").stdout.split()
    whole = run(lived_in, "verify", "--trail-head", noted)
    assert (seq, whole.exit_code) == ("2", 0)
    assert f"Audit trail: 2 entries, whole. Its head is {noted}." in whole.stdout

    with store.writing() as db:
        db.connection().execute(text("DELETE FROM trail_entry WHERE seq = 2"))
    cut = run(lived_in, "verify", "--trail-head", noted)
    assert cut.exit_code == 1
    assert "its end was cut off" in cut.stderr
    assert run(lived_in, "verify").exit_code == 0  # by itself, the chain can't know

    with store.writing() as db:
        db.connection().execute(text("UPDATE trail_entry SET name = 'nobody'"))
    changed = run(lived_in, "verify", "--json")
    assert changed.exit_code == 1
    document = json.loads(changed.stdout)
    assert not document["ok"]
    assert document["trail"]["broken"] == [
        "Entry 1 of the audit trail was changed after it was written"
    ]
