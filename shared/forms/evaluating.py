"""What is asked in a form being filled in, with what value, and how often: the state of its spots.

Spots are worked out in the order of needs. When an answer changes, only what reads it is worked
out again, and what reads that, for as long as something changes.
"""

import heapq
import math
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.forms.budget import Budget
from shared.forms.evaluation import Expression, compile_expression
from shared.forms.facts import FormFacts
from shared.forms.filled import MOST_INSTANCES, Filled, Key, Spot
from shared.forms.fitting import answer_of, is_missing, value_of
from shared.forms.lists import FormTables
from shared.forms.model import Calculate, Hidden, Metadata
from shared.forms.needs import shared_repeats
from shared.forms.planned import (
    CompiledForm,
    PlannedQuestion,
    PlannedSection,
    Reader,
)
from shared.forms.scope import Scope, Tables
from shared.forms.values import Value, is_empty, to_boolean, to_number, to_text

_MOST_STEPS = 10_000_000
"""That all expressions together may take at one change; see `shared.forms.budget`."""
_MOST_ROUNDS = 200
"""Times that each spot, on average, is worked out for one change. A safety net, never reached."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a form is filled in with, besides its answers."""

    tables: Tables | None = None
    """The attached files."""
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Properties of the laptop: `deviceid`, `username`, `email`, …"""
    language: str = ""
    """Of the labels that expressions ask for; '' = the form's default."""
    last_saved: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """The answers of the form filled in before, by question."""
    chance: Callable[[], float] = random.random


ALONE = Surroundings()
"""Nothing but the answers."""


class Evaluation:
    """The state of all spots of a form. Whatever the answers hold, nothing is raised."""

    def __init__(
        self,
        plan: CompiledForm,
        answers: Mapping[str, Any],
        now: datetime,
        surroundings: Surroundings,
    ) -> None:
        self.plan = plan
        self.answers = answers
        self.now = now
        self.filled = Filled(plan)
        self.values: dict[str, Value] = {
            name: "" for name, planned in plan.questions.items() if not planned.repeats
        }
        self.touched: dict[Spot, None] = {}
        """Spots to be judged anew."""
        self.changed: dict[Spot, None] = {}
        """Questions whose value changed, since this was last cleared."""
        self.grown: list[Spot] = []
        """Spots that came with new instances, since this was last cleared."""
        self.gone: list[Spot] = []
        """Spots that went with their instances, since this was last cleared."""
        self.tables = FormTables(plan, surroundings.tables)
        self._surroundings = surroundings
        self._facts = FormFacts(plan, self.tables, surroundings.facts, surroundings.language)
        self._budget = Budget(_MOST_STEPS)
        self._queue: list[tuple[int, Key, int, Spot]] = []
        self._queued = 0
        self._all_waiting: set[int] = set()
        """Nodes of which all spots wait."""
        self._all_touched: set[int] = set()
        """Nodes of which all spots are touched."""
        for spot in self.filled.spots():
            self._wait(spot)

    def run(self) -> None:
        """Work out all that waits, and what then has to be worked out because of it."""
        self._budget = Budget(_MOST_STEPS)
        rounds = _MOST_ROUNDS * (len(self.plan.nodes) + len(self._queue))
        while self._queue and rounds:
            rounds -= 1
            *_, spot = heapq.heappop(self._queue)
            spot.is_waiting = False
            if not spot.is_gone:
                self._settle(spot)

    def ask_again(self, spots: Iterable[Spot]) -> None:
        """Have `spots` worked out and judged anew at the next run."""
        for spot in spots:
            self._wait(spot)
            self.touched[spot] = None

    def turn_to(self, now: datetime) -> None:
        """Set the clock; what looks at it is worked out at the next run."""
        self.now = now
        for node in self.plan.timed:
            self.ask_again(self.near(self.filled.root, Reader(node, is_near=False)))

    def take_touched(self) -> list[Spot]:
        """Return the spots to be judged anew, and forget them."""
        touched = [spot for spot in self.touched if not spot.is_gone]
        self.touched.clear()
        self._all_touched.clear()
        return touched

    def outcome(self, spot: Spot, expression: Expression, current: Value = "") -> Value | None:
        """Return what `expression` comes to at `spot`, None where it is in trouble."""
        try:
            found = expression.work_out(self.scope(spot, current))
        except RecursionError:
            return None
        return None if found.trouble else found.value

    def scope(self, spot: Spot, current: Value = "") -> Scope:
        """Return what an expression at `spot` may look at."""
        around = self._surroundings
        return Scope(
            self.values,
            self.now,
            current,
            spot,
            self.tables,
            self._facts,
            around.last_saved,
            around.chance,
            self._budget,
        )

    def value_named(self, name: str, spot: Spot) -> Value:
        """Return what `${name}` means at `spot`; '' where it means nothing, or several answers."""
        if name in self.values:
            return self.values[name]
        return self.outcome(spot, compile_expression(f"${{{name}}}")) or ""

    def near(self, spot: Spot, reader: Reader) -> Iterable[Spot]:
        """Return the spots of `reader` that may depend on `spot`."""
        spots = self.filled.by_node[reader.node.place]
        found: Iterable[Spot]
        if not reader.is_near or spot.planned is None:
            found = list(spots.values())
        elif (shared := shared_repeats(reader.node, spot.planned)) == len(reader.node.repeats):
            only = spots.get(spot.place[:shared])
            found = () if only is None else (only,)
        else:
            around = spot.place[:shared]
            found = [each for place, each in spots.items() if place[:shared] == around]
        if isinstance(reader.node, PlannedSection) and reader.node.is_repeat:
            return [one for each in found for one in (each, *each.instances)]
        return found

    def _wait(self, spot: Spot) -> None:
        if not spot.is_waiting and spot.planned is not None:
            spot.is_waiting = True
            self._queued += 1
            heapq.heappush(self._queue, (spot.planned.rank, spot.key, self._queued, spot))

    def _settle(self, spot: Spot) -> None:
        planned = spot.planned
        self._all_waiting.discard(-1 if planned is None else planned.place)
        was_doubtful, spot.is_doubtful = spot.is_doubtful, False
        was = spot.is_relevant
        spot.is_relevant = self._is_relevant(spot)
        if was != spot.is_relevant:
            self.touched[spot] = None
            self._let_know(spot, within=True)
        if isinstance(planned, PlannedQuestion):
            self._settle_value(spot, planned, is_new=was != spot.is_relevant)
        elif spot.is_repeat and isinstance(planned, PlannedSection):
            self._settle_number(spot, planned)
        if spot.is_doubtful is not was_doubtful:
            self.touched[spot] = None

    def _is_relevant(self, spot: Spot) -> bool:
        planned = spot.planned
        if planned is None or (spot.parent is not None and not spot.parent.is_relevant):
            return False
        if planned.relevant is None or spot.is_repeat:
            return True
        held = ""
        if isinstance(planned, PlannedQuestion):
            held = self.value(planned, self.answers.get(spot.path))
        found = self.outcome(spot, planned.relevant, held)
        spot.is_doubtful = found is None
        return found is None or to_boolean(found)

    def _settle_value(self, spot: Spot, planned: PlannedQuestion, *, is_new: bool) -> None:
        answer, value = self._found(spot, planned) if spot.is_relevant else (None, "")
        if not _is_same(answer, spot.answer):
            spot.answer = answer
            self.touched[spot] = None
        if is_new or not _is_same(value, spot.value):
            spot.value = value
            if not spot.place:
                self.values[spot.name] = value
            self.touched[spot] = None
            self.changed[spot] = None
            self._let_know(spot)

    def _found(self, spot: Spot, planned: PlannedQuestion) -> tuple[Any, Value]:
        """Return the answer to a question that is asked, and what others read of it."""
        question = planned.question
        held = self.answers.get(spot.path)
        stays = planned.keeps_its_value and not is_missing(held)
        if planned.is_calculated and planned.calculation is not None and not stays:
            raw = self.outcome(spot, planned.calculation, self.value(planned, held))
            spot.is_doubtful = spot.is_doubtful or raw is None
            answer = None if raw is None else answer_of(question, raw)
            if isinstance(question, Hidden) or (
                isinstance(question, Calculate) and not question.kind
            ):
                return answer, "" if raw is None or is_empty(raw) else to_text(raw)
            return answer, self.value(planned, answer)
        if is_missing(held):
            held = self._of_itself(planned)
        return held, self.value(planned, held)

    def _of_itself(self, planned: PlannedQuestion) -> Any:  # noqa: ANN401 - what a report holds
        """Return what is not asked and yet known: a hidden default, the time, the device."""
        question = planned.question
        if isinstance(question, Hidden):
            return question.default or None
        if not isinstance(question, Metadata):
            return None
        if question.kind in ("start", "end"):
            return self.now.isoformat(timespec="seconds")
        if question.kind == "today":
            return self.now.date().isoformat()
        return self._facts.find_property(question.kind)

    def value(self, planned: PlannedQuestion, answer: Any) -> Value:  # noqa: ANN401
        """Return `answer` as expressions read it; moments stand in the zone of `now`."""
        value = value_of(planned.question, answer)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(self.now.tzinfo)
        return value

    def _settle_number(self, repeat: Spot, planned: PlannedSection) -> None:
        wanted = self._number(repeat, planned) if repeat.is_relevant else 0
        if wanted == len(repeat.instances):
            return
        while len(repeat.instances) > wanted:
            gone = self.filled.drop_instance(repeat)
            self.gone += gone
            self._let_know_of_all(gone)
        while len(repeat.instances) < wanted:
            grown = self.filled.add_instance(repeat)
            self.grown += grown
            for spot in grown:
                self._wait(spot)
                self.touched[spot] = None
        self.touched[repeat] = None
        self._let_know(repeat)

    def _number(self, repeat: Spot, planned: PlannedSection) -> int:
        if planned.count is None:
            return number_of_instances(self.answers.get(repeat.path))
        found = self.outcome(repeat, planned.count)
        repeat.is_doubtful = found is None
        number = 0.0 if found is None else to_number(found)
        return 0 if math.isnan(number) else int(min(max(number, 0), MOST_INSTANCES))

    def _let_know(self, spot: Spot, *, within: bool = False) -> None:
        """Have all that reads `spot` worked out again; `within`, also what stands in it."""
        if within:
            for inner in (*spot.parts, *spot.instances):
                self._wait(inner)
        for reader in self.plan.readers.get(spot.name, ()):
            if reader.is_near or reader.node.place not in self._all_waiting:
                self._note_all(reader, self._all_waiting)
                for each in self.near(spot, reader):
                    self._wait(each)
        for reader in self.plan.judges.get(spot.name, ()):
            if reader.is_near or reader.node.place not in self._all_touched:
                self._note_all(reader, self._all_touched)
                self.touched |= dict.fromkeys(self.near(spot, reader))

    def _note_all(self, reader: Reader, noted: set[int]) -> None:
        """Note that all spots of `reader` are told, so that the next of many need not tell them."""
        if not reader.is_near:
            noted.add(reader.node.place)

    def _let_know_of_all(self, gone: Iterable[Spot]) -> None:
        for spot in gone:
            spot.is_gone = True
            self.touched.pop(spot, None)
            self.changed.pop(spot, None)
            self._let_know(spot)


def number_of_instances(answer: object) -> int:
    """Return how many instances an answer under the path of a repeat means; 0 for no number."""
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return 0
    return int(min(answer, MOST_INSTANCES)) if answer > 0 else 0


def _is_same(one: object, other: object) -> bool:
    """Compare values by kind, too: 1 and True differ; no number is the same as no number."""
    return type(one) is type(other) and (one == other or (_is_nan(one) and _is_nan(other)))


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
