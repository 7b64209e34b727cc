"""What people have made of a drafted statement: their words, their order, what they took out. Pure.

A manuscript stands beside the drafted tree (`Document`) and never repeats it. A sentence that
nobody touched is in the tree alone, so a new tree replaces it; people's words are in the
manuscript alone, so no tree can touch them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from server.statement.document import Document, Evidence, Sentence, Slot
from server.statement.drafts.drawn import Drawn

HUMAN = "human:"
"""How the keys of sentences begin that a person has added."""


@dataclass(frozen=True)
class Figure:
    """A figure that a sentence rests on, as people compare it."""

    what: str
    cases: int
    of: int


@dataclass(frozen=True)
class Rest:
    """A drafted sentence that people's words rest on, as it was when they wrote them."""

    was: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Words:
    """A person's words: in a slot, in place of a drafted sentence, or a sentence of their own."""

    text: str
    by: str
    """Who wrote them last: an account's name."""
    at: datetime
    basis: str = ""
    """What a slot's words rest on."""
    was: str = ""
    """The drafted sentence from which they were written; '' where there was none."""
    figures: tuple[Figure, ...] = ()
    """Its figures then."""
    explained: Mapping[str, str] = field(default_factory=dict[str, str])
    """A number as it is written → where it comes from, if not from the evidence."""
    drawn: Drawn | None = None
    """What an added sentence was taken up from; None = nothing, or it is no added sentence."""
    rests: Mapping[str, Rest] = field(default_factory=dict[str, Rest])
    """Keys of the drafted sentences that they rest on, beside the one that they stand for."""


@dataclass(frozen=True)
class Removal:
    """Somebody took a sentence or a slot out."""

    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Manuscript:
    """All that people have made of a draft."""

    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Paragraph → the keys that stand in it, in order; what was removed keeps its place."""
    words: Mapping[str, Words] = field(default_factory=dict[str, Words])
    removed: Mapping[str, Removal] = field(default_factory=dict[str, Removal])
    versions: Mapping[str, int] = field(default_factory=dict[str, int])
    """Key → the revision of the draft in which it last changed, by people or by new reports."""


@dataclass(frozen=True)
class Block:
    """A sentence or a slot as it stands: what was drafted, and what people made of it."""

    key: str
    version: int
    piece: Sentence | Slot | None
    """As it is drafted now; None = a person's own sentence, or nothing is drafted here any more."""
    words: Words | None
    removal: Removal | None
    also: Mapping[str, Sentence | None] = field(default_factory=dict[str, Sentence | None])
    """What its words rest on beside `piece`: key → as it is drafted now; None = not any more."""

    @property
    def is_slot(self) -> bool:
        """Whether only a person may say this."""
        return isinstance(self.piece, Slot)

    @property
    def is_added(self) -> bool:
        """Whether a person added it."""
        return self.key.startswith(HUMAN)

    @property
    def drafted(self) -> str:
        """The sentence as it is drafted now; '' where none is."""
        return self.piece.text if isinstance(self.piece, Sentence) else ""

    @property
    def text(self) -> str:
        """What stands in the statement; '' for an empty slot."""
        return self.words.text if self.words else self.drafted

    @property
    def is_gone(self) -> bool:
        """Whether people's words stand where nothing is drafted any more."""
        return self.piece is None and not self.is_added

    @property
    def behind(self) -> tuple[Sentence, ...]:
        """The drafted sentences whose evidence it has."""
        own = (self.piece,) if isinstance(self.piece, Sentence) else ()
        return (*own, *(each for each in self.also.values() if each is not None))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that it rests on."""
        return tuple(figure for each in self.behind for figure in figures_of(each))

    @property
    def moved_rests(self) -> dict[str, Rest]:
        """Those that its words rest on which are drafted otherwise now, or not any more."""
        if self.words is None:
            return {}
        rests = self.words.rests.items()
        return {key: rest for key, rest in rests if rest != rest_of(self.also.get(key))}

    @property
    def is_redrafted(self) -> bool:
        """Whether another sentence is drafted here than when people's words were written."""
        if self.words is None or self.is_slot or self.is_added:
            return False
        return (self.words.was, self.words.figures) != (self.drafted, figures_of(self.piece))

    @property
    def has_moved(self) -> bool:
        """Whether anything that its words rest on is drafted otherwise now."""
        return self.is_redrafted or bool(self.moved_rests)


@dataclass(frozen=True)
class LaidParagraph:
    """A paragraph with its blocks, removed ones too, in people's order."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    supports: tuple[str, ...] = ()
    """Sections of the long-term observers' notes that it draws on."""

    def standing(self) -> list[Block]:
        """Return the blocks that were not taken out."""
        return [block for block in self.blocks if block.removal is None]


@dataclass(frozen=True)
class LaidSection:
    """A section; it is known by the id of its first paragraph."""

    key: str
    title: str
    paragraphs: tuple[LaidParagraph, ...]

    def blocks(self) -> Iterator[Block]:
        """Yield every block in order."""
        for paragraph in self.paragraphs:
            yield from paragraph.blocks

    def standing(self) -> Iterator[Block]:
        """Yield every block that was not taken out."""
        for paragraph in self.paragraphs:
            yield from paragraph.standing()


Laid = tuple[LaidSection, ...]


def lay(manuscript: Manuscript, tree: Document) -> Laid:
    """Return the statement as it stands: the drafted tree with what people made of it."""
    pieces = pieces_of(tree)
    return tuple(
        LaidSection(
            section.paragraphs[0].id if section.paragraphs else section.title,
            section.title,
            tuple(
                LaidParagraph(
                    paragraph.id,
                    paragraph.title,
                    tuple(
                        _block(key, manuscript, pieces)
                        for key in manuscript.order.get(paragraph.id, ())
                    ),
                    paragraph.supports,
                )
                for paragraph in section.paragraphs
            ),
        )
        for section in tree.sections
    )


def blocks_of(laid: Laid) -> dict[str, Block]:
    """Return every block by its key, in order."""
    return {block.key: block for section in laid for block in section.blocks()}


def pieces_of(tree: Document) -> dict[str, Sentence | Slot]:
    """Return every piece of a tree by its key."""
    return {part.key: part for paragraph in tree.paragraphs() for part in paragraph.parts}


def merged(manuscript: Manuscript, tree: Document) -> Manuscript:
    """Return the manuscript with a place for all of `tree`, and for nothing that is gone.

    What is new stands where the template has it, behind its neighbour; people's order stays, and
    no words of theirs are lost: where their paragraph is gone, they stand in the last one.
    """
    pieces = pieces_of(tree)
    order = {each.id: _kept(manuscript, each.id, pieces) for each in tree.paragraphs()}
    if order:
        last = list(order)[-1]
        for paragraph in manuscript.order.keys() - order.keys():
            order[last] += _kept(manuscript, paragraph, pieces)
    placed = {key for keys in order.values() for key in keys}
    for paragraph in tree.paragraphs():
        keys, before = order[paragraph.id], ""
        for part in paragraph.parts:
            if part.key not in placed:
                keys.insert(keys.index(before) + 1 if before else 0, part.key)
            before = part.key if part.key in keys else before
    return Manuscript(
        {paragraph: tuple(keys) for paragraph, keys in order.items()},
        manuscript.words,
        manuscript.removed,
        manuscript.versions,
    )


def stamped(
    before: tuple[Manuscript, Document], after: tuple[Manuscript, Document], number: int
) -> Manuscript:
    """Return the manuscript of `after` with `number` as the version of whatever changed."""
    old, new = blocks_of(lay(*before)), blocks_of(lay(*after))
    versions = {key: before[0].versions.get(key, 0) for key in new}
    for key, block in new.items():
        held = old.get(key)
        if held is None or _state(held) != _state(block):
            versions[key] = number
    held = after[0]
    return Manuscript(held.order, held.words, held.removed, versions)


def figures_of(piece: Sentence | Slot | None) -> tuple[Figure, ...]:
    """Return the figures that a sentence rests on, as people compare them."""
    if not isinstance(piece, Sentence):
        return ()
    return tuple(figure for evidence in piece.evidence for figure in _figures(evidence))


def rest_of(piece: Sentence | None) -> Rest | None:
    """Return what is kept of a drafted sentence that people's words rest on."""
    return Rest(piece.text, figures_of(piece)) if piece else None


def as_kept(manuscript: Manuscript) -> dict[str, Any]:
    """Return a manuscript as JSON keeps it."""
    return _adapter().dump_python(manuscript, mode="json")


def from_kept(kept: Mapping[str, Any]) -> Manuscript:
    """Return the manuscript that `as_kept` has kept."""
    return _adapter().validate_python(kept)


@cache
def _adapter() -> TypeAdapter[Manuscript]:
    return TypeAdapter(Manuscript)


def _block(key: str, manuscript: Manuscript, pieces: Mapping[str, Sentence | Slot]) -> Block:
    words = manuscript.words.get(key)
    rests = {each: pieces.get(each) for each in words.rests} if words else {}
    return Block(
        key,
        manuscript.versions.get(key, 0),
        pieces.get(key),
        words,
        manuscript.removed.get(key),
        {each: piece if isinstance(piece, Sentence) else None for each, piece in rests.items()},
    )


def _kept(
    manuscript: Manuscript, paragraph: str, pieces: Mapping[str, Sentence | Slot]
) -> list[str]:
    keys = manuscript.order.get(paragraph, ())
    return [key for key in keys if key in pieces or key in manuscript.words]


def _state(block: Block) -> object:
    behind = tuple(each.text for each in block.behind)
    return (block.drafted, behind, block.figures, block.words, block.removal)


def _figures(evidence: Evidence) -> Iterator[Figure]:
    """Yield the figures of one evidence: what is told, and who gave no answer."""
    for each in evidence.figures:
        told = [evidence.labels.get(value, value) for value in each.values]
        yield Figure(" / ".join(told) or evidence.label, each.stations, evidence.answered)
    for value, count in evidence.counts.items():
        yield Figure(evidence.labels.get(value, value), count, evidence.answered)
    for kind, count in evidence.non_answers.items():
        if count:
            yield Figure(kind, count, evidence.visited)
