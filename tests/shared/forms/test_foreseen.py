"""Indexes are made before they are asked for: every look-up of a form is foreseen."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from shared.forms.evaluating import Surroundings
from shared.forms.foreseen import look_ups_of
from shared.forms.model import (
    Calculate,
    FileList,
    Form,
    FormFile,
    Integer,
    Section,
    SelectOne,
    TextQuestion,
)
from shared.forms.plan import compile_form
from shared.forms.reviewing import Reviewing
from shared.forms.scope import Row
from shared.forms.tables import MemoryTables

ROWS = [
    {"name": f"s{number}", "label": f"Station {number}", "region": f"r{number % 3}", "size": "7"}
    for number in range(9)
]
LIST = FileList(file="stations.csv")
ITEM, SEVEN = "instance('stations')/root/item", "size = 3 + 4"
FORM = Form(
    id="cascade",
    version="1",
    title={"en": "Cascade"},
    sections=(
        Section(
            name="s",
            label={"en": "S"},
            children=(
                TextQuestion(name="region", label={"en": "Region"}),
                Integer(name="voters", label={"en": "Voters"}),
                SelectOne(name="any", label={"en": "Any"}, choices=(), from_file=LIST),
                SelectOne(
                    name="near",
                    label={"en": "Near"},
                    choices=(),
                    from_file=LIST,
                    choice_filter="region = ${region}",
                ),
                Calculate(name="a", calculation="pulldata('stations', 'label', 'name', ${near})"),
                Calculate(name="b", calculation=f"{ITEM}[size = ${{voters}}][position() = 1]/name"),
                Calculate(name="c", calculation=f"count({ITEM}[region = ${{region}} and {SEVEN}])"),
            ),
        ),
    ),
    files=(FormFile(name="stations.csv", sha256="0" * 64, columns=tuple(ROWS[0]), rows=9),),
)


class Asked:
    """Tables that note in which columns, and for which kind of value, they are looked up."""

    def __init__(self) -> None:
        self._held = MemoryTables({"stations": ROWS})
        self.indexes: set[tuple[tuple[str, bool], ...]] = set()

    def find_rows(self, table: str, equal: Mapping[str, str | float]) -> Sequence[Row] | None:
        self.indexes.add(kinds_in(equal))
        return self._held.find_rows(table, equal)


def kinds_in(equal: Mapping[str, str | float]) -> tuple[tuple[str, bool], ...]:
    return tuple((column, isinstance(value, float)) for column, value in equal.items())


def test_whatever_is_looked_up_while_one_answers_was_foreseen() -> None:
    asked = Asked()
    now = datetime(2026, 10, 4, tzinfo=UTC)
    reviewing = Reviewing(FORM, now=now, surroundings=Surroundings(tables=asked))
    for path, answer in {"region": "r1", "voters": 7, "any": "s2", "near": "s4"}.items():
        reviewing.change(path, answer)
    assert reviewing.review.report_answers["a"] == "Station 4"
    assert reviewing.review.report_answers["b"] == "s0"
    assert str(reviewing.review.report_answers["c"]) == "3"

    foreseen = {kinds_in(equal) for _, equal in look_ups_of(compile_form(FORM))}
    assert (("region", False), ("size", True)) in asked.indexes
    assert asked.indexes - {()} <= foreseen
