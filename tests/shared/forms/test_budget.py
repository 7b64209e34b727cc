"""A hostile form can't hold a laptop up: what costs too much has no value, and says so."""

import inspect
import sys
from datetime import UTC, datetime
from time import process_time

import pytest

from shared.forms.budget import MOST_SECONDS, MOST_STEPS, Budget, BudgetSpentError
from shared.forms.evaluation import Outcome, compile_expression, compile_filter
from shared.forms.navigation import Leaf
from shared.forms.scope import Scope
from shared.forms.syntax import ExpressionError
from shared.forms.tables import MemoryTables
from shared.forms.trouble import TroubleCode
from shared.forms.values import LONGEST_TEXT
from tests.oracle.scopes import View
from tests.oracle.worlds import Question, Repeat, World

NOW = datetime(2026, 10, 4, tzinfo=UTC)
ROWS = [{"a": str(number), "b": str(number % 7)} for number in range(2_000)]
LONG = "x" * 100_000


def a_long_repeat() -> Scope:
    instances = tuple((Question("n", "int", str(number)),) for number in range(400))
    view = View(World((Repeat("r", instances), Question("q", "string"))))
    return view.scope("/data/q")


def too_much(outcome: Outcome) -> bool:
    trouble = outcome.trouble
    return outcome.value == "" and trouble is not None and trouble.code is TroubleCode.TOO_MUCH


@pytest.mark.parametrize(
    "text",
    [
        "count(/data/r[count(/data/r[count(/data/r[n > 1]) > 1]) > 1])",
        "count(instance('t')/root/item[a < max(instance('t')/root/item[b != current()/../q]/a)])",
        "regex(${long}, '(a*)*(b*)*(c*)*(d|e|f|g){100}')",
        "count(instance('t')/root/item[regex(${long}, concat('(x|y){1', a, '}'))])",
        "uuid(19999) = " * 150 + "uuid(19999)",
    ],
)
def test_what_multiplies_itself_ends_soon_and_has_no_value(text: str):
    scope = a_long_repeat()
    scope.values = {"long": LONG}
    scope.tables = MemoryTables({"t": ROWS})
    began = process_time()
    assert too_much(compile_expression(text).work_out(scope))
    assert process_time() - began < 3 * MOST_SECONDS


def test_what_costs_too_much_is_empty_and_in_doubt():
    expression = compile_expression("regex(${long}, '(a*)*(b|c){60}')")
    scope = Scope({"long": LONG}, NOW)
    assert expression.evaluate(scope) == ""
    assert expression.holds(scope, in_doubt=True)
    assert not expression.holds(scope)


def test_texts_don_t_grow_without_end():
    text = "concat(" * 60 + "${a}" + ", ${a}, ${a})" * 60
    value = compile_expression(text).evaluate(Scope({"a": LONG}, NOW))
    assert value == "x" * LONGEST_TEXT
    joined = compile_expression("join(${a}, ${a}, ${a}, ${a})").evaluate(Scope({"a": LONG}, NOW))
    assert value == joined


@pytest.mark.parametrize(
    "text",
    [
        "pow(99999, 99999)",
        "round(pow(10, 300), 30)",
        "round(0.000001, 30)",
        "exp(pow(10, 300))",
        "uuid(pow(10, 12))",
        "substr('abc', pow(10, 300), -pow(10, 300))",
        "selected-at('a b', pow(10, 300))",
        "date(pow(10, 9))",
        "date-time(pow(10, 9))",
        "format-date(700000000, '%Y')",
        "tan(pow(10, 300))",
        "(1 div 0) mod 2",
        "checklist(pow(10, 99), 1 div 0, 1)",
    ],
)
def test_monstrous_numbers_are_answered_at_once(text: str):
    began = process_time()
    compile_expression(text).evaluate(Scope({}, NOW))
    assert process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "(" * 101 + "1" + ")" * 101,
        "if(" * 101 + "1" + ", 1, 1)" * 101,
        "-" * 101 + "1",
        "/data/r[" * 101 + "1" + "]" * 101,
        "1" + " + 1" * 300,
        "concat(" + "1," * 2_000 + "1)",
        "'" + "x" * 10_000 + "'",
        "regex(., '(((a{99}){99}){99})')",
    ],
)
def test_a_monstrous_expression_is_refused_when_it_is_published(text: str):
    with pytest.raises(ExpressionError):
        compile_expression(text)


def test_the_largest_expression_that_is_admitted_can_be_worked_out():
    deepest = "if(" * 90 + "true()" + ", 1, 2)" * 90
    assert compile_expression(deepest).evaluate(Scope({}, NOW)) == 1.0
    longest = "${a}" + " + ${a}" * 180
    assert compile_expression(longest).evaluate(Scope({"a": 1.0}, NOW)) == 181.0


def test_a_deep_stack_is_trouble_and_no_crash():
    expression = compile_expression("not(" * 90 + "regex(${a}, 'x')" + ")" * 90)

    def deeper(levels: int) -> Outcome:
        return deeper(levels - 1) if levels else expression.work_out(Scope({"a": "x"}, NOW))

    assert deeper(10).value is True
    assert too_much(deeper(sys.getrecursionlimit() - len(inspect.stack(0)) - 60))


def test_one_budget_can_serve_many_expressions():
    scope = Scope({}, NOW, tables=MemoryTables({"t": ROWS}), budget=Budget(5_000))
    expression = compile_expression("count(instance('t')/root/item[a > 5])")
    assert expression.evaluate(scope) == ""
    assert too_much(expression.work_out(scope))
    scope.budget = None
    assert expression.evaluate(scope) == 1994.0
    assert scope.budget is None


def test_a_filter_has_a_budget_too():
    rows = [{"a": str(number)} for number in range(50_000)]
    scope = Scope({"long": "x" * 50}, NOW, tables=MemoryTables({"t": rows}))
    hostile = compile_filter("regex(${long}, 'x{1,49}y?') or a = 1")
    with pytest.raises(BudgetSpentError):
        hostile.rows("t", scope)


def test_time_is_a_second_net():
    seconds = iter([0.0, MOST_SECONDS / 2, MOST_SECONDS + 1])
    budget = Budget(seconds=lambda: next(seconds))
    budget.spend(30_000)
    budget.spend(30_000)
    with pytest.raises(BudgetSpentError):
        budget.spend(30_000)
    with pytest.raises(BudgetSpentError):
        budget.spend(0)


def test_most_expressions_never_look_at_the_clock():
    def never() -> float:
        pytest.fail("The clock was read.")

    Budget(seconds=never).spend(0)


def test_steps_are_counted_down_to_the_last():
    budget = Budget(10)
    budget.spend(10)
    with pytest.raises(BudgetSpentError):
        budget.spend(1)
    assert Budget().steps == MOST_STEPS


def test_a_leaf_stands_alone():
    leaf = Leaf("n", 5.0)
    assert (leaf.parent, list(leaf.children), leaf.position, leaf.is_relevant) == (
        None,
        [],
        1,
        True,
    )
