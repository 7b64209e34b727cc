"""When a question is asked, in words that a person with a pen can follow.

    ${V01} = 'active' or ${V01} = 'both'    →  V01 = 3 (Active) or 4 (Both)
    not(selected(${V29}, 'none'))           →  V29 ≠ 1 (None)
    ${V31} != ''                            →  V31 is answered

What has no such reading (sums, functions, dates) is not paraphrased: the paper refers to the rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from server.forms.export.keys import key_of
from server.forms.export.phrases import Phrases, fill_in
from server.forms.export.wording import Wording
from shared.forms.grammar import parse
from shared.forms.model import Question, choices_of
from shared.forms.syntax import (
    Call,
    ExpressionError,
    Number,
    Operation,
    Reference,
    Text,
    Tree,
)

LONGEST = 240
"""Characters of a phrase that still helps."""
LONGEST_LABEL = 40
MOST_LABELLED = 4
"""Choices of one question that are named; where there are more, their keys are enough."""

_SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_OPPOSITES = {"=": "!=", "!=": "="}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _UnspokenError(Exception):
    """The expression has no reading that a tired person could follow."""


@dataclass(frozen=True, slots=True)
class _Test:
    """A question against a value, or against nothing."""

    name: str
    operator: str
    value: str | float


_Clause = tuple[str, tuple["_Part", ...]]
"""`and` or `or`, and what it joins."""
_Part = _Test | _Clause


@dataclass(frozen=True, slots=True)
class Conditions:
    """Puts the rules of one form into the words of one language."""

    questions: Mapping[str, Question]
    words: Phrases
    wording: Wording

    def in_words(self, expression: str) -> str | None:
        """Return when `expression` holds, in words; None where it has no short reading."""
        try:
            spoken = self._speak(_read(parse(expression), negated=False), inside="or")
        except (_UnspokenError, ExpressionError):
            return None
        return spoken if len(spoken) <= LONGEST else None

    def _speak(self, part: _Part, inside: str) -> str:
        if isinstance(part, _Test):
            return self._speak_test(part)
        joint, parts = part
        spoken = [self._speak_group(group, joint) for group in _grouped(joint, parts)]
        phrase = f" {self.words[joint]} ".join(spoken)
        return f"({phrase})" if joint == "or" and inside == "and" and len(spoken) > 1 else phrase

    def _speak_group(self, group: tuple[_Part, ...], joint: str) -> str:
        """Say `group`: one part, or equalities of one question as a list of its choices."""
        first = group[0]
        if len(group) == 1 or not isinstance(first, _Test):
            return self._speak(first, inside=joint)
        values = [each.value for each in group if isinstance(each, _Test)]
        return f"{first.name} {_SIGNS[first.operator]} {self._list(first.name, values)}"

    def _speak_test(self, test: _Test) -> str:
        if test.value == "":
            key = {"=": "unanswered", "!=": "answered"}.get(test.operator)
            if key is None:
                raise _UnspokenError
            return fill_in(self.words[key], what=test.name)
        return f"{test.name} {_SIGNS[test.operator]} {self._list(test.name, [test.value])}"

    def _list(self, name: str, values: list[str | float]) -> str:
        labelled = len(values) <= MOST_LABELLED
        said = [self._value(name, value, labelled=labelled) for value in values]
        if len(said) == 1:
            return said[0]
        return f"{', '.join(said[:-1])} {self.words['or']} {said[-1]}"

    def _value(self, name: str, value: str | float, *, labelled: bool) -> str:
        question = self.questions.get(name)
        if question is None:
            raise _UnspokenError
        choices = choices_of(question)
        for index, choice in enumerate(choices):
            if choice.name == value:
                key = key_of(index, len(choices))
                label = self.wording.in_line(choice.label, LONGEST_LABEL) or choice.name
                return f"{key} ({label})" if labelled else key
        return f"{value:g}" if isinstance(value, float) else f"“{value}”"


def _read(tree: Tree, *, negated: bool) -> _Part:
    """Return `tree` as tests joined by `and` and `or`; raises _UnspokenError."""
    match tree:
        case Operation(operator="and" | "or"):
            joint = tree.operator if not negated else {"and": "or", "or": "and"}[tree.operator]
            sides = (_read(tree.left, negated=negated), _read(tree.right, negated=negated))
            return joint, tuple(part for side in sides for part in _flat(side, joint))
        case Operation(operator=operator) if operator in _SIGNS:
            return _read_test(tree, _opposite(operator) if negated else operator)
        case Call(name="not", arguments=(inner,)):
            return _read(inner, negated=not negated)
        case Call(name="selected", arguments=(Reference() as asked, Text() as choice)):
            return _Test(asked.name, "!=" if negated else "=", choice.value)
        case _:
            raise _UnspokenError


def _opposite(operator: str) -> str:
    """Return what holds where `operator` does not.

    What is not `> 3` need not be `≤ 3`: where nothing is written, neither holds.
    """
    if operator not in _OPPOSITES:
        raise _UnspokenError
    return _OPPOSITES[operator]


def _flat(part: _Part, joint: str) -> tuple[_Part, ...]:
    if isinstance(part, _Test) or part[0] != joint:
        return (part,)
    return part[1]


def _read_test(tree: Operation, operator: str) -> _Test:
    match tree.left, tree.right:
        case Reference() as asked, (Text() | Number()) as value:
            return _Test(asked.name, operator, value.value)
        case (Text() | Number()) as value, Reference() as asked:
            return _Test(asked.name, _MIRRORED[operator], value.value)
        case _:
            raise _UnspokenError


def _grouped(joint: str, parts: tuple[_Part, ...]) -> list[tuple[_Part, ...]]:
    """Return `parts` with neighbours that a list can say (`V01 = 2, 3 or 4`) together."""
    wanted = "=" if joint == "or" else None
    listed: Callable[[_Part], str | None] = lambda part: (  # noqa: E731 - used here alone
        part.name
        if isinstance(part, _Test) and part.operator == wanted and part.value != ""
        else None
    )
    groups: list[tuple[_Part, ...]] = []
    for part in parts:
        name = listed(part)
        if groups and name is not None and listed(groups[-1][0]) == name:
            groups[-1] = (*groups[-1], part)
        else:
            groups.append((part,))
    return groups
