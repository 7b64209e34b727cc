"""References and paths in forms with repeats: whose answer is meant, and what publishing sees."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from shared.forms.evaluation import compile_expression
from shared.forms.scope import Scope
from shared.forms.syntax import Path, Start
from shared.forms.trouble import TroubleCode
from shared.forms.values import Value
from tests.oracle.scopes import View
from tests.oracle.worlds import INCIDENTS, VISIT

NOW = datetime(2026, 10, 4, tzinfo=UTC)
SECOND = "/data/inc[2]/t"
NESTED = "/data/inc[1]/who[2]/age"


@pytest.fixture(scope="module")
def incidents() -> View:
    return View(INCIDENTS)


@pytest.mark.parametrize(
    ("at", "text", "expected"),
    [
        # In a repeat, the same instance; around it, the instance around.
        (SECOND, "${n}", 2.0),
        (SECOND, "${deep}", 20.0),
        (NESTED, "${n}", 1.0),
        (NESTED, "${role}", "agent"),
        (NESTED, "${total}", 6.0),
        (SECOND, "sum(${n})", 2.0),
        (SECOND, "${total} + ${n}", 8.0),
        # Outside, all instances; from around a nested repeat, those of the same instance.
        ("/data/total", "sum(${n})", 3.0),
        ("/data/total", "sum(${age})", 210.0),
        ("/data/inc[1]/t", "sum(${age})", 50.0),
        ("/data/inc[3]/t", "count(${who})", 3.0),
        ("/data/total", "count(${inc})", 3.0),
        ("/data/total", "count(${who})", 6.0),
        (NESTED, "count(${who})", 2.0),
        # A repeat's own name inside it means the instance around the question, as on phones.
        (SECOND, "count(${inc})", 1.0),
        (SECOND, "position(${inc})", 2.0),
        (SECOND, "position(..)", 2.0),
        (NESTED, "position(..)", 2.0),
        # Other instances.
        (SECOND, "indexed-repeat(${t}, ${inc}, position(..) - 1)", "one"),
        ("/data/end", "indexed-repeat(${age}, ${inc}, 3, ${who}, 1)", 50.0),
        ("/data/end", "${inc}[${t} = 'two']/skip", "no"),
        ("/data/end", "count(${inc}[position() > 1])", 2.0),
        ("/data/end", "sum(${inc}[skip = 'no']/who[role != 'agent']/age)", 60.0),
        ("/data/end", "join(', ', ${t})", "one, two, "),
        # What is hidden is not there.
        ("/data/inc[3]/t", "${n}", ""),
        ("/data/total", "count(${n})", 2.0),
    ],
)
def test_a_name_means_the_answer_nearest_to_the_question(
    incidents: View, at: str, text: str, expected: Value
):
    assert compile_expression(text).evaluate(incidents.scope(at)) == expected


def test_several_answers_where_one_is_wanted_are_trouble_that_tells_the_cure(incidents: View):
    outcome = compile_expression("${t} = 'two'").work_out(incidents.scope("/data/total"))
    assert outcome.value == ""
    assert outcome.trouble is not None
    assert outcome.trouble.code is TroubleCode.SEVERAL
    assert "`t` has 3 answers" in outcome.trouble.message
    assert "indexed-repeat" in outcome.trouble.message


def test_trouble_leaves_open_what_the_caller_says(incidents: View):
    expression = compile_expression("${t} = 'two'")
    scope = incidents.scope("/data/total")
    assert expression.holds(scope, in_doubt=True)
    assert not expression.holds(scope, in_doubt=False)


def test_outside_of_repeats_a_reference_is_one_look_up():
    class Deaf(View):
        def steps_of(self, name: str) -> tuple[str, ...] | None:
            pytest.fail(f"`{name}` was looked for in the tree.")

    scope = Deaf(VISIT).scope("/data/g/inner")
    assert compile_expression("${a} + ${b}").evaluate(scope) == 7.5


def test_a_form_without_a_tree_needs_none():
    scope = Scope({"a": 5.0, "b": "x"}, NOW, "own")
    worked_out = {
        "/data/a": 5.0,
        "/data/g/a": 5.0,
        "../a": 5.0,
        "current()/../b": "x",
        "current()/.": "own",
        "count(${a})": 1.0,
        "count-non-empty(${nothing})": 0.0,
        "sum(../a)": 0.0,
        "${nothing}": "",
        "../nothing": "",
        "position()": 1.0,
        "indexed-repeat(${a}, ${r}, 1)": "",
        "indexed-repeat(../x, .., 1)": "",
        "indexed-repeat(/data/r/x, /data/r, 1)": "",
        "sum(/data/r[x = 1]/y)": 0.0,
        "count(.)": 1.0,
        "${r}[x = 1]/y": "",
    }
    for text, expected in worked_out.items():
        assert compile_expression(text).evaluate(scope) == expected, text


def test_answers_of_the_form_before_are_read_where_they_are_kept():
    kept = Scope({}, NOW, last_saved={"phone": "+7 701"})
    for text in ("${last-saved#phone}", "instance('__last-saved')/data/g/phone"):
        assert compile_expression(text).evaluate(kept) == "+7 701"
        assert compile_expression(text).evaluate(Scope({}, NOW)) == ""
    assert compile_expression("concat(${last-saved#phone}, '!')").evaluate(kept) == "+7 701!"
    assert compile_expression("count(${last-saved#phone})").evaluate(kept) == 1.0


def described(paths: Sequence[Path]) -> set[tuple[Start, int, tuple[str, ...]]]:
    return {(each.start, each.up, tuple(step.name for step in each.steps)) for each in paths}


def test_paths_are_told_to_those_who_know_the_form():
    expression = compile_expression(
        "/data/g/a + ../../b + current()/../c + count(${r}[x > /data/d]/y)"
        " + instance('t')/root/item[column = ../../e]/value"
    )
    assert described(expression.paths) == {
        (Start.ROOT, 0, ("data", "g", "a")),
        (Start.HERE, 2, ("b",)),
        (Start.CURRENT, 1, ("c",)),
        (Start.QUESTION, 0, ("r", "y")),
        (Start.HERE, 0, ("x",)),
        (Start.ROOT, 0, ("data", "d")),
    }
    assert expression.dependencies == {"a", "b", "c", "y", "x", "d"}
    assert expression.tables == {"t"}


def test_columns_of_a_table_are_no_dependencies():
    expression = compile_expression(
        "instance('stations')/root/item[region = ${region} and code != current()/../code]/name"
    )
    assert expression.dependencies == {"region", "code"}
    assert expression.paths[0].start is Start.CURRENT


def test_the_files_that_an_expression_wants_are_known():
    text = "pulldata('stations.csv', 'a', 'b', ${c}) = instance('regions')/root/item[n = 1]/m"
    assert compile_expression(text).tables == {"stations", "regions"}
    assert compile_expression("pulldata(${file}, 'a', 'b', 'c')").tables == frozenset()


def test_a_path_that_leads_elsewhere_is_empty_even_if_the_name_is_known():
    scope = View(VISIT).scope("/data/g/inner")
    assert compile_expression("/data/g/inner").evaluate(scope) == 11.0
    assert compile_expression("/data/wrong/inner").evaluate(scope) == ""
    assert compile_expression("../../a").evaluate(scope) == 5.0
    assert compile_expression("../a").evaluate(scope) == ""
    outcome = compile_expression("../../../../a").work_out(scope)
    assert outcome.trouble is not None
    assert "out of the form" in outcome.trouble.message
