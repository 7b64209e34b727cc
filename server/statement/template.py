"""Templates of statements: data beside the code, read and checked once for each language.

    Template → SectionPlan → ParagraphPlan → parts

A part is one of: words that only a person may write (`SlotPlan`), something the mission file or
the plan of visits knows (`MissionPart`, `FactPart`, `NotesPart`, `MeetingsPart`,
`SubjectsPart`), or findings (`FindingPart`, `WatchPart`, `OthersPart`). A template names findings
by their indicators; how they are worded stands in `languages/findings.yaml`, for all templates
alike. `server.statement.library` reads templates.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from server.fieldnotes.kinds import Section
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
PARTS: dict[str, type[_Part]] = {
    "slot": SlotPlan,
    "mission": MissionPart,
    "fact": FactPart,
    "notes": NotesPart,
    "meetings": MeetingsPart,
    "subjects": SubjectsPart,
    "recommendations": RecommendationsPart,
    "finding": FindingPart,
    "watch": WatchPart,
    "others": OthersPart,
}
"""The key that tells what a part is."""
UNKNOWN_PART = "unknown_part"
"""Type of the error where no key does."""


def _tag(part: object) -> str | None:
    """Return the key that tells what a part is; None where no key does."""
    if isinstance(part, dict):
        return next((key for key in PARTS if key in part), None)
    return next((key for key, kind in PARTS.items() if isinstance(part, kind)), None)


_TAGGED = Annotated[
    Annotated[SlotPlan, Tag("slot")]
    | Annotated[MissionPart, Tag("mission")]
    | Annotated[FactPart, Tag("fact")]
    | Annotated[NotesPart, Tag("notes")]
    | Annotated[MeetingsPart, Tag("meetings")]
    | Annotated[SubjectsPart, Tag("subjects")]
    | Annotated[RecommendationsPart, Tag("recommendations")]
    | Annotated[FindingPart, Tag("finding")]
    | Annotated[WatchPart, Tag("watch")]
    | Annotated[OthersPart, Tag("others")],
    Discriminator(
        _tag,
        custom_error_type=UNKNOWN_PART,
        custom_error_message=f"a part is one of: {', '.join(PARTS)}",
    ),
]


class ParagraphPlan(_Part):
    """A paragraph: what it is about, and what it is made of."""

    id: str
    title: str
    parts: tuple[_TAGGED, ...]
    supports: tuple[Section, ...] = ()
    """Sections of the long-term observers' notes that drafters are offered here."""


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
