"""Compiling and working out 50 expressions of a 100-question form; `pulldata` over 50,000 rows.

Times are of the processor, the best of several runs, and beside them how many plain additions of
Python would take as long on the same machine.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice
from time import process_time

from benchmarks.table import Figure, print_table
from shared.forms.evaluation import Expression, compile_expression
from shared.forms.scope import Scope
from shared.forms.tables import MemoryTables
from shared.forms.values import Value

QUESTIONS = 100
EXPRESSIONS = 50
ROWS = 50_000
EVALUATE_BUDGET_MS = 0.5
COMPILE_BUDGET_MS = 5.0
LOOKUP_BUDGET_MS = 1.0
RUNS = 15

KINDS = (
    "${{q{0}}} = 'yes'",
    "selected(${{q{1}}}, 'seals') and not(selected(${{q{1}}}, 'none'))",
    ". >= 0 and . <= ${{q{2}}}",
    "${{q{2}}} + ${{q{3}}} <= ${{q{4}}}",
    "${{q{0}}} != 'no' or ${{q{5}}} = 'visible'",
    "if(${{q{2}}} > 0, round(${{q{3}}} div ${{q{2}}} * 100, 1), 0)",
    "count-selected(${{q{1}}}) > 1 and ${{q{0}}} = 'yes'",
    "string-length(.) <= 40",
    "coalesce(${{q{2}}}, 0) + coalesce(${{q{3}}}, 0) = ${{q{4}}}",
    "${{q{0}}} = '' or (${{q{5}}} = 'open' and ${{q{4}}} > 10)",
)
"""Expressions as checklists have them; the gaps are numbers of questions of fitting kinds."""
ANSWERS: tuple[Value, ...] = ("yes", "masks seals", 350.0, 120.0, 480.0, "open")
"""By the remainder of a question's number."""


def expressions() -> list[str]:
    """Return the texts of 50 expressions, over most of the questions."""
    texts = islice(cycle(KINDS), EXPRESSIONS)
    return [
        text.format(*(6 * ((at + kind) % (QUESTIONS // 6)) + kind for kind in range(6)))
        for at, text in enumerate(texts)
    ]


def answers() -> dict[str, Value]:
    """Return answers to the 100 questions."""
    return {f"q{number}": ANSWERS[number % len(ANSWERS)] for number in range(QUESTIONS)}


def best(work: Callable[[], object], times: int) -> float:
    """Return the milliseconds of one run of `work`, in the best of some series of `times`."""
    series: list[float] = []
    for _ in range(RUNS):
        began = process_time()
        for _ in range(times):
            work()
        series.append((process_time() - began) / times * 1000)
    return min(series)


def _additions() -> int:
    total = 0
    for number in range(10_000):
        total += number
    return total


def measure() -> None:
    """Measure, and print a table."""
    texts, scope = expressions(), Scope(answers(), datetime(2026, 10, 4, tzinfo=UTC), 12.0)
    compiled = [compile_expression(text) for text in texts]
    addition = best(_additions, 5) / 10_000
    print_table(
        f"Expressions: {EXPRESSIONS} of a form with {QUESTIONS} questions",
        [
            _figure("compile", lambda: _compile(texts), 5, (COMPILE_BUDGET_MS, addition)),
            _figure(
                "work out", lambda: _evaluate(compiled, scope), 200, (EVALUATE_BUDGET_MS, addition)
            ),
            *_lookups(addition),
        ],
    )


def _compile(texts: list[str]) -> list[Expression]:
    return [compile_expression(text) for text in texts]


def _evaluate(compiled: list[Expression], scope: Scope) -> None:
    for expression in compiled:
        expression.evaluate(scope)


def _lookups(addition: float) -> list[Figure]:
    rows = [
        {"code": f"{number:06}", "name": f"School {number}", "region": f"R{number % 17}"}
        for number in range(ROWS)
    ]
    tables = MemoryTables({"stations": rows})
    now = datetime(2026, 10, 4, tzinfo=UTC)
    scope = Scope({"code": "031415"}, now, tables=tables)
    found: list[Figure] = []
    for text in (
        "pulldata('stations', 'name', 'code', ${code})",
        "instance('stations')/root/item[code = ${code} and region = 'R16']/name",
    ):
        expression = compile_expression(text)
        assert expression.evaluate(scope) == "School 31415"
        what = f"{text.partition('(')[0]} over {ROWS:,} rows"
        work = _asking(expression, scope)
        found.append(_figure(what, work, 500, (LOOKUP_BUDGET_MS, addition)))
    return found


def _asking(expression: Expression, scope: Scope) -> Callable[[], Value]:
    return lambda: expression.evaluate(scope)


def _figure(
    what: str, work: Callable[[], object], times: int, measures: tuple[float, float]
) -> Figure:
    """Measure `work` against (budget, one addition), in milliseconds."""
    budget, addition = measures
    took = best(work, times)
    value = f"{took:.3f} ms, {took / addition:,.0f} additions"
    return Figure(what, value, f"< {budget:g} ms", took < budget)


if __name__ == "__main__":
    measure()
