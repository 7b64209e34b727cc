"""Every file is kept; nothing is guessed; what is imported is what was shown, all or nothing."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook
from sqlmodel import Session

from server.accounts.caller import Stranger
from server.accounts.table import ANALYSTS, Who
from server.database import Store
from server.imports import keeping, service
from server.imports.cells import needed
from server.imports.dry_run import DryRun
from server.imports.examining import Said
from server.imports.importer import (
    AS_IT_IS,
    Ask,
    Change,
    Deed,
    Field,
    Importer,
    Plan,
    Reading,
    Seal,
)
from server.imports.problems import AlreadySettled, ChangedSince, SourceErased, Unanswered
from server.missions.models import Mission
from server.stations.importer import StationImporter
from server.stations.service import find_station, list_stations
from server.tabular.row_errors import RowsRefused
from server.tabular.table import HowToRead
from shared.digest import sha256_hex
from tests.server.builders import START, a_register

ANNA = Stranger("anna")
STATIONS = StationImporter()
TWO = "code,name,region\n1,School,North\n2,Hall,North\n"


class Backwards:
    """A seal that anybody can see through."""

    def seal(self, content: bytes) -> bytes:
        return content[::-1]

    def open(self, sealed: bytes) -> bytes:
        return sealed[::-1]


class Badges:
    """An importer of badges and the days until which they are valid; keeps them in a list."""

    kind = "badges"
    title = "Badges"
    one = "badge"
    many = "badges"
    page = "/badges"
    fields: Sequence[Field] = (
        Field("badge", "Badge", (), needed("the badge", "Write it."), required=True),
        Field("until", "Valid until", ("valid until",), is_day=True),
    )
    keeps_rest = False
    who: Who = ANALYSTS
    asks: Sequence[Ask] = (Ask("office", "Which office gave them out?"),)
    gone_deeds: Mapping[str, str] = {}

    def __init__(self, seal: Seal = AS_IT_IS) -> None:
        self.seal: Seal = seal
        self.applied: list[tuple[str, date | None, str]] = []

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:  # noqa: ARG002
        plan = Plan()
        for row in reading.rows:
            if "badge" in row.values:
                plan.new.append(Change(row.values["badge"], "", None, row.values))
        return plan

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:  # noqa: ARG002
        self.applied += [
            (each.key, (each.after or {}).get("until"), deed.answers.get("office", ""))
            for each in plan.new
        ]


def hand_in(
    store: Store, mission: Mission, content: str | bytes, importer: Importer = STATIONS,
    name: str = "stations.csv",
) -> UUID:  # fmt: skip
    content = content.encode() if isinstance(content, str) else content
    return service.hand_in(store, mission, importer, name, content, by=ANNA, now=START)


def found(store: Store, mission: Mission, number: UUID, importer: Importer = STATIONS) -> DryRun:
    with store.reading() as db:
        return service.shown(keeping.get_source(db, mission.id, number), importer)


def confirm(
    store: Store, mission: Mission, number: UUID, importer: Importer = STATIONS, gone: str = "",
    seen: str | None = None,
) -> Plan:  # fmt: skip
    seen = found(store, mission, number, importer).digest if seen is None else seen
    return service.confirm(
        store, mission, importer, number, seen=seen, gone=gone, by=ANNA, now=START
    )


def codes(store: Store, mission: Mission) -> list[str]:
    with store.reading() as db:
        return [each.code for each in list_stations(db, mission.id)]


def sheet(*rows: Sequence[Any], merged: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    if merged:
        book.worksheets[0].merge_cells(merged)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


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
    assert found(store, mission, again).does_nothing
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
    assert (shown.trouble, shown.new) == ("", 1)
    with store.reading() as db:
        source = keeping.get_source(db, mission.id, next_one)
        assert source.mapping == {**mapping, "e": "*"}


def test_two_columns_can_not_be_one_field(store: Store, mission: Mission) -> None:
    number = hand_in(store, mission, "code,name,region,nom\n1,School,North,x\n")
    mapping = {"code": "code", "name": "name", "region": "region", "nom": "name"}
    shown = service.look(store, mission, STATIONS, number, Said(mapping=mapping))
    assert "Two columns are said to be 'name': 'name' and 'nom'" in shown.trouble


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


def test_a_title_above_the_header_is_passed_over_when_said(store: Store, mission: Mission) -> None:
    content = sheet(["Register of 2026"], [None], ["code", "name", "region"], ["1", "A", "B"])
    number = hand_in(store, mission, content, name="stations.xlsx")
    assert found(store, mission, number).trouble
    assert service.look(store, mission, STATIONS, number, Said(HowToRead(header=3))).new == 1


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
