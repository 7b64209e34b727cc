"""One sentence of a draft: its words, its evidence, its figures then and now, and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import ClassVar

from server.missions.here import Place
from server.pages import Page
from server.statement.document import Sentence, Slot
from server.statement.drafts.deeds import paragraph_of
from server.statement.drafts.difference import Piece, figures_between, words_of
from server.statement.drafts.editor_page import BlockRow, block_row
from server.statement.drafts.manuscript import Block, Figure, figures_of
from server.statement.drafts.offers import Change
from server.statement.drafts.parts import anchor, draft_path, figure_rows, may_write, name_of
from server.statement.drafts.standing import Standing

_LONGEST = 100
"""Characters with which a sentence is named."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed that could not be saved, as the sentence had changed meanwhile."""

    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class MarkRow:
    """Something to be looked at, and the drafted sentences that have evidence of it."""

    text: str
    why: str
    explained: str
    places: tuple[tuple[str, str], ...]
    """Key of the sentence, words."""


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A drafted sentence behind these words that is another one now."""

    title: str
    was: str
    then_and_now: tuple[Piece, ...]
    """() = nothing is drafted any more."""
    figures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SentencePage(Page):
    """A sentence."""

    template: ClassVar[str] = "statement_sentence.html"
    back: str
    title: str
    where: str
    at: str
    """Where its forms go."""
    comment_at: str
    row: BlockRow
    version: int
    language: str
    text: str
    """In the form: as it stands, or as it was typed."""
    basis: str
    drafted: str
    """What is drafted now; '' = nothing, or it is what stands."""
    moved: tuple[MovedRow, ...]
    """What was drafted otherwise when people's words were written."""
    may_take_drafted: bool
    """Whether a drafted sentence can take the place of these words."""
    rests: tuple[tuple[str, str], ...]
    """What the words rest on: key, words."""
    choices: tuple[tuple[str, str], ...]
    """What else they can rest on."""
    conflict: tuple[Piece, ...]
    """The words that stand and those that were typed, where somebody else was faster."""
    conflict_by: str
    marks: tuple[MarkRow, ...]
    paragraphs: tuple[tuple[str, str, bool], ...]
    """Where it can go: id, words, whether it is there."""
    is_added: bool
    is_gone: bool
    """Whether nothing is drafted any more where these words stand."""
    change: Change | None
    """What became of that which it was taken up from; None = nothing."""
    may_write: bool


def sentence_page(
    place: Place, standing: Standing, block: Block, typed: Typed | None = None
) -> SentencePage:
    """Return the page of a block; `typed` is what somebody typed while it changed."""
    kept = standing.kept
    words = block.words
    at = draft_path(place, kept.draft.id)
    here = paragraph_of(kept.manuscript, block.key)
    told = _told(standing)
    return SentencePage(
        frame=place.frame("A sentence", "statement"),
        back=f"{at}#{anchor(block.key)}",
        title=name_of(kept.draft),
        where=_where(standing, here),
        at=f"{at}/sentence",
        comment_at=f"{at}/comments",
        row=block_row(place, standing, block),
        version=block.version,
        language=kept.draft.language,
        text=typed.text if typed else block.text,
        basis=typed.basis if typed else words.basis if words else "",
        drafted=block.drafted if block.drafted != block.text else "",
        moved=tuple(_moved(block, told)),
        may_take_drafted=bool(block.drafted) or block.is_gone,
        rests=tuple((key, told.get(key, key)) for key in block.also),
        choices=tuple(
            each for each in told.items() if words and each[0] not in (block.key, *block.also)
        ),
        conflict=words_of(block.text, typed.text) if typed else (),
        conflict_by=words.by if words else kept.by,
        marks=tuple(_marks(standing, block, told)),
        paragraphs=tuple(
            (each.id, f"{each.id} {each.title}", each.id == here)
            for section in kept.laid
            for each in section.paragraphs
        ),
        is_added=block.is_added,
        is_gone=block.is_gone,
        change=standing.changes.get(block.key),
        may_write=may_write(place, kept.draft),
    )


def _told(standing: Standing) -> dict[str, str]:
    """Return what is drafted: key → its paragraph and its words, shortened."""
    return {
        each.sentence.key: f"{each.paragraph}: {shorten(each.sentence.text, _LONGEST)}"
        for each in standing.checker.drafted
    }


def _marks(standing: Standing, block: Block, told: Mapping[str, str]) -> Iterator[MarkRow]:
    """Yield what is to be looked at; what is written twice is asked about once."""
    for mark in {(each.text, each.why): each for each in standing.marks[block.key]}.values():
        places = tuple((key, told[key]) for key in mark.found if key not in block.also)
        yield MarkRow(mark.text, mark.why, mark.explained, places)


def _moved(block: Block, told: Mapping[str, str]) -> Iterator[MovedRow]:
    words = block.words
    if words is None:
        return
    if block.is_redrafted:
        yield _moved_row("", words.was, words.figures, block.piece)
    for key, rest in block.moved_rests.items():
        yield _moved_row(told.get(key, key), rest.was, rest.figures, block.also.get(key))


def _moved_row(
    title: str, was: str, figures: Sequence[Figure], now: Sentence | Slot | None
) -> MovedRow:
    differing = figures_between(figures, figures_of(now))
    pieces = words_of(was, now.text) if isinstance(now, Sentence) else ()
    return MovedRow(title, was, pieces, figure_rows(differing))


def _where(standing: Standing, paragraph: str) -> str:
    return next(
        f"{each.id}, {each.title}"
        for section in standing.kept.laid
        for each in section.paragraphs
        if each.id == paragraph
    )
