"""Answers as a person or a program writes them into a file, read for one form.

Repeats may be written by path or as lists, also mixed:

    {"turnout": 412, "incidents[1]/severity": "high", "incidents[2]/severity": "low"}
    {"turnout": 412, "incidents": [{"severity": "high"}, {"severity": "low"}]}

How many instances there are follows from what is written, unless it is written itself. What the
form gives without anybody's doing (hidden values, the day, the device) is added.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from shared.forms.answers import Answer, Answers, NonAnswer, from_json
from shared.forms.evaluating import Surroundings
from shared.forms.model import Calculate, Form, Hidden, Metadata, Question, choices_of
from shared.forms.paths import find_path, name_in, path_to
from shared.forms.plan import compile_form
from shared.forms.reviewing import Reviewing

_NON_ANSWERS = frozenset(NonAnswer)


def read_answers(form: Form, written: Mapping[str, Any]) -> Answers:
    """Read answers, plain words of non-answers included; raises ValueError."""
    answers = from_json(dict(_flat(form, written, "")))
    answers = {path: _plain_word(form, path, answer) for path, answer in answers.items()}
    return _counted(form, answers) | answers


def with_what_the_form_gives(
    form: Form, answers: Answers, surroundings: Surroundings, now: datetime
) -> Answers:
    """Return `answers` with the values that follow from them, as if filled in one by one.

    What is asked and not answered stays missing, also where it has a default: nobody saw it.
    """
    if not any(_gives_something(each) for each in form.questions()):
        return answers
    reviewing = Reviewing(form, {}, now=now, surroundings=surroundings)
    reviewing.begin()
    for path, answer in answers.items():
        reviewing.change(path, answer)
    questions = compile_form(form).questions
    given = {
        path: answer
        for path, answer in reviewing.answers.items()
        if name_in(path) in questions and _is_given(questions[name_in(path)].question)
    }
    return given | answers


def _gives_something(question: Question) -> bool:
    kinds = Hidden | Metadata
    return isinstance(question, kinds) or bool(question.trigger) or "once(" in question.calculation


def _is_given(question: Question) -> bool:
    return isinstance(question, Calculate | Hidden | Metadata) or bool(question.trigger)


def _flat(form: Form, written: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    groups = compile_form(form).groups
    for key, value in written.items():
        path = f"{before}{key}"
        group = groups.get(name_in(key))
        if group is None or not group.is_repeat or not isinstance(value, list):
            yield path, value
            continue
        instances = cast("list[Any]", value)
        yield path, len(instances)
        for number, instance in enumerate(instances, start=1):
            if not isinstance(instance, dict):
                raise ValueError(  # noqa: TRY004 - the callers tell all mistakes in a file alike
                    f"{path}: a repeat is a list of objects such as "
                    '[{"question": "answer"}, …], one an instance'
                )
            yield from _flat(form, cast("dict[str, Any]", instance), f"{path}[{number}]/")


def _counted(form: Form, answers: Answers) -> Answers:
    """Return the number of instances of the repeats that have answers and no number."""
    groups = compile_form(form).groups
    numbers: dict[str, int] = {}
    for path in answers:
        found = find_path(path)
        for depth, (repeat, number) in enumerate(found.place if found else ()):
            around = path_to(found.place[:depth] if found else (), repeat)
            numbers[around] = max(number, numbers.get(around, 0))
    return {
        repeat: number
        for repeat, number in numbers.items()
        if repeat not in answers and name_in(repeat) in groups
    }


def _plain_word(form: Form, path: str, answer: Answer) -> Answer:
    planned = compile_form(form).questions.get(name_in(path))
    if planned is None or not isinstance(answer, str) or answer not in _NON_ANSWERS:
        return answer
    is_choice = any(choice.name == answer for choice in choices_of(planned.question))
    return answer if is_choice else NonAnswer(answer)
