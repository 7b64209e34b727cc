"""Which choices are offered: filtered, from files, from repeats."""

from shared.forms.evaluating import Surroundings
from shared.forms.model import (
    Calculate,
    Choice,
    FileList,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from shared.forms.remarks import Code
from shared.forms.tables import MemoryTables
from tests.shared.forms.checklists import a_form, choices, number, one
from tests.shared.forms.reviewings import codes, filling

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
