"""What is printed, as data: one paper is one form in one language.

    Paper → PaperSection (a page or more) → Heading | PaperQuestion | Note

The template (`paper.typ`) decides how it looks and nothing else; all words are decided here.
"""

from dataclasses import dataclass
from typing import Any, Literal

AnswerKind = Literal["choices", "ranks", "figures", "date", "time", "moment", "lines"]


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A box to tick: its key on the laptop, its label, and its name for typing in."""

    key: str
    label: str
    code: str
    alert: bool


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """The boxes or lines that take an answer."""

    kind: AnswerKind
    choices: tuple[PaperChoice, ...] = ()
    many: bool = False
    digits: int = 0
    decimals: int = 0
    range: str = ""
    """Of a number, such as `0–40`."""
    lines: int = 0
    caption: str = ""
    """What to write on the lines, where that is not plain from the question."""


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question with its code, and all that can be marked there."""

    code: str
    label: str
    hint: str
    only_if: str
    core: bool
    answer: PaperAnswer
    non_answers: tuple[str, ...]
    """The laptop's keys of those it offers: o, d, n."""
    seen_by: bool
    comment: str
    """The caption of the comment line; '' = none."""
    under: bool
    """A condition of a group holds here; a bar beside it shows how far it reaches."""
    long: bool
    """Perhaps longer than a page: worth measuring before it is kept together."""
    type: Literal["question"] = "question"


@dataclass(frozen=True, slots=True)
class PaperNote:
    """Text that is read and takes no answer."""

    code: str
    label: str
    hint: str
    only_if: str
    under: bool
    type: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a group inside a section, or of one round of a repeat."""

    title: str
    hint: str
    only_if: str
    level: int
    under: bool
    type: Literal["heading"] = "heading"


Row = Heading | PaperQuestion | PaperNote


@dataclass(frozen=True, slots=True)
class PaperSection:
    """One section: it starts a page of its own."""

    title: str
    hint: str
    only_if: str
    rows: tuple[Row, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition that has no short reading, printed on the last page as it is."""

    place: str
    expression: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A form in one language, ready for printing."""

    language: str
    """Its code, for screen readers; `und` where it is not known."""
    words: dict[str, Any]
    """The fixed phrases, see `phrases.yaml`."""
    mission: str
    drill: bool
    form: str
    title: str
    version: str
    digest: str
    """Its first characters: enough to tell two papers apart."""
    compact: bool
    """Sections follow each other without new pages."""
    sections: tuple[PaperSection, ...]
    rules: tuple[Rule, ...]
