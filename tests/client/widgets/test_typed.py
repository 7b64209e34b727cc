import pytest

from client.widgets import typed
from shared.forms.answers import NonAnswer
from shared.forms.model import Date, DateTime, Decimal, Integer, TextQuestion, Time

NUMBER, PART = Integer(name="n"), Decimal(name="d")
TIME, DAY, MOMENT, TEXT = Time(name="t"), Date(name="y"), DateTime(name="m"), TextQuestion(name="x")


@pytest.mark.parametrize(
    ("question", "written", "answer"),
    [
        (NUMBER, "0", 0),
        (NUMBER, " 12 ", 12),
        (NUMBER, "-3", -3),
        (PART, "2,5", 2.5),
        (TIME, "830", "08:30"),
        (TIME, "8.05", "08:05"),
        (TIME, "23:59", "23:59"),
        (DAY, "4.10.2026", "2026-10-04"),
        (DAY, "2026-10-04", "2026-10-04"),
        (MOMENT, "2026-10-04 08:30+05:00", "2026-10-04T08:30+05:00"),
        (TEXT, "  Көмек  ", "Көмек"),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant(
    question: typed.Typed, written: str, answer: object
) -> None:
    assert typed.read(question, written) == answer


@pytest.mark.parametrize("question", [NUMBER, PART, TIME, DAY, MOMENT, TEXT])
def test_white_space_is_no_answer(question: typed.Typed) -> None:
    assert typed.read(question, "  ") is None


@pytest.mark.parametrize(
    ("question", "written"),
    [
        (NUMBER, "-"),
        (PART, "1.2.3"),
        (TIME, "25:00"),
        (TIME, "7"),
        (DAY, "31.2.2026"),
        (MOMENT, "x"),
    ],
)
def test_what_can_not_be_read_is_said_in_the_observers_words(
    question: typed.Typed, written: str
) -> None:
    with pytest.raises(typed.Unreadable, match=rf"“{written}” is not "):
        typed.read(question, written)


def test_a_non_answer_is_not_written_into_the_input() -> None:
    assert typed.written(NonAnswer.NOT_OBSERVED) == ""
    assert typed.written(0) == "0"
