"""What the standard checklists ask next, doubt and tell headquarters, as answers come in."""

from typing import Any

import pytest

from server.forms import service
from server.forms.problems import UnknownForm
from shared.forms.answers import NonAnswer
from shared.forms.model import Form, SelectMultiple
from shared.forms.remarks import Code
from tests.server.forms.library.looking import asking, looked_at


@pytest.mark.parametrize("name", service.LIBRARY)
def test_a_standard_checklist_has_nothing_to_remark_on(name: str):
    assert service.read_library(name).findings == ()


def test_there_are_no_other_standard_checklists():
    with pytest.raises(
        UnknownForm, match="header, opening, voting, counting, tabulation, flash, accessibility"
    ):
        service.read_library("polling")


def test_indicators_are_unique_over_all_checklists(library: dict[str, Form]):
    ids = [
        question.indicator.id
        for form in library.values()
        for question in asking(form)
        if question.indicator
    ]
    assert len(ids) == len(set(ids))


def test_a_question_with_none_excludes_the_others(library: dict[str, Form]):
    voting = library["voting"]
    assert isinstance(voting.question("V28"), SelectMultiple)
    wrong = looked_at(voting, {"V28": ["none", "vote_buying"]}).wrong
    assert [remark.code for remark in wrong] == [Code.NONE_WITH_OTHERS]


@pytest.mark.parametrize(
    ("form", "answers", "name"),
    [
        ("voting", {"V01": "active"}, "V02"),
        ("voting", {"V11": ["media"]}, "V12"),
        ("voting", {"V11": NonAnswer.NOT_OBSERVED}, "V12"),
        ("voting", {"V31": "no"}, "V32"),
        ("opening", {"O07": "yes"}, "O08"),
        ("header", {"H09": 7}, "H09_women"),
    ],
)
def test_what_follows_from_an_answer_is_asked(
    library: dict[str, Form], form: str, answers: dict[str, Any], name: str
):
    assert name in looked_at(library[form], answers).asked


@pytest.mark.parametrize(
    ("form", "answers", "name"),
    [
        ("voting", {"V01": "none"}, "V02"),
        ("voting", {"V11": ["none"]}, "V12"),
        ("voting", {"V29": ["none"]}, "V30"),
        ("voting", {"V31": NonAnswer.NOT_APPLICABLE}, "V32"),
        ("opening", {"O07": "no"}, "O08"),
        ("opening", {"O14": ["none"]}, "O15"),
        ("header", {"H09": 0}, "H09_women"),
    ],
)
def test_what_makes_no_sense_is_not_asked(
    library: dict[str, Form], form: str, answers: dict[str, Any], name: str
):
    assert name not in looked_at(library[form], answers).asked


@pytest.mark.parametrize(
    ("form", "answers", "wrong"),
    [
        ("header", {"H08": 6001}, ["H08"]),
        ("header", {"H08": 6000}, []),
        ("header", {"H09": 5, "H09_women": 6}, ["H09_women"]),
        ("voting", {"V16": 41}, ["V16"]),
        ("voting", {"V16": -1}, ["V16"]),
        ("voting", {"V08": NonAnswer.NOT_OBSERVED}, ["V08"]),
    ],
)
def test_impossible_answers_are_wrong(
    library: dict[str, Form], form: str, answers: dict[str, Any], wrong: list[str]
):
    assert [remark.question for remark in looked_at(library[form], answers).wrong] == wrong


@pytest.mark.parametrize(
    ("answers", "flagged"),
    [
        ({"V38": "good"}, []),
        ({"V38": "good", "V15": ["none"], "V28": ["none"]}, []),
        ({"V38": "good", "V27": "no"}, ["V38"]),
        ({"V38": "bad"}, ["V38"]),
        ({"V38": "bad", "V27": "no"}, []),
        ({"V38": "very_good", "V28": NonAnswer.NOT_OBSERVED}, []),
    ],
)
def test_an_overall_mark_that_contradicts_the_answers_is_asked_about(
    library: dict[str, Form], answers: dict[str, Any], flagged: list[str]
):
    result = looked_at(library["voting"], answers)
    doubtful = [each.question for each in result.flagged if each.code is Code.DOUBTFUL]
    assert doubtful == flagged


@pytest.mark.parametrize(
    ("departure", "flagged"), [("09:20", []), ("09:19", ["H05"]), ("08:00", ["H05"])]
)
def test_a_short_visit_is_asked_about(library: dict[str, Form], departure: str, flagged: list[str]):
    result = looked_at(library["header"], {"H04": "09:00", "H05": departure})
    assert [remark.question for remark in result.flagged] == flagged
    assert result.wrong == []


def test_serious_problems_reach_headquarters_at_once(library: dict[str, Form]):
    answers = {"V27": "no", "V28": ["vote_buying"], "V06": "missing", "V08": "refused"}
    assert looked_at(library["voting"], answers).alerts == ["V08", "V27", "V28"]
    assert looked_at(library["header"], {"H06": "safety"}).alerts == ["H06"]
