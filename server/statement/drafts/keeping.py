"""Drafts as they are kept: begun, saved revision by revision, restored, corrected.

Every save is a revision, whole. Who saves says which version of a sentence they saw; where it has
changed since, nothing is saved and both texts are shown (`require_version`). A draft is locked
while it is saved, so that no save can slip between.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from server.statement.document import Document, Sentence, Slot
from server.statement.drafts import deeds
from server.statement.drafts.approvals import end_outdated
from server.statement.drafts.manuscript import (
    Block,
    Laid,
    Manuscript,
    as_kept,
    blocks_of,
    from_kept,
    lay,
    merged,
    stamped,
)
from server.statement.drafts.models import StatementDraft, StatementRevision, StatementTree
from server.statement.drafts.problems import (
    DraftExists,
    DraftSealed,
    InvalidDeed,
    NoSuchDraft,
    NoSuchSentence,
    SentenceChanged,
)
from shared.digest import sha256_hex
from shared.ids import new_id

LONGEST_TEXT = 20_000
"""Characters of a person's words in one place."""
_DOCUMENT = TypeAdapter(Document)
Drafted = tuple[Document, datetime]
"""A tree, and when it was drafted."""


@dataclass(frozen=True)
class Kept:
    """A draft at one of its revisions."""

    draft: StatementDraft
    number: int
    at: datetime
    by: str
    manuscript: Manuscript
    tree: Document
    drafted_at: datetime
    """When the tree was drafted: reports received later are not in it."""

    @cached_property
    def laid(self) -> Laid:
        """The statement as it stands."""
        return lay(self.manuscript, self.tree)

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """Every block by its key, in order."""
        return blocks_of(self.laid)

    def block(self, key: str) -> Block:
        """Return a block. Raises NoSuchSentence."""
        if key not in self.blocks:
            raise NoSuchSentence(
                "The sentence is not in this draft any more. Open the draft to see what is."
            )
        return self.blocks[key]


def list_drafts(db: Session, mission_id: UUID) -> Sequence[StatementDraft]:
    """Return a mission's drafts, the newest first."""
    query = select(StatementDraft).where(StatementDraft.mission_id == mission_id)
    return db.exec(query.order_by(col(StatementDraft.id).desc())).all()


def get_draft(db: Session, mission_id: UUID, draft_id: UUID) -> StatementDraft:
    """Return a draft of a mission. Raises NoSuchDraft."""
    found = db.get(StatementDraft, draft_id)
    if found is None or found.mission_id != mission_id:
        raise NoSuchDraft("The mission keeps no such draft. Its drafts stand under “Statement”.")
    return found


def read(db: Session, draft: StatementDraft, number: int | None = None) -> Kept:
    """Return a draft at its newest revision, or at another. Raises NoSuchDraft."""
    row = db.exec(
        select(StatementRevision, StatementTree)
        .join(StatementTree, col(StatementTree.digest) == StatementRevision.tree)
        .where(
            StatementRevision.draft_id == draft.id,
            StatementRevision.number == (draft.revision if number is None else number),
        )
    ).one_or_none()
    if row is None:
        raise NoSuchDraft(f"The draft has no revision {number}; its newest is {draft.revision}.")
    revision, tree = row
    return Kept(
        draft,
        revision.number,
        revision.at,
        revision.by,
        from_kept(revision.manuscript),
        document_of(tree.content),
        tree.drafted_at,
    )


def list_revisions(db: Session, draft_id: UUID) -> Sequence[StatementRevision]:
    """Return what was saved of a draft, the newest first."""
    query = select(StatementRevision).where(StatementRevision.draft_id == draft_id)
    return db.exec(query.order_by(col(StatementRevision.number).desc())).all()


def begin(
    db: Session, mission_id: UUID, template: str, tree: Document, *, by: str, now: datetime
) -> StatementDraft:
    """Keep a first draft of a template, in the language of `tree`, which was drafted as of `now`.

    Raises DraftExists.
    """
    held = _newest_edition(db, mission_id, template, tree.language)
    if held is not None:
        raise DraftExists(
            f"There is a draft {template} in {tree.language} already. Go on with it, or correct "
            "it if it is sealed."
        )
    draft = StatementDraft(
        id=new_id(now),
        mission_id=mission_id,
        template=template,
        language=tree.language,
        edition=1,
        revision=1,
        created_at=now,
    )
    return _begin(db, draft, (tree, now), Save(deeds.first(tree), "Begun", by, now))


def correct(
    db: Session, mission_id: UUID, draft_id: UUID, reason: str, *, by: str, now: datetime
) -> StatementDraft:
    """Begin another edition of a sealed statement, from its text. `reason` will be printed.

    Raises InvalidDeed, or DraftExists where somebody has begun it already.
    """
    draft = get_draft(db, mission_id, draft_id)
    reason = " ".join(reason.split())
    if draft.sealed_at is None or not reason:
        raise InvalidDeed(
            "Only a sealed statement needs another edition, and the reason for it is printed in "
            "it. Say what was wrong, or go on with the draft that there is."
        )
    newest = _newest_edition(db, mission_id, draft.template, draft.language)
    if newest is not None and newest.id != draft.id:
        raise DraftExists(f"Edition {newest.edition} of this statement has been begun already.")
    kept = read(db, draft)
    corrected = StatementDraft(
        id=new_id(now),
        mission_id=mission_id,
        template=draft.template,
        language=draft.language,
        edition=draft.edition + 1,
        reason=reason,
        revision=1,
        created_at=now,
    )
    deed = f"Begun from edition {draft.edition}: {reason}"
    return _begin(db, corrected, (kept.tree, kept.drafted_at), Save(kept.manuscript, deed, by, now))


def save(  # noqa: PLR0913 - what a revision is
    db: Session,
    mission_id: UUID,
    draft_id: UUID,
    change: Callable[[Kept], Manuscript],
    *,
    deed: str,
    by: str,
    now: datetime,
    tree: Drafted | None = None,
) -> Kept:
    """Keep what `change` makes of the newest revision, or nothing where it changes nothing.

    `tree` is a new draft from the reports, with the moment at which it was drafted. Raises
    NoSuchDraft or DraftSealed, and whatever `change` raises.
    """
    draft = lock(db, mission_id, draft_id)
    kept = read(db, draft)
    drafted, at = kept.tree, kept.drafted_at
    manuscript = change(kept)
    if tree is not None and not says_the_same(tree[0], drafted):
        drafted, at = tree
        manuscript = merged(manuscript, drafted)
    if manuscript == kept.manuscript and drafted is kept.tree:
        return kept
    draft.revision += 1
    manuscript = stamped((kept.manuscript, kept.tree), (manuscript, drafted), draft.revision)
    _keep(db, draft, (drafted, at), Save(manuscript, deed, by, now))
    saved = Kept(draft, draft.revision, now, by, manuscript, drafted, at)
    end_outdated(db, draft.id, saved.laid, drafted.language, by=by, now=now)
    return saved


def restore(
    db: Session, mission_id: UUID, draft_id: UUID, number: int, *, by: str, now: datetime
) -> Kept:
    """Let people's words stand again as in an older revision, over the newest reports."""

    def older(kept: Kept) -> Manuscript:
        return merged(read(db, kept.draft, number).manuscript, kept.tree)

    return save(db, mission_id, draft_id, older, deed=f"Restored revision {number}", by=by, now=now)


def require_version(kept: Kept, key: str, seen: int) -> Block:
    """Return a block that is still as its reader saw it. Raises SentenceChanged, NoSuchSentence."""
    block = kept.block(key)
    if block.version != seen:
        raise SentenceChanged(
            "Somebody changed this sentence while you had it open. Nothing of yours was saved yet: "
            "both texts are shown."
        )
    return block


def require_text(text: str) -> str:
    """Return a person's words, trimmed. Raises InvalidDeed where they are too long."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise InvalidDeed(
            f"The text has {len(text):,} characters; one place takes {LONGEST_TEXT:,}. Divide it."
        )
    return text


def says_the_same(one: Document, other: Document) -> bool:
    """Whether two trees differ in nothing but the moment at which they were drafted."""
    return _timeless(one) == _timeless(other)


def as_content(document: Document) -> str:
    """Return a document as JSON keeps it, every part of it."""
    return _DOCUMENT.dump_json(document).decode()


@lru_cache(maxsize=16)
def document_of(content: str) -> Document:
    """Return the document that `as_content` has kept."""
    return _DOCUMENT.validate_json(content)


@dataclass(frozen=True)
class Save:
    """A revision to be kept."""

    manuscript: Manuscript
    deed: str
    by: str
    at: datetime


def _begin(db: Session, draft: StatementDraft, drafted: Drafted, begun: Save) -> StatementDraft:
    db.add(draft)
    db.flush()
    tree, _ = drafted
    manuscript = stamped((Manuscript(), tree), (begun.manuscript, tree), 1)
    _keep(db, draft, drafted, replace(begun, manuscript=manuscript))
    return draft


def _keep(db: Session, draft: StatementDraft, drafted: Drafted, saved: Save) -> None:
    tree, drafted_at = drafted
    content = as_content(tree)
    digest = sha256_hex(f"{drafted_at.isoformat()}\n{content}".encode())
    if db.get(StatementTree, digest) is None:
        db.add(StatementTree(digest=digest, content=content, drafted_at=drafted_at))
        db.flush()
    db.add(draft)
    db.add(
        StatementRevision(
            draft_id=draft.id,
            number=draft.revision,
            at=saved.at,
            by=saved.by,
            deed=saved.deed[:200],
            manuscript=as_kept(saved.manuscript),
            tree=digest,
        )
    )
    db.flush()


def lock(db: Session, mission_id: UUID, draft_id: UUID) -> StatementDraft:
    """Return a draft that nobody else can save until this is done."""
    get_draft(db, mission_id, draft_id)
    draft = db.exec(
        select(StatementDraft)
        .where(StatementDraft.id == draft_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if draft.sealed_at is not None:
        raise DraftSealed(
            "It was signed off and sealed, and does not change any more. To correct it, begin "
            "another edition and give the reason."
        )
    return draft


def _newest_edition(
    db: Session, mission_id: UUID, template: str, language: str
) -> StatementDraft | None:
    query = select(StatementDraft).where(
        StatementDraft.mission_id == mission_id,
        StatementDraft.template == template,
        StatementDraft.language == language,
    )
    return db.exec(query.order_by(col(StatementDraft.edition).desc()).limit(1)).first()


def find_edition(db: Session, draft: StatementDraft, edition: int) -> StatementDraft | None:
    """Return another edition of the same statement, if there is one."""
    query = select(StatementDraft).where(
        StatementDraft.mission_id == draft.mission_id,
        StatementDraft.template == draft.template,
        StatementDraft.language == draft.language,
        StatementDraft.edition == edition,
    )
    return db.exec(query).one_or_none()


def _timeless(tree: Document) -> Document:
    sections = tuple(
        replace(
            section,
            paragraphs=tuple(
                replace(each, parts=tuple(_timeless_part(part) for part in each.parts))
                for each in section.paragraphs
            ),
        )
        for section in tree.sections
    )
    return replace(tree, sections=sections, colophon=replace(tree.colophon, cut=None))


def _timeless_part(part: Sentence | Slot) -> Sentence | Slot:
    if isinstance(part, Slot):
        return part
    return replace(part, evidence=tuple(replace(each, as_of=None) for each in part.evidence))
