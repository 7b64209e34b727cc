"""Signing off: the text and its cut are sealed, and kept with every format as it was written.

The seal is the SHA-256 of the whole document as JSON: text, evidence, cut, moment of the signing.
What is handed out later are the kept files, so that a sealed statement is the same byte for byte
whatever reports or programs come after it; the audit trail has the seal, so that nobody can change
what is kept unnoticed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.accounts.models import Role
from server.accounts.table import DRAFTERS, READERS
from server.missions.models import Mission
from server.statement.document import Document, Seal
from server.statement.drafts.composing import sealed
from server.statement.drafts.keeping import as_content, document_of, lock
from server.statement.drafts.models import SealedFile, SealedStatement, StatementDraft
from server.statement.drafts.problems import (
    DraftChanged,
    NoSuchStatement,
    StatementIncomplete,
)
from server.statement.drafts.standing import Standing
from server.statement.formats import FORMATS, Format
from shared.digest import sha256_hex
from shared.ids import new_id

UNSEALED = ""
"""The digest of a seal while it is made: it can't be in what it is the digest of."""


@dataclass(frozen=True)
class Prepared:
    """A statement that is ready to be sealed, written in every format."""

    revision: int
    content: str
    document: Document
    files: dict[Format, bytes]
    drafted_at: datetime

    @property
    def digest(self) -> str:
        """The seal."""
        return sha256_hex(self.content.encode())


def require_complete(standing: Standing) -> None:
    """Raise StatementIncomplete while something is missing before a sign-off."""
    demands = standing.demands
    if demands:
        raise StatementIncomplete(
            f"Before the sign-off, {len(demands)} more are to be dealt with: "
            f"{'; '.join(f'{each.where}: {each.words}' for each in demands[:3])}"
            f"{' …' if len(demands) > 3 else ''} Nothing was signed."
        )


def prepare(standing: Standing, *, now: datetime) -> Prepared:
    """Write a complete statement in every format, as it will be sealed at `now`.

    Takes seconds, and no database. Raises StatementIncomplete, or StatementUnprintable.
    """
    require_complete(standing)
    draft = standing.kept.draft
    seal = Seal(draft.edition, draft.reason, now, UNSEALED)
    content = as_content(sealed(standing.document, seal))
    document = _with_digest(content, sha256_hex(content.encode()))
    files = {kind: written.write(document) for kind, written in FORMATS.items()}
    return Prepared(standing.kept.number, content, document, files, standing.kept.drafted_at)


def seal(  # noqa: PLR0913 - what a seal is
    db: Session,
    draft: StatementDraft,
    standing: Standing,
    prepared: Prepared,
    *,
    by: str,
    embargo_until: datetime | None,
    now: datetime,
) -> SealedStatement:
    """Keep a prepared statement for good. `standing` is how the draft stands at this moment.

    Raises DraftSealed, DraftChanged where it was saved since, or StatementIncomplete.
    """
    held = lock(db, draft.mission_id, draft.id)
    if held.revision != prepared.revision:
        raise DraftChanged(
            "Somebody saved the draft while you were signing it. Read it again, then sign it."
        )
    require_complete(standing)
    statement = SealedStatement(
        id=new_id(now),
        mission_id=draft.mission_id,
        draft_id=draft.id,
        revision=prepared.revision,
        content=prepared.content,
        text_digest=prepared.document.colophon.text_digest,
        data_digest=prepared.document.colophon.data_digest,
        digest=prepared.digest,
        signed_by=by,
        signed_at=now,
        embargo_until=embargo_until,
        drafted_at=prepared.drafted_at,
    )
    db.add(statement)
    held.sealed_at = now
    db.add(held)
    db.flush()
    db.add_all(_files(statement.id, prepared))
    db.flush()
    return statement


def _files(statement_id: UUID, prepared: Prepared) -> Iterator[SealedFile]:
    for kind, content in prepared.files.items():
        digest = sha256_hex(content)
        yield SealedFile(
            statement_id=statement_id, format=kind.value, sha256=digest, content=content
        )


def document_in(statement: SealedStatement) -> Document:
    """Return a sealed statement as it was sealed."""
    return _with_digest(statement.content, statement.digest)


def list_statements(db: Session, mission_id: UUID) -> Sequence[SealedStatement]:
    """Return a mission's sealed statements, the newest first."""
    query = select(SealedStatement).where(SealedStatement.mission_id == mission_id)
    return db.exec(query.order_by(col(SealedStatement.id).desc())).all()


def find_statement_of(db: Session, draft_id: UUID) -> SealedStatement | None:
    """Return the sealed statement that a draft became."""
    return db.exec(
        select(SealedStatement).where(SealedStatement.draft_id == draft_id)
    ).one_or_none()


def get_statement(db: Session, statement_id: UUID) -> SealedStatement:
    """Return a sealed statement. Raises NoSuchStatement."""
    found = db.get(SealedStatement, statement_id)
    if found is None:
        raise no_such_statement()
    return found


def find_successor(db: Session, statement: SealedStatement) -> SealedStatement | None:
    """Return the sealed statement that corrects this one, the newest if there are several."""
    draft = db.get_one(StatementDraft, statement.draft_id)
    query = (
        select(SealedStatement)
        .join(StatementDraft, col(StatementDraft.id) == SealedStatement.draft_id)
        .where(
            StatementDraft.mission_id == draft.mission_id,
            StatementDraft.template == draft.template,
            StatementDraft.language == draft.language,
            StatementDraft.edition > draft.edition,
        )
    )
    return db.exec(query.order_by(col(StatementDraft.edition).desc()).limit(1)).first()


def list_files(db: Session, statement_id: UUID) -> Sequence[tuple[str, str]]:
    """Return (format, SHA-256) of the kept files."""
    query = select(SealedFile.format, SealedFile.sha256).where(
        SealedFile.statement_id == statement_id
    )
    return db.exec(query.order_by(SealedFile.format)).all()


def get_file(db: Session, statement_id: UUID, kind: Format) -> bytes:
    """Return a sealed statement in a format, as it was written. Raises NoSuchStatement."""
    found = db.get(SealedFile, (statement_id, kind.value))
    if found is None:
        raise no_such_statement()
    return found.content


def is_embargoed(statement: SealedStatement, now: datetime) -> bool:
    """Whether only drafters and the head of mission may read it yet."""
    return statement.embargo_until is not None and now < statement.embargo_until


def may_read(
    statement: SealedStatement, mission: Mission, role: Role | None, now: datetime
) -> bool:
    """Whether somebody may read a sealed statement: everybody, once its embargo has passed.

    `role` is what they are in the mission; None = nothing. Of a drill, nothing is public.
    """
    if role in DRAFTERS:
        return True
    return not is_embargoed(statement, now) and (not mission.drill or role in READERS)


def move_embargo(db: Session, statement: SealedStatement, until: datetime | None) -> None:
    """Let a sealed statement be read from another moment on; None = at once."""
    statement.embargo_until = until
    db.add(statement)
    db.flush()


def no_such_statement() -> NoSuchStatement:
    """Return the one answer for what is not there, and for what is not to be read yet."""
    return NoSuchStatement("There is no such statement, or it is not public yet.")


def _with_digest(content: str, digest: str) -> Document:
    document = document_of(content)
    assert document.seal is not None  # noqa: S101 - it was sealed
    return replace(document, seal=replace(document.seal, digest=digest))
