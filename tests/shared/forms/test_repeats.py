"""Groups that are filled in several times."""

import pytest

from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Calculate,
    Repeat,
    TextQuestion,
)
from shared.forms.remarks import Code
from tests.shared.forms.checklists import a_form, looked_at, number, section
from tests.shared.forms.reviewings import filling

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
