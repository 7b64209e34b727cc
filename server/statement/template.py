"""Templates of statements: data beside the code, read and checked once for each language.

    Template → SectionPlan → ParagraphPlan → parts

A part is one of: words that only a person may write (`SlotPlan`), something the mission file or
the plan of visits knows (`MissionPart`, `FactPart`, `NotesPart`, `MeetingsPart`,
`SubjectsPart`), or findings (`FindingPart`, `WatchPart`, `OthersPart`). A template names findings
by their indicators; how they are worded stands in `languages/findings.yaml`, for all templates
alike. `server.statement.library` reads templates.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from server.missions.document import MeetingKind


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
    """What the counterparts are together: `representatives of the political parties`; '' = named
    by office."""


class SubjectsPart(_Part):
    """What the meetings were about."""

    subjects: tuple[MeetingKind, ...]
    whom: str = ""
    """With whom, as in `MeetingsPart`."""


class RecommendationsPart(_Part):
    """What became of the recommendations of past missions. New ones are a person's: a slot."""

    recommendations: Literal["prior"]


class WayPlan(_Part):
    """Answers that are told alike."""

    any: tuple[str, ...] = ()
    """Answers that are told so."""
    all: tuple[str, ...] = ()
    """Answers that must all have been given to be told so."""
    so: str
    next: str = ""
    """The clause where another way stands before it; '' = `so`."""
    none: str = ""
    items: dict[str, str] = Field(default_factory=dict)
    rest: bool = False


class FindingPart(_Part):
    """A sentence on one indicator."""

    finding: str
    ways: tuple[WayPlan, ...]
    """As `languages/findings.yaml` has them, unless the template words them itself."""


class WatchPart(_Part):
    """Findings of a form that few stations are visited for."""

    watch: str
    """The form's id."""
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
    | RecommendationsPart
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


class ScenePlan(_Part):
    """What a form of the mission's own watches."""

    told: str
    """`the printing was observed {place}`."""
    stations: str
    """`where the printing was observed`."""


class Template(_Part):
    """A kind of statement, in one language."""

    id: str
    version: str
    title: str
    language: str
    scenes: dict[str, ScenePlan] = Field(default_factory=dict)
    """Form → what it watches; the standard forms need none."""
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
