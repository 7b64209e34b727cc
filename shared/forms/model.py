"""A checklist as both sides know it: frozen once published, whatever it was written in.

    Form
    └── Section (one page)  → Question | Section | Repeat …
        Repeat              → the same parts, once an instance

Every question has a `name` (unique in the form; with its repeats' instances before it, see
`shared.forms.paths`, its key in the answers) and texts in several languages. Expressions are kept
as they were written (XForms XPath with `${name}`); `shared.forms.evaluation` compiles them. Texts
may hold `${name}` too, see `shared.forms.labels`.

As JSON, a field that has its default is left out: so a form keeps its digest when a later release
knows more fields than the one that published it.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from shared.digest import digest_of
from shared.forms.answers import NonAnswer
from shared.forms.frozen import Frozen
from shared.text import Text


class SeenBy(StrEnum):
    """How the observer knows. Only what was observed may enter a statement's figures."""

    OBSERVED = "observed"
    REPORTED = "reported"
    BOTH = "both"


class Choice(Frozen):
    """One of the answers a question offers."""

    name: str
    label: Text
    media: dict[str, Text] = Field(default_factory=dict)
    """`image`, `audio`, `video`, … → name of the file by language."""
    columns: dict[str, str] = Field(default_factory=dict)
    """The author's further columns, which a `choice_filter` compares."""


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
    guidance: Text = Field(default_factory=dict)
    """A longer hint, for training and on paper; on the screen only when it is asked for."""
    relevant: str = ""
    """Expression; '' = always asked."""
    appearance: str = ""
    media: dict[str, Text] = Field(default_factory=dict)
    """`image`, `audio`, `video`, … → name of the file by language, to be shown with the label."""
    extras: dict[str, str] = Field(default_factory=dict)
    """Columns that we give no meaning, header → cell; kept as their author wrote them."""


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
    """The answer that a new draft, or a new instance of a repeat, begins with."""
    dynamic_default: str = ""
    """Expression that gives that answer, worked out once; '' = `default`."""
    calculation: str = ""
    """Expression whose value the answer is, also where the question is shown."""
    trigger: tuple[str, ...] = ()
    """Questions at whose change the answer becomes what `calculation` gives then (nothing, if
    there is none); without them, `calculation` counts at any time."""
    read_only: bool = False
    read_only_when: str = ""
    """Expression that makes it read-only while it holds; '' = as `read_only` says."""
    parameters: dict[str, str] = Field(default_factory=dict)
    """As written, such as `max-pixels` → `640`, `randomize` → `true`."""
    non_answers: tuple[NonAnswer, ...] = tuple(NonAnswer)
    """Which of the three this question offers."""
    indicator: Indicator | None = None
    core: bool = False
    """Belongs to the short form of the checklist, which is asked and synced first."""
    seen_by: bool = False
    """Ask, of a negative answer, whether it was seen or reported by others."""
    alert: tuple[str, ...] = ()
    """Choices that raise an alert at headquarters."""
    adds_up: bool = False
    """The sum of its numbers over reports means something. Never so of votes and voters."""
    comment_on: tuple[str, ...] = ()
    """Choices that ask for a comment."""


class FileList(Frozen):
    """An attached table whose rows are choices, as in `select_one_from_file stations.csv`."""

    file: str
    """Its name with the ending, one of `Form.files` once it is attached."""
    value: str = "name"
    """The column of the choices' names."""
    label: str = "label"
    """The column of what is shown."""


class _Select(_Question):
    choices: tuple[Choice, ...]
    """Empty where they come from elsewhere: `from_file` or `from_repeat`."""
    list_name: str = ""
    """Of the choices, as `instance('…')` calls the list."""
    choice_filter: str = ""
    """Expression over a choice's columns, `name` and `label`; '' = all are offered."""
    from_file: FileList | None = None
    from_repeat: str = ""
    """A question in a repeat: each of its answers is a choice. '' = not so."""


class SelectOne(_Select):
    """Exactly one of the choices."""

    type: Literal["select_one"] = "select_one"
    scale: Literal["", "assessment", "frequency"] = ""
    """`assessment`: very good … very bad; `frequency`: always … never; '' = plain."""


class SelectMultiple(_Select):
    """Any of the choices; a choice named `none` excludes the others."""

    type: Literal["select_multiple"] = "select_multiple"


class Rank(_Select):
    """All of the choices, in the observer's order. The answer is an array of their names."""

    type: Literal["rank"] = "rank"


class Integer(_Question):
    """A whole number."""

    type: Literal["integer"] = "integer"


class Decimal(_Question):
    """A number with a fraction."""

    type: Literal["decimal"] = "decimal"


class Range(_Question):
    """A number on a ladder from `start` by `step` to `end`; `start` may be the larger one."""

    type: Literal["range"] = "range"
    start: float = 1
    end: float = 10
    step: float = 1


class TextQuestion(_Question):
    """Free text."""

    type: Literal["text"] = "text"


class Barcode(_Question):
    """What a barcode says, typed."""

    type: Literal["barcode"] = "barcode"


class Geopoint(_Question):
    """A position, typed: `latitude longitude [altitude [accuracy]]`, in degrees and metres."""

    type: Literal["geopoint"] = "geopoint"


class Shape(_Question):
    """A line or an area on the map, which a terminal can't draw.

    The answer is a file (`sha256:…`), the points as phones write them (positions with `;`
    between), or `shared.forms.fitting.DONE_ON_PHONE`.
    """

    type: Literal["shape"] = "shape"
    kind: Literal["geotrace", "geoshape"]


class Date(_Question):
    """A calendar date, `YYYY-MM-DD`."""

    type: Literal["date"] = "date"


class Time(_Question):
    """A local time of day, `HH:MM`."""

    type: Literal["time"] = "time"


class DateTime(_Question):
    """A moment with its offset, ISO 8601."""

    type: Literal["dateTime"] = "dateTime"


class Acknowledge(_Question):
    """Something to confirm. The answer is `OK`, or missing."""

    type: Literal["acknowledge"] = "acknowledge"


class Media(_Question):
    """A file that the observer attaches. The answer is `sha256:` and 64 hexadecimal digits."""

    type: Literal["media"] = "media"
    kind: Literal["image", "audio", "video", "file"]


class Note(_Question):
    """Text that is shown and asks nothing."""

    type: Literal["note"] = "note"


class Calculate(_Question):
    """A value computed from other answers; never shown."""

    type: Literal["calculate"] = "calculate"
    kind: Literal["", "integer", "decimal", "date", "time", "dateTime"] = ""
    """What the value is read as by others; '' = a text."""


class Hidden(_Question):
    """A value that is never shown and set by a default or a trigger."""

    type: Literal["hidden"] = "hidden"


class Metadata(_Question):
    """What the laptop knows of itself; never shown.

    `start`, `end`, `today` are times of the draft; `deviceid`, `username`, `email`, `phonenumber`
    and the like are facts that the reviewer is given; a laptop has no `audit`.
    """

    type: Literal["metadata"] = "metadata"
    kind: str


class Unsupported(_Question):
    """A kind that a terminal can't ask. It is shown as such, and stays missing."""

    type: Literal["unsupported"] = "unsupported"
    kind: str
    """The XLSForm type, as its author wrote it."""


Question = Annotated[
    SelectOne
    | SelectMultiple
    | Rank
    | Integer
    | Decimal
    | Range
    | TextQuestion
    | Barcode
    | Geopoint
    | Shape
    | Date
    | Time
    | DateTime
    | Acknowledge
    | Media
    | Note
    | Calculate
    | Hidden
    | Metadata
    | Unsupported,
    Field(discriminator="type"),
]


class Section(_Node):
    """A group of questions; at the top of a form, one page of it."""

    type: Literal["section"] = "section"
    children: tuple["Node", ...]
    implied: bool = False
    """Made for what stands in no group: a page on the screen, and no step of an XPath."""


class Repeat(_Node):
    """A group that is filled in several times; see `shared.forms.paths` for how that is kept."""

    type: Literal["repeat"] = "repeat"
    children: tuple["Node", ...]
    count: str = ""
    """Expression for the number of instances; '' = the observer adds and removes them."""


Group = Section | Repeat
Node = Annotated[Section | Repeat | Question, Field(discriminator="type")]


class FormFile(Frozen):
    """A file that was attached to the form at publishing; its content is kept by its hash."""

    name: str
    sha256: str
    columns: tuple[str, ...] = ()
    """Of a table, in their order."""
    rows: int = 0
    """Of a table, without its header."""


class Form(Frozen):
    """A published checklist. A (id, version) never changes; `digest` proves it."""

    id: str
    version: str
    title: Text
    languages: tuple[str, ...] = ("en",)
    default_language: str = "en"
    sections: tuple[Section, ...]
    root: str = "data"
    """The first step of an XPath, as in `/data/group/question`."""
    files: tuple[FormFile, ...] = ()
    lists: dict[str, tuple[Choice, ...]] = Field(default_factory=dict)
    """Lists of choices that no question offers, for `instance('…')` in expressions."""
    instance_name: str = ""
    """Expression for what a filled form is called; '' = nothing."""
    settings: dict[str, str] = Field(default_factory=dict)
    """What else the settings sheet says, as written."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the form's canonical JSON, in hexadecimal."""
        return digest_of(self.model_dump(mode="json"))

    def questions(self) -> Iterator[Question]:
        """Yield every question in the order in which it is asked, notes and repeats included."""
        for section in self.sections:
            yield from questions_of(section)

    def single_questions(self) -> Iterator[Question]:
        """Yield the questions that stand in no repeat: those with one answer a report."""
        for section in self.sections:
            yield from single_questions_of(section)

    def question(self, name: str) -> Question | None:
        """Return the question called `name`, or None."""
        return next((each for each in self.questions() if each.name == name), None)


def questions_of(group: Group) -> Iterator[Question]:
    """Yield every question in `group`, however deep, in the order in which it is asked."""
    for child in group.children:
        if isinstance(child, Section | Repeat):
            yield from questions_of(child)
        else:
            yield child


def single_questions_of(group: Group) -> Iterator[Question]:
    """Yield the questions of `group` and the sections in it, those in repeats left out."""
    for child in group.children:
        if isinstance(child, Section):
            yield from single_questions_of(child)
        elif not isinstance(child, Repeat):
            yield child


def choices_of(question: Question) -> tuple[Choice, ...]:
    """Return the choices of `question`, unfiltered; empty for kinds that have none of their own."""
    if isinstance(question, SelectOne | SelectMultiple | Rank):
        return question.choices
    return ()
