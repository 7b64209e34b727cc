"""A checklist as both sides know it: frozen once published, whatever it was written in.

    Form
    └── Section (one page)  → Question | Section …

Every question has a `name` (its key in the answers, unique in the form) and texts in several
languages. Expressions are kept as they were written (XForms XPath with `${name}` resolved to
bare `${name}` references); `shared.forms.evaluation` compiles them.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.digest import digest_of
from shared.forms.answers import NonAnswer
from shared.text import Text


class Frozen(BaseModel):
    """A model that can't change, and that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SeenBy(StrEnum):
    """How the observer knows. Only what was observed may enter a statement's figures."""

    OBSERVED = "observed"
    REPORTED = "reported"
    BOTH = "both"


class Choice(Frozen):
    """One of the answers a question offers."""

    name: str
    label: Text


class Indicator(Frozen):
    """How statements read a question: which choices are positive, which negative.

    Facts and assessments stay apart: an indicator says how to count, never what to conclude.
    """

    id: str
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    section: str = ""
    """Where a statement uses it: `access`, `secrecy`, `count`, …; '' = nowhere."""


class _Node(Frozen):
    name: str
    label: Text = Field(default_factory=dict)
    hint: Text = Field(default_factory=dict)
    relevant: str = ""
    """Expression; '' = always asked."""


class _Question(_Node):
    required: str = ""
    """Expression; '' = optional, `true()` = always required."""
    required_message: Text = Field(default_factory=dict)
    constraint: str = ""
    """Expression over `.`; '' = any value of the right type."""
    constraint_message: Text = Field(default_factory=dict)
    warning: str = ""
    """Expression that is expected to be true; where it is false the answer is asked about and
    flagged, never refused. It waits until every question it refers to has a value.
    '' = nothing to expect."""
    warning_message: Text = Field(default_factory=dict)
    default: str = ""
    read_only: bool = False
    appearance: str = ""
    non_answers: tuple[NonAnswer, ...] = tuple(NonAnswer)
    """Which of the three this question offers."""
    indicator: Indicator | None = None
    core: bool = False
    """Belongs to the short form of the checklist, which is asked and synced first."""
    seen_by: bool = False
    """Ask, of a negative answer, whether it was seen or reported by others."""
    alert: tuple[str, ...] = ()
    """Choices that raise an alert at headquarters."""
    comment_on: tuple[str, ...] = ()
    """Choices that ask for a comment."""


class SelectOne(_Question):
    """Exactly one of the choices."""

    type: Literal["select_one"] = "select_one"
    choices: tuple[Choice, ...]
    scale: Literal["", "assessment", "frequency"] = ""
    """`assessment`: very good … very bad; `frequency`: always … never; '' = plain."""


class SelectMultiple(_Question):
    """Any of the choices; a choice named `none` excludes the others."""

    type: Literal["select_multiple"] = "select_multiple"
    choices: tuple[Choice, ...]


class Integer(_Question):
    """A whole number."""

    type: Literal["integer"] = "integer"


class Decimal(_Question):
    """A number with a fraction."""

    type: Literal["decimal"] = "decimal"


class TextQuestion(_Question):
    """Free text."""

    type: Literal["text"] = "text"


class Date(_Question):
    """A calendar date, `YYYY-MM-DD`."""

    type: Literal["date"] = "date"


class Time(_Question):
    """A local time of day, `HH:MM`."""

    type: Literal["time"] = "time"


class DateTime(_Question):
    """A moment with its offset, ISO 8601."""

    type: Literal["dateTime"] = "dateTime"


class Note(_Question):
    """Text that is shown and asks nothing."""

    type: Literal["note"] = "note"


class Calculate(_Question):
    """A value computed from other answers; never shown."""

    type: Literal["calculate"] = "calculate"
    calculation: str


class Unsupported(_Question):
    """A kind that a terminal can't ask. It is shown as such, and stays missing."""

    type: Literal["unsupported"] = "unsupported"
    kind: str
    """The XLSForm type, as its author wrote it."""


Question = Annotated[
    SelectOne
    | SelectMultiple
    | Integer
    | Decimal
    | TextQuestion
    | Date
    | Time
    | DateTime
    | Note
    | Calculate
    | Unsupported,
    Field(discriminator="type"),
]


class Section(_Node):
    """A group of questions; at the top of a form, one page of it."""

    type: Literal["section"] = "section"
    children: tuple["Node", ...]


Node = Annotated[Section | Question, Field(discriminator="type")]


class Form(Frozen):
    """A published checklist. A (id, version) never changes; `digest` proves it."""

    id: str
    version: str
    title: Text
    languages: tuple[str, ...] = ("en",)
    default_language: str = "en"
    sections: tuple[Section, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the form's canonical JSON, in hexadecimal."""
        return digest_of(self.model_dump(mode="json"))

    def questions(self) -> Iterator[Question]:
        """Yield every question in the order in which it is asked, notes included."""
        for section in self.sections:
            yield from _questions_of(section)

    def question(self, name: str) -> Question | None:
        """Return the question called `name`, or None."""
        return next((each for each in self.questions() if each.name == name), None)


def _questions_of(section: Section) -> Iterator[Question]:
    for child in section.children:
        if isinstance(child, Section):
            yield from _questions_of(child)
        else:
            yield child


def choices_of(question: Question) -> tuple[Choice, ...]:
    """Return the choices of `question`; empty for kinds that have none."""
    if isinstance(question, SelectOne | SelectMultiple):
        return question.choices
    return ()
