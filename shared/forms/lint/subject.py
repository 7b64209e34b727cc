"""The form that is looked at, and where each part of it stands in the author's spreadsheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shared.forms.evaluation import Expression
from shared.forms.lint.finding import Rows
from shared.forms.model import (
    Choice,
    Form,
    Group,
    Question,
    Rank,
    Repeat,
    Section,
    SelectMultiple,
    SelectOne,
)
from shared.forms.plan import compile_form
from shared.forms.planned import CompiledForm, PlannedSection, expressions_of, name_of

Select = SelectOne | SelectMultiple | Rank
ChoiceRows = Mapping[tuple[str, str], int]
"""Name of a list and of one of its choices → the row of the choices sheet it stands in."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression at its place: `column` of the question or group called `name`."""

    name: str
    column: str
    expression: Expression

    def __str__(self) -> str:
        return f"{self.name}, column `{self.column}`"


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A list of choices as the form has it, and the questions that offer it."""

    name: str
    """'' where the spreadsheet gives it none."""
    choices: tuple[Choice, ...]
    questions: tuple[Select, ...]

    def __str__(self) -> str:
        return f"List `{self.name}`" if self.name else self.questions[0].name


@dataclass
class Subject:
    """A form, compiled, with the rows of its spreadsheet."""

    form: Form
    rows: Rows = field(default_factory=dict[str, int])
    choice_rows: ChoiceRows = field(default_factory=dict[tuple[str, str], int])

    @cached_property
    def plan(self) -> CompiledForm:
        """The form with its expressions compiled."""
        return compile_form(self.form)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by name, in the order of the form."""
        questions: dict[str, Question] = {}
        for question in self.form.questions():
            questions.setdefault(question.name, question)
        return questions

    @cached_property
    def order(self) -> dict[str, int]:
        """Name of a question or group → its place in the form, from 0."""
        order: dict[str, int] = {}
        for node in self.plan.nodes:
            order.setdefault(name_of(node), len(order))
        return order

    @cached_property
    def repeats(self) -> dict[str, tuple[str, ...]]:
        """Name of a question or group → the repeats around it, outermost first."""
        return {
            child.name: around for section in self.form.sections for child, around in _all(section)
        }

    @cached_property
    def places(self) -> dict[str, tuple[str, ...]]:
        """Name of a question or group → the names on the way to it, the form's root first."""
        places: dict[str, tuple[str, ...]] = {}
        for node in self.plan.nodes:
            above = places.get(name_of(node.parent), ()) if node.parent else (self.form.root,)
            implied = isinstance(node, PlannedSection) and getattr(node.section, "implied", False)
            places.setdefault(name_of(node), above if implied else (*above, name_of(node)))
        return places

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The sections and repeats that their author wrote, in the order of the form."""
        return tuple(
            child
            for section in self.form.sections
            for child, _ in _all(section)
            if isinstance(child, Repeat) or (isinstance(child, Section) and not child.implied)
        )

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every expression that could be understood, in the order of the form."""
        return tuple(
            Rule(name_of(node), column, expression)
            for node in self.plan.nodes
            for column, expression in expressions_of(node)
        )

    @cached_property
    def lists(self) -> tuple[ChoiceList, ...]:
        """The lists of choices that questions offer, each once."""
        held: dict[tuple[str, tuple[str, ...]], list[Select]] = {}
        for question in self.questions.values():
            if isinstance(question, Select) and question.choices:
                names = tuple(choice.name for choice in question.choices)
                held.setdefault((question.list_name, names), []).append(question)
        return tuple(
            ChoiceList(name, questions[0].choices, tuple(questions))
            for (name, _), questions in held.items()
        )

    def row(self, name: str) -> int | None:
        """Return the row of the survey sheet where `name` stands, if it is known."""
        return self.rows.get(name)

    def row_of_choice(self, list_name: str, choice: str) -> int | None:
        """Return the row of the choices sheet where the choice stands, if it is known."""
        return self.choice_rows.get((list_name, choice))


def _all(
    group: Group, around: tuple[str, ...] = ()
) -> Iterator[tuple[Group | Question, tuple[str, ...]]]:
    """Yield `group` and everything in it, each with the repeats around it."""
    yield group, around
    inside = (*around, group.name) if isinstance(group, Repeat) else around
    for child in group.children:
        if isinstance(child, Section | Repeat):
            yield from _all(child, inside)
        else:
            yield child, inside
