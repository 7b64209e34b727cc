"""`evenhand-server account …`, as administrators type it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.__main__ import app
from server.accounts import invitations
from server.accounts.secrets import is_password
from server.accounts.service import get_account
from server.config import Settings
from server.database import Store
from shared.clock import system_clock
from tests.server.builders import a_mission

GOOD = "quiet rivers carry stones"


@pytest.fixture
def home(store: Store, settings: Settings) -> Path:
    a_mission(store)
    return settings.home


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(f"{GOOD}\nsecond line\n")
    return file


def run(home: Path, *words: object) -> Result:
    return CliRunner().invoke(app, ["account", *map(str, words), "--home", str(home)])


def test_an_account_is_made_listed_given_a_password_and_disabled(
    home: Path, store: Store, password_file: Path
):
    made = run(home, "create", "Aigul", "--role", "coordinator", "--password-file", password_file)
    assert made.exit_code == 0, made.output
    assert "The coordinator aigul can sign in now and sees all missions." in made.stdout

    password_file.write_text("other rivers carry sand")
    assert run(home, "password", "aigul", "--password-file", password_file).exit_code == 0
    with store.reading() as db:
        assert is_password("other rivers carry sand", get_account(db, "aigul").password_hash)

    assert run(home, "disable", "aigul").exit_code == 0
    (row,) = json.loads(run(home, "list", "--json").stdout)["accounts"]
    assert row["name"] == "aigul"
    assert [(each["role"], each["mission"]) for each in row["roles"]] == [("coordinator", None)]
    assert row["disabled_at"]
    assert "(disabled)" in run(home, "list").stdout


def test_an_account_can_be_bound_to_one_mission(home: Path, password_file: Path):
    words = ("--role", "viewer", "--password-file", password_file, "--mission")

    bound = run(home, "create", "serik", *words, "example-2026")
    lost = run(home, "create", "dana", *words, "nothing-2026")

    assert "sees the mission example-2026" in bound.stdout
    assert lost.exit_code == 1
    assert "There is no mission 'nothing-2026'" in lost.stderr


def test_a_short_password_is_refused_with_the_reason_and_nothing_is_kept(
    home: Path, password_file: Path
):
    password_file.write_text("short")

    refused = run(home, "create", "aigul", "--role", "admin", "--password-file", password_file)

    assert refused.exit_code == 1
    assert "it needs at least 12" in refused.stderr
    assert "Traceback" not in refused.output
    assert json.loads(run(home, "list", "--json").stdout) == {"accounts": []}


def test_without_a_terminal_nobody_waits_for_a_password(home: Path):
    refused = run(home, "create", "aigul", "--role", "admin")

    assert refused.exit_code == 1
    assert "--password-file" in refused.stderr


def test_an_unknown_role_or_name_is_told_apart_from_a_mistake_of_ours(home: Path):
    assert run(home, "create", "aigul", "--role", "owner").exit_code == 2
    unknown = run(home, "disable", "nobody")
    assert unknown.exit_code == 1
    assert "No account is named nobody." in unknown.stderr


def test_an_invitation_and_a_reset_are_links_that_are_shown_once(home: Path, store: Store):
    made = run(home, "invite", "--role", "analyst", "--mission", "example-2026", "--name", "dana")
    address, sentence = made.stdout.splitlines()

    assert address.startswith("https://ADDRESS-OF-THIS-SERVER/invitation?code=")
    assert "works once" in sentence
    with store.writing() as db:
        secret = address.partition("code=")[2]
        held = invitations.get_open(db, secret, now=system_clock())
        invitations.accept(db, held, "dana", GOOD, now=system_clock())
    assert "/invitation?code=" in run(home, "reset", "dana", "--url", "https://e.example/").stdout
    (row,) = json.loads(run(home, "list", "--json").stdout)["accounts"]
    assert [(each["role"], each["mission"]) for each in row["roles"]] == [
        ("analyst", "example-2026")
    ]


def test_a_role_is_changed_and_a_senseless_one_refused(home: Path, password_file: Path):
    run(home, "create", "dana", "--role", "viewer", "--password-file", password_file)

    region = run(home, "role", "dana", "--role", "coordinator", "--region", "Almaty")
    partner = run(home, "role", "dana", "--role", "partner")

    assert region.exit_code == 0
    assert "coordinator of all missions in Almaty" in run(home, "list").stdout
    assert partner.exit_code == 1
    assert "A partner organisation is named" in partner.stderr
