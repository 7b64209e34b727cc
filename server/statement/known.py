"""Sentences from what the mission file knows: facts, notes, meetings, the mission itself. Pure.

Each cites the texts that it is taken from. Officials appear by their office.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from server.missions.document import (
    Channel,
    Composition,
    Fact,
    Meeting,
    MeetingKind,
    MissionFile,
    Note,
    Organisation,
)
from server.statement.document import Citation, Segment, Sentence
from server.statement.english import day, days, in_words, listing, numeral, sentence
from server.statement.ledger import Ledger
from server.statement.template import FactPart, MeetingsPart, NotesPart, SubjectsPart

_KEY = re.compile(r"\{([a-z0-9_]+)\}")
_CHANNEL = {
    Channel.VIDEOCONFERENCE: ", by videoconference",
    Channel.TELEPHONE: ", by telephone",
}


def who(mission: MissionFile) -> Sentence:
    """Say who observed which election, and when."""
    organisation = own_organisation(mission)
    name = "The Mission"
    if organisation is not None:
        short = f" ({organisation.short})" if organisation.short else ""
        name = f"The International Election Observation Mission of the {organisation.name}{short}"
    text = f"{name} observed the {mission.election.name} on {day(mission.election.date)}."
    sources = mission.period.sources if mission.period else ()
    return _sentence(mission, text, sources, f"Election day: {day(mission.election.date)}", None)


def composition(mission: MissionFile) -> list[Sentence]:
    """Say who headed the mission and who its members were."""
    held = mission.composition
    if held is None:
        return []
    texts = [text for text in (_head(held), _members(held)) if text]
    return [_sentence(mission, text, held.sources, "Composition", None) for text in texts]


def _head(held: Composition) -> str:
    if held.head is None:
        return ""
    if not held.head.name:
        return f"The Mission was headed by the {held.head.office}."
    return f"The Mission was headed by {held.head.name}, {held.head.office}."


def _members(held: Composition) -> str:
    return f"It was composed of {listing(held.members)}." if held.members else ""


def own_organisation(mission: MissionFile) -> Organisation | None:
    """Return the organisation whose mission it is, or None."""
    return next((each for each in mission.organisations if each.id == mission.organisation), None)


def fact_sentence(mission: MissionFile, part: FactPart) -> Sentence | list[str]:
    """Return the sentence with its facts filled in, or the keys of those that are not known."""
    keys = _KEY.findall(part.fact)
    facts = {key: mission.fact(key) for key in keys}
    unknown = [key for key, fact in facts.items() if fact is None]
    if unknown:
        return unknown
    held = {key: fact for key, fact in facts.items() if fact is not None}
    text = _KEY.sub(lambda found: _value(held[found[1]]), part.fact)
    citations = [each for fact in held.values() for each in _fact_citations(mission, fact)]
    return Sentence((Segment(sentence(text)),), citations=tuple(dict.fromkeys(citations)))


def _value(fact: Fact) -> str:
    """Write a fact's value as running text has it."""
    if isinstance(fact.value, date):
        return day(fact.value)
    if not isinstance(fact.value, int | float) or isinstance(fact.value, bool):
        return str(fact.value)
    some = "some " if fact.rounded else ""
    if fact.rounded and fact.value >= 1_000_000:
        return f"{some}{fact.value / 1_000_000:.1f} million".replace(".0 ", " ")
    if isinstance(fact.value, int):
        return f"{some}{in_words(fact.value)}"
    return f"{some}{fact.value:,}"


def _fact_citations(mission: MissionFile, fact: Fact) -> list[Citation]:
    value = numeral(fact.value) if isinstance(fact.value, int) else str(fact.value)
    return _citations(mission, fact.sources, f"{fact.label}: {value}", fact.as_of)


def note_sentences(mission: MissionFile, part: NotesPart) -> list[Sentence]:
    """Return the notes of a part, in the order of its keys."""
    notes = mission.legal_notes if part.notes == "legal" else mission.media_notes
    chosen: Iterable[Note] = notes
    if part.keys:
        by_key = {note.key: note for note in notes}
        chosen = [by_key[key] for key in part.keys if key in by_key]
    subject = "Legal note" if part.notes == "legal" else "Note on the media"
    return [
        _sentence(mission, note.text, note.sources, f"{subject}: {note.key}", note.as_of)
        for note in chosen
    ]


def meeting_sentences(mission: MissionFile, part: MeetingsPart) -> list[Sentence]:
    """Say whom the mission met and when, days in order."""
    meetings = own_meetings(mission, part.meetings)
    sentences: list[Sentence] = []
    for (first, last), group in groupby(meetings, key=lambda each: (each.first_day, each.last_day)):
        together = list(group)
        met = "it met" if sentences else "the Mission met"
        whom = _whom(together, part.whom)
        text = f"{days(first, last or first)} {met} {whom}{_channel(together)}."
        sources = dict.fromkeys(source for each in together for source in each.sources)
        sentences.append(_sentence(mission, text, tuple(sources), "Meetings", first))
    return sentences


def _whom(meetings: Sequence[Meeting], whom: str) -> str:
    counterparts = [each for meeting in meetings for each in meeting.counterparts]
    if whom:
        return f"{whom} {listing([each.body for each in counterparts])}"
    offices = [f"the {_office(each.office, each.body)}" for each in counterparts]
    return listing(list(dict.fromkeys(offices)))


def _office(office: str, body: str) -> str:
    """Name an office with its body, unless its title has the body in it already."""
    if not office:
        return body
    return f"{office} of the {body}" if " of " not in office else office


def _channel(meetings: Sequence[Meeting]) -> str:
    channels = {meeting.channel for meeting in meetings}
    only = channels.pop() if len(channels) == 1 else None
    return _CHANNEL.get(only, "") if only else ""


def subject_sentences(mission: MissionFile, part: SubjectsPart) -> list[Sentence]:
    """Say what the meetings were about, for those of which it is known."""
    return [
        _sentence(mission, _subjects(each, part), each.sources, "Meeting", each.first_day)
        for each in own_meetings(mission, part.subjects)
        if each.topics
    ]


def _subjects(meeting: Meeting, part: SubjectsPart) -> str:
    verb = "was" if len(meeting.topics) == 1 else "were"
    noun = "subject" if len(meeting.topics) == 1 else "subjects"
    if part.whom:
        return f"The {noun} of the meetings with {part.whom} {verb} {listing(meeting.topics)}."
    whom = _whom([meeting], "")
    return f"The {noun} of the meeting with {whom} {verb} {listing(meeting.topics)}."


def own_meetings(mission: MissionFile, kinds: Sequence[MeetingKind]) -> list[Meeting]:
    """Return this mission's own meetings of some kinds, by day."""
    own = [
        each
        for each in mission.meetings
        if each.kind in kinds and each.organisation in ("", mission.organisation)
    ]
    return sorted(own, key=lambda each: (each.first_day, each.last_day or each.first_day))


def note_unused(mission: MissionFile, used: Iterable[str], ledger: Ledger) -> None:
    """Note the legal notes that no paragraph asks for, so that a drafter may use them."""
    unused = [note.key for note in mission.legal_notes if note.key not in set(used)]
    if unused:
        ledger.gap(
            "", "Legal notes on file", f"No paragraph of this template uses: {', '.join(unused)}."
        )


def _sentence(
    mission: MissionFile, text: str, sources: Sequence[str], what: str, as_of: date | None
) -> Sentence:
    citations = tuple(_citations(mission, sources, what, as_of))
    return Sentence((Segment(sentence(text)),), citations=citations)


def _citations(
    mission: MissionFile, sources: Sequence[str], what: str, as_of: date | None
) -> list[Citation]:
    held = [mission.source(source) for source in sources]
    return [
        Citation(
            source=each.id,
            publisher=each.publisher,
            title=each.title,
            published=each.date,
            as_of=as_of,
            what=what,
        )
        for each in held
        if each is not None
    ]
