"""A list of observers comes in whole, or is refused with every mistake: row, column and cure."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from server.accounts.models import TrailEntry
from server.config import Settings
from server.database import Store
from server.imports import service as imports
from server.imports.columns import proposed
from server.imports.examining import Said
from server.imports.models import SourceContent
from server.imports.problems import Unanswered
from server.imports.service import Outcome
from server.missions.models import Mission, Team
from server.people import erasing
from server.people.identity import Identity
from server.people.importer import PeopleImporter
from server.people.models import Observer
from server.people.names import Names
from server.people.service import all_observers, get_observer, steps_of
from server.tabular.row_errors import RowsRefused
from tests.server.builders import START, a_mission
from tests.server.people.conftest import ANNA, AnObserver

Bring = Callable[..., Outcome]
HEADER = "code,role,organisation,nationality,team,family name,given name,e-mail,passport"
TWO = f"""{HEADER}
0701,sto,OSCE,KZ,07,Сағынтаева,Айгүл,aigul@example.org,N 123
0702,LTO,osce,France,07,Martin,Jean,jean@example.org,
"""


@pytest.fixture
def mission(store: Store) -> Mission:
    organisations = [{"id": "osce", "name": "Organisation for Security", "short": "OSCE"}]
    document = {
        "code": "example-2026",
        "title": "T",
        "election": {
            "name": "E", "date": "2026-10-04", "country": "FR", "timezone": "Europe/Paris"
        },
        "sample": {"design": "route"},
        "organisations": organisations,
    }  # fmt: skip
    return a_mission(store, document=document)


@pytest.fixture
def bring(store: Store, mission: Mission, names: Names, team: Team) -> Bring:
    """Import a list."""
    del team  # is there

    def import_list(
        content: str | bytes, said: Said | None = None, *, dry_run: bool = False
    ) -> Outcome:
        data = content.encode() if isinstance(content, str) else content
        return imports.import_table(
            store, mission, PeopleImporter(names), "people.csv", data, said or Said(),
            by=ANNA, now=START, dry_run=dry_run,
        )  # fmt: skip

    return import_list


def observers(store: Store, mission: Mission) -> Sequence[Observer]:
    with store.reading() as db:
        return all_observers(db, mission.id)


def mistakes(bring: Bring, content: str) -> list[str]:
    with pytest.raises(RowsRefused) as refused:
        bring(content)
    return [str(each) for each in refused.value.errors]


def test_a_list_becomes_codes_here_and_names_there(
    store: Store, mission: Mission, names: Names, team: Team, bring: Bring
):
    outcome = bring(TWO)

    assert len(outcome.plan.new) == 2
    first, second = observers(store, mission)
    assert (first.code, first.role, first.organisation, first.nationality, first.team_id) == (
        "0701", "sto", "osce", "KZ", team.id,
    )  # fmt: skip
    assert (second.role, second.nationality, second.is_named) == ("lto", "FR", True)
    assert names.find(first.id) == Identity(
        family_name="Сағынтаева", given_name="Айгүл", email="aigul@example.org", document="N 123"
    )


def test_the_same_list_again_changes_nothing_and_a_column_less_keeps_what_was(
    store: Store, mission: Mission, names: Names, bring: Bring
):
    bring(TWO)
    again = bring(TWO)
    assert (len(again.plan.new), len(again.plan.changed), again.plan.unchanged) == (0, 0, 2)

    moved = bring("code,phone,team\n0701,+7 701 555 0101,\n")

    [change] = moved.plan.changed
    assert change.before is not None
    assert change.after is not None
    differing = {name for name in change.after if change.after[name] != change.before[name]}
    assert differing == {"phone", "team"}
    first = observers(store, mission)[0]
    assert (first.organisation, first.team_id) == ("osce", None)
    person = names.find(first.id)
    assert person is not None
    assert (person.given_name, person.phone) == ("Айгүл", "+7 701 555 0101")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("071,sto,,,,A,B,,\n071,sto,,,,C,D,,", "column 'code': 071 stands twice (also row 2)"),
        ("07 01,sto,,,,A,B,,", "Row 2, column 'code': '07 01' can't be a code"),
        (",sto,,,,A,B,,", "Row 2, column 'code': the observer's code is missing"),
        ("1,boss,,,,A,B,,", "Row 2, column 'role': 'boss' is not known. Write core_team, lto, sto"),
        ("1,sto,OSZE,,,A,B,,", "Row 2, column 'organisation': no organisation is called 'OSZE'"),
        ("1,sto,,Frence,,A,B,,", "Did you mean France?"),
        ("1,sto,,,99,A,B,,", "Row 2, column 'team': the mission has no team '99'"),
        ("1,sto,,,,A,B,nobody,", "Row 2, column 'e-mail': it is not an e-mail address"),
        ("1,sto,,,,A,B,x@y.org,\n2,sto,,,,C,D,X@y.org,",
         "Row 3, column 'e-mail': another observer has this e-mail address (1 in row 2)"),
        ("1,sto,,,,Иванов,Иван,,\n2,sto,,,,Ivanov,Ivan,,",
         "Row 3, column 'family name': this seems to be the same person as another"),
        ("1,sto,,,,Иванов,Иван,,\n2,sto,,,,Ivan,Ivanov,,", "(1 in row 2). Remove the double row."),
        ("1,sto,,,,=1+1,B,,", "it holds a formula"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_row_and_nothing_is_kept(
    store: Store, mission: Mission, names: Names, bring: Bring, rows: str, said: str
):
    errors = mistakes(bring, f"{HEADER}\n{rows}\n9,sto,,,,Whole,Sound,,\n")

    assert len(errors) == 1
    assert said in errors[0]
    assert "Ivan" not in errors[0]
    assert observers(store, mission) == []
    assert names.of_mission(mission.id) == {}


def test_namesakes_with_papers_of_their_own_are_two_people(
    store: Store, mission: Mission, bring: Bring
):
    bring(f"{HEADER}\n1,sto,,,,Иванов,Иван,,N 1\n2,sto,,,,Ivanov,Ivan,,N 2\n")
    assert len(observers(store, mission)) == 2


def test_whom_the_register_has_already_is_not_taken_in_under_another_code(bring: Bring):
    bring("code,badge,family name,given name,e-mail\n1,B-1,Иванов,Иван,i@example.org\n")

    errors = mistakes(
        bring, "code,badge,family name,given name,e-mail\n2,b-1,Ivanov,Ivan,I@example.org\n"
    )

    assert [each.split(": ")[1].split(" (")[0] for each in errors] == [
        "another observer has this badge",
        "another observer has this e-mail address",
        "this seems to be the same person as another, by a name in either alphabet",
    ]
    assert all("1 in the register" in each for each in errors)
    # who gives the badge up may pass it on in the same list
    bring("code,badge\n1,\n2,B-1\n")


DAYS = "code,born on,trained on\n1,03.04.1980,05.09.2026\n"


def test_the_order_of_days_is_asked_never_guessed(
    store: Store, mission: Mission, names: Names, bring: Bring
):
    with pytest.raises(Unanswered, match="order can't be known"):
        bring(DAYS)
    bring(DAYS, Said(order="mdy"))

    [observer] = observers(store, mission)
    assert observer.trained_on == date(2026, 5, 9)
    person = names.find(observer.id)
    assert person is not None
    assert person.born_on == date(1980, 3, 4)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_accreditation_comes_in_as_steps(store: Store, mission: Mission, bring: Bring):
    head = "code,accreditation,accreditation date,reason for refusal,badge,valid until\n"
    bring(head + "1,applied,2026-09-01,,,\n2,,,,,\n")
    outcome = bring(head + "1,refused,2026-09-20,no stamp,,\n2,granted,,,B-2,2026-10-03\n")
    bring(head + "1,refused,2026-09-20,no stamp,,\n2,granted,,,B-2,2026-10-03\n")

    with store.reading() as db:
        one, two = (get_observer(db, mission.id, code) for code in "12")
        assert [(each.permission, each.day, each.reason) for each in steps_of(db, one.id)] == [
            ("refused", date(2026, 9, 20), "no stamp"),
            ("applied", date(2026, 9, 1), ""),
        ]
        assert [(each.permission, each.day, each.by) for each in steps_of(db, two.id)] == [
            ("accredited", date(2026, 10, 4), "anna")
        ]
    assert outcome.plan.notices == ["Accreditations that end before election day: 2."]


def test_a_workbook_is_read_and_the_kept_file_is_sealed(
    store: Store, settings: Settings, mission: Mission, bring: Bring
):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Code", "Surname", "Имя", "Date of birth", "Languages"])
    sheet.append(["0701", "Сағынтаева", "Айгүл", date(1980, 4, 3), "kk, Russian"])
    saved = BytesIO()
    book.save(saved)

    bring(saved.getvalue())

    [observer] = observers(store, mission)
    assert observer.languages == ["kk", "ru"]
    with store.reading() as db:
        [kept] = db.exec(select(SourceContent)).all()
        entries = db.exec(select(TrailEntry)).all()
    assert saved.getvalue()[:200] not in kept.content
    assert "Сағынтаева" not in str([each.particulars for each in entries])
    database = (settings.home / "evenhand.db").read_bytes()
    wal = settings.home / "evenhand.db-wal"
    database += wal.read_bytes() if wal.exists() else b""
    assert "Сағынтаева".encode() not in database


def test_a_dry_run_keeps_nothing(store: Store, mission: Mission, names: Names, bring: Bring):
    assert len(bring(TWO, dry_run=True).plan.new) == 2
    assert observers(store, mission) == []
    assert names.of_mission(mission.id) == {}


def test_an_erased_person_does_not_come_back_by_a_list(
    store: Store, mission: Mission, names: Names, bring: Bring, an_observer: AnObserver
):
    an_observer("0701")
    with store.writing() as db:
        erasing.erase_one(db, names, get_observer(db, mission.id, "0701"), by=ANNA, now=START)

    assert "who 0701 was has been erased" in mistakes(bring, TWO)[0]


def test_a_template_of_the_pages_own_words_is_understood():
    """Whatever pages call a field, a file may call it too."""
    for field in PeopleImporter.fields:
        assert proposed((field.words,), PeopleImporter.fields, keeps_rest=False, remembered={}) == {
            field.words: field.name
        }
