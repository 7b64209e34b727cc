"""The fields of each kind of note: how a form asks for them, and reads what was typed.

A form sends texts. An empty text is as if the field were not there; the sections that a note
supports come as a field each, `section.media`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from server.fieldnotes import words
from server.fieldnotes.kinds import BODIES, Kind, Note, Section
from server.fieldnotes.problems import NoteFault, NoteUnsound
from server.missions.explaining import explained

SECTION = "section."
_PARTS = ("body", "office", "name")
MOST_FAULTS = 20


class Control(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    LINES = "lines"
    """One a line."""
    COUNTERPARTS = "counterparts"
    """One a line: body | office | name."""
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form, and of the page that shows a note."""

    name: str
    label: str
    control: Control = Control.LINE
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    needed: bool = False
    hint: str = ""


def _choice(name: str, label: str, choices: Mapping[str, str], *, needed: bool = True) -> FieldSpec:
    return FieldSpec(name, label, Control.CHOICE, choices, needed)


_DAY = FieldSpec("day", "Day", Control.DAY, needed=True)
_LAST = FieldSpec("last_day", "Last day, if several", Control.DAY)
_TEXT = FieldSpec("text", "Notes", Control.TEXT)
_AFTER = (
    FieldSpec("follow_up", "Follow-up", Control.LINE),
    FieldSpec("sources", "Sources", Control.LINE, hint="an address, a document"),
)
_OF_KIND: Mapping[Kind, tuple[FieldSpec, ...]] = {
    Kind.MEETING: (
        _DAY,
        _LAST,
        _choice("with_whom", "With", words.MEETING_KINDS),
        FieldSpec(
            "counterparts",
            "Counterparts",
            Control.COUNTERPARTS,
            needed=True,
            hint="one a line: body | office | name",
        ),
        FieldSpec("participants", "Of the mission, by role", Control.LINES, hint="one a line"),
        _choice("channel", "How", words.CHANNELS, needed=False),
        FieldSpec("topics", "Topics", Control.LINES, hint="one a line, as a sentence names them"),
        _TEXT,
    ),
    Kind.LEGAL: (
        _DAY,
        _choice("instrument", "Commitment", words.COMMITMENTS),
        FieldSpec("provision", "Its paragraph or article", needed=True),
        FieldSpec("law", "National provision looked at"),
        _choice("assessment", "Assessment", words.ASSESSMENTS),
        _TEXT,
    ),
    Kind.CAMPAIGN: (
        _DAY,
        _LAST,
        _choice("event", "Event", words.EVENT_KINDS),
        FieldSpec("place", "Place", needed=True),
        FieldSpec("organiser", "Organiser"),
        FieldSpec("expected", "Announced size", Control.NUMBER),
        _choice("size", "Size, as the team estimates", words.SIZES, needed=False),
        FieldSpec("security", "Security"),
        FieldSpec("disturbance", "Disturbance"),
        _choice("known", "How it is known", words.KNOWN),
        _TEXT,
    ),
    Kind.MEDIA: (
        _DAY,
        FieldSpec("outlet", "Outlet", needed=True),
        _choice("medium", "Medium", words.MEDIA),
        _choice("programme", "Programme or column", words.PROGRAMMES),
        FieldSpec("actor", "Who was spoken of", needed=True),
        _choice("tone", "Tone", words.TONES),
        FieldSpec("minutes", "Minutes", Control.NUMBER, hint="airtime, as 12.5 or 12:30"),
        FieldSpec("pieces", "Pieces", Control.NUMBER, hint="articles, posts, items"),
        _TEXT,
    ),
    Kind.COMPLAINT: (
        FieldSpec("day", "Filed on", Control.DAY, needed=True),
        FieldSpec("filed_with", "Filed with", needed=True),
        FieldSpec("filed_by", "By whom, as a role"),
        FieldSpec("matter", "Matter", needed=True),
        FieldSpec("reference", "Number of the case"),
        _choice("ruling", "Outcome", words.RULINGS),
        FieldSpec("decided_on", "Decided on", Control.DAY),
        _TEXT,
    ),
    Kind.WEEKLY: (
        FieldSpec("day", "First day of the week", Control.DAY, needed=True),
        FieldSpec("last_day", "Last day", Control.DAY, needed=True),
        FieldSpec("text", "Summary", Control.TEXT, needed=True),
        FieldSpec("security", "Security"),
        FieldSpec("calendar", "Next week"),
    ),
}
_TICK = FieldSpec("quotable", "May be quoted in a statement", Control.TICK)


def fields_of(kind: Kind) -> tuple[FieldSpec, ...]:
    """Return the fields of a kind that are its own, in the order of its form."""
    return (*_OF_KIND[kind], *_AFTER, _TICK)


def read_typed(kind: Kind, typed: Mapping[str, str]) -> Note:
    """Return the note that a form's fields make. Raises NoteUnsound with every mistake."""
    given = dict(_given(kind, typed))
    given |= {name: typed[name] for name in ("team", "region") if typed.get(name, "").strip()}
    given["sections"] = [each.value for each in Section if typed.get(f"{SECTION}{each}")]
    return sound(kind, given)


def sound(kind: Kind, given: Mapping[str, Any]) -> Note:
    """Return the note of a kind that these values make. Raises NoteUnsound with every mistake."""
    try:
        return BODIES[kind].model_validate(given)
    except ValidationError as error:
        labels = {each.name: each.label for each in fields_of(kind)}
        faults = [_fault(labels, each) for each in error.errors()[:MOST_FAULTS]]
        raise NoteUnsound(faults) from None


def typed_of(note: Note) -> Mapping[str, str]:
    """Return what a form's fields hold when it shows a note."""
    held = note.model_dump(mode="json")
    typed = {each.name: _as_typed(each, held[each.name]) for each in fields_of(note.kind)}
    sections = {f"{SECTION}{each}": "on" for each in note.sections}
    return typed | {"team": note.team, "region": note.region} | sections


def shown(note: Note) -> Iterator[tuple[FieldSpec, str]]:
    """Yield every field of a note that is filled in, with its words."""
    held = note.model_dump(mode="json")
    for each in fields_of(note.kind):
        value = held[each.name]
        if each.control is Control.CHOICE:
            value = each.choices.get(value or "", "")
        if each.control is Control.TICK:
            value = "yes" if value else "no"
        if value not in (None, "", [], 0):
            yield each, _as_typed(each, value)


def _given(kind: Kind, typed: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for each in fields_of(kind):
        text = typed.get(each.name, "").strip()
        if not text:
            continue
        match each.control:
            case Control.LINES:
                yield each.name, [line for line in map(str.strip, text.splitlines()) if line]
            case Control.COUNTERPARTS:
                yield each.name, [_counterpart(line) for line in text.splitlines() if line.strip()]
            case Control.TICK:
                yield each.name, True
            case _:
                yield each.name, text


def _counterpart(line: str) -> Mapping[str, str]:
    parts = [part.strip() for part in line.split("|", 2)]
    return dict(zip(_PARTS, parts, strict=False))


def _as_typed(spec: FieldSpec, value: Any) -> str:  # noqa: ANN401 - any JSON value
    match value:
        case None | False:
            return ""
        case True:
            return "on"
        case list():
            return "\n".join(_line_of(each) for each in cast(list[object], value))
        case 0 | "0" if spec.control is Control.NUMBER:
            return ""
        case _:
            return str(value)


def _line_of(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    parts = [str(each) for each in cast(Mapping[str, object], value).values()]
    while parts and not parts[-1]:
        parts.pop()
    return " | ".join(parts)


def _fault(labels: Mapping[str, str], error: ErrorDetails) -> NoteFault:
    """Return one mistake: where, what, and what to do."""
    name, *deeper = [*error["loc"], ""] if not error["loc"] else error["loc"]
    label = labels.get(str(name), str(name))
    place = next((f", line {each + 1}" for each in deeper if isinstance(each, int)), "")
    return NoteFault(str(name), f"{label}{place}", *explained(error))


def words_in(note: BaseModel) -> str:
    """Return all words of a note, for a search."""
    return " ".join(_texts(note.model_dump(mode="json")))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in cast(dict[str, object], value).values():
                yield from _texts(each)
        case list():
            for each in cast(list[object], value):
                yield from _texts(each)
        case _:
            return
