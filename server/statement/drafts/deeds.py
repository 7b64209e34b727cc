"""What a person may do to a manuscript. Pure: each returns another manuscript."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from server.statement.document import Document, Sentence
from server.statement.drafts.drawn import Drawn
from server.statement.drafts.manuscript import (
    HUMAN,
    Block,
    Manuscript,
    Removal,
    Rest,
    Words,
    figures_of,
    rest_of,
)

Held = TypeVar("Held")


def write(
    manuscript: Manuscript, block: Block, text: str, *, basis: str = "", by: str, at: datetime
) -> Manuscript:
    """Let a person's words stand: in a slot, or in place of a drafted sentence.

    They are written in sight of what is drafted now. Words that are the drafted sentence again are
    nobody's: it is as if it had not been touched.
    """
    text = text.strip()
    unchanged = not block.is_slot and not block.is_added and text == block.drafted
    if not text or unchanged:
        return unwrite(manuscript, block)
    held = block.words
    drawn = replace(held.drawn, worded=True) if held and held.drawn else None
    if held and (held.text, held.basis, held.drawn) == (text, basis.strip(), drawn):
        return manuscript
    words = Words(
        text,
        by,
        at,
        basis.strip(),
        was=block.drafted,
        figures=figures_of(block.piece),
        explained=held.explained if held else {},
        drawn=drawn,
        rests=_as_now(block),
    )
    return replace(manuscript, words={**manuscript.words, block.key: words})


def unwrite(manuscript: Manuscript, block: Block) -> Manuscript:
    """Let the drafted sentence, or an empty slot, stand again; a person's own sentence goes."""
    manuscript = replace(manuscript, words=_without(manuscript.words, block.key))
    if block.piece is not None:
        return manuscript
    order = {
        paragraph: tuple(key for key in keys if key != block.key)
        for paragraph, keys in manuscript.order.items()
    }
    return replace(manuscript, order=order, removed=_without(manuscript.removed, block.key))


def keep_mine(manuscript: Manuscript, block: Block) -> Manuscript:
    """Let a person's words stand although what was drafted is another sentence now."""
    if block.words is None or not block.has_moved:
        return manuscript
    words = replace(
        block.words, was=block.drafted, figures=figures_of(block.piece), rests=_as_now(block)
    )
    return replace(manuscript, words={**manuscript.words, block.key: words})


def rest_on(manuscript: Manuscript, block: Block, sentence: Sentence) -> Manuscript:
    """Let a person's words rest on a drafted sentence: its evidence is attached to them."""
    if block.words is None or sentence.key == block.key:
        return manuscript
    rests = {**block.words.rests, sentence.key: Rest(sentence.text, figures_of(sentence))}
    words = replace(block.words, rests=rests)
    return replace(manuscript, words={**manuscript.words, block.key: words})


def rest_no_more(manuscript: Manuscript, block: Block, key: str) -> Manuscript:
    """Let a person's words no longer rest on a drafted sentence."""
    if block.words is None:
        return manuscript
    words = replace(block.words, rests=_without(block.words.rests, key))
    return replace(manuscript, words={**manuscript.words, block.key: words})


def see_source(manuscript: Manuscript, block: Block, revision: int) -> Manuscript:
    """Let a sentence stand although what it was taken up from reads as in `revision` now."""
    if block.words is None or block.words.drawn is None:
        return manuscript
    words = replace(block.words, drawn=replace(block.words.drawn, revision=revision))
    return replace(manuscript, words={**manuscript.words, block.key: words})


def explain(manuscript: Manuscript, block: Block, number: str, source: str) -> Manuscript:
    """Say where a number of a person's words comes from; '' takes that back."""
    if block.words is None:
        return manuscript
    explained = _without(block.words.explained, number)
    if source.strip():
        explained[number] = source.strip()
    words = replace(block.words, explained=explained)
    return replace(manuscript, words={**manuscript.words, block.key: words})


def add(  # noqa: PLR0913 - what a sentence of one's own is
    manuscript: Manuscript,
    paragraph: str,
    name: str,
    text: str,
    *,
    by: str,
    at: datetime,
    drawn: Drawn | None = None,
) -> Manuscript:
    """Add a person's own sentence at the end of a paragraph; `name` makes its key.

    `drawn` is what it is taken up from, if it still is to be worded.
    """
    text = text.strip()
    if not text:
        return manuscript
    key = f"{HUMAN}{name}"
    keys = (*manuscript.order.get(paragraph, ()), key)
    return replace(
        manuscript,
        order={**manuscript.order, paragraph: keys},
        words={**manuscript.words, key: Words(text, by, at, drawn=drawn)},
    )


def remove(
    manuscript: Manuscript, block: Block, reason: str, *, by: str, at: datetime
) -> Manuscript:
    """Take a sentence or a slot out of the text; it stays in sight, to be put back."""
    if block.removal is not None:
        return manuscript
    removal = Removal(by, at, reason.strip())
    return replace(manuscript, removed={**manuscript.removed, block.key: removal})


def put_back(manuscript: Manuscript, block: Block) -> Manuscript:
    """Put back what was taken out."""
    return replace(manuscript, removed=_without(manuscript.removed, block.key))


def move(manuscript: Manuscript, block: Block, steps: int) -> Manuscript:
    """Move a block within its paragraph: one step is past the nearest one that stands there."""
    paragraph = paragraph_of(manuscript, block.key)
    keys = list(manuscript.order[paragraph])
    here = keys.index(block.key)
    step = 1 if steps > 0 else -1
    there = here + step
    while 0 <= there < len(keys) and keys[there] in manuscript.removed:
        there += step
    if not 0 <= there < len(keys):
        return manuscript
    keys.insert(there, keys.pop(here))
    return replace(manuscript, order={**manuscript.order, paragraph: tuple(keys)})


def move_to(manuscript: Manuscript, block: Block, paragraph: str) -> Manuscript:
    """Move a block to the end of another paragraph."""
    here = paragraph_of(manuscript, block.key)
    if here == paragraph or paragraph not in manuscript.order:
        return manuscript
    order = dict(manuscript.order)
    order[here] = tuple(key for key in order[here] if key != block.key)
    order[paragraph] = (*order[paragraph], block.key)
    return replace(manuscript, order=order)


def paragraph_of(manuscript: Manuscript, key: str) -> str:
    """Return the paragraph in which a block stands; KeyError where it stands in none."""
    return next(each for each, keys in manuscript.order.items() if key in keys)


def first(tree: Document) -> Manuscript:
    """Return the manuscript of a draft that nobody has touched."""
    return Manuscript(
        {
            paragraph.id: tuple(part.key for part in paragraph.parts)
            for paragraph in tree.paragraphs()
        }
    )


def _as_now(block: Block) -> dict[str, Rest]:
    """Return what a block rests on as it is drafted now, without what is not drafted any more."""
    return {key: rest for key, piece in block.also.items() if (rest := rest_of(piece)) is not None}


def _without(held: Mapping[str, Held], key: str) -> dict[str, Held]:
    return {each: value for each, value in held.items() if each != key}
