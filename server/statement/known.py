"""Sentences from what the mission file knows: facts, notes, meetings, the mission itself. Pure.

Each cites the texts that it is taken from. Officials appear by their office.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from server.missions.document import (
    Channel,
    Composition,
    Counterpart,
    Meeting,
    MeetingKind,
    MissionFile,
    Note,
    Organisation,
)
from server.missions.facts import Fact
from server.statement.document import Citation, Segment, Sentence
from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase, plural
from server.statement.ledger import Ledger
from server.statement.mission_words import listing_of, wording_of
from server.statement.template import FactPart, MeetingsPart, NotesPart, SubjectsPart

_KEY = re.compile(r"\{([a-z0-9_]+)\}")
_TOLD_CHANNELS = (Channel.VIDEOCONFERENCE, Channel.TELEPHONE)


@dataclass(frozen=True)
class Known:
    """A mission file, and the language to tell it in."""

    mission: MissionFile
    language: Language

    def words(self, text: str) -> str:
        """Return a text of the file in the language, or marked where it has no wording."""
        return wording_of(self.mission, text, self.language)

    def listed(self, texts: Sequence[str]) -> str:
        """Return texts of the file as a list."""
        return listing_of(self.mission, texts, self.language)

    def phrase(self, name: str, /, **values: object) -> str:
        """Return a fixed phrase with `values` in its braces."""
        return phrase(self.language, name, **values)


def who(known: Known) -> Sentence:
    """Say who observed which election, and when."""
    mission = known.mission
    day = known.language.day(mission.election.date)
    election = known.words(mission.election.name)
    organisation = own_organisation(mission)
    if organisation is None:
        text = known.phrase("who_unnamed", election=election, day=day)
    else:
        name = known.words(organisation.name)
        if organisation.short:
            short = known.words(organisation.short)
            name = known.phrase("organisation_short", name=name, short=short)
        text = known.phrase("who", organisation=name, election=election, day=day)
    sources = mission.period.sources if mission.period else ()
    return _sentence(known, text, sources, f"{known.phrase('citation_election')}: {day}", None)


def composition(known: Known) -> list[Sentence]:
    """Say who headed the mission and who its members were."""
    held = known.mission.composition
    if held is None:
        return []
    texts = [text for text in (_head(known, held), _members(known, held)) if text]
    what = known.phrase("citation_composition")
    return [_sentence(known, text, held.sources, what, None) for text in texts]


def _head(known: Known, held: Composition) -> str:
    if held.head is None:
        return ""
    office = known.words(held.head.office)
    if not held.head.name:
        return known.phrase("head", office=office)
    return known.phrase("head_named", name=held.head.name, office=office)


def _members(known: Known, held: Composition) -> str:
    return known.phrase("members", members=known.listed(held.members)) if held.members else ""


def own_organisation(mission: MissionFile) -> Organisation | None:
    """Return the organisation whose mission it is, or None."""
    return next((each for each in mission.organisations if each.id == mission.organisation), None)


def keys_of(part: FactPart) -> list[str]:
    """Return the keys of the facts that a part tells."""
    return _KEY.findall(part.fact)


def fact_sentence(known: Known, part: FactPart) -> Sentence | dict[str, list[str]]:
    """Return the sentence with its facts filled in, or why it can't be: a phrase → keys of facts.

    That is of facts that are not known, and of those on which sources differ without a choice.
    """
    keys = keys_of(part)
    facts = {key: known.mission.fact(key) for key in keys}
    held = {key: fact for key, fact in facts.items() if fact is not None}
    gaps = {
        "gap_facts_lacking": [key for key in keys if key not in held],
        "gap_facts_disputed": [key for key, fact in held.items() if fact.is_disputed],
    }
    if any(gaps.values()):
        return {gap: names for gap, names in gaps.items() if names}
    text = _KEY.sub(lambda found: _value(known, held[found[1]]), part.fact)
    citations = [each for fact in held.values() for each in _fact_citations(known, fact)]
    segment = Segment(known.language.sentence(text))
    return Sentence((segment,), citations=tuple(dict.fromkeys(citations)))


def _value(known: Known, fact: Fact) -> str:
    """Write a fact's value as running text has it."""
    language, value = known.language, fact.value
    if isinstance(value, date):
        return language.day(value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return known.words(str(value))
    if fact.rounded and value >= 1_000_000:
        figure = language.decimal(f"{value / 1_000_000:.1f}".removesuffix(".0"))
        written = known.phrase("million", value=figure)
    elif isinstance(value, int):
        written = language.fact(value)
    else:
        written = language.decimal(str(value))
    return known.phrase("about", value=written) if fact.rounded else written


def _fact_citations(known: Known, fact: Fact) -> list[Citation]:
    held = fact.value
    value = known.language.numeral(held) if isinstance(held, int) else str(held)
    return _citations(known, fact.sources, f"{known.words(fact.label)}: {value}", fact.as_of)


def note_sentences(known: Known, part: NotesPart) -> list[Sentence]:
    """Return the notes of a part, in the order of its keys."""
    mission = known.mission
    notes = mission.legal_notes if part.notes == "legal" else mission.media_notes
    chosen: Iterable[Note] = notes
    if part.keys:
        by_key = {note.key: note for note in notes}
        chosen = [by_key[key] for key in part.keys if key in by_key]
    subject = known.phrase(f"citation_{part.notes}")
    return [
        replace(
            _sentence(known, known.words(note.text), note.sources, subject, note.as_of),
            key=note.key,
        )
        for note in chosen
    ]


def lacking_notes(known: Known, part: NotesPart) -> list[str]:
    """Return the keys of a part that no note of the mission file has."""
    mission = known.mission
    held = mission.legal_notes if part.notes == "legal" else mission.media_notes
    keys = {note.key for note in held}
    return [key for key in part.keys if key not in keys]


def meeting_sentences(known: Known, part: MeetingsPart) -> list[Sentence]:
    """Say whom the mission met and when, days in order."""
    meetings = own_meetings(known.mission, part.meetings)
    sentences: list[Sentence] = []
    for (first, last), group in groupby(meetings, key=lambda each: (each.first_day, each.last_day)):
        together = list(group)
        text = plural(
            known.language,
            "met_group" if part.whom else "met",
            sum(len(each.counterparts) for each in together),
            when=known.language.days(first, last or first),
            mission=known.phrase("it" if sentences else "the_mission"),
            whom=part.whom,
            names=_bodies(known, together) if part.whom else _offices(known, together),
            channel=_channel(known, together),
        )
        told = _of_meetings(known, text, together)
        sentences.append(replace(told, key=f"{first}–{last}" if last else f"{first}"))
    return sentences


def _bodies(known: Known, meetings: Sequence[Meeting]) -> str:
    bodies = [each.body for meeting in meetings for each in meeting.counterparts]
    return known.listed(bodies)


def _offices(known: Known, meetings: Sequence[Meeting]) -> str:
    counterparts = [each for meeting in meetings for each in meeting.counterparts]
    offices = [known.phrase("office", office=_office(known, each)) for each in counterparts]
    return known.language.listing(list(dict.fromkeys(offices)))


def _office(known: Known, counterpart: Counterpart) -> str:
    """Name an office with its body, unless its title has the body in it already."""
    if not counterpart.office:
        return known.words(counterpart.body)
    office = known.words(counterpart.office)
    if " of " in counterpart.office:
        return office
    return known.phrase("office_of_body", office=office, body=known.words(counterpart.body))


def _channel(known: Known, meetings: Sequence[Meeting]) -> str:
    channels = {meeting.channel for meeting in meetings}
    only = channels.pop() if len(channels) == 1 else None
    if only is None or only not in _TOLD_CHANNELS:
        return ""
    return known.phrase(f"channel_{only.value}")


def subject_sentences(known: Known, part: SubjectsPart) -> list[Sentence]:
    """Say what the meetings were about, for those of which it is known."""
    return [
        replace(_of_meetings(known, _subjects(known, each, part), [each]), key=f"{each.first_day}")
        for each in own_meetings(known.mission, part.subjects)
        if each.topics
    ]


def _of_meetings(known: Known, text: str, meetings: Sequence[Meeting]) -> Sentence:
    """Return a sentence on meetings, citing published texts or the mission's own notes."""
    sources = dict.fromkeys(source for each in meetings for source in each.sources)
    what = known.phrase("citation_meetings")
    told = _sentence(known, text, tuple(sources), what, None)
    noted = [
        noted_by_mission(known.phrase("drawn_meeting"), each.first_day)
        for each in meetings
        if not each.sources
    ]
    return replace(told, citations=tuple(dict.fromkeys((*told.citations, *noted))))


def noted_by_mission(what: str, day: date) -> Citation:
    """Return the citation of what the mission itself has noted, by its kind and its day."""
    return Citation(source="", publisher="", title="", published=None, as_of=day, what=what)


def _subjects(known: Known, meeting: Meeting, part: SubjectsPart) -> str:
    return plural(
        known.language,
        "subjects_with" if part.whom else "subjects",
        len(meeting.topics),
        whom=part.whom,
        names=_offices(known, [meeting]),
        topics=known.listed(meeting.topics),
    )


def own_meetings(mission: MissionFile, kinds: Sequence[MeetingKind]) -> list[Meeting]:
    """Return this mission's own meetings of some kinds, by day."""
    own = [
        each
        for each in mission.meetings
        if each.kind in kinds and each.organisation in ("", mission.organisation)
    ]
    return sorted(own, key=lambda each: (each.first_day, each.last_day or each.first_day))


def note_unused(known: Known, used: Iterable[str], ledger: Ledger) -> None:
    """Note the legal notes that no paragraph asks for, so that a drafter may use them."""
    unused = [note.key for note in known.mission.legal_notes if note.key not in set(used)]
    if unused:
        why = known.phrase("gap_notes_unused_why", names=", ".join(unused))
        ledger.gap("", known.phrase("gap_notes_unused"), why)


def _sentence(
    known: Known, text: str, sources: Sequence[str], what: str, as_of: date | None
) -> Sentence:
    citations = tuple(_citations(known, sources, what, as_of))
    return Sentence((Segment(known.language.sentence(text)),), citations=citations)


def _citations(
    known: Known, sources: Sequence[str], what: str, as_of: date | None
) -> list[Citation]:
    held = [known.mission.source(source) for source in sources]
    return [
        Citation(
            source=each.id,
            publisher=each.publisher,
            title=each.title,
            published=each.date,
            as_of=as_of,
            what=what,
            language=known.mission.language,
        )
        for each in held
        if each is not None
    ]
