"""Answers. A value, or one of three non-answers; an absent key is the fourth thing: missing.

As JSON: a choice or text is a string, several choices an array of strings, numbers are
numbers, times are strings; a non-answer is the object {"non_answer": "not_observed"}. None of
these is ever "no".
"""

from enum import StrEnum
from typing import Any

Value = str | int | float | list[str]


class NonAnswer(StrEnum):
    """Why a question that was asked has no value."""

    NOT_OBSERVED = "not_observed"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"


Answer = Value | NonAnswer
Answers = dict[str, Answer]
"""Path of a question (its name, outside repeats; see `shared.forms.paths`) → answer.

Under the path of a repeat stands how many instances it has. What is not here is missing."""


def to_json(answers: Answers) -> dict[str, Any]:
    """Return `answers` as they are written in a report."""
    return {name: _answer_to_json(answer) for name, answer in answers.items()}


def from_json(document: dict[str, Any]) -> Answers:
    """Read answers as a report has them.

    Raises ValueError, naming the question, for a value that no question could have.
    """
    return {name: _answer_from_json(name, value) for name, value in document.items()}


def _answer_to_json(answer: Answer) -> Any:  # noqa: ANN401 - JSON
    if isinstance(answer, NonAnswer):
        return {"non_answer": answer.value}
    return answer


def _answer_from_json(name: str, value: Any) -> Answer:  # noqa: ANN401 - JSON
    match value:
        case {"non_answer": str() as reason, **rest} if not rest:
            try:
                return NonAnswer(reason)
            except ValueError:
                raise ValueError(f"{name}: {reason!r} is not one of the non-answers") from None
        case bool() | None:
            pass
        case str() | int() | float():
            return value
        case list() if all(isinstance(each, str) for each in value):  # pyright: ignore[reportUnknownVariableType]
            return value  # pyright: ignore[reportUnknownVariableType]
        case _:
            pass
    raise ValueError(f"{name}: {value!r} can't be an answer")
