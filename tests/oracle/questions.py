"""The expressions of the golden table: every function and operator with every kind of value.

What changes from day to day or by chance (`now()`, `random()`) stands here only where its
answer doesn't change. Themes become files of the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

VALUES = (
    "''",
    "'abc'",
    "'5'",
    "' 7 '",
    "'1,5'",
    "'-2.50'",
    "'2026-10-04'",
    "'2026-10-04T10:30:00'",
    "'Сайлау'",
    "0",
    "1",
    "2.5",
    "-0.5",
    "-7",
    "1000000",
    "3000000000",
    "0.0001",
    "0 div 0",
    "1 div 0",
    "-1 div 0",
    "true()",
    "false()",
    "date('2026-10-04')",
    "date-time('2026-10-04T10:30:00.250')",
    "/data/a",
    "/data/b",
    "/data/e",
    "/data/e_text",
    "/data/digits",
    "/data/padded",
    "/data/kz",
    "/data/d",
    "/data/dt",
    "/data/many",
    "/data/one",
    "/data/hidden",
    "/data/g",
    "/data/absent",
)
"""One of each kind: texts, numbers, truths, moments, questions answered, empty and hidden."""

FRAMES = {
    "truth": (
        "boolean({})",
        "not({})",
        "boolean-from-string({})",
        "if({}, 'then', 'else')",
        "coalesce({}, 'other')",
        "coalesce('', {})",
        "once({})",
        "checklist(1, 2, {}, 1)",
        "weighted-checklist(2, 4, {}, 3)",
        "{} and true()",
        "{} or false()",
    ),
    "numbers": (
        "number({})",
        "int({})",
        "round({})",
        "round({}, 1)",
        "round(12.345, {})",
        "abs({})",
        "min({}, 3)",
        "max({}, 3)",
        "min({})",
        "max({})",
        "pow({}, 2)",
        "pow(2, {})",
        "- {}",
        "{} + 1",
        "{} * 2",
    ),
    "curves": (
        "sqrt({})",
        "exp({})",
        "exp10({})",
        "log({})",
        "log10({})",
        "sin({})",
        "cos({})",
        "tan({})",
        "asin({})",
        "acos({})",
        "atan({})",
        "atan2({}, 2)",
    ),
    "texts": (
        "string({})",
        "concat({}, '|')",
        "concat({})",
        "join('-', 'a', {})",
        "string-length({})",
        "normalize-space({})",
        "contains({}, '2')",
        "contains('a2', {})",
        "starts-with({}, '2')",
        "ends-with({}, 'c')",
        "substr({}, 1)",
        "substr({}, -3, -1)",
        "substr('observer', {})",
        "substring-before({}, '-')",
        "substring-after({}, '0')",
        "translate({}, 'a05', 'bc')",
        "regex({}, '[0-9]+')",
        "regex({}, '.*')",
        "digest({}, 'MD5', 'hex')",
        "base64-decode({})",
    ),
    "choices": (
        "selected({}, 'yes')",
        "selected('yes no', {})",
        "is-selected({}, 'box')",
        "count-selected({})",
        "selected-at({}, 0)",
        "selected-at('x y z', {})",
        "jr:choice-name({}, '/data/one')",
        "jr:itext({})",
    ),
    "moments": (
        "date({})",
        "date-time({})",
        "decimal-date-time({})",
        "decimal-time({})",
        "format-date({}, '%Y-%m-%d')",
        "format-date-time({}, '%e %b %y %H:%M:%S.%3')",
    ),
    "nodes": (
        "sum({})",
        "count({})",
        "count-non-empty({})",
        "position({})",
        "randomize({}, 1)",
        "area({})",
        "distance({})",
        "geofence({}, /data/fence)",
        "geofence('51.5 71.5', {})",
    ),
}
"""By theme: calls with a gap, into which each of VALUES is put."""

OPERANDS = (
    "''",
    "'5'",
    "'abc'",
    "0",
    "5",
    "-2.5",
    "0 div 0",
    "1 div 0",
    "true()",
    "false()",
    "/data/a",
    "/data/e",
    "/data/digits",
    "/data/d",
    "date('2026-10-05')",
)
OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "and", "or")

PLACES = {
    "visit": ("/data/a",),
    "incidents": (
        "/data/total",
        "/data/inc[1]/t",
        "/data/inc[2]/t",
        "/data/inc[3]/n",
        "/data/inc[1]/who[2]/age",
        "/data/inc[2]/more/deep",
    ),
}
"""From where the hand-written expressions are asked."""


@dataclass(frozen=True)
class Question:
    """An expression, and where it is asked."""

    world: str
    at: str
    expression: str


def themes() -> dict[str, list[Question]]:
    """Return all questions by theme."""
    found = {theme: list(_framed(theme)) for theme in FRAMES}
    found["operators"] = list(_operations())
    folder = Path(__file__).with_name("questions")
    for page in sorted(folder.glob("*.txt")):
        found[page.stem] = list(dict.fromkeys(_written(page)))
    return found


def _framed(theme: str) -> Iterator[Question]:
    for frame in FRAMES[theme]:
        for value in VALUES:
            inside = f"({value})" if " div " in value else value
            yield Question("visit", "/data/a", frame.format(inside))


def _operations() -> Iterator[Question]:
    for operator in OPERATORS:
        for left in OPERANDS:
            for right in OPERANDS:
                yield Question("visit", "/data/a", f"({left}) {operator} ({right})")


def _written(page: Path) -> Iterator[Question]:
    """Read a page: `# world` or `# world /data/place` says where the lines below it are asked."""
    world, places = "visit", PLACES["visit"]
    for line in page.read_text().splitlines():
        if line.startswith("# "):
            world, *named = line[2:].split()
            places = tuple(named) or PLACES[world]
        elif line.strip():
            for place in places:
                yield Question(world, place, line)
