"""Templates of statements: data beside the code, read and checked once.

    Template → SectionPlan → ParagraphPlan → parts

A part is one of: words that only a person may write (`SlotPlan`), something the mission file or
the plan of visits knows (`MissionPart`, `FactPart`, `NotesPart`, `MeetingsPart`,
`SubjectsPart`), or findings (`FindingPart`, `WatchPart`, `OthersPart`).
"""

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from server.missions.document import MeetingKind
from server.statement.problems import UnknownLanguage, UnknownTemplate

_FOLDER = files("server.statement") / "templates"
LANGUAGES = ("en",)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SlotPlan(_Part):
    """A place that only a person may fill."""

    slot: str
    title: str
    demands: str


class MissionPart(_Part):
    """A sentence on the mission itself."""

    mission: Literal["who", "composition", "stations", "limits"]


class FactPart(_Part):
    """A sentence with facts in braces, each by its key in the mission file."""

    fact: str


class NotesPart(_Part):
    """The notes of the mission file on law or media; all of them where no keys are named."""

    notes: Literal["legal", "media"]
    keys: tuple[str, ...] = ()


class MeetingsPart(_Part):
    """With whom the mission met, and when."""

    meetings: tuple[MeetingKind, ...]
    whom: str = ""
    """What the counterparts are together: `the political parties`; '' = named by office."""


class SubjectsPart(_Part):
    """What the meetings were about."""

    subjects: tuple[MeetingKind, ...]
    whom: str = ""
    """With whom, as in `MeetingsPart`."""


class WayPlan(_Part):
    """Answers that are told alike."""

    any: tuple[str, ...] = ()
    """Answers that are told so."""
    all: tuple[str, ...] = ()
    """Answers that must all have been given to be told so."""
    so: str
    none: str = ""
    items: dict[str, str] = Field(default_factory=dict)
    rest: bool = False


class FindingPart(_Part):
    """A sentence on one indicator."""

    finding: str
    ways: tuple[WayPlan, ...]


class WatchPart(_Part):
    """Findings of a form that few stations are visited for."""

    watch: str
    """The form's id."""
    scene: str
    findings: tuple[FindingPart, ...]
    after: str = ""
    """Said where fewer than ten stations were watched."""


class OthersPart(_Part):
    """Sentences on the other questions that a form puts into these sections."""

    others: tuple[str, ...]


Part = (
    SlotPlan
    | MissionPart
    | FactPart
    | NotesPart
    | MeetingsPart
    | SubjectsPart
    | FindingPart
    | WatchPart
    | OthersPart
)


class ParagraphPlan(_Part):
    """A paragraph: what it is about, and what it is made of."""

    id: str
    title: str
    parts: tuple[Part, ...]


class SectionPlan(_Part):
    """Paragraphs under a heading; '' = none."""

    title: str
    paragraphs: tuple[ParagraphPlan, ...]


class Template(_Part):
    """A kind of statement, in one language."""

    id: str
    version: str
    title: str
    language: str
    scenes: dict[str, str] = Field(default_factory=dict)
    """Form → what it watches, for forms that not all stations visited have a report of."""
    sections: tuple[SectionPlan, ...]
    silent: dict[str, str] = Field(default_factory=dict)
    """Section of a form → why a statement does not speak of it."""

    def findings(self) -> list[FindingPart]:
        """Return every sentence on an indicator, in order."""
        parts = [part for each in self.sections for one in each.paragraphs for part in one.parts]
        watched = [
            finding for part in parts if isinstance(part, WatchPart) for finding in part.findings
        ]
        return [part for part in parts if isinstance(part, FindingPart)] + watched


def list_templates() -> list[str]:
    """Return the ids of the templates that there are."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


@cache
def get_template(template_id: str, language: str) -> Template:
    """Return a template. Raises UnknownTemplate or UnknownLanguage, which list what there is."""
    if template_id not in list_templates():
        raise UnknownTemplate(
            f"There is no template {template_id!r} yet. There are: {', '.join(list_templates())}."
        )
    if language not in LANGUAGES:
        raise UnknownLanguage(
            f"Statements are drafted in English so far; there is no wording for {language!r} yet. "
            "Use --lang en."
        )
    source: Any = yaml.safe_load((_FOLDER / f"{template_id}.yaml").read_text("utf-8"))
    return TypeAdapter(Template).validate_python(source)
