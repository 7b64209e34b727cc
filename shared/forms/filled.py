"""A form being filled in: every question at its place, once outside repeats, else per instance.

Spots are the nodes that paths walk over (`shared.forms.scope.Node`). They stand in the tree as in
a phone's form: pages that were made for loose questions are no step of it, and the instances of a
repeat are siblings of one name. A repeat itself has a spot too, which keeps its instances and is
no node of the tree.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.forms.model import Section
from shared.forms.paths import Place, instance_path, path_to
from shared.forms.planned import CompiledForm, Planned, PlannedQuestion, PlannedSection, name_of
from shared.forms.values import Value

Key = tuple[int, ...]
"""Where a spot stands in the order of the form, instances counted."""
MOST_INSTANCES = 1_000
"""Of one repeat in one place; a form with more is a table."""


@dataclass(slots=True, eq=False)
class Spot:
    """A question, section, repeat or instance of one, at its place."""

    planned: Planned | None
    """None for the root."""
    name: str
    path: str
    """The key of its answer; of an instance, as in `incidents[2]`."""
    key: Key
    place: Place
    """The instances it stands in; of an instance, itself included."""
    parent: "Spot | None"
    """Around it in the tree."""
    position: int = 1
    is_instance: bool = False
    is_relevant: bool = False
    value: Value = ""
    answer: Any = None
    """What stands in the report: the observer's answer, or what was calculated."""
    is_doubtful: bool = False
    """Whether an expression that decides on it could not be worked out."""
    instances: "list[Spot]" = field(default_factory=list["Spot"])
    """Of a repeat."""
    parts: "list[Spot]" = field(default_factory=list["Spot"])
    """What stands in it, repeats as one."""
    is_waiting: bool = False
    """Whether it is to be worked out anew."""
    is_gone: bool = False
    """Whether it went with its instance."""
    _flat: "list[Spot] | None" = None

    @property
    def children(self) -> Sequence["Spot"]:
        """What stands in it in the tree: parts, and instances in place of their repeat."""
        if self._flat is None:
            self._flat = [each for part in self.parts for each in part.in_tree()]
        return self._flat

    def in_tree(self) -> Sequence["Spot"]:
        """Return itself, or of a repeat its instances."""
        return self.instances if self.is_repeat else (self,)

    @property
    def is_repeat(self) -> bool:
        """Whether it stands for a repeat, not for one of its instances."""
        planned = self.planned
        return isinstance(planned, PlannedSection) and planned.is_repeat and not self.is_instance

    def forget_children(self) -> None:
        """Gather `children` anew the next time: an instance came or went."""
        self._flat = None


class Filled:
    """The spots of a form. Instances come and go; all else is there from the beginning."""

    def __init__(self, plan: CompiledForm) -> None:
        self.plan = plan
        self.root = Spot(None, plan.form.root, "", (), (), None, is_relevant=True)
        self.by_path: dict[str, Spot] = {}
        self.by_node: list[dict[Place, Spot]] = [{} for _ in plan.nodes]
        """By the place of the planned node, then by the instances that the spot stands in."""
        top = [node for node in plan.nodes if node.parent is None]
        for _ in self._grow(top, self.root, (), ()):
            pass

    def add_instance(self, repeat: Spot) -> list[Spot]:
        """Add an instance to the spot of a repeat; returns all that came with it."""
        planned = repeat.planned
        assert isinstance(planned, PlannedSection)  # noqa: S101 - only repeats have instances
        number = len(repeat.instances) + 1
        place = (*repeat.place, (repeat.name, number))
        path = instance_path(repeat.place, repeat.name, number)
        key = (*repeat.key, number)
        instance = Spot(
            planned, repeat.name, path, key, place, repeat.parent, number, is_instance=True
        )
        repeat.instances.append(instance)
        if repeat.parent is not None:
            repeat.parent.forget_children()
        return [instance, *self._grow(planned.children, instance, place, key)]

    def drop_instance(self, repeat: Spot) -> list[Spot]:
        """Drop the last instance of a repeat; returns all that went with it."""
        instance = repeat.instances.pop()
        if repeat.parent is not None:
            repeat.parent.forget_children()
        gone = list(_all_in(instance))
        for spot in gone:
            planned = spot.planned
            if planned is not None and not spot.is_instance:
                self.by_node[planned.place].pop(spot.place, None)
                if self.by_path.get(spot.path) is spot:
                    del self.by_path[spot.path]
        return gone

    def spots(self) -> Iterator[Spot]:
        """Yield all spots, instances included, each after what it stands in."""
        for part in self.root.parts:
            yield from _all_in(part)

    def _grow(
        self, nodes: Sequence[Planned], parent: Spot, place: Place, key: Key
    ) -> Iterator[Spot]:
        for node in nodes:
            name = name_of(node)
            spot = Spot(node, name, path_to(place, name), (*key, node.place), place, parent)
            self.by_node[node.place].setdefault(place, spot)
            if is_answerable(node):
                self.by_path.setdefault(spot.path, spot)
            parent.parts.append(spot)
            yield spot
            if isinstance(node, PlannedSection) and not node.is_repeat:
                inner = parent if _is_implied(node) else spot
                yield from self._grow(node.children, inner, place, key)


def is_answerable(node: Planned) -> bool:
    """Say whether answers can stand under the path of `node`: a question's, a repeat's number."""
    return isinstance(node, PlannedQuestion) or node.is_repeat


def _is_implied(node: PlannedSection) -> bool:
    return isinstance(node.section, Section) and node.section.implied


def _all_in(spot: Spot) -> Iterator[Spot]:
    yield spot
    for inner in (*spot.parts, *spot.instances):
        yield from _all_in(inner)


def key_of(place: Place, node: Planned, find: Callable[[str], Planned | None]) -> Key | None:
    """Return the key of a spot of `node` at `place`, there or not; None if it can't stand there."""
    if tuple(repeat for repeat, _ in place) != node.repeats:
        return None
    key: list[int] = []
    for repeat, number in place:
        around = find(repeat)
        if around is None:
            return None
        key += (around.place, number)
    return (*key, node.place)
