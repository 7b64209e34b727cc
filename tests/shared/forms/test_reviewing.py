"""From answer to answer: repeats, triggers, defaults; and that nothing is lost on the way."""

import random
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.forms.answers import NonAnswer
from shared.forms.evaluating import Surroundings
from shared.forms.model import (
    Acknowledge,
    Calculate,
    Choice,
    Date,
    DateTime,
    Decimal,
    FileList,
    Form,
    Geopoint,
    Hidden,
    Integer,
    Media,
    Metadata,
    Node,
    Note,
    Question,
    Range,
    Rank,
    Repeat,
    Section,
    SelectMultiple,
    SelectOne,
    Shape,
    TextQuestion,
)
from shared.forms.remarks import Code
from shared.forms.review import review
from shared.forms.reviewing import Reviewing
from shared.forms.tables import MemoryTables
from tests.shared.forms.checklists import NOW, a_form, choices, looked_at, number, one, section


def filling(form: Form, answers: dict[str, Any] | None = None, **rest: Any) -> Reviewing:  # noqa: ANN401 - any field
    return Reviewing(form, answers, now=NOW, **rest)


def codes(reviewing: Reviewing) -> list[tuple[str, Code]]:
    return [(each.question, each.code) for each in reviewing.review.wrong]


# --- Repeats -----------------------------------------------------------------------------

PEOPLE = a_form(
    section(
        "page",
        Repeat(
            name="people",
            children=(
                TextQuestion(name="who", required="true()"),
                number("age", relevant="${who} != ''", constraint=". < 120"),
                Repeat(name="visits", children=(number("minutes"),)),
                Calculate(name="spent", calculation="sum(${minutes})"),
            ),
        ),
        Calculate(name="ages", calculation="sum(${age})"),
        Calculate(name="many", calculation="count(${people})"),
        number("after", relevant="${ages} > 100"),
    )
)


def test_a_repeat_without_a_number_has_no_instances():
    result = looked_at(PEOPLE, {})
    assert result.shown == ["page", "people"]
    assert result.instances == {"people": 0}


def test_every_instance_is_asked_for_itself():
    result = looked_at(PEOPLE, {"people": 2, "people[2]/who": "Aa"})
    assert result.asked == ["people[1]/who", "people[2]/who", "people[2]/age"]
    assert result.missing_required == ["people[1]/who"]
    assert result.shown == [
        "page", "people", "people[1]", "people[1]/who", "people[1]/visits", "people[2]",
        "people[2]/who", "people[2]/age", "people[2]/visits",
    ]  # fmt: skip


def test_what_is_outside_gathers_what_is_inside():
    answers = {
        "people": 2,
        "people[1]/who": "Aa",
        "people[1]/age": 40,
        "people[2]/who": "Bb",
        "people[2]/age": 70,
    }
    result = looked_at(PEOPLE, answers)
    assert (result.calculated["ages"], result.calculated["many"]) == (110, 2)
    assert "after" in result.asked
    assert result.report_answers["people"] == 2


def test_an_inner_repeat_belongs_to_its_own_instance():
    answers = {
        "people": 2,
        "people[1]/visits": 2,
        "people[1]/visits[1]/minutes": 5,
        "people[1]/visits[2]/minutes": 6,
        "people[2]/visits": 1,
        "people[2]/visits[1]/minutes": 7,
    }
    calculated = looked_at(PEOPLE, answers).calculated
    assert (calculated["people[1]/spent"], calculated["people[2]/spent"]) == (11, 7)


def test_answers_of_instances_that_are_gone_stay_in_the_draft_and_leave_the_report():
    answers = {"people": 1, "people[1]/who": "Aa", "people[2]/who": "Bb"}
    result = looked_at(PEOPLE, answers)
    assert result.hidden == ["people[2]/who"]
    assert (
        result.report_answers
        == {
            "people": 1,
            "people[1]/who": "Aa",
            "people[1]/visits": 0,
            "people[1]/spent": 0,
            "ages": 0,
            "many": 1,
            "oldest": result.report_answers.get("oldest", 0),
        }
        or "oldest" not in result.report_answers
    )


@pytest.mark.parametrize(
    "path", ["people[1]/nobody", "people/who", "people[1]", "who", "page", "people[1]/people"]
)
def test_a_path_that_leads_nowhere_is_wrong(path: str):
    result = looked_at(PEOPLE, {"people": 1, path: "x"})
    assert (path, Code.UNKNOWN_QUESTION) in [(each.question, each.code) for each in result.wrong]


@pytest.mark.parametrize("number", [-1, "2", NonAnswer.DONT_KNOW, None, 0.5, float("nan"), True])
def test_what_is_no_number_of_instances_means_none(number: object):
    assert looked_at(PEOPLE, {"people": number}).instances == {"people": 0}


def test_a_form_with_a_million_instances_is_cut_off():
    assert looked_at(PEOPLE, {"people": 10**12}).instances["people"] == 1_000


COUNTED = a_form(
    number("n"),
    Repeat(
        name="lines",
        count="${n}",
        relevant="${n} < 5",
        children=(
            number("line", default="7"),
            Calculate(name="place", calculation="position(..)"),
            Calculate(
                name="before",
                calculation="indexed-repeat(${line}, ${lines}, position(..) - 1)",
            ),
        ),
    ),
)


def test_a_counted_repeat_follows_its_number():
    reviewing = filling(COUNTED)
    assert reviewing.change("n", 2).instances == {"lines": 2}
    assert reviewing.changes == {"lines[1]/line": 7, "lines[2]/line": 7}
    assert reviewing.review.calculated["lines[2]/place"] == 2
    assert reviewing.change("lines[1]/line", 9).calculated["lines[2]/before"] == 9
    assert reviewing.change("n", 1).hidden == ["lines[2]/line"]
    assert reviewing.change("n", 2).hidden == []
    assert reviewing.answers["lines[2]/line"] == 7


def test_the_condition_of_a_repeat_holds_for_each_instance():
    assert "lines[1]" not in looked_at(COUNTED, {"n": 6}).shown


def test_an_instance_comes_with_its_first_values_and_goes_with_its_answers():
    form = a_form(
        Repeat(
            name="r",
            children=(
                number("x", default="3"),
                number("y", dynamic_default="${x} + position(..)"),
            ),
        )
    )
    reviewing = filling(form)
    assert reviewing.add_instance("r").instances == {"r": 1}
    assert reviewing.changes == {"r[1]/x": 3, "r[1]/y": 4}
    reviewing.add_instance("r")
    reviewing.add_instance("r")
    reviewing.comment("r[3]/x", "odd")
    reviewing.change("r[3]/x", 30)
    assert reviewing.remove_instance("r[2]").instances == {"r": 2}
    assert reviewing.answers == {"r": 2, "r[1]/x": 3, "r[1]/y": 4, "r[2]/x": 30, "r[2]/y": 6}
    assert reviewing.comments == {"r[2]/x": "odd"}


def test_an_inner_instance_is_removed_where_it_stands():
    answers = {
        "people": 2,
        "people[1]/visits": 1,
        "people[1]/visits[1]/minutes": 1,
        "people[2]/visits": 2,
        "people[2]/visits[1]/minutes": 2,
        "people[2]/visits[2]/minutes": 3,
    }
    reviewing = filling(PEOPLE, answers)
    reviewing.remove_instance("people[2]/visits[1]")
    assert reviewing.answers["people[2]/visits"] == 1
    assert reviewing.answers["people[2]/visits[1]/minutes"] == 3
    assert reviewing.answers["people[1]/visits[1]/minutes"] == 1


@pytest.mark.parametrize("path", ["people", "nothing[1]", "people[9]", "", "a/b[1]"])
def test_removing_what_is_not_there_changes_no_answer(path: str):
    answers = {"people[1]/who": "Aa"}
    reviewing = filling(PEOPLE, answers)
    reviewing.remove_instance(path)
    assert reviewing.answers == answers


# --- Choices -----------------------------------------------------------------------------

TOWNS = (
    Choice(name="a", label={"en": "Aa"}, columns={"region": "n"}),
    Choice(name="b", label={"en": "Bb"}, columns={"region": "n"}),
    Choice(name="b", label={"en": "Bb of the south"}, columns={"region": "s"}),
)
CASCADE = a_form(
    one("region", "n", "s"),
    SelectOne(name="town", choices=TOWNS, choice_filter="region = ${region}", list_name="towns"),
    SelectMultiple(name="towns_seen", choices=TOWNS, choice_filter="name != ${town}"),
    Calculate(name="label", calculation="jr:choice-name(${town}, '${town}')"),
    Calculate(name="looked_up", calculation="instance('towns')/root/item[name = 'a']/region"),
)


def test_a_filter_offers_only_what_fits():
    reviewing = filling(CASCADE, {"region": "n"})
    assert [choice.label["en"] for choice in reviewing.choices_for("town")] == ["Aa", "Bb"]
    reviewing.change("region", "s")
    assert [choice.label["en"] for choice in reviewing.choices_for("town")] == ["Bb of the south"]
    assert reviewing.review.calculated["looked_up"] == "n"


def test_an_answer_that_is_offered_no_more_is_wrong_and_is_kept():
    reviewing = filling(CASCADE, {"region": "n", "town": "a"})
    assert codes(reviewing) == []
    reviewing.change("region", "s")
    assert codes(reviewing) == [("town", Code.NO_LONGER_OFFERED)]
    assert reviewing.review.report_answers["town"] == "a"
    reviewing.change("town", "x")
    assert codes(reviewing) == [("town", Code.NOT_A_CHOICE)]


def test_choices_are_filtered_in_each_instance():
    form = a_form(
        Repeat(
            name="r",
            children=(
                one("region", "n", "s"),
                SelectOne(name="town", choices=TOWNS, choice_filter="region = ${region}"),
            ),
        )
    )
    reviewing = filling(form, {"r": 2, "r[1]/region": "n", "r[2]/region": "s"})
    assert [choice.name for choice in reviewing.choices_for("r[1]/town")] == ["a", "b"]
    assert [choice.name for choice in reviewing.choices_for("r[2]/town")] == ["b"]


FROM_FILE = a_form(
    one("region", "n", "s"),
    SelectOne(
        name="station",
        choices=(),
        from_file=FileList(file="stations.csv", value="code", label="title"),
        choice_filter="region = ${region}",
    ),
    SelectOne(
        name="any", choices=(), from_file=FileList(file="stations.csv", value="code", label="title")
    ),
    Calculate(name="title", calculation="pulldata('stations', 'title', 'code', ${any})"),
)
STATIONS = MemoryTables(
    {
        "stations": [
            {"code": "1", "title": "One", "region": "n"},
            {"code": "2", "title": "Two", "region": "s"},
        ]
    }
)


def test_choices_come_from_a_file():
    around = Surroundings(tables=STATIONS)
    reviewing = filling(FROM_FILE, {"region": "n"}, surroundings=around)
    (choice,) = reviewing.choices_for("station")
    assert (choice.name, choice.label) == ("1", {"en": "One"})
    assert [each.name for each in reviewing.choices_for("any")] == ["1", "2"]
    reviewing.change("station", "2")
    reviewing.change("any", "2")
    assert codes(reviewing) == [("station", Code.NOT_A_CHOICE)]
    assert reviewing.review.calculated == {"title": "Two"}


def test_without_the_file_nothing_is_called_wrong():
    reviewing = filling(FROM_FILE, {"station": "2", "any": "9"})
    assert reviewing.review.wrong == []
    unchecked = {each.question for each in reviewing.review.flagged}
    assert unchecked == {"station", "any", "title"}
    assert reviewing.choices_for("any") == ()


def test_the_answers_of_a_repeat_are_choices():
    form = a_form(
        Repeat(name="r", children=(TextQuestion(name="who"), number("age"))),
        SelectOne(name="chair", choices=(), from_repeat="who", choice_filter="${age} > 17"),
    )
    answers = {"r": 3, "r[1]/who": "Aa", "r[1]/age": 20, "r[2]/who": "Bb", "r[2]/age": 9}
    reviewing = filling(form, answers | {"chair": "Aa"})
    assert [choice.name for choice in reviewing.choices_for("chair")] == ["Aa"]
    assert codes(reviewing) == []
    reviewing.change("r[1]/who", "Zz")
    assert codes(reviewing) == [("chair", Code.NOT_A_CHOICE)]


def test_choices_are_shuffled_by_their_seed_and_stay_so():
    plain = choices(*"abcdefgh")
    question = SelectOne(name="q", choices=plain, parameters={"randomize": "true", "seed": "${n}"})
    reviewing = filling(a_form(number("n"), question), {"n": 42})
    offered = reviewing.choices_for("q")
    assert sorted(offered, key=lambda each: each.name) == list(plain)
    assert offered != plain
    assert reviewing.choices_for("q") == offered


# --- Kinds -------------------------------------------------------------------------------

FILE = "sha256:" + "0f" * 32
KINDS: list[tuple[Question, list[Any], list[Any]]] = [
    (Rank(name="q", choices=choices("a", "b")), [["b", "a"]], [["a"], ["a", "a"], "a", ["a", "x"]]),
    (Range(name="q", start=0, end=1, step=0.1), [0, 0.3, 1], [0.35, 2, -0.1, "1", True]),
    (Range(name="q", start=5, end=1, step=1), [5, 1], [6, 1.5]),
    (Acknowledge(name="q"), ["OK"], ["yes", True, 1]),
    (Geopoint(name="q"), ["51.1 71.4", "-51 71.4 300 5.5"], ["91 0", "0 181", "x", "51", 5]),
    (Media(name="q", kind="image"), [FILE], ["photo.jpg", "sha256:xy", FILE + "0", 1]),
    (
        Shape(name="q", kind="geotrace"),
        [FILE, "done-on-phone", "51 71 0 0; 51.1 71.1 0 0"],
        ["x", "51 71; nowhere", 1],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "fits"),
    [
        (question, answer, fits)
        for question, good, bad in KINDS
        for fits, answers in ((True, good), (False, bad))
        for answer in answers
    ],
)
def test_answers_fit_their_kind_or_are_wrong(question: Question, answer: object, fits: bool):  # noqa: FBT001 - of the table
    result = looked_at(a_form(question), {"q": answer})
    assert (result.wrong == []) is fits
    assert result.report_answers == {"q": answer}


# --- What the form itself sets -----------------------------------------------------------


def test_a_new_draft_begins_with_its_defaults():
    form = a_form(
        Metadata(name="begun", kind="start"),
        Metadata(name="day", kind="today"),
        number("n", default="3"),
        number("bad", default="many"),
        one("choice", default="no"),
        SelectMultiple(name="several", choices=choices("a", "b"), default="b a"),
        Date(name="date", dynamic_default="today()"),
        DateTime(name="moment", dynamic_default="now()"),
        number("more", dynamic_default="${n} + 1"),
        Hidden(name="secret", default="x"),
        TextQuestion(name="text"),
    )
    reviewing = filling(form)
    assert reviewing.begin() == {
        "begun": "2026-10-04T12:00:00+00:00",
        "day": "2026-10-04",
        "n": 3,
        "choice": "no",
        "several": ["b", "a"],
        "date": "2026-10-04",
        "moment": "2026-10-04T12:00:00+00:00",
        "more": 4,
        "secret": "x",
    }
    later = reviewing.turn_to(NOW + timedelta(days=1))
    assert later.report_answers["day"] == "2026-10-04"


def test_a_default_does_not_overwrite_an_answer():
    reviewing = filling(a_form(number("n", default="3")), {"n": 5})
    assert reviewing.begin() == {}


def test_a_hidden_default_is_not_called_left_out():
    form = a_form(one("a"), number("n", default="3", relevant="${a} = 'yes'"))
    reviewing = filling(form)
    reviewing.begin()
    assert reviewing.review.hidden == []
    assert reviewing.change("n", 4).hidden == ["n"]


def test_what_the_laptop_knows_goes_into_the_report_unasked():
    form = a_form(
        Metadata(name="device", kind="deviceid"),
        Metadata(name="ended", kind="end"),
        Metadata(name="audit", kind="audit"),
        Calculate(name="user", calculation="property('username')"),
    )
    around = Surroundings(facts={"deviceid": "d-1", "username": "aa"})
    result = review(form, {}, now=NOW, surroundings=around)
    assert result.asked == []
    assert result.report_answers == {
        "device": "d-1",
        "ended": "2026-10-04T12:00:00+00:00",
        "user": "aa",
    }


def test_a_trigger_sets_an_answer_when_another_changes():
    form = a_form(
        one("status", "open", "shut"),
        DateTime(name="since", trigger=("status",), calculation="now()"),
        TextQuestion(name="why", trigger=("status",)),
        Calculate(name="times", trigger=("since",), calculation="${times} + 1"),
    )
    reviewing = filling(form, {"why": "because"})
    reviewing.change("status", "open")
    assert reviewing.changes["since"] == "2026-10-04T12:00:00+00:00"
    assert reviewing.changes["why"] is None
    assert "why" not in reviewing.answers
    reviewing.change("since", "2026-10-05T12:00:00+00:00")
    assert reviewing.review.report_answers["since"] == "2026-10-05T12:00:00+00:00"
    reviewing.change("why", "again")
    reviewing.change("status", "open")
    assert reviewing.answers["why"] == "again"


def test_a_trigger_in_a_repeat_sets_its_own_instance():
    form = a_form(
        Repeat(
            name="r",
            children=(number("x"), number("copy", trigger=("x",), calculation="${x} * 2")),
        )
    )
    reviewing = filling(form, {"r": 2})
    reviewing.change("r[2]/x", 4)
    assert reviewing.changes == {"r[2]/copy": 8}


def test_triggers_that_chase_each_other_come_to_rest():
    form = a_form(
        number("a", trigger=("b",), calculation="${b} + 1"),
        number("b", trigger=("a",), calculation="${a} + 1"),
    )
    reviewing = filling(form)
    reviewing.change("a", 1)
    assert reviewing.answers["b"] == 2


def test_a_visible_question_is_calculated_and_can_not_be_changed():
    form = a_form(number("a"), number("twice", calculation="${a} * 2", constraint=". < 10"))
    reviewing = filling(form, {"a": 3, "twice": 99})
    assert reviewing.review.report_answers == {"a": 3, "twice": 6}
    assert reviewing.review.read_only == ["twice"]
    reviewing.change("a", 7)
    assert codes(reviewing) == [("twice", Code.CONSTRAINT)]


def test_what_is_worked_out_once_stays():
    form = a_form(number("a"), Calculate(name="first", calculation="once(${a})"))
    reviewing = filling(form)
    reviewing.change("a", 3)
    assert reviewing.changes == {"first": 3}
    assert reviewing.change("a", 4).calculated == {"first": 3}


def test_a_computed_day_is_a_day_to_others():
    form = a_form(
        Calculate(name="day", kind="date", calculation="today()"),
        Calculate(name="whole", kind="integer", calculation="'7'"),
        Calculate(name="later", calculation="date('2026-12-01') > ${day}"),
    )
    result = looked_at(form, {})
    assert result.calculated == {"day": "2026-10-04", "whole": 7, "later": "true"}


def test_read_only_may_depend_on_an_answer():
    form = a_form(one("a"), number("n", read_only_when="${a} = 'no'"), number("m", read_only=True))
    reviewing = filling(form)
    assert reviewing.review.read_only == ["m"]
    assert reviewing.change("a", "no").read_only == ["n", "m"]


def test_texts_repeat_answers():
    form = a_form(
        number("n"),
        Note(name="note", label={"en": "There are ${n}.", "tr": "${n} tane"}),
        Repeat(name="r", children=(TextQuestion(name="who"), number("age"))),
    )
    reviewing = filling(form, {"n": 3, "r": 2, "r[2]/who": "Aa"})
    assert reviewing.text("note", {"en": "There are ${n}.", "tr": "${ n } tane"}) == {
        "en": "There are 3.",
        "tr": "3 tane",
    }
    assert reviewing.text("r[2]/age", {"en": "How old is ${who}?"}) == {"en": "How old is Aa?"}
    assert reviewing.text("r[1]/age", {"en": "How old is ${who}?"}) == {"en": "How old is ?"}


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
