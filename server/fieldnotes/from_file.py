"""What the mission file itself says of meetings, law and media: shown beside the notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.fieldnotes.kinds import Kind
from server.fieldnotes.searching import Filter, matches
from server.missions.document import Meeting, MissionFile, Note


@dataclass(frozen=True, slots=True)
class FromFile:
    """A meeting or a note of the mission file."""

    kind: Kind
    day: date | None
    title: str
    text: str
    sources: str


def list_from_file(document: MissionFile, wanted: Filter) -> list[FromFile]:
    """Return what the file has of these kinds, words and days, the latest day first.

    It knows no teams and sections.
    """
    if wanted.team or wanted.region or wanted.section or wanted.quotable or wanted.withdrawn:
        return []
    found = [each for each in _all(document) if _fits(each, wanted)]
    return sorted(found, key=lambda each: each.day or date.min, reverse=True)


def _all(document: MissionFile) -> Iterator[FromFile]:
    for meeting in document.meetings:
        yield _meeting(meeting)
    for kind, notes in ((Kind.LEGAL, document.legal_notes), (Kind.MEDIA, document.media_notes)):
        for note in notes:
            yield _note(kind, note)


def _meeting(meeting: Meeting) -> FromFile:
    bodies = dict.fromkeys(each.body for each in meeting.counterparts)
    topics = "; ".join(meeting.topics)
    return FromFile(
        Kind.MEETING,
        meeting.first_day,
        ", ".join(bodies) or meeting.key,
        " ".join(each for each in (topics, meeting.note) if each),
        ", ".join(meeting.sources),
    )


def _note(kind: Kind, note: Note) -> FromFile:
    return FromFile(kind, note.as_of, note.key, note.text, ", ".join(note.sources))


def _fits(each: FromFile, wanted: Filter) -> bool:
    if wanted.kind and each.kind != wanted.kind:
        return False
    if wanted.since and (each.day is None or each.day < wanted.since):
        return False
    if wanted.until and (each.day is None or each.day > wanted.until):
        return False
    return matches(wanted.words, f"{each.title} {each.text} {each.sources}")
