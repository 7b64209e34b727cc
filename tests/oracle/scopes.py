"""A world as our own engine sees it: a tree of nodes, values, tables, facts of the form."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone

from shared.forms.evaluation import compile_expression
from shared.forms.scope import Node, Scope
from shared.forms.tables import MemoryTables
from shared.forms.values import Value
from tests.oracle.worlds import Group, Part, Question, Repeat, World, parts_below

ZONE = timezone(timedelta(hours=5))
NOW = datetime(2026, 10, 4, 21, 15, tzinfo=ZONE)


class Place:
    """A node of the tree."""

    def __init__(self, view: "View", part: Part | None, name: str, parent: "Place | None") -> None:
        self._view = view
        self._part = part
        self.name = name
        self.parent: Node | None = parent
        self.value = _read(part) if isinstance(part, Question) else ""
        self._relevant: bool | None = None
        self.position = 1
        self.parts: Sequence[Place] = ()
        self.repeats = isinstance(part, Repeat)

    @property
    def is_relevant(self) -> bool:
        """Whether its condition holds, and those around it."""
        if self._relevant is None:
            self._relevant = self._is_asked()
        return self._relevant

    def _is_asked(self) -> bool:
        if self.parent is not None and not self.parent.is_relevant:
            return False
        if self._part is None or isinstance(self._part, Repeat) or not self._part.relevant:
            return True
        return compile_expression(self._part.relevant).holds(self._view.scope_of(self))

    @property
    def children(self) -> "Sequence[Node]":
        """What stands in it."""
        return self.parts

    def find(self, path: str) -> "Place":
        """Return the node that `path` (/data/inc[2]/n) leads to."""
        place = self
        for step in path.strip("/").split("/")[1:]:
            name, _, number = step.partition("[")
            wanted = int(number[:-1]) if number else 1
            place = next(
                each for each in place.parts if (each.name, each.position) == (name, wanted)
            )
        return place


class View:
    """A world, ready to be asked."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._paths = dict(parts_below(world.parts, "/data"))
        self._questions = {part.name: (path, part) for path, part in self._paths.items()}
        self.root = Place(self, None, "data", None)
        self.root.parts = list(self._grown(world.parts, self.root))
        self._tables = MemoryTables(world.tables)
        self._values: dict[str, Value] = {}
        self._values = dict(_plain_values(self.root))
        self.version = world.version

    def _grown(self, parts: tuple[Part, ...], parent: Place) -> Iterator[Place]:
        for part in parts:
            bodies = part.instances if isinstance(part, Repeat) else (_inside(part),)
            for position, body in enumerate(bodies, 1):
                place = Place(self, part, part.name, parent)
                place.position = position
                place.parts = list(self._grown(body, place))
                yield place

    def scope(self, at: str) -> Scope:
        """Return what an expression at the question `at` may look at."""
        place = self.root.find(at)
        scope = self.scope_of(place)
        scope.current = place.value if place.is_relevant else ""
        return scope

    def scope_of(self, place: Place) -> Scope:
        """Return what an expression at `place` may look at."""
        return Scope(self._values, NOW, place.value, place, self._tables, self)

    def steps_of(self, name: str) -> tuple[str, ...] | None:
        """Return the names from the root down to `name`."""
        found = self._questions.get(name)
        return None if found is None else tuple(found[0].strip("/").split("/"))

    def is_repeat(self, name: str) -> bool:
        """Say whether `name` is a repeat."""
        found = self._questions.get(name)
        return found is not None and isinstance(found[1], Repeat)

    def choice_label(self, question: str, choice: str) -> str:
        """Return the label of a choice."""
        found = self._questions.get(question)
        choices = found[1].choices if found and isinstance(found[1], Question) else ""
        return self._world.choices.get(choices, {}).get(choice, "")

    def find_text(self, identifier: str) -> str | None:
        """Return a translated text."""
        return self._world.texts.get(identifier)

    def find_property(self, name: str) -> str | None:
        """Return a property of the laptop."""
        return {"deviceid": "evenhand:7"}.get(name)


def _inside(part: Question | Group) -> tuple[Part, ...]:
    return part.parts if isinstance(part, Group) else ()


def _plain_values(place: Place) -> Iterator[tuple[str, Value]]:
    """Yield the answers outside repeats, of what is asked."""
    for child in place.parts:
        if child.repeats:
            continue
        if child.value != "" and child.is_relevant:
            yield child.name, child.value
        yield from _plain_values(child)


def _read(question: Question) -> Value:
    if not question.answer:
        return ""
    match question.type:
        case "int" | "decimal":
            return float(question.answer)
        case "date":
            return date.fromisoformat(question.answer)
        case "dateTime":
            return datetime.fromisoformat(question.answer).astimezone(ZONE)
        case "time":
            return time.fromisoformat(question.answer).replace(tzinfo=None)
        case _:
            return question.answer
