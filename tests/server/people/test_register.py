"""Observers by code: what they lack, who is in a team, and how a team is made up."""

from datetime import date

import pytest
from sqlmodel import select

from server.changes.models import Change
from server.database import Store
from server.journal.feed.setting import PlanSource
from server.journal.feed.source import Reader
from server.missions.models import Mission, Team
from server.people import service
from server.people.composition import warnings_of_teams
from server.people.countries import country_name, find_country, find_language, nearest_country
from server.people.models import Permission
from server.people.problems import NoSuchObserver
from server.people.service import NO_TEAM, Sought, Step
from server.people.standing import Lack, gaps_of
from tests.server.builders import START, a_team
from tests.server.people.conftest import READY, AnObserver

DAY = date(2026, 10, 4)


def codes(store: Store, mission: Mission, **sought: object) -> list[str]:
    with store.reading() as db:
        found = service.list_observers(db, mission, Sought(**sought))  # pyright: ignore[reportArgumentType]
    assert found.total == len(found.observers)
    return [each.code for each in found.observers]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_list_is_narrowed_by_all_that_is_asked(
    store: Store, mission: Mission, team: Team, an_observer: AnObserver
):
    an_observer("L1", role="lto", organisation="osce", team_id=team.id, **READY)
    an_observer("S1", badge="KZ_77", trained_on=DAY)
    an_observer("S2", permission="accredited", valid_until=date(2026, 10, 3))
    an_observer("D1", role="driver")

    assert codes(store, mission) == ["D1", "L1", "S1", "S2"]
    assert codes(store, mission, role="sto") == ["S1", "S2"]
    assert codes(store, mission, organisation="osce") == ["L1"]
    assert codes(store, mission, team=team.code) == ["L1"]
    assert codes(store, mission, team=NO_TEAM) == ["D1", "S1", "S2"]
    assert codes(store, mission, permission="") == ["D1", "S1"]
    assert codes(store, mission, words="z_7") == ["S1"]
    assert codes(store, mission, words="%") == []
    assert codes(store, mission, role="lto", words="S") == []


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_lists_filters_and_each_ones_gaps_agree(
    store: Store, mission: Mission, team: Team, an_observer: AnObserver
):
    everybody = [
        an_observer("A", team_id=team.id, **READY),
        an_observer("B", team_id=team.id, **READY | {"valid_until": date(2026, 10, 3)}),
        an_observer("C", **READY | {"valid_from": date(2026, 10, 5)}),
        an_observer("D", **READY | {"trained_on": None, "permission": "refused"}),
        an_observer("E", role="driver"),
        an_observer("F", role="interpreter", permission="withdrawn"),
        an_observer("G", role="core_team", **READY | {"conduct_signed_on": None}),
    ]
    for lack in Lack:
        by_words = {
            each.code for each in everybody if lack in {gap.lack for gap in gaps_of(each, DAY)}
        }
        assert set(codes(store, mission, lack=lack.value)) == by_words, lack
        assert by_words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"permission": ""}, "accreditation has not been applied for"),
        ({"permission": "applied"}, "applied for and not granted yet"),
        ({"permission": "refused"}, "was refused"),
        ({"permission": "withdrawn"}, "was withdrawn"),
        ({"valid_until": date(2026, 10, 3)}, "ends on 3 Oct 2026, before election day"),
        ({"valid_from": date(2026, 10, 5)}, "begins on 5 Oct 2026, after election day"),
    ],
)
def test_an_accreditation_that_does_not_hold_on_election_day_is_told(
    an_observer: AnObserver, fields: dict[str, object], words: str
):
    observer = an_observer(**READY | {"role": "core_team"} | fields)
    assert [words in gap.words for gap in gaps_of(observer, DAY)] == [True]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_accreditation_goes_by_steps_that_stay(
    store: Store, mission: Mission, an_observer: AnObserver
):
    observer = an_observer()
    with store.writing() as db:
        for permission, day in ((Permission.APPLIED, 1), (Permission.REFUSED, 9)):
            step = Step(permission, date(2026, 9, day), "no stamp" if day == 9 else "")
            held = service.get_observer(db, mission.id, observer.code)
            service.take_step(db, held, step, by="anna", now=START)

    with store.reading() as db:
        held = service.get_observer(db, mission.id, observer.code)
        steps = service.steps_of(db, held.id)
        assert held.permission == "refused"
        assert [(each.permission, each.reason) for each in steps] == [
            ("refused", "no stamp"),
            ("applied", ""),
        ]
        assert service.count_by_permission(db, mission.id) == {Permission.REFUSED: 1}
        assert service.accredited_by_organisation(db, mission.id) == {}
        with pytest.raises(NoSuchObserver, match="no-one"):
            service.get_observer(db, mission.id, "no-one")


def test_a_team_is_two_of_different_nations_trained_and_accredited(
    store: Store, mission: Mission, team: Team, an_observer: AnObserver
):
    empty, alone = a_team(store, mission, "08"), a_team(store, mission, "09")
    an_observer("0701", team_id=team.id, nationality="KZ", **READY)
    an_observer("0702", team_id=team.id, nationality="FR", **READY)
    an_observer("0703", team_id=team.id, role="driver", conduct_signed_on=DAY)
    an_observer("0901", team_id=alone.id, nationality="KZ", permission="accredited")

    with store.reading() as db:
        assert warnings_of_teams(db, mission) == {
            team.id: [],
            empty.id: ["No observer belongs to the team."],
            alone.id: [
                "Observer 0901 is alone: a team is two observers.",
                "0901: has not signed the code of conduct; has not been trained.",
            ],
        }


@pytest.mark.parametrize(
    ("nations", "words"),
    [(("KZ", "KZ"), "of the same nationality"), (("KZ", ""), "nationality of 0702 is not known")],
)
def test_two_of_one_nation_are_worth_a_look(
    store: Store,
    mission: Mission,
    team: Team,
    an_observer: AnObserver,
    nations: tuple[str, str],
    words: str,
):
    for number, nation in enumerate(nations, start=1):
        an_observer(f"070{number}", team_id=team.id, nationality=nation, **READY)
    with store.reading() as db:
        [warning] = warnings_of_teams(db, mission)[team.id]
    assert words in warning


def test_a_laptop_is_told_its_observers_codes_and_when_they_change(
    store: Store, mission: Mission, team: Team, an_observer: AnObserver
):
    an_observer("0702", team_id=team.id)
    an_observer("0701", team_id=team.id)
    an_observer("0799", team_id=team.id, role="driver")
    newcomer = an_observer("0703")

    with store.writing() as db:
        held = service.get_observer(db, mission.id, newcomer.code)
        service.save(db, mission, held, {"team_id": team.id}, now=START)

    with store.reading() as db:
        reader = Reader(mission, team)
        [plan] = PlanSource().list_all(db, reader)
        assert plan.model_dump()["value"]["members"] == ["0701", "0702", "0703"]
        noted = db.exec(select(Change)).all()
    assert [(each.kind, each.key) for each in noted] == [("plan", team.code)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KZ", "KZ"),
        ("kz", "KZ"),
        ("Казахстан", "KZ"),
        ("Қазақстан", "KZ"),
        ("Great Britain", "GB"),
        ("Palestine", "PS"),
        ("Czech Republic", "CZ"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_countries_are_known_by_code_and_by_name_in_any_script(text: str, code: str):
    assert find_country(text) == code
    assert not code or find_country(country_name(code)) == code


def test_a_name_that_is_nearly_a_countrys_is_proposed():
    assert nearest_country("Kazakstan") == "Kazakhstan"
    assert nearest_country("xyzzy") == ""
    assert (find_language("Russian"), find_language("қазақ тілі"), find_language("?")) == (
        "ru",
        "kk",
        "",
    )
