"""A register is imported whole, or every wrong cell of it is told and nothing is done."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.imports.columns import REST, Columns, assigned, proposed, told
from server.imports.importer import Reading
from server.imports.problems import WrongColumns
from server.imports.taking import taken
from server.stations.columns import FIELDS
from server.stations.register import BY_CODE, Register, read_register
from server.tabular.reading import read_table
from server.tabular.row_errors import RowError, RowErrors, RowsRefused


def mapped(names: Sequence[str], said: Mapping[str, str]) -> Columns:
    found = proposed(names, FIELDS, keeps_rest=True, remembered={})
    return assigned(names, FIELDS, told(names, FIELDS, said, found, spare=REST))


def read(text: str, *, key: str = BY_CODE, **mapping: str) -> Register:
    table = read_table(text.encode(), "stations.csv")
    columns, errors = mapped(table.columns, mapping), RowErrors()
    reading = Reading(columns, taken(table, FIELDS, columns, "", errors), errors, {})
    register = read_register(reading, key)
    if errors.total:
        raise RowsRefused(table.name, errors.listed, errors.total)
    return register


def refused(text: str) -> tuple[RowError, ...]:
    with pytest.raises(RowsRefused) as caught:
        read(text)
    assert caught.value.total == len(caught.value.errors)
    return caught.value.errors


def one_error(line: str, header: str = "code,name,region") -> str:
    (error,) = refused(f"{header}\n{line}\n")
    return str(error)


def test_the_smallest_stations_file_is_a_register() -> None:
    stations = read("code,name,region\n0147,School,North / East\n147,Library,\n").stations
    assert list(stations) == ["0147", "147"]
    assert stations["0147"]["region"] == "North / East"


def test_columns_are_found_in_any_order_and_case_and_the_rest_are_attributes() -> None:
    register = read("Ward,NAME,Region,Code,ramp\nW1,School,N,1,yes\nW2,Hall,N,2,\n")
    assert register.stations["1"]["attributes"] == {"Ward": "W1", "ramp": "yes"}
    assert register.stations["2"]["attributes"] == {"Ward": "W2"}


def test_columns_called_otherwise_can_be_mapped() -> None:
    register = read("Nr,Title,Oblast\n1,School,N\n", code="nr", name="Title", region="Oblast")
    assert register.stations["1"]["name"] == "School"


def test_a_mapped_column_wins_over_one_that_bears_the_field_s_name() -> None:
    register = read("code,name,region,number\nx,School,N,0147\n", code="number")
    assert register.stations["0147"]["attributes"] == {"code": "x"}


def test_a_region_path_may_come_from_several_columns() -> None:
    register = read(
        "code,name,region2,region1,region10\n1,School,District,Oblast,\n2,Hall,,Oblast,Ward\n"
    )
    assert register.stations["1"]["region"] == "Oblast / District"
    assert register.stations["2"]["region"] == "Oblast / Ward"


def test_missing_columns_are_named_with_what_was_found_and_how_to_map() -> None:
    with pytest.raises(WrongColumns) as caught:
        read("Kennung;Name;Ward\n1;School;W\n")
    assert (
        "The columns are missing: code, region. Found: Kennung, Name, Ward." in caught.value.detail
    )
    assert '--map code="Kennung"' in caught.value.detail
    assert "Nothing was imported." in caught.value.detail


def test_a_map_of_an_unknown_field_or_column_is_refused_with_the_nearest() -> None:
    with pytest.raises(WrongColumns, match=r"no field 'codes'\. Did you mean 'code'\?"):
        mapped(["code", "name", "region"], {"codes": "code"})
    with pytest.raises(WrongColumns, match=r"no column 'nam'\. Did you mean 'name'\?"):
        mapped(["code", "name", "region"], {"name": "nam"})


def test_a_station_that_stands_twice_is_refused_with_both_rows() -> None:
    text = "code,name,region,address\n0147,School,N,A\n1,x,N,\n0147,School,N,B\n"
    assert str(refused(text)[0]) == (
        "Row 4, column 'code': station 0147 stands twice in this file (also row 2), with "
        "different addresses. Keep one of the two rows."
    )
    assert "with the same particulars" in str(refused(text.replace("B", "A"))[0])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",School,N", "Row 2, column 'code': the station's code is missing"),
        ("1, ,N", "Row 2, column 'name': the station's name is missing"),
        (f"{'9' * 81},School,N", "the station's code is longer than 80 characters"),
        ("#REF!,School,N", "column 'code': it holds the spreadsheet's error #REF!"),
        ("1,#N/A,N", "column 'name': it holds the spreadsheet's error #N/A"),
        ("1\u200b2,School,N", "column 'code': it holds an invisible character (U+200B)"),
        ('"1\n2",School,N', "column 'code': it holds an invisible character (U+000A)"),
        ("1,Sch\u202eool,N", "column 'name': it holds an invisible character (U+202E)"),
        ("1,School,N,extra", "Row 2: more cells are filled than there are column names"),
    ],
)
def test_a_wrong_cell_is_told_with_row_and_column(line: str, said: str) -> None:
    assert said in one_error(line)


@pytest.mark.parametrize(
    ("field", "cell", "said"),
    [
        ("voters", "many", "'many' is not a number of voters"),
        ("voters", "-3", "'-3' is not a number"),
        ("voters", "12.5", "'12.5' is not a number"),
        ("voters", "²", "'²' is not a number"),
        ("voters", "9999999", "9999999 voters are more than there can be"),
        ("setting", "suburb", "'suburb' is not known. Write urban, rural, or leave it empty."),
        ("kind", "school", "'school' is not known. Write ordinary, hospital"),
        ("timezone", "Almaty", "'Almaty' is not a known time zone"),
        ("timezone", "../x", "'../x' is not a known time zone"),
        ("latitude", "91", "91 is no place on earth"),
        ("latitude", "nan", "nan is no place on earth"),
        ("longitude", "east", "'east' is not a number of degrees"),
    ],
)
def test_a_wrong_value_is_told_with_what_to_write(field: str, cell: str, said: str) -> None:
    error = one_error(f"1,School,N,{cell}", f"code,name,region,{field}")
    assert error.startswith(f"Row 2, column '{field}': ")
    assert said in error


def test_half_a_position_is_refused() -> None:
    header = "code,name,region,lat,longitude"
    with pytest.raises(RowsRefused) as caught:
        read(f"{header}\n1,School,N,51.1,\n", latitude="lat")
    assert "column 'longitude': the longitude is missing" in caught.value.detail


def test_values_are_read_as_people_write_them() -> None:
    header = "code;name;region;voters;setting;latitude;longitude;address"
    line = '1;School;  North  /  East  ;1 284;URBAN;51,1694;71.4491;"Street 1\nHouse 2"'
    station = read(f"{header}\n{line}\n").stations["1"]
    assert station["region"] == "North / East"
    assert (station["voters"], station["setting"]) == (1284, "urban")
    assert (station["latitude"], station["longitude"]) == (51.1694, 71.4491)
    assert station["address"] == "Street 1 House 2"


def test_all_wrong_rows_are_told_in_one_run() -> None:
    errors = refused("code,name,region,voters\n1,a,N,x\n,b,N,1\n2,c,N,2\n2,c,N,y\n")
    assert [(error.row, error.column) for error in errors] == [
        (2, "voters"),
        (3, "code"),
        (5, "voters"),
        (5, "code"),
    ]


def test_a_long_list_of_mistakes_is_counted_and_cut() -> None:
    rows = "".join(f"{number},,N\n" for number in range(3000))
    with pytest.raises(RowsRefused) as caught:
        read("code,name,region\n" + rows)
    assert caught.value.total == 3000
    assert len(caught.value.extra["errors"]) == 1000
    assert "stations.csv has 3,000 mistakes. Nothing was imported." in caught.value.detail
    assert caught.value.detail.endswith("… and 2,980 more.")


def test_stations_without_a_region_are_counted() -> None:
    assert read("code,name,region\n1,a,\n2,b,N\n3,c,\n").without_region == 2


@given(st.lists(st.from_regex(r"[0-9A-Za-z./-]{1,12}", fullmatch=True), unique=True, min_size=1))
def test_codes_are_text_and_come_out_as_they_went_in(codes: list[str]) -> None:
    lines = "".join(f"{code},School,N\n" for code in codes)
    assert list(read("code,name,region\n" + lines).stations) == codes
