"""Lists of choices: something to choose from, told apart, and without hidden non-answers."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from shared.forms.answers import NonAnswer
from shared.forms.lint.confusables import skeleton
from shared.forms.lint.finding import CHOICES, LintFinding, error, warning
from shared.forms.lint.subject import ChoiceList, Select, Subject
from shared.forms.model import Choice, Question, choices_of
from shared.text import in_language

LONG_LIST = 200
"""Choices that are searched by typing; beyond this, an attached file is easier to keep right."""
FORM_SIZE = 5
"""Questions with choices; below it, a form is a trial."""

_LIKE_NON_ANSWERS: dict[NonAnswer, re.Pattern[str]] = {
    NonAnswer.NOT_OBSERVED: re.compile(
        r"not[ _]?(observed|seen)|unobserved|не (наблюдал|видел).*|байқалмады|gözlemlenmedi"
    ),
    NonAnswer.DONT_KNOW: re.compile(
        r"dk|do[ _]?n.?t[ _]?know|do[ _]not[ _]know|unknown|не знаю|не знаем|білмеймін|білмейміз|"
        r"bilmiyorum|bilmiyoruz|ne sait pas|no sabe"
    ),
    NonAnswer.NOT_APPLICABLE: re.compile(
        r"n\.?[/_]?a\.?|not[ _]?applicable|неприменимо|не применимо|қолданылмайды|"
        r"uygulanamaz|sans objet|no aplica"
    ),
}
"""How choices are named or worded that stand for one of the three."""


def check_choices(subject: Subject) -> Iterator[LintFinding]:
    """Yield what is wrong with lists of choices and with what refers to them."""
    for question in subject.questions.values():
        yield from _mentioned(question, subject.row(question.name))
        if isinstance(question, Select):
            yield from _empty(question, subject.row(question.name))
    yield from _unsaid(subject)
    for each in subject.lists:
        yield from _doubles(each, subject)
        yield from _same_labels(each, subject)
        yield from _hidden_non_answers(each, subject)
        if len(each.choices) > LONG_LIST:
            yield warning(
                "long-list",
                subject.row_of_choice(each.name, each.choices[0].name),
                f"{each} has {len(each.choices)} choices: on a laptop they are searched by typing.",
                "Put them into a table and use select_one_from_file, or filter them by an earlier "
                "answer.",
                sheet=CHOICES,
            )


def _unsaid(subject: Subject) -> Iterator[LintFinding]:
    """Find forms, mostly written for other tools, that say nothing of non-answers.

    Laptops offer all three then, and phones none: their lists of choices have no such choices.
    """
    selects = [each for each in subject.questions.values() if isinstance(each, Select)]
    everything = all(each.non_answers == tuple(NonAnswer) for each in subject.questions.values())
    if len(selects) >= FORM_SIZE and everything:
        yield warning(
            "non-answers-unsaid",
            None,
            f"Nothing says which non-answers the {len(selects)} questions with choices offer: "
            "laptops offer all three at each, and phones none, as the lists have none.",
            "Fill in the column `evenhand::non_answers`.",
        )


def _empty(question: Select, row: int | None) -> Iterator[LintFinding]:
    if not (question.choices or question.from_file or question.from_repeat):
        yield error(
            "no-choices", row, f"{question.name} has no choices.", "Fill in its list of choices."
        )


def _mentioned(question: Question, row: int | None) -> Iterator[LintFinding]:
    """Check the choices that our own columns name."""
    indicator = question.indicator
    columns = {
        "evenhand::positive": indicator.positive if indicator else (),
        "evenhand::negative": indicator.negative if indicator else (),
        "evenhand::alert": question.alert,
        "evenhand::comment_on": question.comment_on,
    }
    if isinstance(question, Select) and (question.from_file or question.from_repeat):
        return  # what they offer is not known before they are filled in
    names = [choice.name for choice in choices_of(question)]
    for column, mentioned in columns.items():
        for name in sorted(set(mentioned) - set(names)):
            if not isinstance(question, Select):
                cure = "Clear the cell: only a question with choices can have it."
            else:
                near = get_close_matches(name, names, n=1)
                cure = f"Did you mean `{near[0]}`?" if near else f"It has: {', '.join(names)}."
            yield error(
                "unknown-choice",
                row,
                f"{question.name}, column `{column}`: the list has no choice `{name}`.",
                cure,
            )


def _doubles(each: ChoiceList, subject: Subject) -> Iterator[LintFinding]:
    seen: dict[str, str] = {}
    told: set[str] = set()
    is_filtered = all(question.choice_filter for question in each.questions)
    for choice in each.choices:
        earlier = seen.get(skeleton(choice.name))
        seen.setdefault(skeleton(choice.name), choice.name)
        if earlier is None or is_filtered or choice.name in told:
            continue
        told.add(choice.name)
        same = earlier == choice.name
        yield warning(
            "duplicate-choice" if same else "look-alike-choice",
            subject.row_of_choice(each.name, choice.name),
            f"{each} has the choice `{choice.name}` twice."
            if same
            else f"{each}: the choices `{choice.name}` and `{earlier}` look the same.",
            "Give each choice a name of its own: answers are kept by it.",
            sheet=CHOICES,
        )


def _same_labels(each: ChoiceList, subject: Subject) -> Iterator[LintFinding]:
    if all(question.choice_filter for question in each.questions):
        return
    for language in subject.form.languages:
        seen: dict[str, Choice] = {}
        for choice in each.choices:
            label = choice.label.get(language, "").strip().casefold()
            earlier = seen.setdefault(label, choice)
            if label and earlier.name != choice.name:
                yield warning(
                    "same-label",
                    subject.row_of_choice(each.name, choice.name),
                    f"{each}: `{choice.name}` and `{earlier.name}` read the same in `{language}`: "
                    f"“{choice.label[language]}”.",
                    "Word them so that the observer can tell them apart.",
                    sheet=CHOICES,
                )


def _hidden_non_answers(each: ChoiceList, subject: Subject) -> Iterator[LintFinding]:
    """Find choices that say what a non-answer says, where that is offered too."""
    for choice in each.choices:
        meant = _meant_by(choice)
        askers = [question.name for question in each.questions if meant in question.non_answers]
        if meant is not None and askers:
            label = in_language(choice.label, subject.form.default_language) or choice.name
            yield warning(
                "non-answer-choice",
                subject.row_of_choice(each.name, choice.name),
                f"{each} offers “{label}” as a choice, and {_some(askers)} the non-answer "
                f"`{meant.value}` beside it: findings would count the two apart.",
                f"Remove the choice, or leave `{meant.value}` out of the column "
                "`evenhand::non_answers`.",
                sheet=CHOICES,
            )


def _meant_by(choice: Choice) -> NonAnswer | None:
    words = [choice.name, *choice.label.values()]
    for meant, pattern in _LIKE_NON_ANSWERS.items():
        if any(pattern.fullmatch(word.strip().casefold()) for word in words):
            return meant
    return None


def _some(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} offers"
    shown = ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
    return f"{shown} offer"
