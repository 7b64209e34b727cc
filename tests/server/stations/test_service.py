"""Importing again updates and never doubles; nothing is half-done; nothing is deleted."""

import io

import pytest
from openpyxl import Workbook

from server.database import Store
from server.imports.importer import Plan
from server.missions.models import Mission, PlannedStop, Team
from server.stations import service
from server.stations.problems import NoSuchStation
from server.tabular.row_errors import RowsRefused
from shared.ids import new_id
from tests.server.builders import START, a_mission, a_register
from tests.server.imports.handing_in import found, hand_in

THREE = (
    "code,name,region,voters,ramp\n0147,School,North,900,yes\n0148,Hall,North,,\n9,Gym,South,5,\n"
)


def take(store: Store, mission: Mission, content: str | bytes, *, dry_run: bool = False) -> Plan:
    return a_register(store, mission, content, dry_run=dry_run).plan


def counts(plan: Plan) -> tuple[int, int, int]:
    return len(plan.new), len(plan.changed), plan.unchanged


def codes(store: Store, mission: Mission) -> list[str]:
    with store.reading() as db:
        return [station.code for station in service.list_stations(db, mission.id)]


def test_a_register_is_kept_with_all_that_it_says(store: Store, mission: Mission) -> None:
    outcome = take(store, mission, THREE)
    assert counts(outcome) == (3, 0, 0)
    with store.reading() as db:
        station = service.get_station(db, mission.id, "0147")
        assert (station.name, station.region, station.voters) == ("School", "North", 900)
        assert station.attributes == {"ramp": "yes"}
        assert service.count_stations(db, mission.id) == 3


def test_the_same_file_again_changes_nothing(store: Store, mission: Mission) -> None:
    take(store, mission, THREE)
    outcome = take(store, mission, THREE)
    assert counts(outcome) == (0, 0, 3)
    assert len(codes(store, mission)) == 3


def test_a_changed_row_updates_its_station(store: Store, mission: Mission) -> None:
    take(store, mission, THREE)
    with store.reading() as db:
        before = service.get_station(db, mission.id, "0147").id
    outcome = take(store, mission, THREE.replace("900,yes", "901,no"))
    assert counts(outcome) == (0, 1, 2)
    with store.reading() as db:
        station = service.get_station(db, mission.id, "0147")
        assert (station.id, station.voters, station.attributes) == (before, 901, {"ramp": "no"})


def test_an_emptied_cell_empties_the_field_and_a_missing_column_keeps_it(
    store: Store, mission: Mission
) -> None:
    take(store, mission, THREE)
    take(store, mission, THREE.replace("900,yes", ","))
    with store.reading() as db:
        station = service.get_station(db, mission.id, "0147")
        assert (station.voters, station.attributes) == (None, {})
    take(store, mission, THREE)
    outcome = take(store, mission, "code,name,region\n0147,School,North\n")
    assert counts(outcome)[1:] == (0, 1)
    with store.reading() as db:
        station = service.get_station(db, mission.id, "0147")
        assert (station.voters, station.attributes) == (900, {"ramp": "yes"})


def test_stations_that_left_the_file_are_reported_and_kept(store: Store, mission: Mission) -> None:
    take(store, mission, THREE)
    outcome = take(store, mission, "code,name,region\n5,New,South\n")
    assert [each.key for each in outcome.gone] == ["0147", "0148", "9"]
    assert len(codes(store, mission)) == 4


def test_one_wrong_row_and_nothing_is_imported(store: Store, mission: Mission) -> None:
    with pytest.raises(RowsRefused):
        take(store, mission, THREE + "10,Late,South,many,\n")
    assert codes(store, mission) == []


def test_a_dry_run_tells_all_and_changes_nothing(store: Store, mission: Mission) -> None:
    assert len(take(store, mission, THREE, dry_run=True).new) == 3
    assert codes(store, mission) == []


def test_registers_of_two_missions_do_not_meet(store: Store, mission: Mission) -> None:
    other = a_mission(store, "other-2026")
    take(store, mission, THREE)
    assert len(take(store, other, THREE).new) == 3
    assert take(store, mission, THREE).gone == []


def test_a_workbook_is_a_register_too(store: Store, mission: Mission) -> None:
    book = Workbook()
    for line in (["code", "name", "region"], ["0147", "School", "North"], [147.0, "Hall", "North"]):
        book.worksheets[0].append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    take(store, mission, buffer.getvalue())
    assert codes(store, mission) == ["0147", "147"]


def test_a_hundred_thousand_stations_are_taken_in(store: Store, mission: Mission) -> None:
    rows = "".join(f"{n:06},School {n},Region {n % 17}\n" for n in range(100_000))
    assert len(take(store, mission, "code,name,region\n" + rows).new) == 100_000
    with store.reading() as db:
        assert service.count_stations(db, mission.id) == 100_000


def test_stations_are_found_by_code_name_or_address(store: Store, mission: Mission) -> None:
    text = "code,name,region,address\n12,School,N,Elm Street\n112,Hall,N,\n7,100% Gym,N,12_b\n"
    take(store, mission, text)
    with store.reading() as db:
        found = {
            text: [each.code for each in service.search(db, mission.id, text)]
            for text in ("12", "SCHOOL", "elm", "%", "_", "z")
        }
    assert found == {
        "12": ["12", "112", "7"],
        "SCHOOL": ["12"],
        "elm": ["12"],
        "%": ["7"],
        "_": ["7"],
        "z": [],
    }


def test_an_unknown_station_is_answered_with_the_nearest(store: Store, mission: Mission) -> None:
    take(store, mission, THREE)
    with store.reading() as db:
        assert service.find_station(db, mission.id, "147") is None
        with pytest.raises(NoSuchStation, match=r"code '147'\. Did you mean 0147\?"):
            service.get_station(db, mission.id, "147")
        with pytest.raises(NoSuchStation, match=r"code '00148'\. Did you mean 0148\?"):
            service.get_station(db, mission.id, "00148")
        with pytest.raises(NoSuchStation, match="Look it up in the register"):
            service.get_station(db, mission.id, "zz")


def test_a_header_without_stations_is_refused(store: Store, mission: Mission) -> None:
    with pytest.raises(RowsRefused, match="no station stands below the header"):
        take(store, mission, "code,name,region\n\n")


# --- What tells stations apart ---------------------------------------------------------------

REPEATED = "code,name,region\n1,School,North / East\n2,Hall,North / East\n1,Gym,South\n"


def keyed(store: Store, mission: Mission, key: str) -> Mission:
    """Return the mission as it is when `key` tells its stations apart."""
    with store.writing() as db:
        held = db.get_one(Mission, mission.id)
        held.document = {**held.document, "station_key": key}
        db.flush()
        db.refresh(held)
        db.expunge(held)
    return held


def test_codes_that_repeat_are_refused_with_the_rows_and_the_way_out(
    store: Store, mission: Mission
) -> None:
    with pytest.raises(RowsRefused) as caught:
        take(store, mission, REPEATED)
    (error,) = caught.value.errors
    assert (error.row, error.column) == (4, "code")
    assert "stands twice in this file (also row 2), with different names and regions" in str(error)
    assert "station_key: region+code" in error.cure
    assert codes(store, mission) == []


@pytest.mark.parametrize(("third", "would"), [("South", "would"), ("North / East", "would not")])
def test_it_is_said_whether_region_and_code_would_tell_them_apart(
    store: Store, mission: Mission, third: str, would: str
) -> None:
    text = f"code,name,region\n1,School,North / East\n1,Gym,{third}\n".encode()
    number = hand_in(store, mission, text)
    (notice,) = found(store, mission, number).notices
    assert notice == (
        "Rows for a station that the file has already: 1. Region and code together "
        f"{would} tell all of its rows apart."
    )


def test_a_file_that_is_only_a_part_is_asked_about(store: Store, mission: Mission) -> None:
    take(store, mission, THREE)
    plan = take(store, mission, "code,name,region\n0147,School,North\n", dry_run=True)
    (asked,) = plan.notices
    assert asked == (
        "Most of the register is not in the file: 2 of 3 open stations. Is the file only a part?"
    )


def test_gone_stations_that_teams_are_to_visit_are_named(
    store: Store, mission: Mission, team: Team
) -> None:
    take(store, mission, THREE)
    with store.writing() as db:
        stop = PlannedStop(
            id=new_id(), mission_id=mission.id, team_id=team.id, station_code="9", position=0
        )
        db.add(stop)
    plan = take(store, mission, "code,name,region\n0147,School,North\n", dry_run=True)
    assert "Not in the file, and on a team's plan: 1 (9)." in plan.notices


@pytest.mark.parametrize(
    ("key", "known_as"),
    [
        ("region+code", ["North/East/1", "North/East/2", "South/1"]),
        ("region1+code", ["North/1", "North/2", "South/1"]),
    ],
)
def test_region_and_code_together_tell_stations_apart(
    store: Store, mission: Mission, key: str, known_as: list[str]
) -> None:
    mission = keyed(store, mission, key)
    take(store, mission, REPEATED)
    assert codes(store, mission) == known_as
    again = take(store, mission, REPEATED.replace("Gym", "Pool"))
    assert counts(again) == (0, 1, 2)
    with store.reading() as db:
        assert service.get_station(db, mission.id, "South/1").number == "1"


def test_stations_keep_the_code_that_the_field_knows_when_the_key_changes(
    store: Store, mission: Mission
) -> None:
    take(store, mission, "code,name,region\n1,School,North / East\n2,Hall,North / East\n")
    wider = keyed(store, mission, "region+code")
    assert counts(take(store, wider, REPEATED)) == (1, 0, 2)
    assert codes(store, mission) == ["1", "2", "South/1"]

    narrow = keyed(store, mission, "code")
    with pytest.raises(RowsRefused) as caught:
        take(store, narrow, "code,name,region\n2,Hall,North / East\n")
    assert "the register has both 1 and South/1 as 1" in str(caught.value.errors[0])


def test_a_code_that_grows_too_long_with_its_region_is_refused(
    store: Store, mission: Mission
) -> None:
    mission = keyed(store, mission, "region+code")
    with pytest.raises(RowsRefused, match="have more than 80 characters"):
        take(store, mission, f"code,name,region\n1,School,{'North' * 16}\n")


# --- Closing ---------------------------------------------------------------------------------


def test_a_station_closed_by_hand_stays_closed_when_the_register_has_it(
    store: Store, mission: Mission
) -> None:
    take(store, mission, THREE)
    with store.writing() as db:
        station = service.get_station(db, mission.id, "9")
        station.closed_at, station.closed_why = START, "Burnt down"
        db.add(station)
    assert counts(take(store, mission, THREE)) == (0, 0, 3)
    without = take(store, mission, THREE.replace("9,Gym,South,5,\n", ""))
    assert without.gone == []
    with store.reading() as db:
        assert service.get_station(db, mission.id, "9").closed_at == START


def test_a_register_says_itself_which_stations_are_closed(store: Store, mission: Mission) -> None:
    closed = "code,name,region,closed\n1,School,North,Flooded\n2,Hall,North,\n"
    assert counts(take(store, mission, closed)) == (2, 0, 0)
    assert counts(take(store, mission, closed)) == (0, 0, 2)
    with store.reading() as db:
        station = service.get_station(db, mission.id, "1")
        assert (station.closed_at, station.closed_why) == (START, "Flooded")
    opened = take(store, mission, closed.replace("Flooded", ""))
    assert counts(opened) == (0, 1, 1)
    assert opened.notices == ["Closed by an earlier register, and open again: 1."]
    assert counts(take(store, mission, closed)) == (0, 1, 1)
    with store.reading() as db:
        assert service.get_station(db, mission.id, "1").closed_at == START


def test_stations_are_found_in_any_script(store: Store, mission: Mission) -> None:
    take(store, mission, "code,name,region\n1,Ыстыкөл мектебі,Түркістан\n2,Hall,North\n")
    with store.reading() as db:
        for text in ("istikol mektebi", "Түркістан", "turkistan", "MEKTEBİ"):
            assert [each.code for each in service.search(db, mission.id, text)] == ["1"], text
