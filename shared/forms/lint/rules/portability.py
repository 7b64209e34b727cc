"""Expressions on which the programs that fill in forms disagree.

A mission may use laptops, phones and browsers side by side; the same answers must lead the same
way on all of them. Ours follow phones (JavaRosa); browsers (Web Forms) read some things otherwise.
"""

from collections.abc import Callable, Iterator

from shared.forms.lint.finding import LintFinding, warning
from shared.forms.lint.subject import Rule, Subject
from shared.forms.model import DateTime, Question, TextQuestion, Time
from shared.forms.syntax import (
    Call,
    Current,
    Negation,
    Number,
    Operation,
    Path,
    Reference,
    Text,
    Tree,
    parts_of,
    walk,
)
from shared.forms.values import to_date

_ORDERED = frozenset({"<", "<=", ">", ">="})
_EQUALITIES = frozenset({"=", "!="})
_TRUTHS = frozenset(
    {"true", "false", "not", "selected", "is-selected", "boolean", "boolean-from-string"}
    | {"contains", "starts-with", "ends-with", "regex", "geofence"}
)
"""Functions whose value is true or false."""
_CONDITIONS = frozenset({"relevant", "required", "constraint", "warning", "read_only_when"})
"""Columns whose expression is taken as true or false."""
_ROUNDING = frozenset({"round", "int", "format-number"})
_OVER_INSTANCES = frozenset(
    {"sum", "count", "min", "max", "join", "concat", "count-non-empty", "indexed-repeat"}
    | {"position", "once", "randomize", "checklist", "weighted-checklist"}
)
"""Functions that take the answers of all instances of a repeat."""
_NOT_EVERYWHERE = {
    "substring": "Write substr(text, start, end), which counts from 0.",
    "version": "Write the version into the label, or leave it to headquarters, which knows it.",
}

Doubt = tuple[str, str, str]
"""Code, what is the matter, and the cure."""


def check_portability(subject: Subject) -> Iterator[LintFinding]:
    """Yield a finding for each expression that means different things on different devices."""
    for rule in subject.rules:
        told: set[Doubt] = set()
        # Phones know no warnings: there only what laptops themselves trip over matters.
        checks = _ON_LAPTOPS_TOO if rule.column == "warning" else _ON_LAPTOPS_TOO + _ON_OTHERS
        for check in checks:
            for doubt in check(rule, subject):
                if doubt not in told:
                    told.add(doubt)
                    code, what, cure = doubt
                    yield warning(code, subject.row(rule.name), f"{rule}: {what}", cure)


def has_date_as_text(rule: Rule) -> bool:
    """Tell whether `rule` compares with a date that is written as a text."""
    return any(True for _ in _texts_compared(rule.expression.tree))


def _texts_compared(tree: Tree) -> Iterator[str]:
    for each in _orderings(tree):
        for side in (each.left, each.right):
            if isinstance(side, Text) and to_date(side.value) is not None:
                yield side.value


def _dates_as_texts(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    for text in _texts_compared(rule.expression.tree):
        yield (
            "date-as-text",
            f"'{text}' is compared as a text, which on phones and laptops is never later or "
            "earlier than a date; in browsers it is.",
            f"Write date('{text}').",
        )


def _patterns(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    for each in walk(rule.expression.tree):
        match each:
            case Call(name="regex", arguments=(_, Text(value=pattern))):
                if not (pattern.startswith("^") and pattern.endswith("$")):
                    whole = pattern.removeprefix("^").removesuffix("$")
                    inner = f"({whole})" if "|" in whole else whole
                    yield (
                        "unanchored-regex",
                        f"the pattern '{pattern}' must fit the whole answer on phones and "
                        "laptops, and any part of it in browsers.",
                        f"Write '^{inner}$'.",
                    )
            case _:
                pass


def _bare_truths(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    conditions = list(_inner_conditions(rule.expression.tree))
    if rule.column in _CONDITIONS:
        conditions.append(rule.expression.tree)
    for tree in conditions:
        if isinstance(tree, Reference | Current):
            written = f"${{{tree.name}}}" if isinstance(tree, Reference) else "."
            yield (
                "bare-truth",
                f"`{written}` stands where something is true or false: devices disagree on which "
                "answers are true.",
                f"Say what is meant, such as {written} != ''.",
            )


def _inner_conditions(tree: Tree) -> Iterator[Tree]:
    """Yield what stands inside `tree` where something is true or false."""
    for each in walk(tree):
        match each:
            case Operation(operator="and" | "or", left=left, right=right):
                yield from (left, right)
            case Call(name="not" | "boolean", arguments=(argument,)):
                yield argument
            case Call(name="if", arguments=(condition, _, _)):
                yield condition
            case _:
                pass


def _fractions(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    tree = rule.expression.tree
    compared = [
        side
        for each in walk(tree)
        if isinstance(each, Operation) and each.operator in _EQUALITIES
        for side in (each.left, each.right)
    ]
    for start in [tree, *compared] if rule.column == "calculation" else compared:
        for each in _unrounded(start):
            if isinstance(each, Operation) and _has_fraction(each):
                yield (
                    "fraction",
                    "figures with a fraction are multiplied or added: some devices keep a tail "
                    "such as 220.00000000000003.",
                    "Round the result: round(…, 2).",
                )
                return


def _unrounded(tree: Tree) -> Iterator[Tree]:
    """Yield `tree` and what is below it, but nothing that is rounded or only compared."""
    yield tree
    if isinstance(tree, Call) and tree.name in _ROUNDING:
        return
    if isinstance(tree, Operation) and tree.operator in _ORDERED | _EQUALITIES | {"and", "or"}:
        return
    for part in parts_of(tree):
        yield from _unrounded(part)


def _has_fraction(operation: Operation) -> bool:
    sides = (operation.left, operation.right)
    return operation.operator in ("*", "+", "-") and any(
        isinstance(side, Number) and not float(side.value).is_integer() for side in sides
    )


def _saved_truths(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    if rule.column == "calculation" and _is_truth(rule.expression.tree):
        yield (
            "boolean-saved",
            "the result is true or false, which some devices keep as `true` and others as `1`.",
            "Write if(…, 1, 0), or if(…, 'yes', 'no').",
        )


def _is_truth(tree: Tree) -> bool:
    match tree:
        case Operation(operator=sign):
            return sign in _ORDERED | _EQUALITIES | {"and", "or"}
        case Call(name="if", arguments=(_, then, otherwise)):
            return _is_truth(then) or _is_truth(otherwise)
        case Call(name=name):
            return name in _TRUTHS
        case _:
            return False


def _instances(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    here = subject.repeats.get(rule.name, ())
    for name in _single(rule.expression.tree):
        around = subject.repeats.get(name, ())
        if around and here[: len(around)] != around:
            yield (
                "repeat-as-single",
                f"`{name}` has an answer for each time that `{around[-1]}` is filled in; phones "
                "stop with an error where one is expected.",
                f"Say which: indexed-repeat(${{{name}}}, ${{{around[-1]}}}, 1), or sum(…), "
                "count(…), join(', ', …).",
            )


def _single(tree: Tree) -> Iterator[str]:
    """Yield the names that `tree` reads as if each had one answer."""
    if isinstance(tree, Reference):
        yield tree.name
    if isinstance(tree, Call) and tree.name in _OVER_INSTANCES:
        return
    for part in parts_of(tree):
        yield from _single(part)


def _rounded_negatives(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    for each in walk(rule.expression.tree):
        is_rounded = isinstance(each, Call) and each.name == "round" and bool(each.arguments)
        if is_rounded and any(map(_may_be_negative, walk(each))):
            yield (
                "round-of-negative",
                "what is rounded may be negative: -2.5 becomes -2 on phones and laptops, and -3 "
                "in browsers.",
                "Round abs(…), or make sure that the difference is not negative.",
            )


def _may_be_negative(tree: Tree) -> bool:
    is_difference = isinstance(tree, Operation) and tree.operator == "-"
    return is_difference or isinstance(tree, Negation)


def _numbers_of_texts(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    for each in walk(rule.expression.tree):
        match each:
            case Call(name="number" | "int", arguments=(Text(value=text),)) if not _is_plain(text):
                what = f"'{text}'"
            case Call(name="number" | "int", arguments=(Reference(name=name),)) if isinstance(
                subject.questions.get(name), TextQuestion
            ):
                what = f"the text that is typed for `{name}`"
            case _:
                continue
        yield (
            "number-of-text",
            f"{what} is read as a number: 1,000 is 1 on phones and laptops and nothing in "
            "browsers, and a date is a number in browsers only.",
            "Ask for an integer or decimal, or write the number plainly.",
        )


def _is_plain(text: str) -> bool:
    return text.strip().lstrip("-").replace(".", "", 1).isdigit()


def _computed_dates(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    for each in walk(rule.expression.tree):
        match each:
            case Call(name="date", arguments=(Operation(operator="+" | "-"),)):
                yield (
                    "date-arithmetic",
                    "a date is worked out by adding days: phones and laptops keep day and time, "
                    "browsers the day alone.",
                    "Write format-date(…, '%Y-%m-%d').",
                )
            case _:
                pass


def _rare_functions(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    for each in walk(rule.expression.tree):
        if isinstance(each, Call) and each.name in _NOT_EVERYWHERE:
            yield (
                "function-not-everywhere",
                f"`{each.name}()` does not work on every device.",
                _NOT_EVERYWHERE[each.name],
            )


def _times(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    for each in _orderings(rule.expression.tree):
        if any(_is_of(Time, side, rule, subject) for side in (each.left, each.right)):
            yield (
                "time-compared",
                "times of day are compared, which laptops do, and phones never find true.",
                "Compare decimal-time(…) on both sides.",
            )


def _moments(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    for each in _orderings(rule.expression.tree):
        sides = (each.left, each.right)
        if all(_is_of(DateTime, side, rule, subject) or _is_now(side) for side in sides):
            yield (
                "moment-compared",
                "two moments are compared, and only their days count.",
                "Compare decimal-date-time(…) on both sides if the hour matters.",
            )


def _orderings(tree: Tree) -> Iterator[Operation]:
    for each in walk(tree):
        if isinstance(each, Operation) and each.operator in _ORDERED:
            yield each


def _is_of(kind: type[Question], tree: Tree, rule: Rule, subject: Subject) -> bool:
    """Tell whether `tree` is the answer to a question of `kind`."""
    match tree:
        case Reference(name=name):
            return isinstance(subject.questions.get(name), kind)
        case Current():
            return isinstance(subject.questions.get(rule.name), kind)
        case _:
            return False


def _is_now(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.name == "now"


def _indices(rule: Rule, subject: Subject) -> Iterator[Doubt]:
    del subject
    for each in walk(rule.expression.tree):
        if isinstance(each, Path) and any(map(_is_index, parts_of(each))):
            yield (
                "repeat-index",
                "an instance is picked by [1] or [last()], which phones find empty or stop at.",
                "Write [position() = 1], or indexed-repeat(…).",
            )


def _is_index(condition: Tree) -> bool:
    return isinstance(condition, Number) or (
        isinstance(condition, Call) and condition.name == "last"
    )


_Check = Callable[[Rule, Subject], Iterator[Doubt]]
_ON_LAPTOPS_TOO: tuple[_Check, ...] = (_dates_as_texts, _moments, _instances)
_ON_OTHERS: tuple[_Check, ...] = (
    _patterns,
    _bare_truths,
    _fractions,
    _saved_truths,
    _times,
    _indices,
    _rounded_negatives,
    _numbers_of_texts,
    _computed_dates,
    _rare_functions,
)
