"""One sentence of a draft: its words, its evidence, its figures then and now, and what to do."""

from dataclasses import dataclass
from typing import ClassVar

from server.missions.here import Place
from server.pages import Page
from server.statement.drafts.deeds import paragraph_of
from server.statement.drafts.difference import Piece, figures_between, words_of
from server.statement.drafts.editor_page import BlockRow, block_row
from server.statement.drafts.manuscript import Block, figures_of
from server.statement.drafts.marks import Mark
from server.statement.drafts.offers import Change
from server.statement.drafts.parts import anchor, draft_path, figure_rows, may_write, name_of
from server.statement.drafts.standing import Standing


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed that could not be saved, as the sentence had changed meanwhile."""

    text: str
    basis: str = ""


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
    was: str
    """What was drafted when people's words were written, where that is another sentence."""
    then_and_now: tuple[Piece, ...]
    figures: tuple[tuple[str, str, str], ...]
    conflict: tuple[Piece, ...]
    """The words that stand and those that were typed, where somebody else was faster."""
    conflict_by: str
    marks: tuple[Mark, ...]
    paragraphs: tuple[tuple[str, str, bool], ...]
    """Where it can go: id, words, whether it is there."""
    is_added: bool
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
    moved = block.has_moved and words is not None
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
        was=words.was if moved and words else "",
        then_and_now=words_of(words.was, block.drafted) if moved and words else (),
        figures=figure_rows(figures_between(words.figures, figures_of(block.piece)))
        if words and (moved or block.is_gone)
        else (),
        conflict=words_of(block.text, typed.text) if typed else (),
        conflict_by=words.by if words else kept.by,
        marks=standing.marks[block.key],
        paragraphs=tuple(
            (each.id, f"{each.id} {each.title}", each.id == here)
            for section in kept.laid
            for each in section.paragraphs
        ),
        is_added=block.is_added,
        change=standing.changes.get(block.key),
        may_write=may_write(place, kept.draft),
    )


def _where(standing: Standing, paragraph: str) -> str:
    return next(
        f"{each.id}, {each.title}"
        for section in standing.kept.laid
        for each in section.paragraphs
        if each.id == paragraph
    )
