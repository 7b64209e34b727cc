"""Forms: a keystroke's review, look-ups in an attached table, and reading a form to publish it.

How much a change costs is to grow with what depends on the answer, not with the form: the figure
to look at is the ratio of one change in 500 questions to one change in 90.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median
from time import process_time

from benchmarks.table import Figure, print_table
from server.forms.reading import read_form
from shared.forms.evaluating import Surroundings
from shared.forms.evaluation import Expression, compile_expression
from shared.forms.model import Choice, Form, Integer, Question, Section, SelectOne
from shared.forms.review import review
from shared.forms.reviewing import Reviewing
from shared.forms.scope import Scope, Tables
from shared.forms.tables import MemoryTables
from shared.forms.tabular import read_file_table

NOW = datetime(2026, 10, 4, 12, tzinfo=UTC)
SIZES = (90, 500)
TABLE_ROWS = 50_000
LOOKUPS = 2_000
GROWTH_BUDGET = 2.0
LOOKUP_BUDGET_MS = 1.0
_YES_NO = (Choice(name="yes", label={"en": "Yes"}), Choice(name="no", label={"en": "No"}))


def checklist(size: int) -> Form:
    """Return a form of pages of ten questions, each with rules and some that depend on others."""
    pages = (
        Section(name=f"page{start}", children=tuple(_page(start, min(10, size - start))))
        for start in range(0, size, 10)
    )
    return Form(id="bench", version="1", title={"en": "Bench"}, sections=tuple(pages))


def _page(start: int, number: int) -> Iterator[Question]:
    for each in range(start, start + number):
        name, first = f"q{each}", f"q{start}"
        if each == start:
            yield SelectOne(name=name, choices=_YES_NO, required="true()")
        elif each % 5 == 0:
            below = f". <= ${{n{start + 9}}}" if number > 9 else ""
            yield Integer(name=name, relevant=f"${{{first}}} = 'yes'", constraint=below)
        elif each == start + 9:
            yield Integer(name=f"n{each}", constraint=". >= 0 and . < 5000")
        else:
            yield SelectOne(name=name, choices=_YES_NO, required=f"${{{first}}} = 'yes'")


def answers_to(form: Form) -> dict[str, str | int]:
    """Return an answer to every question."""
    return {each.name: "yes" if isinstance(each, SelectOne) else 3 for each in form.questions()}


def _seconds(deed: Callable[[int], object], times: int, rounds: int = 5) -> float:
    """Return the processor time of one deed: the median of `rounds`, after one to warm up."""
    measured: list[float] = []
    for _ in range(rounds + 1):
        start = process_time()
        for each in range(times):
            deed(each)
        measured.append((process_time() - start) / times)
    return median(measured[1:])


def _reviews() -> Iterator[Figure]:
    whole: dict[int, float] = {}
    changed: dict[int, float] = {}
    for size in SIZES:
        form = checklist(size)
        answers = answers_to(form)
        reviewing = Reviewing(form, answers, now=NOW)
        whole[size] = _seconds(lambda _, a=answers, f=form: review(f, a, now=NOW), 20)
        changed[size] = _seconds(
            lambda turn, r=reviewing: r.change("q40", "no" if turn % 2 else "yes"), 200
        )
        yield Figure(f"whole review of {size} questions", f"{whole[size] * 1e3:.2f} ms")
        yield Figure(
            f"one change in {size} questions (10 depend on it)",
            f"{changed[size] * 1e3:.3f} ms, 1/{whole[size] / changed[size]:.0f} of the whole",
        )
    small, large = SIZES
    growth = changed[large] / changed[small]
    yield Figure(
        f"one change, {large} against {small} questions",
        f"x{growth:.2f} (whole review: x{whole[large] / whole[small]:.2f})",
        f"at most x{GROWTH_BUDGET}: it grows with what depends on the answer",
        kept=growth <= GROWTH_BUDGET,
    )


def _stations() -> bytes:
    lines = (f"{each:06},School No. {each},{each % 17}\n" for each in range(TABLE_ROWS))
    return ("code,title,region\n" + "".join(lines)).encode()


def _lookups() -> Iterator[Figure]:
    start = process_time()
    table = read_file_table(_stations(), "stations.csv")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    tables = MemoryTables({"stations": rows})
    yield Figure(f"read a table of {TABLE_ROWS:,} rows", f"{(process_time() - start) * 1e3:.0f} ms")
    pulled = compile_expression("pulldata('stations', 'title', 'code', ${code})")
    yield _first_and_then("pulldata", _looking(pulled, tables))
    found = compile_expression("instance('stations')/root/item[code = ${code}]/title")
    yield _first_and_then("instance()[…]", _looking(found, tables))


def _looking(expression: Expression, tables: Tables) -> Callable[[str], object]:
    """Return what works `expression` out for a code."""
    return lambda code: expression.evaluate(Scope({"code": code}, NOW, tables=tables))


def _first_and_then(what: str, look_up: Callable[[str], object]) -> Figure:
    source = random.Random(7)  # noqa: S311 - repeatable, not secret
    codes = [f"{source.randrange(TABLE_ROWS):06}" for _ in range(LOOKUPS)]
    start = process_time()
    look_up(codes[0])
    first = process_time() - start
    each = _seconds(lambda turn: look_up(codes[turn]), LOOKUPS)
    return Figure(
        f"{what} over {TABLE_ROWS:,} rows",
        f"{each * 1e3:.4f} ms a look-up (the first, which may index: {first * 1e3:.0f} ms)",
        f"under {LOOKUP_BUDGET_MS:g} ms",
        kept=each * 1e3 < LOOKUP_BUDGET_MS,
    )


def _a_hundred_questions() -> bytes:
    rows = ["| survey |", "| | type | name | label | relevant | constraint | required |"]
    for each in range(100):
        kind = ("integer", "select_one yes_no", "text")[each % 3]
        relevant = f"${{q{each - 1}}} != ''" if each % 4 == 3 else ""
        constraint = ". < 5000" if kind == "integer" else ""
        rows.append(f"| | {kind} | q{each} | Question {each}? | {relevant} | {constraint} | yes |")
    rows += ["| choices |", "| | list_name | name | label |", "| | yes_no | yes | Yes |"]
    rows += ["| | yes_no | no | No |", "| settings |", "| | form_id | version |", "| | bench | 1 |"]
    return "\n".join(rows).encode()


def _reading() -> Iterator[Figure]:
    source = _a_hundred_questions()
    assert not read_form(source, "bench.md").errors
    seconds = _seconds(lambda _: read_form(source, "bench.md"), 1, rounds=5)
    yield Figure("read and lint a form of 100 questions", f"{seconds * 1e3:.0f} ms")


def _with_table() -> Iterator[Figure]:
    """Measure a keystroke whose answer is looked up in the table."""
    rows = [{"code": f"{each:06}", "title": f"School {each}"} for each in range(TABLE_ROWS)]
    around = Surroundings(tables=MemoryTables({"stations": rows}))
    form = checklist(SIZES[0])
    title = "pulldata('stations', 'title', 'code', ${q1})"
    page = Section(name="more", children=(Integer(name="looked_up", calculation=title),))
    form = form.model_copy(update={"sections": (*form.sections, page)})
    reviewing = Reviewing(form, {}, now=NOW, surroundings=around)
    each = _seconds(lambda turn: reviewing.change("q1", f"{turn:06}"), 500)
    yield Figure(
        f"one change that is looked up in {TABLE_ROWS:,} rows",
        f"{each * 1e3:.3f} ms",
        f"under {LOOKUP_BUDGET_MS:g} ms",
        kept=each * 1e3 < LOOKUP_BUDGET_MS,
    )


def measure() -> None:
    """Print what forms cost."""
    print_table("Forms (processor time)", [*_reviews(), *_lookups(), *_with_table(), *_reading()])


if __name__ == "__main__":
    measure()
