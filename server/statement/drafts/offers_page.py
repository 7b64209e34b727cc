"""What a draft may still say, as its page offers it; and where what it took up is to be read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from server.fieldnotes.words import KINDS, SECTIONS
from server.missions.here import Place
from server.pages import Link
from server.statement.drafts.drawn import Drawn, Origin
from server.statement.drafts.offers import Offer, Offers, in_other_sections, supporting

MOST_OFFERS = 30
"""Offers that a group lists; of more, the number is told."""
_EXCERPT = 400


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer."""

    id: str
    source: Link
    title: str
    text: str
    """What the sentence begins with; shortened."""


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """What supports one section, or the incidents."""

    title: str
    rows: tuple[OfferRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """An incident that may not be stated yet."""

    source: Link
    category: str
    reasons: str


@dataclass(frozen=True, slots=True)
class OffersView:
    """All that is offered."""

    words: str
    """How much it is, beside what stands with a paragraph."""
    groups: tuple[OfferGroup, ...]
    withheld: tuple[WithheldRow, ...]
    more_withheld: int


def offers_view(place: Place, offers: Offers, drawn_on: Collection[str]) -> OffersView:
    """Return what is offered, group by group, without what stands with a paragraph.

    `drawn_on` are the sections of notes that the draft's paragraphs draw on.
    """
    groups = [
        _group(place, SECTIONS[section] if section else "Of no section", found)
        for section, found in in_other_sections(offers, drawn_on)
    ]
    elsewhere = sum(set(each.sections).isdisjoint(drawn_on) for each in offers.notes)
    if offers.incidents:
        groups.append(_group(place, "Incidents", offers.incidents))
    return OffersView(
        words=f"{_count(elsewhere, 'note')}, {_count(len(offers.incidents), 'incident')}",
        groups=tuple(groups),
        withheld=tuple(
            WithheldRow(
                source_link(place, Drawn(Origin.INCIDENT, each.id, 0, each.day)),
                each.category,
                " ".join(each.reasons),
            )
            for each in offers.withheld[:MOST_OFFERS]
        ),
        more_withheld=max(len(offers.withheld) - MOST_OFFERS, 0),
    )


def paragraph_offers(place: Place, offers: Offers, sections: Sequence[str]) -> OfferGroup | None:
    """Return the notes that a paragraph draws on; None = none."""
    found = supporting(offers, sections)
    title = f"{_count(len(found), 'note')} of {', '.join(SECTIONS[each] for each in sections)}"
    return _group(place, title, found) if found else None


def source_link(place: Place, drawn: Drawn) -> Link:
    """Return where the note or incident of a sentence is to be read, for drafters."""
    is_incident = drawn.origin is Origin.INCIDENT
    kind = "Incident" if is_incident else KINDS[drawn.origin.value]
    room = "incidents" if is_incident else "fieldnotes"
    day = f"{drawn.day.day} {drawn.day:%b %Y}"
    return Link(f"{kind}, {day}", place.path(f"/{room}/{drawn.id}"))


def _group(place: Place, title: str, offers: Sequence[Offer]) -> OfferGroup:
    shown = offers[:MOST_OFFERS]
    rows = tuple(_row(place, each) for each in shown)
    return OfferGroup(title, rows, len(offers) - len(shown))


def _row(place: Place, offer: Offer) -> OfferRow:
    text = offer.text
    if len(text) > _EXCERPT:
        text = f"{text[:_EXCERPT].rsplit(' ', 1)[0]} …"
    return OfferRow(str(offer.drawn.id), source_link(place, offer.drawn), offer.title, text)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
