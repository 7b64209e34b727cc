"""Importing again updates and never doubles; nothing is half-done; nothing is deleted."""

import io

import pytest
from openpyxl import Workbook

from server.database import Store
from server.imports.importer import Plan
from server.missions.models import Mission
from server.stations import service
from server.stations.problems import NoSuchStation
from server.tabular.row_errors import RowsRefused
from tests.server.builders import a_mission, a_register

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
