"""`evenhand-server enrol`: what a coordinator hands to a team."""

import re
from datetime import datetime, timedelta

import httpx

from server.database import Store
from server.journal.models import EnrolmentCode
from server.missions.models import Mission, Team
from shared.clock import system_clock
from tests.server.commands.running import Run, as_json
from tests.server.journal.device import enrolled

GROUPED = r"\b[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){3}\b"


def test_the_code_is_shown_in_groups_with_its_team_its_end_and_the_line_to_type(
    run: Run, mission: Mission, team: Team
):
    shown = run("enrol", "--mission", mission.code, "--team", team.code)

    assert shown.exit_code == 0, shown.output
    code, again = re.findall(GROUPED, shown.stdout)
    assert code == again
    assert "team 07 of example-2026" in shown.stdout
    assert f"evenhand enrol https://ADDRESS-OF-THIS-SERVER {code}" in shown.stdout
    assert re.search(r"once, until \d+ \w+ \d{4}, \d\d:\d\d \(Europe/Paris\)", shown.stdout)


def test_the_line_to_type_has_the_address_when_it_is_given(run: Run, mission: Mission, team: Team):
    words = ("enrol", "--mission", mission.code, "--team", team.code)

    shown = run(*words, "--url", "https://hq.example.org")

    assert "evenhand enrol https://hq.example.org " in shown.stdout


def test_as_json_it_says_the_same(run: Run, mission: Mission, team: Team):
    told = as_json(run("enrol", "--mission", mission.code, "--team", team.code, "--json"))

    assert (told["mission"], told["team"]) == ("example-2026", "07")
    assert re.fullmatch(GROUPED, told["code"])
    assert told["command"].endswith(told["code"])
    left = datetime.fromisoformat(told["expires_at"]) - system_clock()
    assert timedelta(hours=71) < left <= timedelta(hours=72)


async def test_the_code_enrols_a_laptop(
    run: Run, client: httpx.AsyncClient, mission: Mission, team: Team
):
    told = as_json(run("enrol", "--mission", mission.code, "--team", team.code, "--json"))

    laptop = await enrolled(client, told["code"])

    assert laptop.token


def test_only_the_hash_of_the_code_is_kept(run: Run, store: Store, mission: Mission, team: Team):
    code = as_json(run("enrol", "--mission", mission.code, "--team", team.code, "--json"))["code"]

    with store.reading() as db:
        held = db.connection().exec_driver_sql("SELECT * FROM enrolment_code").one()
        assert db.get(EnrolmentCode, code) is None
    assert code not in str(held)


def test_a_team_that_is_not_there_is_refused_with_those_that_are(
    run: Run, mission: Mission, team: Team
):
    refused = run("enrol", "--mission", mission.code, "--team", "99")

    assert refused.exit_code == 1
    assert "99" in refused.stderr
    assert team.code in refused.stderr
    assert refused.stdout == ""


def test_a_mission_that_is_not_there_is_refused_with_those_that_are(run: Run, mission: Mission):
    refused = run("enrol", "--mission", "exmaple-2026", "--team", "07")

    assert refused.exit_code == 1
    assert mission.code in refused.stderr
    assert "Traceback" not in refused.output
