"""Lists and attached files: rows by equality, look-ups, filters of choices."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.forms.evaluation import compile_expression, compile_filter
from shared.forms.scope import Row, Scope
from shared.forms.tables import MemoryTables
from shared.forms.trouble import TroubleCode, TroubleError
from shared.forms.values import CLOSE_ENOUGH, text_to_number

NOW = datetime(2026, 10, 4, tzinfo=UTC)
STATIONS = [
    {"code": "0001", "name": "School", "region": "north", "voters": "850"},
    {"code": "0002", "name": "Library", "region": "north", "voters": "0850.0"},
    {"code": "0003", "name": "Клуб", "region": "south", "voters": ""},
]


class Watched(MemoryTables):
    """Notes what it was asked for."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        super().__init__(tables)
        self.asked: list[dict[str, str | float]] = []

    def find_rows(self, table: str, equal: Mapping[str, str | float]) -> Sequence[Row] | None:
        self.asked.append(dict(equal))
        return super().find_rows(table, equal)


def codes(rows: Sequence[Row] | None) -> list[str]:
    assert rows is not None
    return [row["code"] for row in rows]


def scope_with(tables: MemoryTables, **values: str | float) -> Scope:
    return Scope(values, NOW, tables=tables)


def test_rows_come_in_the_order_of_the_file():
    tables = MemoryTables({"stations": STATIONS})
    assert codes(tables.find_rows("stations", {})) == ["0001", "0002", "0003"]
    assert codes(tables.find_rows("stations", {"region": "north"})) == ["0001", "0002"]
    assert codes(tables.find_rows("stations", {"region": "north", "code": "0002"})) == ["0002"]
    assert codes(tables.find_rows("stations", {"region": "west"})) == []
    assert codes(tables.find_rows("stations", {"absent": ""})) == ["0001", "0002", "0003"]
    assert tables.find_rows("regions", {}) is None


def test_a_number_finds_every_cell_that_reads_as_it():
    tables = MemoryTables({"stations": STATIONS})
    assert codes(tables.find_rows("stations", {"voters": 850.0})) == ["0001", "0002"]
    assert codes(tables.find_rows("stations", {"voters": "850"})) == ["0001"]
    assert codes(tables.find_rows("stations", {"voters": 850.0000001})) == []
    assert codes(tables.find_rows("stations", {"voters": float("nan")})) == []
    assert codes(tables.find_rows("stations", {"code": 2.0, "region": "north"})) == ["0002"]


def test_a_table_can_be_replaced():
    tables = MemoryTables({"stations": STATIONS, "regions": []})
    assert codes(tables.find_rows("stations", {"code": "0001"})) == ["0001"]
    tables.add("stations", STATIONS[1:])
    assert codes(tables.find_rows("stations", {"code": "0001"})) == []


CELLS = st.sampled_from(["", "a", "b", "1", "01", "1.0", "2", "x1"])
ROWS = st.lists(st.fixed_dictionaries({"p": CELLS, "q": CELLS}), max_size=12)
WANTED = st.dictionaries(st.sampled_from("pq"), CELLS | st.sampled_from([1.0, 2.0, 1e-13]))


@given(ROWS, WANTED)
def test_the_index_finds_what_a_look_at_every_row_finds(
    rows: list[dict[str, str]], wanted: dict[str, str | float]
):
    def fits(row: dict[str, str]) -> bool:
        return all(
            row[column] == value
            if isinstance(value, str)
            else abs(text_to_number(row[column]) - value) < CLOSE_ENOUGH
            for column, value in wanted.items()
        )

    assert list(MemoryTables({"t": rows}).find_rows("t", wanted) or ()) == list(filter(fits, rows))


def test_equality_is_answered_from_the_index_and_the_rest_is_tried():
    tables = Watched({"stations": STATIONS})
    scope = scope_with(tables, region="north", least=10.0)
    text = (
        "instance('stations')/root/item[region = ${region} and name != 'School' and 10 = ${least}]"
    )
    assert compile_expression(f"{text}/code").evaluate(scope) == "0002"
    assert tables.asked == [{"region": "north"}]
    compile_expression("count(instance('stations')/root/item['0001' = code])").evaluate(scope)
    assert tables.asked[-1] == {"code": "0001"}
    compile_expression("count(instance('stations')/root/item[position() = 2])").evaluate(scope)
    assert tables.asked[-1] == {}


def test_pulldata_takes_the_first_row_or_nothing():
    tables = Watched({"stations": STATIONS})
    scope = scope_with(tables, code="0002", region="north")
    assert compile_expression("pulldata('stations', 'name', 'code', ${code})").evaluate(scope) == (
        "Library"
    )
    assert tables.asked == [{"code": "0002"}]
    looked_up = {
        "pulldata('stations.csv', 'name', 'region', ${region})": "School",
        "pulldata('stations', 'name', 'code', 'x')": "",
        "pulldata('stations', 'absent', 'code', ${code})": "",
        "pulldata('stations', 'name', 'code', ${unanswered})": "",
    }
    for text, expected in looked_up.items():
        assert compile_expression(text).evaluate(scope) == expected, text


@pytest.mark.parametrize(
    "text",
    ["pulldata('absent', 'a', 'b', 'c')", "instance('absent')/root/item[a = 1]/b"],
)
def test_a_list_that_is_not_there_is_trouble(text: str):
    for scope in (Scope({}, NOW), scope_with(MemoryTables())):
        trouble = compile_expression(text).work_out(scope).trouble
        assert trouble is not None
        assert trouble.code is TroubleCode.NO_TABLE
        assert "'absent'" in trouble.message


def test_several_rows_where_one_is_wanted_are_trouble():
    scope = scope_with(MemoryTables({"stations": STATIONS}))
    trouble = (
        compile_expression("instance('stations')/root/item[region = 'north']/name")
        .work_out(scope)
        .trouble
    )
    assert trouble is not None
    assert trouble.code is TroubleCode.SEVERAL
    assert "2 rows" in trouble.message


def test_a_filter_of_choices_reads_bare_names_as_columns():
    tables = Watched({"stations": STATIONS})
    by_region = compile_filter("region = ${region} or ${region} = 'all'")
    assert by_region.dependencies == {"region"}
    assert codes(by_region.rows("stations", scope_with(tables, region="south"))) == ["0003"]
    assert len(by_region.rows("stations", scope_with(tables, region="all"))) == 3
    indexed = compile_filter("region = ${region}")
    assert codes(indexed.rows("stations", scope_with(tables, region="north"))) == ["0001", "0002"]
    assert tables.asked[-1] == {"region": "north"}
    assert codes(indexed.rows("stations", scope_with(tables))) == []


def test_a_filter_can_look_at_the_question_and_at_other_lists():
    tables = MemoryTables({"stations": STATIONS, "visited": [{"code": "0001"}]})
    text = "not(selected(${done}, code)) and code != instance('visited')/root/item/code"
    unvisited = compile_filter(text)
    assert codes(unvisited.rows("stations", scope_with(tables, done="0003"))) == ["0002"]


def test_a_filter_without_its_list_is_trouble():
    with pytest.raises(TroubleError):
        compile_filter("a = 1").rows("absent", Scope({}, NOW, tables=MemoryTables()))


def test_text_conditions_that_are_true_or_false_are_compared_as_truths():
    scope = scope_with(MemoryTables({"stations": STATIONS}))
    text = "count(instance('stations')/root/item[voters = (1 = {}) and region = 'south'])"
    assert compile_expression(text.format(1)).evaluate(scope) == 0.0
    assert compile_expression(text.format(2)).evaluate(scope) == 1.0
