"""Commands and a closed mission: what would change it is refused; reading goes on."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from typer.testing import Result

from server.accounts.caller import Stranger
from server.config import Settings
from server.database import Store
from server.journal.enrolment import issue_code
from server.missions import closing
from server.missions.models import Mission, Team
from server.missions.service import get_mission
from server.people.identity import Identity
from server.people.models import Observer
from server.people.names import Names
from shared.ids import new_id
from shared.sync import seal
from tests.samples.kazakhstan import SAMPLE
from tests.server.builders import START
from tests.server.commands.running import Run, as_json, refused
from tests.server.journal.device import FakeDevice

WRITING = (
    "enrol --mission M --team 07",
    "pack --mission M --team 07 --url https://hq.example.org -o FILE.pack",
    "message Hello --mission M",
    "form withdraw voting --mission M",
    "import library --mission M",
    "import form FILE --mission M",
    "import stations FILE --mission M",
    "import people FILE --mission M",
    "import accreditation FILE --mission M",
    "import plans FILE --mission M",
    "import recommendations FILE --mission M",
    "import reports FILE --mission M --form voting",
    "sample draw --mission M --size 1 --seed 7",
)
READING = (
    "coverage --mission M",
    "source list --mission M",
    "quarantine list --mission M",
    "mission list",
    "bundle-key show --mission M",
    "sealed list --mission M",
)
FORM = """\
| survey |      |      |       |
|        | type | name | label |
|        | text | a    | A     |
"""


@pytest.fixture
def typed(run: Run, mission: Mission, tmp_path: Path) -> Callable[[str], Result]:
    """Run a line in which M is the mission and FILE a file that would be read."""
    file = tmp_path / "file.csv"
    file.write_text("code,name\n1,One\n")
    form = tmp_path / "form.md"
    form.write_text(FORM)

    def run_line(line: str) -> Result:
        chosen = form if line.startswith("import form") else file
        words = {"M": mission.code, "FILE": str(chosen), "FILE.pack": str(tmp_path / "a.pack")}
        return run(*(words.get(word, word) for word in line.split()))

    return run_line


@pytest.fixture
def closed(store: Store, mission: Mission, team: Team) -> Mission:
    """The mission with its team, closed."""
    assert team.code == "07"
    with store.writing() as db:
        closing.close(db, mission.id, "It is over.", by=Stranger("anna"), now=START)
    return mission


@pytest.mark.usefixtures("closed")
def test_what_would_change_it_is_refused(typed: Callable[[str], Result]):
    for line in WRITING:
        assert "evenhand-server mission reopen" in refused(typed(line)), line


@pytest.mark.usefixtures("closed")
def test_reading_goes_on(typed: Callable[[str], Result]):
    for line in READING:
        answer = typed(line)
        assert answer.exit_code == 0, (line, answer.output)


async def test_a_code_from_before_enrols_no_more_and_the_observer_is_told(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team
):
    with store.writing() as db:
        issued = issue_code(db, mission.code, team.code, length=timedelta(days=3), now=START)
        closing.close(db, mission.id, "Why is ours.", by=Stranger("anna"), now=START)

    key = seal.public_key_of(seal.new_signing_key())
    message = {"protocol": 1, "code": issued.code, "public_key": key, "name": "Laptop 7"}
    answer = await client.post("/api/v1/enrol", json=message)

    assert answer.status_code == 409
    assert answer.json()["code"] == "mission-closed"
    assert "no laptop joins it any more. Ask your coordinator." in answer.json()["detail"]
    assert "Why is ours" not in answer.text


async def test_a_laptop_enrolled_before_still_hands_in(
    client: httpx.AsyncClient, filled: FakeDevice, store: Store, mission: Mission
):
    with store.writing() as db:
        closing.close(db, mission.id, "It is over.", by=Stranger("anna"), now=START)

    answer = await filled.send(client, filled.push(4, 6))

    assert answer.status_code == 200


def test_it_is_closed_archived_and_opened_again(run: Run, mission: Mission):
    code = mission.code

    early = refused(run("mission", "archive", code))
    shut = run("mission", "close", code, "--reason", "The report is out.")
    away = run("mission", "archive", code)
    listed = run("mission", "list")
    again = run("mission", "reopen", code)

    assert "still open" in early
    assert "The report is out.). It is to be read only" in shut.stdout
    assert "in the archive" in away.stdout
    assert listed.stdout.rstrip().endswith("(closed, archived)")
    assert again.stdout == f"{code} is open.\n"
    trail = as_json(run("trail", "list", "--mission", code, "--json"))
    deeds = [each["deed"] for each in trail["entries"]]
    assert sorted(deeds) == ["mission.archived", "mission.closed", "mission.reopened"]


def test_personal_data_are_erased_only_with_the_code_typed_again(
    run: Run, store: Store, settings: Settings
):
    run("mission", "load", SAMPLE / "mission.yaml")
    run("mission", "close", "kazakhstan-2021", "--reason", "It is over.")
    with store.reading() as db:
        closed = get_mission(db, "kazakhstan-2021")
        db.expunge(closed)
    observer = Observer(
        id=new_id(), mission_id=closed.id, code="0107", created_at=START, updated_at=START
    )
    with store.writing() as db:
        db.add(observer)
        db.flush()
        db.refresh(observer)
        db.expunge(observer)
    names = Names(settings)
    names.keep(closed.id, {observer.id: Identity(family_name="Doe")}, now=START)

    plan = run("mission", "erase", closed.code)
    wrong = run("mission", "erase", closed.code, "--confirm", "yes")
    known = names.find(observer.id)
    done = run("mission", "erase", closed.code, "--confirm", closed.code)

    assert "nationality, languages or badge: 1" in plan.stdout
    assert f"Nothing was erased. To do it, add: --confirm {closed.code}" in plan.stdout
    assert wrong.exit_code == 2
    assert known is not None
    assert done.stdout.startswith("Erased:")
    assert names.find(observer.id) is None
    names.close()
