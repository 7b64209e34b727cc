"""What differs between two states of a statement, sentence by sentence and word by word. Pure."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from server.statement.drafts.manuscript import Block, Figure, Laid

_TOKEN = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


_TELLING = 2
"""Words in common that stand for themselves between two changes."""


class Kind(StrEnum):
    """How a sentence differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """It reads the same in another place."""
    FIGURES = "figures"
    """It reads the same, and rests on other figures."""


@dataclass(frozen=True)
class Piece:
    """A run of words: in both texts, or in one of them."""

    text: str
    is_old: bool
    is_new: bool


@dataclass(frozen=True)
class Difference:
    """One sentence that differs."""

    kind: Kind
    key: str
    section: str
    """Title of its section."""
    paragraph: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()
    """The words of both, for a changed one."""
    figures: tuple[tuple[str, Figure | None, Figure | None], ...] = ()
    """What was counted, then and now, where it differs."""


@dataclass(frozen=True)
class _Placed:
    block: Block
    section: str
    paragraph: str


def compare(old: Laid, new: Laid) -> list[Difference]:
    """Return what differs, in the order of `new`; what is gone stands at the end."""
    before, after = _placed(old), _placed(new)
    moved = _moved(before, after)
    found: list[Difference] = []
    for key, now in after.items():
        if key in before:
            found += _changed(before[key], now, moved)
        elif now.block.text:
            found.append(_difference(Kind.ADDED, now, "", now.block.text))
    found += [
        _difference(Kind.REMOVED, was, was.block.text, "")
        for key, was in before.items()
        if key not in after and was.block.text
    ]
    return found


def words_of(old: str, new: str) -> tuple[Piece, ...]:
    """Return the words of two texts: those of both, and those of one of them.

    A single word in common between two changes is taken for a part of the change: so it reads.
    """
    first, second = _TOKEN.findall(old), _TOKEN.findall(new)
    matches = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    pieces: list[Piece] = []
    old_at = new_at = 0
    for match in matches:
        whole = "".join(first[match.a : match.a + match.size])
        at_an_end = match.a == match.b == 0 or not first[match.a + match.size :]
        if match.size and not at_an_end and len(whole.split()) < _TELLING:
            continue
        pieces += _changed_words(first[old_at : match.a], second[new_at : match.b])
        pieces += [Piece(whole, is_old=True, is_new=True)] if whole else []
        old_at, new_at = match.a + match.size, match.b + match.size
    return tuple(pieces)


def _changed_words(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    pieces = [Piece("".join(old), is_old=True, is_new=False)] if old else []
    return pieces + ([Piece("".join(new), is_old=False, is_new=True)] if new else [])


def figures_between(
    old: Sequence[Figure], new: Sequence[Figure]
) -> tuple[tuple[str, Figure | None, Figure | None], ...]:
    """Return what was counted then and now, where it differs."""
    before = {each.what: each for each in old}
    after = {each.what: each for each in new}
    return tuple(
        (what, before.get(what), after.get(what))
        for what in dict.fromkeys((*before, *after))
        if before.get(what) != after.get(what)
    )


def _changed(was: _Placed, now: _Placed, moved: Container[str]) -> list[Difference]:
    if was.block.text != now.block.text:
        return [_difference(Kind.CHANGED, now, was.block.text, now.block.text, was.block)]
    if now.block.text and was.block.figures != now.block.figures:
        return [_difference(Kind.FIGURES, now, was.block.text, now.block.text, was.block)]
    if now.block.key in moved:
        return [_difference(Kind.MOVED, now, was.block.text, now.block.text)]
    return []


def _moved(before: Mapping[str, _Placed], after: Mapping[str, _Placed]) -> set[str]:
    """Return the fewest keys whose moving explains the new order."""
    old = [(each.paragraph, key) for key, each in before.items() if key in after]
    new = [(each.paragraph, key) for key, each in after.items() if key in before]
    stayed = {
        new[place][1]
        for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for place in range(match.b, match.b + match.size)
    }
    return {key for _, key in new} - stayed


def _difference(
    kind: Kind, placed: _Placed, old: str, new: str, before: Block | None = None
) -> Difference:
    figures = figures_between(before.figures, placed.block.figures) if before else ()
    return Difference(
        kind,
        placed.block.key,
        placed.section,
        placed.paragraph,
        old,
        new,
        words_of(old, new) if kind is Kind.CHANGED else (),
        figures,
    )


def _placed(laid: Laid) -> dict[str, _Placed]:
    found: dict[str, _Placed] = {}
    for section in laid:
        for paragraph in section.paragraphs:
            for block in paragraph.standing():
                found[block.key] = _Placed(block, section.title, paragraph.id)
    return found
