"""How a draft stands: its marks, comments and approvals, and what it still demands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sqlmodel import Session

from server.missions.document import MissionFile
from server.statement.document import Document
from server.statement.drafts.approvals import list_approvals, newest_of
from server.statement.drafts.comments import SECTION, list_comments
from server.statement.drafts.composing import compose, section_digests
from server.statement.drafts.keeping import Kept
from server.statement.drafts.manuscript import Block, LaidSection
from server.statement.drafts.marks import Checker, Mark, MarkKind, checker_for
from server.statement.drafts.models import StatementApproval, StatementComment
from server.statement.drafts.offers import Change, changes_in
from server.statement.drafts.places_named import candidates_in
from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase
from server.statement.languages.registry import LANGUAGES, get_language
from server.stations.service import codes_among


class Wanted(StrEnum):
    """What may be missing before a sign-off."""

    WORDS = "words"
    BASIS = "basis"
    NUMBER = "number"
    SHARE = "share"
    WORD = "word"
    PLACE = "place"
    NAME = "name"
    DOUBT = "doubt"
    WORDING = "wording"
    SOURCE = "source"
    MOVED = "moved"
    TRANSLATION = "translation"
    COMMENT = "comment"
    APPROVAL = "approval"


@dataclass(frozen=True)
class Demand:
    """Something that is missing before a sign-off."""

    kind: Wanted
    about: str
    """The key of a block, or `section:` and the key of a section."""
    where: str
    """The same for people."""
    words: str


@dataclass(frozen=True)
class Standing:
    """A draft with all that is said about it."""

    kept: Kept
    checker: Checker
    comments: Sequence[StatementComment]
    approvals: Sequence[StatementApproval]
    changes: Mapping[str, Change]
    """Key → what became of the note or the incident that the sentence was taken up from."""

    @property
    def language(self) -> Language:
        """The language that it is written in."""
        return self.checker.language

    @cached_property
    def document(self) -> Document:
        """The statement as it reads."""
        return compose(self.kept.tree, self.kept.laid)

    @cached_property
    def marks(self) -> Mapping[str, tuple[Mark, ...]]:
        """Key → what is to be looked at in the block."""
        return {key: self.checker.marks(block) for key, block in self.kept.blocks.items()}

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """Section → SHA-256 of its text."""
        return section_digests(self.kept.laid, self.language)

    @cached_property
    def approved(self) -> Mapping[str, StatementApproval]:
        """Section → the approval that holds, else the last one that ended."""
        return newest_of(self.approvals)

    def open_comments(self, about: str) -> list[StatementComment]:
        """Return the comments on a block or section that are not dealt with."""
        return [each for each in self.comments if each.about == about and not each.resolved_at]

    @cached_property
    def demands(self) -> list[Demand]:
        """What is missing before a sign-off, in the order of the text."""
        return list(self._demands())

    def _demands(self) -> Iterator[Demand]:
        for section in self.kept.laid:
            for paragraph in section.paragraphs:
                for block in paragraph.standing():
                    yield from self._of_block(block, f"{paragraph.id}, {paragraph.title}")
            yield from self._of_section(section)

    def _of_section(self, section: LaidSection) -> Iterator[Demand]:
        about, where = f"{SECTION}{section.key}", title_of(section)
        yield from self._of_comments(about, where)
        held = self.approved.get(section.key)
        if section.key in self.sections and (held is None or held.ended_at is not None):
            words = "Nobody has approved this section."
            if held is not None:
                words = f"The approval by {held.by} ended: {held.ended_why}."
            yield Demand(Wanted.APPROVAL, about, where, words)

    def _of_block(self, block: Block, where: str) -> Iterator[Demand]:
        yield from self._of_comments(block.key, where)
        if block.is_slot and block.words is None:
            yield Demand(Wanted.WORDS, block.key, where, "Nothing is written here yet.")
        elif block.is_slot and block.words and not block.words.basis:
            yield Demand(Wanted.BASIS, block.key, where, "The basis of these words is missing.")
        yield from self._of_source(block, where)
        if block.has_moved:
            yield Demand(Wanted.MOVED, block.key, where, _moved(block))
        for mark in self.marks[block.key]:
            if not mark.explained:
                yield Demand(_OF_MARK[mark.kind], block.key, where, f"“{mark.text}”: {mark.why}")
        if self._is_untranslated(block):
            words = "A text of the mission file has no wording in this language."
            yield Demand(Wanted.TRANSLATION, block.key, where, words)

    def _of_source(self, block: Block, where: str) -> Iterator[Demand]:
        drawn = block.words.drawn if block.words else None
        if drawn is not None and not drawn.worded:
            words = "This was taken up and nobody has worded it yet: edit it, or save it as it is."
            yield Demand(Wanted.WORDING, block.key, where, words)
        changed = self.changes.get(block.key)
        if changed is not None:
            instead = (
                "Take it out."
                if changed.revision is None
                else "Read it, then keep the sentence, reworded if need be."
            )
            yield Demand(Wanted.SOURCE, block.key, where, f"{changed.why} {instead}")

    def _of_comments(self, about: str, where: str) -> Iterator[Demand]:
        for each in self.open_comments(about):
            yield Demand(Wanted.COMMENT, about, where, f"{each.by} asks: {each.text}")

    def _is_untranslated(self, block: Block) -> bool:
        return any(
            phrase(self.language, "untranslated", code=code, text="").strip() in block.text
            for code in LANGUAGES
            if code != self.language.code
        )


def _moved(block: Block) -> str:
    """Say what became of that which people's words were written from."""
    if block.is_gone:
        return "What this sentence was written from is not drafted any more."
    if block.is_redrafted:
        return "The figures behind this sentence have moved: take the new one or keep yours."
    return "The figures that these words rest on have moved: reword them, or keep them."


_OF_MARK = {
    MarkKind.NUMBER: Wanted.NUMBER,
    MarkKind.SHARE: Wanted.SHARE,
    MarkKind.FORBIDDEN: Wanted.WORD,
    MarkKind.PLACE: Wanted.PLACE,
    MarkKind.NAME: Wanted.NAME,
    MarkKind.DOUBT: Wanted.DOUBT,
}


def standing_of(db: Session, kept: Kept, mission: MissionFile) -> Standing:
    """Return how a draft of a mission stands at a revision."""
    language = get_language(kept.tree.language)
    return Standing(
        kept,
        checker_for(kept.tree, mission, language, _stations_named(db, kept)),
        list_comments(db, kept.draft.id),
        list_approvals(db, kept.draft.id),
        changes_in(db, kept.draft.mission_id, kept.manuscript),
    )


def _stations_named(db: Session, kept: Kept) -> frozenset[str]:
    """Return the codes of the register that people's words hold."""
    held = (candidates_in(each.text) for each in kept.manuscript.words.values())
    return frozenset(codes_among(db, kept.draft.mission_id, set[str]().union(*held)))


def title_of(section: LaidSection) -> str:
    """Return what people call a section: its title, or what its first paragraph is about."""
    return section.title or (section.paragraphs[0].title if section.paragraphs else section.key)
