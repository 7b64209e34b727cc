"""Every file is kept; what is imported is what was shown, all or nothing."""

import pytest

from server.database import Store
from server.imports import keeping, service
from server.imports.examining import Said
from server.imports.problems import AlreadySettled, ChangedSince, SourceErased, Unanswered
from server.missions.models import Mission
from server.stations.service import find_station
from shared.digest import sha256_hex
from tests.server.builders import START, a_register
from tests.server.imports.handing_in import (
    ANNA,
    STATIONS,
    Backwards,
    Badges,
    codes,
    confirm,
    found,
    hand_in,
)

TWO = "code,name,region\n1,School,North\n2,Hall,North\n"

# --- Keeping ---------------------------------------------------------------------------------


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_file_is_kept_with_who_when_how_and_what_became_of_it(
    store: Store, mission: Mission
) -> None:
    number = hand_in(store, mission, TWO)
    assert codes(store, mission) == []
    confirm(store, mission, number)
    with store.reading() as db:
        source = keeping.get_source(db, mission.id, number)
        assert (source.kept_by, source.settled_by, source.state) == ("anna", "anna", "imported")
        assert source.mapping == {"code": "code", "name": "name", "region": "region"}
        assert (source.outcome["new"], source.outcome["gone"]) == (2, 0)
        assert (source.sha256, source.size) == (sha256_hex(TWO.encode()), len(TWO))
        assert keeping.content_of(db, source, STATIONS.seal) == TWO.encode()
        assert source.shown == b""
    assert codes(store, mission) == ["1", "2"]


def test_the_same_file_twice_is_two_imports_and_one_content(store: Store, mission: Mission) -> None:
    first = hand_in(store, mission, TWO)
    confirm(store, mission, first)
    again = hand_in(store, mission, TWO)
    shown = found(store, mission, again)
    assert (shown.new, shown.changed, shown.unchanged, shown.gone) == (0, 0, 2, 0)
    with store.writing() as db:
        assert keeping.count_sources(db, mission.id) == 2
        assert keeping.erase_contents(db, mission.id, "stations") == 1
    with store.reading() as db:
        source = keeping.get_source(db, mission.id, first)
        assert source.outcome["new"] == 2
        with pytest.raises(SourceErased, match=source.sha256):
            keeping.content_of(db, source, STATIONS.seal)


def test_a_personal_file_lies_in_the_database_sealed(store: Store, mission: Mission) -> None:
    badges = Badges(Backwards())
    number = hand_in(store, mission, "badge,until\nNESSUNDORMA,\n", badges)
    with store.reading() as db:
        source = keeping.get_source(db, mission.id, number)
        assert b"NESSUNDORMA" not in source.shown
        assert b"NESSUNDORMA" in badges.seal.open(source.shown)
        assert b"NESSUNDORMA" in keeping.content_of(db, source, badges.seal)


def test_a_file_set_aside_stays_and_can_not_be_imported(store: Store, mission: Mission) -> None:
    number = hand_in(store, mission, TWO)
    seen = found(store, mission, number).digest
    with store.writing() as db:
        service.set_aside(db, mission, STATIONS, number, by=ANNA, now=START)
    with pytest.raises(AlreadySettled, match="set aside by anna"):
        confirm(store, mission, number, seen=seen)
    assert codes(store, mission) == []


# --- What is shown is what is done -----------------------------------------------------------


def test_a_register_that_changed_since_is_shown_anew_and_not_imported(
    store: Store, mission: Mission
) -> None:
    number = hand_in(store, mission, TWO)
    seen = found(store, mission, number).digest
    a_register(store, mission, "code,name,region\n1,Library,North\n")
    with pytest.raises(ChangedSince):
        confirm(store, mission, number, seen=seen)
    anew = found(store, mission, number)
    assert (anew.new, anew.changed) == (1, 1)
    assert anew.changes[0].differences == [("name", "Library", "School")]
    assert codes(store, mission) == ["1"]
    confirm(store, mission, number)
    assert codes(store, mission) == ["1", "2"]


def test_a_file_is_imported_once(store: Store, mission: Mission) -> None:
    number = hand_in(store, mission, TWO)
    seen = found(store, mission, number).digest
    confirm(store, mission, number)
    with pytest.raises(AlreadySettled, match="imported by anna"):
        confirm(store, mission, number, seen=seen)


def test_what_becomes_of_those_gone_has_to_be_said(store: Store, mission: Mission) -> None:
    a_register(store, mission, TWO)
    number = hand_in(store, mission, "code,name,region\n1,School,North\n")
    assert [each.key for each in found(store, mission, number).gones] == ["2"]
    with pytest.raises(Unanswered, match="1 stations are not in the file"):
        confirm(store, mission, number)
    confirm(store, mission, number, gone="close")
    with store.reading() as db:
        closed = find_station(db, mission.id, "2")
        assert closed is not None
        assert closed.closed_at == START
        assert "stations.csv" in closed.closed_why


def test_a_wrong_row_keeps_all_of_the_file_out(store: Store, mission: Mission) -> None:
    number = hand_in(store, mission, TWO + "3,Gym,South\n1,Again,South\n,Nameless,\n")
    shown = found(store, mission, number)
    assert [(each.row, each.column) for each in shown.errors] == [(5, "code"), (6, "code")]
    assert not shown.may_be_confirmed
    with pytest.raises(ChangedSince):
        confirm(store, mission, number, seen="")
    assert codes(store, mission) == []


def test_mistakes_stand_by_rows_and_what_is_new_with_what_it_has(
    store: Store, mission: Mission
) -> None:
    number = hand_in(store, mission, "code,name,region,voters\n1,A,N,\n1,B,N,\n3,C,N,many\n")
    assert [each.row for each in found(store, mission, number).errors] == [3, 4]
    number = hand_in(store, mission, "code,name,region,voters\n1,A,N,1 200\n")
    (new,) = found(store, mission, number).news
    assert new.differences == [("name", "", "A"), ("region", "", "N"), ("voters", "", "1200")]


def test_all_mistakes_can_be_had_however_many(store: Store, mission: Mission) -> None:
    rows = "".join(f"{n},,North\n" for n in range(1500))
    number = hand_in(store, mission, "code,name,region\n" + rows)
    shown = found(store, mission, number)
    assert (shown.errors_total, len(shown.errors)) == (1500, 50)
    listed = list(service.every_error(store, mission, STATIONS, number))
    assert len(listed) == 1501
    assert listed[-1][:2] == (1501, "name")


# --- What columns are ------------------------------------------------------------------------


def test_columns_are_proposed_by_what_registers_call_them(store: Store, mission: Mission) -> None:
    number = hand_in(
        store, mission,
        "№ участка;Название;Область;Район;Число избирателей;Прочее\n7;Школа;Север;Восток;90;x\n",
    )  # fmt: skip
    confirm(store, mission, number)
    with store.reading() as db:
        station = find_station(db, mission.id, "7")
        assert station is not None
        assert (station.name, station.region, station.voters) == ("Школа", "Север / Восток", 90)
        assert station.attributes == {"Прочее": "x"}


def test_a_region_beside_its_districts_is_the_outermost_level(
    store: Store, mission: Mission
) -> None:
    number = hand_in(store, mission, "code,name,Region,District\n1,School,North,East\n")
    confirm(store, mission, number)
    with store.reading() as db:
        station = find_station(db, mission.id, "1")
        assert station is not None
        assert station.region == "North / East"


def test_what_columns_were_said_to_be_is_remembered(store: Store, mission: Mission) -> None:
    text = "a,b,c,d\n1,School,North,secret\n"
    number = hand_in(store, mission, text)
    assert "The columns are missing: code, name, region" in found(store, mission, number).trouble
    mapping = {"a": "code", "b": "name", "c": "region", "d": ""}
    service.look(store, mission, STATIONS, number, Said(mapping=mapping))
    confirm(store, mission, number)
    with store.reading() as db:
        station = find_station(db, mission.id, "1")
        assert station is not None
        assert station.attributes == {}
    next_one = hand_in(store, mission, "d,c,b,a,e\nx,South,Hall,2,y\n")
    shown = found(store, mission, next_one)
    assert (shown.trouble, shown.new, shown.as_before) == ("", 1, True)
    with store.reading() as db:
        source = keeping.get_source(db, mission.id, next_one)
        assert source.mapping == {**mapping, "e": "*"}


def test_two_columns_can_not_be_one_field(store: Store, mission: Mission) -> None:
    number = hand_in(store, mission, "code,name,region,nom\n1,School,North,x\n")
    mapping = {"code": "code", "name": "name", "region": "region", "nom": "name"}
    shown = service.look(store, mission, STATIONS, number, Said(mapping=mapping))
    assert "Two columns are said to be 'name': 'name' and 'nom'" in shown.trouble


def test_a_file_of_a_thousand_columns_is_refused_before_anybody_has_to_map_them(
    store: Store, mission: Mission
) -> None:
    number = hand_in(store, mission, ",".join(f"c{n}" for n in range(1000)) + "\n1\n")
    shown = found(store, mission, number)
    assert "has 1,000 columns; 500 is the most" in shown.trouble
    assert shown.columns == []
