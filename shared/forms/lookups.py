"""Looking up rows of a form's lists: `instance('stations')/root/item[region = ${region}]/name`.

Conditions of the form `column = value` that are joined by `and` are answered from the table's
index; what else stands in the brackets is tried on the rows that are left.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from shared.forms.navigation import Leaf, Nodes
from shared.forms.scope import Closure, Node, Row, Scope
from shared.forms.syntax import Call, Current, Operation, Path, Start, Tree, walk
from shared.forms.trouble import TroubleCode, TroubleError
from shared.forms.values import Value, to_boolean, to_text

Lookup = Callable[[str, Scope], Sequence[Row]]
"""A compiled lookup: the rows of the table of that name."""


def compiled(conditions: Sequence[Tree], compile_value: Callable[[Tree], Closure]) -> Lookup:
    """Compile the lookup of the rows for which all `conditions` hold in turn.

    `compile_value` compiles a tree that stands inside the brackets.
    """
    indexed, rest = _planned(conditions)
    matches = {column: compile_value(value) for column, value in indexed.items()}
    tests = [
        (
            _truth(compile_value(each)) if is_part else compile_value(each),
            sum(1 for _ in walk(each)),
        )
        for each, is_part in rest
    ]

    def rows(table: str, scope: Scope) -> Sequence[Row]:
        inner = scope.inside()
        found = _found(table, {name: value(inner) for name, value in matches.items()}, scope)
        for test, price in tests:
            found = _kept(found, test, inner, price)
        return found

    return rows


def indexed_columns(conditions: Sequence[Tree]) -> Mapping[str, Tree]:
    """Return the columns that the index answers for, with what each is to equal."""
    return _planned(conditions)[0]


def _planned(conditions: Sequence[Tree]) -> tuple[dict[str, Tree], list[tuple[Tree, bool]]]:
    """Return what the index answers, and what is tried: with whether it is part of an `and`."""
    whole = [(each, False) for each in conditions]
    if not conditions or any(_is_position(each) for each in walk(conditions[0])):
        return {}, whole
    joined = list(_joined(conditions[0]))
    matches = [found for each in joined if (found := _match(each)) is not None]
    indexed = dict(matches)
    if len(indexed) < len(matches):  # one column is to equal two values
        return {}, whole
    rest = [(each, len(joined) > 1) for each in joined if _match(each) is None]
    return indexed, rest + whole[1:]


def _truth(closure: Closure) -> Closure:
    return lambda scope: to_boolean(closure(scope))


def _joined(tree: Tree) -> Iterator[Tree]:
    """Yield the conditions that `and` joins."""
    if isinstance(tree, Operation) and tree.operator == "and":
        yield from _joined(tree.left)
        yield from _joined(tree.right)
    else:
        yield tree


def _match(tree: Tree) -> tuple[str, Tree] | None:
    """Return the column and the value that `tree` wants to be equal, if that is all it says."""
    if not isinstance(tree, Operation) or tree.operator != "=":
        return None
    for column, value in ((tree.left, tree.right), (tree.right, tree.left)):
        name = _column(column)
        if name is not None and not any(_is_of_row(each) for each in walk(value)):
            return name, value
    return None


def _column(tree: Tree) -> str | None:
    is_name = isinstance(tree, Path) and tree.start is Start.HERE and not tree.up
    if isinstance(tree, Path) and is_name and len(tree.steps) == 1 and not tree.has_conditions:
        return tree.steps[0].name
    return None


def _is_of_row(tree: Tree) -> bool:
    """Say whether `tree` means something else for every row."""
    if isinstance(tree, Path):
        return tree.start is Start.HERE
    return isinstance(tree, Current) or _is_position(tree) or _is_chance(tree)


def _is_position(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.name == "position"


def _is_chance(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.name in ("random", "uuid")


def _found(table: str, wanted: Mapping[str, Value], scope: Scope) -> Sequence[Row]:
    """Return the rows whose cells equal what is wanted; truths are compared row by row."""
    equal: dict[str, str | float] = {}
    truths: dict[str, bool] = {}
    for column, value in wanted.items():
        if isinstance(value, bool):
            truths[column] = value
        else:
            equal[column] = value if isinstance(value, float) else to_text(value)
    rows = None if scope.tables is None else scope.tables.find_rows(table, equal)
    if rows is None:
        raise TroubleError(TroubleCode.NO_TABLE, f"The form carries no list '{table}'.")
    scope.spend(1 + len(rows))
    if not truths:
        return rows
    return [
        row for row in rows if all((row.get(each, "") != "") is truths[each] for each in truths)
    ]


def _kept(rows: Sequence[Row], test: Closure, inner: Scope, price: int) -> Sequence[Row]:
    kept: list[Row] = []
    for place, row in enumerate(rows, 1):
        inner.spend(price)
        inner.row, inner.place = row, place
        if test(inner) is True:
            kept.append(row)
    return kept


def cell(lookup: Lookup, table: str, column: str) -> Closure:
    """Compile a lookup of one value; '' if no row is found."""

    def closure(scope: Scope) -> Value:
        found = [row for row in lookup(table, scope) if not column or column in row]
        if len(found) > 1:
            raise TroubleError(
                TroubleCode.SEVERAL,
                f"{len(found)} rows of the list fit, and one value is wanted: "
                "add a condition in the square brackets.",
            )
        return found[0].get(column, "") if found else ""

    return closure


def cells(lookup: Lookup, table: str, column: str) -> Nodes:
    """Compile a lookup of the rows themselves, or of their cells in `column`."""

    def nodes(scope: Scope) -> Sequence[Node]:
        found = lookup(table, scope)
        if not column:
            return [Leaf("item", "", place) for place, _ in enumerate(found, 1)]
        return [Leaf(column, row[column]) for row in found if column in row]

    return nodes
