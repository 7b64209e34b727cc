"""Who reads whom in a form: the order in which its parts are worked out, and circles in it."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import takewhile

from shared.forms.evaluation import Expression, Filter
from shared.forms.model import Metadata, Rank, SelectMultiple, SelectOne
from shared.forms.planned import (
    CompiledForm,
    Fault,
    Planned,
    PlannedQuestion,
    PlannedSection,
    Reader,
    expressions_of,
    filter_of,
    name_of,
)
from shared.forms.syntax import Call, ExpressionError, Path, Start, Tree, walk

MOST_CIRCLES = 20
"""Reported one by one; of what is then left waiting, the conditions are dropped together."""
_DECIDING = ("relevant", "calculation", "repeat_count")
"""Columns that say whether, with what value or how often something is there."""
_CLOCK = frozenset({"now", "today"})


def put_in_order(plan: CompiledForm) -> None:
    """Find the order of needs, dropping what waits for itself; then note who reads whom."""
    plan.order = _in_order_of_needs(plan)
    for rank, node in enumerate(plan.order):
        node.rank = rank
    for node in plan.nodes:
        _note_readings(node, plan)


def _in_order_of_needs(plan: CompiledForm) -> tuple[Planned, ...]:
    by_place = {node.place: node for node in plan.nodes}
    for _ in range(MOST_CIRCLES):
        sorter = TopologicalSorter(_graph(plan))
        try:
            return tuple(by_place[place] for place in sorter.static_order())
        except CycleError as error:
            circle: list[int] = error.args[1]
            _break([by_place[place] for place in circle], plan)
    return _without_the_waiting(plan)


def _graph(plan: CompiledForm) -> dict[int, list[int]]:
    return {node.place: [each.place for each in _needs(node, plan)] for node in plan.nodes}


def _needs(node: Planned, plan: CompiledForm) -> Iterator[Planned]:
    """Yield what must be known before `node`: its section, and what its conditions refer to."""
    if node.parent is not None:
        yield node.parent
    for _, expression in _deciding(node):
        for name in sorted(expression.dependencies):
            needed = plan.find(name)
            if needed is not None and not _is_around(needed, node):
                yield needed


def _deciding(node: Planned) -> Iterator[tuple[str, Expression]]:
    for column, expression in expressions_of(node):
        is_set = column == "calculation" and not _is_calculated(node)
        if column in _DECIDING and not is_set:
            yield column, expression


def _is_calculated(node: Planned) -> bool:
    return isinstance(node, PlannedQuestion) and node.is_calculated


def _is_around(group: Planned, node: Planned) -> bool:
    """Say whether `node` stands in `group`, which it then waits for anyway."""
    around = node.parent
    while around is not None:
        if around is group:
            return True
        around = around.parent
    return False


def _break(circle: list[Planned], plan: CompiledForm) -> None:
    """Record the circle and drop one of the expressions that close it."""
    names = {name_of(node) for node in circle}
    written = " → ".join(reversed([name_of(node) for node in circle]))
    for node in circle:
        for column, expression in _deciding(node):
            if expression.dependencies & names:
                _drop(node, column, f"It waits for itself: {written}.", plan)
                return


def _drop(node: Planned, column: str, message: str, plan: CompiledForm) -> None:
    cure = "Let one of these questions be decided without the others."
    plan.faults.append(Fault(name_of(node), column, ExpressionError(message, 0, cure)))
    setattr(node, "count" if column == "repeat_count" else column, None)


def _without_the_waiting(plan: CompiledForm) -> tuple[Planned, ...]:
    """Drop the conditions of all that waits for a circle, and return the order without them."""
    sorter = TopologicalSorter(_graph(plan))
    done: set[int] = set()
    try:
        sorter.prepare()
    except CycleError:
        while ready := sorter.get_ready():
            done.update(ready)
            sorter.done(*ready)
    for node in plan.nodes:
        if node.place not in done:
            for column, _ in list(_deciding(node)):
                _drop(node, column, "It waits for itself, as do many others.", plan)
    by_place = {node.place: node for node in plan.nodes}
    return tuple(by_place[place] for place in TopologicalSorter(_graph(plan)).static_order())


def _note_readings(node: Planned, plan: CompiledForm) -> None:
    for column, expression in expressions_of(node):
        if column == "default" or (column == "calculation" and not _is_calculated(node)):
            continue
        readers = plan.readers if column in _DECIDING else plan.judges
        _note(node, expression, readers, plan)
    if (choice_filter := filter_of(node)) is not None:
        _note(node, choice_filter, plan.judges, plan)
    if isinstance(node, PlannedQuestion):
        _note_question(node, plan)


def _note(
    node: Planned,
    expression: Expression | Filter,
    readers: dict[str, list[Reader]],
    plan: CompiledForm,
) -> None:
    is_simple = not any(_reaches_far(each) for each in walk(expression.tree))
    for name in sorted(expression.dependencies):
        read = plan.find(name)
        if read is not None:
            is_near = is_simple and not (isinstance(read, PlannedSection) and read.is_repeat)
            readers.setdefault(name, []).append(Reader(node, is_near))
    if any(isinstance(each, Call) and each.name in _CLOCK for each in walk(expression.tree)):
        plan.timed.append(node)


def _reaches_far(tree: Tree) -> bool:
    """Say whether `tree` may lead to other instances than those that it stands in."""
    if isinstance(tree, Path):
        return tree.start is not Start.TABLE and not _is_beside(tree)
    return isinstance(tree, Call) and tree.name == "indexed-repeat"


def _is_beside(path: Path) -> bool:
    return path.start is Start.HERE and path.up == 1 and len(path.steps) == 1


def _note_question(node: PlannedQuestion, plan: CompiledForm) -> None:
    question = node.question
    if isinstance(question, Metadata):
        plan.timed.append(node)
    for trigger in question.trigger:
        plan.triggered.setdefault(trigger, []).append(node)
    if isinstance(question, SelectOne | SelectMultiple | Rank) and question.from_repeat:
        plan.judges.setdefault(question.from_repeat, []).append(Reader(node, is_near=False))


def shared_repeats(one: Planned, other: Planned) -> int:
    """Return how many repeats stand around both."""
    pairs = zip(one.repeats, other.repeats, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
