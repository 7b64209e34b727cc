"""What a file does not say is asked, never guessed: encodings, orders of days, merged cells."""

from datetime import date

import pytest

from server.database import Store
from server.imports import keeping, service
from server.imports.examining import Said
from server.imports.problems import Unanswered
from server.missions.models import Mission
from server.stations.service import find_station
from server.tabular.row_errors import RowsRefused
from server.tabular.table import HowToRead
from tests.server.builders import a_register
from tests.server.imports.handing_in import (
    STATIONS,
    Badges,
    codes,
    confirm,
    found,
    hand_in,
    sheet,
)

TWO = "code,name,region\n1,School,North\n2,Hall,North\n"

# --- Nothing is guessed ----------------------------------------------------------------------


def test_a_file_in_an_old_encoding_is_shown_in_those_that_fit_and_asked(
    store: Store, mission: Mission
) -> None:
    number = hand_in(store, mission, "code,name,region\n1,Ecole é,Nord\n".encode("latin-1"))
    shown = found(store, mission, number)
    assert "Ecole é" in shown.encodings["cp1252"]
    assert "Ecole й" in shown.encodings["cp1251"]
    assert not shown.may_be_confirmed
    said = Said(HowToRead(encoding="cp1252"))
    assert service.look(store, mission, STATIONS, number, said).new == 1
    confirm(store, mission, number)
    with store.reading() as db:
        station = find_station(db, mission.id, "1")
        assert station is not None
        assert station.name == "Ecole é"


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("03/04/2026", "dmy", date(2026, 4, 3)),
        ("03/04/2026", "mdy", date(2026, 3, 4)),
        ("2026.04.03", "ymd", date(2026, 4, 3)),
        ("25.12.2026", "dmy", date(2026, 12, 25)),
        ("2026-04-03", "", date(2026, 4, 3)),
    ],
)
def test_a_day_is_read_in_the_order_that_was_said(
    store: Store, mission: Mission, cell: str, order: str, day: date
) -> None:
    badges = Badges()
    number = hand_in(store, mission, f"badge,until\nB1,{cell}\n", badges)
    asked = found(store, mission, number, badges)
    assert asked.days == ([cell] if order else [])
    assert asked.may_be_confirmed is not bool(order)
    said = Said(order=order, answers={"office": "CEC"})
    service.look(store, mission, badges, number, said)
    confirm(store, mission, number, badges)
    assert badges.applied == [("B1", day, "CEC")]


@pytest.mark.parametrize("cell", ["25/12/2026", "03/04/26", "31/02/2026", "soon"])
def test_a_day_that_is_none_in_the_order_that_was_said_is_a_mistake(
    store: Store, mission: Mission, cell: str
) -> None:
    badges = Badges()
    number = hand_in(store, mission, f"badge,until\nB1,{cell}\n", badges)
    shown = service.look(store, mission, badges, number, Said(order="mdy"))
    assert [(each.row, each.column) for each in shown.errors] == [(2, "until")]


def test_merged_cells_are_asked_about_and_read_as_said(store: Store, mission: Mission) -> None:
    content = sheet(
        ["code", "name", "region"], ["1", "School", "North"], ["2", "Hall", None], merged="C2:C3"
    )
    number = hand_in(store, mission, content, name="stations.xlsx")
    assert found(store, mission, number).merged == ["C2:C3"]
    for merged, region in (("first", ""), ("fill", "North")):
        shown = service.look(store, mission, STATIONS, number, Said(HowToRead(merged=merged)))
        assert (shown.new, bool(shown.notices)) == (2, region == "")
    confirm(store, mission, number)
    with store.reading() as db:
        station = find_station(db, mission.id, "2")
        assert station is not None
        assert station.region == "North"


@pytest.mark.parametrize("above", [["Register of 2026"], ["Register", "of", "the year 2026"]])
def test_titles_above_the_columns_names_are_passed_over_and_the_row_is_shown(
    store: Store, mission: Mission, above: list[str]
) -> None:
    content = sheet(above, [None], ["code", "name", "region"], ["1", "A", "B"])
    number = hand_in(store, mission, content, name="stations.xlsx")
    assert found(store, mission, number).new == 1
    with store.reading() as db:
        assert keeping.get_source(db, mission.id, number).how["header"] == 3
    confirm(store, mission, number)
    assert codes(store, mission) == ["1"]


def test_the_row_of_the_columns_names_is_taken_as_it_is_said(
    store: Store, mission: Mission
) -> None:
    number = hand_in(store, mission, "Register\ncode,name,region\n1,A,B\n")
    said = Said(HowToRead(header=1))
    trouble = service.look(store, mission, STATIONS, number, said).trouble
    assert "where the names stand in another row, say in which (--header 3)" in trouble


def test_a_formula_that_was_never_computed_is_not_taken_for_an_empty_cell(
    store: Store, mission: Mission
) -> None:
    content = sheet(["code", "name", "region"], ["1", "=CONCAT(A2)", "North"])
    number = hand_in(store, mission, content, name="stations.xlsx")
    trouble = found(store, mission, number).trouble
    assert "formulas whose values were never computed (B2)" in trouble


def test_a_formula_in_text_is_a_mistake(store: Store, mission: Mission) -> None:
    number = hand_in(store, mission, 'code,name,region\n1,"=HYPERLINK(""http://x"")",N\n')
    (error,) = found(store, mission, number).errors
    assert error.message == "it holds a formula, not its value"


def test_a_command_asks_what_it_can_not_know(store: Store, mission: Mission) -> None:
    content = sheet(["code", "name", "region"], ["1", "a", "N"], ["2", "b"], merged="C2:C3")
    with pytest.raises(Unanswered, match="--merged fill"):
        a_register(store, mission, content)
    with pytest.raises(RowsRefused):
        a_register(store, mission, TWO + ",,\n1,,\n")
    with store.reading() as db:
        assert keeping.count_sources(db, mission.id) == 0


# --- GeoJSON ---------------------------------------------------------------------------------


def test_stations_come_from_geojson_with_their_positions(store: Store, mission: Mission) -> None:
    text = """{"type": "FeatureCollection", "features": [
      {"type": "Feature", "geometry": {"type": "Point", "coordinates": [71.4, 51.1]},
       "properties": {"code": "0147", "name": "School", "region": "North", "rooms": [1, 2]}},
      {"type": "Feature", "geometry": null,
       "properties": {"code": 148, "name": "Hall", "region": "North"}}]}"""
    plan = a_register(store, mission, text, name="stations.geojson").plan
    assert len(plan.new) == 2
    with store.reading() as db:
        station = find_station(db, mission.id, "0147")
        assert station is not None
        assert (station.latitude, station.longitude) == (51.1, 71.4)
        assert station.attributes == {"rooms": "[1, 2]"}
        assert find_station(db, mission.id, "148") is not None


def test_an_area_is_no_position(store: Store, mission: Mission) -> None:
    text = """{"type": "FeatureCollection", "features": [{"type": "Feature",
      "geometry": {"type": "Polygon", "coordinates": []},
      "properties": {"code": "1", "name": "School", "region": "North"}}]}"""
    with pytest.raises(RowsRefused, match="'a Polygon, not a point' is not a number of degrees"):
        a_register(store, mission, text, name="stations.geojson")
