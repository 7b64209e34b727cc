"""From answer to answer: whatever is looked at again comes to what a fresh look comes to."""

import random
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Calculate,
    Decimal,
    Form,
    Integer,
    Node,
    Question,
    Repeat,
    Section,
    SelectOne,
)
from shared.forms.remarks import Code
from shared.forms.review import review
from tests.shared.forms.checklists import NOW, a_form, choices, looked_at, number, one
from tests.shared.forms.reviewings import filling

# --- The clock, and hostile forms --------------------------------------------------------


def test_only_what_looks_at_the_clock_changes_with_it():
    form = a_form(Calculate(name="day", calculation="today()"), number("n"))
    reviewing = filling(form)
    assert reviewing.turn_to(NOW + timedelta(days=1)).calculated == {"day": "2026-10-05"}
    far = datetime(2026, 10, 5, 1, tzinfo=timezone(timedelta(hours=12)))
    assert reviewing.change("n", 1, now=far).calculated == {"day": "2026-10-05"}


def test_a_form_that_costs_too_much_is_not_checked_and_nothing_hangs():
    counting = "count(/data/page/r[count(/data/page/r[x != 'a']) > 5])"
    form = a_form(
        Repeat(name="r", count="1000", children=(number("x"),)),
        *(Calculate(name=f"c{each}", calculation=counting) for each in range(100)),
    )
    started = time.process_time()
    result = looked_at(form, {})
    assert result.instances == {"r": 1_000}
    assert Code.NOT_CHECKED in {each.code for each in result.flagged}
    assert time.process_time() - started < 20


# --- The law: looking again at some is looking at all ------------------------------------

NAMES = ["a", "b", "c", "d", "x", "y", "z"]
OUTER, INNER = NAMES[:4], NAMES[4:]
SCALARS = st.sampled_from(
    [1, 2, 3, 0, "yes", "no", "", None, NonAnswer.DONT_KNOW, 1.5, ["yes"], "2026-10-04"]
)
CONDITIONS = [
    "${%s} = 'yes'", "${%s} > 1", "${%s} != ''", "not(${%s} = 2)", "today() > ${%s}",
    "/data/%s = 1",
]  # fmt: skip
SUMS = ["${%s} + 1", "sum(${%s})", "concat(${%s}, 'x')", "count(${rep}) + ${%s}", "${%s}",
        "once(${%s})", "sum(/data/rep/%s)", "indexed-repeat(${%s}, ${rep}, 1)"]  # fmt: skip


class Author:
    """Writes forms, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not for secrets

    def some(self, patterns: list[str], often: float = 0.35) -> str:
        if self._random.random() > often:
            return ""
        return self._random.choice(patterns).replace("%s", self._random.choice(NAMES))

    def question(self, name: str) -> Question:
        own: dict[str, Any] = {
            "relevant": self.some(CONDITIONS),
            "required": self.some(CONDITIONS),
            "constraint": self.some([". > ${%s}", ". != ''", *CONDITIONS]),
            "warning": self.some(CONDITIONS),
            "read_only_when": self.some(CONDITIONS),
        }
        calculation = self.some(SUMS, often=1)
        kind = self._random.randrange(6)
        if kind == 0:
            return Calculate(name=name, calculation=calculation, **own)
        if kind == 1:
            return Integer(name=name, calculation=calculation, **own)
        if kind == 2:
            trigger = tuple(self._random.sample(NAMES, self._random.randrange(3)))
            return Integer(name=name, trigger=trigger, calculation=calculation, **own)
        if kind == 3:
            offered = self.some(["name != ${%s}"], often=1)
            return SelectOne(name=name, choices=choices("yes", "no"), choice_filter=offered, **own)
        if kind == 4:
            return Decimal(name=name, default="2", dynamic_default=self.some(["${%s} + 1"]), **own)
        return one(name, **own)

    def form(self) -> Form:
        inner: list[Node] = [self.question(name) for name in INNER]
        if self._random.random() > 0.5:
            inner[-1] = Repeat(name="deep", children=(self.question(INNER[-1]),))
        repeat = Repeat(
            name="rep",
            count=self._random.choice(["", "${a}", "${b} + 1", "2"]),
            relevant=self._random.choice(
                ["", "${c} != 'no'", "position(..) < 3", "today() > ${c}"]
            ),
            children=tuple(inner),
        )
        group = Section(name="group", relevant=self.some(CONDITIONS), children=(repeat,))
        nodes: list[Node] = [*(self.question(name) for name in OUTER), group]
        self._random.shuffle(nodes)
        return a_form(Section(name="page", children=tuple(nodes), implied=True))


PATHS = st.sampled_from(
    [
        *OUTER,
        "rep",
        *(f"rep[{place}]/{name}" for place in (1, 2, 3) for name in [*INNER, "deep"]),
        *(f"rep[1]/deep[{place}]/{INNER[-1]}" for place in (1, 2)),
        "strange",
        "rep[1]/strange",
    ]
)
EDITS = st.lists(st.tuples(PATHS, SCALARS, st.integers(0, 5)), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), EDITS)
def test_after_every_edit_the_review_is_the_one_of_a_fresh_look(
    seed: int, edits: list[tuple[str, Any, int]]
):
    form, now = Author(seed).form(), NOW
    reviewing = filling(form)
    reviewing.begin()
    for path, answer, deed in edits:
        if deed == 0:
            reviewing.comment(path, "said")
        elif deed == 1:
            now += timedelta(hours=7)
            reviewing.turn_to(now)
        elif deed == 2 and path.endswith("]/x"):
            reviewing.remove_instance(path.removesuffix("/x"))
        else:
            reviewing.change(path, answer)
        fresh = review(form, reviewing.answers, now=now, comments=reviewing.comments)
        assert reviewing.review == fresh
