import pytest

from shared.forms.answers import Answers, NonAnswer, from_json, to_json


def test_answers_come_back_from_a_report_as_they_went_in():
    answers: Answers = {
        "a": "yes",
        "b": ["x", "y"],
        "c": 3,
        "d": 1.5,
        "e": NonAnswer.NOT_OBSERVED,
    }
    assert from_json(to_json(answers)) == answers
    assert to_json(answers)["e"] == {"non_answer": "not_observed"}


@pytest.mark.parametrize(
    "value",
    [None, True, {}, {"non_answer": "shy"}, {"non_answer": "dont_know", "more": 1}, [1], {"x": 1}],
)
def test_a_value_that_no_question_could_have_is_refused_by_name(value: object):
    with pytest.raises(ValueError, match=r"^V06: "):
        from_json({"V06": value})
