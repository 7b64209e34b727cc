"""What the mission knows and a draft does not say yet; and how what it took up stands by now.

Notes of long-term observers are offered where they may be quoted, incidents where a statement may
speak of them. Nothing enters a draft by itself: a person takes it up, and words it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from server.fieldnotes.for_statement import Quotable, list_quotable
from server.fieldnotes.kinds import Kind, Section
from server.missions.models import Mission
from server.reports.incidents.cases import get_case, list_cases
from server.reports.incidents.problems import NoSuchIncident
from server.reports.incidents.stating import Case, may_be_stated
from server.statement.drafts.drawn import Drawn, Origin, stub_of
from server.statement.drafts.manuscript import Manuscript
from server.statement.drafts.problems import InvalidDeed
from server.statement.languages.registry import get_language
from shared.sync.incidents import CATEGORIES


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a draft may take up."""

    drawn: Drawn
    title: str
    """A note in one line, or an incident's category in words."""
    text: str
    """With which the sentence begins, to be worded by a person."""
    sections: tuple[Section, ...] = ()
    """That a note supports."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """An incident that a statement may not speak of yet."""

    id: UUID
    category: str
    day: date
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """All that a draft may take up, and what it may not; each by day."""

    notes: tuple[Offer, ...]
    incidents: tuple[Offer, ...]
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a note or an incident since a sentence was taken up from it."""

    why: str
    revision: int | None
    """The one that a person may let the sentence stand with; None = it may not stand."""


def offers_for(db: Session, mission: Mission, manuscript: Manuscript, language: str) -> Offers:
    """Return what the mission knows and a draft in `language` has not taken up."""
    taken = {words.drawn.id for words in manuscript.words.values() if words.drawn}
    notes = (_of_note(each) for each in list_quotable(db, mission.id) if _has_text(each))
    incidents: list[Offer] = []
    withheld: list[Withheld] = []
    for case in list_cases(db, mission.id):
        row, day = case.incident, _day_of(case, mission)
        reasons = may_be_stated(case)
        if reasons:
            words = CATEGORIES.get(row.category, row.category)
            withheld.append(Withheld(row.incident_id, words, day, reasons))
        else:
            incidents.append(_of_incident(case, day, language))
    return Offers(
        tuple(each for each in notes if each.drawn.id not in taken),
        tuple(each for each in incidents if each.drawn.id not in taken),
        tuple(withheld),
    )


def find_offer(
    db: Session, mission: Mission, manuscript: Manuscript, language: str, wanted: UUID
) -> Offer:
    """Return an offer by the id of its note or incident. Raises InvalidDeed, which says why not."""
    offers = offers_for(db, mission, manuscript, language)
    for each in (*offers.notes, *offers.incidents):
        if each.drawn.id == wanted:
            return each
    for held in offers.withheld:
        if held.id == wanted:
            raise InvalidDeed(f"A statement may not speak of it: {' '.join(held.reasons)}")
    raise InvalidDeed(
        "This is not offered any more: the draft has taken it up already, or it may not be quoted "
        "by now. Open the draft to see what is offered."
    )


def changes_in(db: Session, mission_id: UUID, manuscript: Manuscript) -> Mapping[str, Change]:
    """Return key → what became of that which the sentence was taken up from, where it changed."""
    drawn = {key: each.drawn for key, each in manuscript.words.items() if each.drawn}
    quotable: Mapping[UUID, Quotable] = {}
    if any(each.origin is not Origin.INCIDENT for each in drawn.values()):
        quotable = {each.note_id: each for each in list_quotable(db, mission_id)}
    found: dict[str, Change] = {}
    for key, each in drawn.items():
        if each.origin is Origin.INCIDENT:
            changed = _of_case(db, mission_id, each)
        else:
            changed = _since(each, quotable.get(each.id))
        if changed is not None:
            found[key] = changed
    return found


def supporting(offers: Offers, sections: Collection[str]) -> list[Offer]:
    """Return the notes that support any of some sections."""
    return [each for each in offers.notes if not set(each.sections).isdisjoint(sections)]


def in_other_sections(
    offers: Offers, drawn_on: Collection[str]
) -> Iterator[tuple[Section | None, list[Offer]]]:
    """Yield the notes of each section that no paragraph draws on; last those that name none."""
    elsewhere = [each for each in offers.notes if set(each.sections).isdisjoint(drawn_on)]
    for section in Section:
        found = [each for each in elsewhere if section in each.sections]
        if found:
            yield section, found
    others = [each for each in elsewhere if not each.sections]
    if others:
        yield None, others


def _has_text(note: Quotable) -> bool:
    """Whether there is something to quote: a meeting without a text is told by the draft itself."""
    return bool(note.text) or note.kind is not Kind.MEETING


def _of_note(note: Quotable) -> Offer:
    drawn = Drawn(Origin(note.kind.value), note.note_id, note.revision, note.day)
    return Offer(drawn, note.title, note.text or note.title, note.sections)


def _of_incident(case: Case, day: date, language: str) -> Offer:
    row = case.incident
    drawn = Drawn(Origin.INCIDENT, row.incident_id, row.revision, day)
    words = CATEGORIES.get(row.category, row.category)
    return Offer(drawn, words, stub_of(row.category, get_language(language)))


def _day_of(case: Case, mission: Mission) -> date:
    return case.incident.noted_at.astimezone(ZoneInfo(mission.timezone)).date()


def _since(drawn: Drawn, note: Quotable | None) -> Change | None:
    if note is None:
        return Change("The note was withdrawn, or may not be quoted any more.", None)
    if note.revision != drawn.revision:
        return Change("The note was revised since.", note.revision)
    return None


def _of_case(db: Session, mission_id: UUID, drawn: Drawn) -> Change | None:
    try:
        case = get_case(db, mission_id, drawn.id)
    except NoSuchIncident:
        return Change("The mission holds this incident no more.", None)
    reasons = may_be_stated(case)
    if reasons:
        return Change(f"A statement may not speak of it any more: {' '.join(reasons)}", None)
    if case.incident.revision != drawn.revision:
        return Change("The incident was corrected since.", case.incident.revision)
    return None
