"""A draft as its writers see it: every sentence with its evidence, and what is still demanded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.missions.here import Place
from server.pages import Link, Page
from server.statement.document import Slot
from server.statement.drafts.comments import SECTION
from server.statement.drafts.manuscript import Block, LaidParagraph, LaidSection
from server.statement.drafts.models import StatementComment
from server.statement.drafts.news import News
from server.statement.drafts.offers import Offers
from server.statement.drafts.offers_page import (
    OfferGroup,
    OffersView,
    offers_view,
    paragraph_offers,
    source_link,
)
from server.statement.drafts.parts import (
    Behind,
    Run,
    anchor,
    draft_path,
    drafts_path,
    evidence_of,
    may_write,
    name_of,
    runs_of,
    sentence_path,
    sources_of,
)
from server.statement.drafts.standing import Demand, Standing, Wanted, title_of
from server.statement.formats import FORMATS

MOST_DEMANDS = 60
"""Demands that are listed one by one; of more, the number is told."""
_KINDS = {
    Wanted.WORDS: ("empty place", "empty places"),
    Wanted.BASIS: ("missing basis", "missing bases"),
    Wanted.NUMBER: ("number without evidence", "numbers without evidence"),
    Wanted.SHARE: (
        "word for a share without its figures",
        "words for shares without their figures",
    ),
    Wanted.WORD: ("word that judges", "words that judge"),
    Wanted.PLACE: ("station or team named", "stations or teams named"),
    Wanted.NAME: ("person named", "persons named"),
    Wanted.DOUBT: (
        "place that the mission file has otherwise",
        "places that the mission file has otherwise",
    ),
    Wanted.WORDING: ("sentence to word", "sentences to word"),
    Wanted.SOURCE: ("note or incident that changed", "notes or incidents that changed"),
    Wanted.MOVED: ("sentence whose figures moved", "sentences whose figures moved"),
    Wanted.TRANSLATION: ("text without wording", "texts without wording"),
    Wanted.COMMENT: ("open comment", "open comments"),
    Wanted.APPROVAL: ("section to approve", "sections to approve"),
}


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment."""

    text: str
    by: str
    at: str
    resolved: str
    """Who dealt with it, and when; '' = it is open."""
    resolve_at: str


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A sentence or a slot."""

    key: str
    anchor: str
    href: str
    is_slot: bool
    title: str
    demands: str
    runs: tuple[Run, ...]
    state: tuple[str, ...]
    """What people did to it, and what is to be looked at."""
    is_moved: bool
    behind: tuple[Behind, ...]
    sources: tuple[str, ...]
    drawn: Link | None
    """The note or the incident that it was taken up from."""
    removed: str
    """Who took it out, and why; '' = it stands."""
    comments: tuple[CommentRow, ...]


@dataclass(frozen=True, slots=True)
class ParagraphRow:
    """A paragraph."""

    id: str
    title: str
    blocks: tuple[BlockRow, ...]
    offers: OfferGroup | None
    """The notes that it draws on and the draft does not say yet; None = none."""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section, and whether somebody approved it."""

    key: str
    anchor: str
    title: str
    about: str
    digest: str
    """'' = there is nothing to approve."""
    approved: str
    ended: str
    """What ended the last approval; '' = none ended."""
    take_back_at: str
    paragraphs: tuple[ParagraphRow, ...]
    comments: tuple[CommentRow, ...]


@dataclass(frozen=True, slots=True)
class EditorPage(Page):
    """A draft."""

    template: ClassVar[str] = "statement_editor.html"
    all_at: str
    title: str
    at: str
    """The draft's own address."""
    language: str
    state: str
    cut: str
    links: tuple[Link, ...]
    downloads: tuple[Link, ...]
    news: str
    """What came since; '' = nothing."""
    counts: str
    demands: tuple[tuple[Link, str], ...]
    more_demands: int
    sections: tuple[SectionRow, ...]
    offers: OffersView | None
    """None = nothing can be taken up here."""
    targets: tuple[tuple[str, str], ...]
    """The paragraphs that can take something up: id, words."""
    revision: int
    is_sealed: bool
    sealed_at: str
    may_write: bool
    may_correct: bool
    may_sign: bool


def editor_page(
    place: Place, standing: Standing, news: News, sealed: str, offers: Offers | None
) -> EditorPage:
    """Return the page of a draft; `sealed` is the address of what it became, if it is sealed.

    `offers` is what it may still say; None where nobody can add to it.
    """
    kept, draft = standing.kept, standing.kept.draft
    at = draft_path(place, draft.id)
    saved = place.times.brief(kept.at)
    return EditorPage(
        frame=place.frame(f"Statement: {name_of(draft)}", "statement"),
        all_at=drafts_path(place),
        title=name_of(draft),
        at=at,
        language=draft.language,
        state=f"Revision {kept.number}, saved by {kept.by}, {saved}.",
        cut=f"Figures are cut at {place.times.at(kept.drafted_at)}.",
        links=tuple(_links(place, standing)),
        downloads=tuple(
            Link(written.name, f"{at}/draft.{kind.value}")
            for kind, written in FORMATS.items()
            if not sealed
        ),
        news=news.words,
        counts=_counts(standing.demands),
        demands=tuple(
            (Link(each.where, _where(each)), each.words) for each in standing.demands[:MOST_DEMANDS]
        ),
        more_demands=max(len(standing.demands) - MOST_DEMANDS, 0),
        sections=tuple(_section(place, standing, each, offers) for each in kept.laid),
        offers=offers_view(place, offers, _drawn_on(standing)) if offers else None,
        targets=tuple(
            (each.id, f"{each.id} {each.title}")
            for section in kept.laid
            for each in section.paragraphs
        ),
        revision=kept.number,
        is_sealed=draft.sealed_at is not None,
        sealed_at=sealed,
        may_write=may_write(place, draft),
        may_correct=place.opens("POST /m/{code}/statement/drafts/{draft_id}/corrections"),
        may_sign=place.opens("POST /m/{code}/statement/drafts/{draft_id}/sign-off"),
    )


def comment_rows(
    place: Place, standing: Standing, comments: Sequence[StatementComment]
) -> tuple[CommentRow, ...]:
    """Return comments as pages show them."""
    base = draft_path(place, standing.kept.draft.id, "/comments")
    return tuple(
        CommentRow(
            text=each.text,
            by=each.by,
            at=place.times.brief(each.at),
            resolved=f"{each.resolved_by}, {place.times.brief(each.resolved_at)}"
            if each.resolved_at
            else "",
            resolve_at=f"{base}/{each.id}/resolution",
        )
        for each in comments
    )


def block_row(place: Place, standing: Standing, block: Block) -> BlockRow:
    """Return a sentence or slot as pages show it."""
    marks = standing.marks[block.key]
    slot = block.piece if isinstance(block.piece, Slot) else None
    removal = block.removal
    taken_out = f"{removal.by}, {place.times.brief(removal.at)}" if removal else ""
    drawn = block.words.drawn if block.words else None
    because = f": {removal.reason}" if removal and removal.reason else ""
    return BlockRow(
        key=block.key,
        anchor=anchor(block.key),
        href=sentence_path(place, standing.kept.draft.id, block.key),
        is_slot=block.is_slot,
        title=slot.title if slot else "",
        demands=slot.demands if slot else "",
        runs=runs_of(block.text, marks),
        state=tuple(_state(place, standing, block)),
        is_moved=block.has_moved or block.is_gone,
        behind=evidence_of(place, block),
        sources=sources_of(block),
        drawn=source_link(place, drawn) if drawn else None,
        removed=taken_out + because,
        comments=comment_rows(
            place, standing, [each for each in standing.comments if each.about == block.key]
        ),
    )


def _state(place: Place, standing: Standing, block: Block) -> list[str]:
    said: list[str] = []
    if block.words is not None:
        did = "added" if block.is_added else "written" if block.is_slot else "edited"
        said.append(f"{did} by {block.words.by}, {place.times.brief(block.words.at)}")
        if block.is_slot and block.words.basis:
            said.append(f"basis: {block.words.basis}")
        if block.words.drawn and not block.words.drawn.worded:
            said.append("to be worded")
    if block.key in standing.changes:
        said.append(standing.changes[block.key].why)
    if block.is_gone:
        said.append("not drafted any more")
    elif block.has_moved:
        said.append("the figures have moved")
    return said


def _drawn_on(standing: Standing) -> set[str]:
    """Return the sections of notes that paragraphs of the draft draw on."""
    paragraphs = (each for section in standing.kept.laid for each in section.paragraphs)
    return {section for each in paragraphs for section in each.supports}


def _section(
    place: Place, standing: Standing, section: LaidSection, offers: Offers | None
) -> SectionRow:
    about = f"{SECTION}{section.key}"
    held = standing.approved.get(section.key)
    when = f"{held.by}, {place.times.brief(held.at)}, revision {held.revision}" if held else ""
    ended = ""
    if held and held.ended_at:
        ended = f"{held.ended_why}, {held.ended_by}, {place.times.brief(held.ended_at)}"
    base = draft_path(place, standing.kept.draft.id, "/approvals")
    return SectionRow(
        key=section.key,
        anchor=anchor(about),
        title=title_of(section),
        about=about,
        digest=standing.sections.get(section.key, ""),
        approved=when,
        ended=ended,
        take_back_at=f"{base}/{held.id}/end" if held else "",
        paragraphs=tuple(_paragraph(place, standing, each, offers) for each in section.paragraphs),
        comments=comment_rows(
            place, standing, [each for each in standing.comments if each.about == about]
        ),
    )


def _paragraph(
    place: Place, standing: Standing, paragraph: LaidParagraph, offers: Offers | None
) -> ParagraphRow:
    return ParagraphRow(
        paragraph.id,
        paragraph.title,
        tuple(block_row(place, standing, each) for each in paragraph.blocks),
        paragraph_offers(place, offers, paragraph.supports) if offers else None,
    )


def _links(place: Place, standing: Standing) -> list[Link]:
    draft = standing.kept.draft
    pages = [
        ("Read it", "/preview"),
        ("History", "/history"),
        ("What came since", "/news"),
    ]
    if draft.edition > 1:
        pages.append((f"What differs from edition {draft.edition - 1}", "/difference?edition=1"))
    return [Link(words, draft_path(place, draft.id, rest)) for words, rest in pages]


def _counts(demands: Sequence[Demand]) -> str:
    counts = Counter(each.kind for each in demands)
    return ", ".join(
        f"{count} {_KINDS[kind][0] if count == 1 else _KINDS[kind][1]}"
        for kind, count in counts.items()
    )


def _where(demand: Demand) -> str:
    return f"#{anchor(demand.about)}"
