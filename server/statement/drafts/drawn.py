"""What a person's sentence was taken up from: a note or an incident, as it was then. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from server.reports.incidents.categories import category_in
from server.statement.document import Citation
from server.statement.known import noted_by_mission
from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase


class Origin(StrEnum):
    """Where a sentence can be taken up from; of notes, by their kind (`fieldnotes.kinds.Kind`)."""

    MEETING = "meeting"
    LEGAL = "legal"
    CAMPAIGN = "campaign"
    MEDIA = "media"
    COMPLAINT = "complaint"
    WEEKLY = "weekly"
    INCIDENT = "incident"


@dataclass(frozen=True)
class Drawn:
    """What a sentence was taken up from."""

    origin: Origin
    id: UUID
    """Of the note or the incident: for drafters, never for the public."""
    revision: int
    """Of the note or the incident, as a person last saw it with the sentence."""
    day: date
    worded: bool = False
    """Whether a person has worded it since it was taken up."""


def citation_of(drawn: Drawn, language: Language) -> Citation:
    """Return what everybody may read of it: its kind and its day."""
    return noted_by_mission(phrase(language, f"drawn_{drawn.origin.value}"), drawn.day)


def stub_of(category: str, language: Language) -> str:
    """Return the neutral sentence with which an incident is taken up.

    A category that has no words in the language is marked as untranslated.
    """
    words = category_in(category, language.code)
    if words is None:
        words = phrase(language, "untranslated", code="en", text=category_in(category, "en"))
    return phrase(language, "drawn_incident_stub", category=words)
