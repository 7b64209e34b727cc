"""Answers in words, for pages. Whatever a device sent comes out as something to read."""

from typing import Any, cast

from shared.forms.answers import NonAnswer
from shared.forms.model import Media, Question, choices_of
from shared.text import in_language

NON_ANSWERS = {
    NonAnswer.NOT_OBSERVED: "not observed",
    NonAnswer.DONT_KNOW: "don't know",
    NonAnswer.NOT_APPLICABLE: "not applicable",
}
MISSING = "missing"


def is_silent(raw: Any) -> bool:  # noqa: ANN401 - JSON
    """Say whether an answer is a non-answer, or is not there."""
    return raw is None or isinstance(raw, dict)


def answer_words(question: Question | None, raw: Any) -> str:  # noqa: ANN401 - JSON
    """Return an answer as it stands in a report; `question` is None where no form has it."""
    if raw is None:
        return MISSING
    if isinstance(raw, dict):
        reason = str(cast(dict[str, Any], raw).get("non_answer"))
        return NON_ANSWERS.get(NonAnswer(reason), reason) if reason in set(NonAnswer) else reason
    if isinstance(raw, list):
        return ", ".join(_label(question, str(each)) for each in cast(list[Any], raw)) or MISSING
    if isinstance(question, Media):
        return "a file, see below"
    return _label(question, str(raw))


def counting_words(question: Question | None, raw: Any, counting: Any) -> str:  # noqa: ANN401 - JSON
    """Say what counts instead of an answer; '' where it counts as it stands in the report."""
    if counting == raw:
        return ""
    if counting is None:
        return "left out, does not count"
    return f"counts as {answer_words(question, counting)}"


def _label(question: Question | None, value: str) -> str:
    for choice in choices_of(question) if question is not None else ():
        if choice.name == value:
            return in_language(choice.label, "en") or value
    return value
