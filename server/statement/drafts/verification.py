"""Proving sealed statements again: what is kept is what was signed, and none is gone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from server.accounts.models import TrailEntry
from server.missions.models import Mission
from server.statement.digests import text_digest
from server.statement.drafts.models import SealedFile, SealedStatement
from server.statement.drafts.sealing import document_in
from shared.digest import sha256_hex

SEALED = "statement.sealed"
"""The deed by which the audit trail has a seal."""

ADVICE = (
    "Somebody changed what was sealed. The seal stands in the audit trail, and what was published "
    "in the files that were handed out: compare with a backup from before."
)


@dataclass(slots=True)
class Seals:
    """What was proven."""

    statements: int = 0
    files: int = 0
    broken: list[str] = field(default_factory=list[str])
    """A sentence for each fault, without its full stop."""

    @property
    def words(self) -> str:
        """What was found, for people; '' where nothing is sealed."""
        if self.broken:
            return "\n".join([*(f"{sentence}." for sentence in self.broken), ADVICE])
        if not self.statements:
            return ""
        count = "1, as it was" if self.statements == 1 else f"{self.statements:,}, as they were"
        return f"Sealed statements: {count} signed."

    def as_json(self) -> dict[str, object]:
        """Return what was found, for programs."""
        return {"sealed": self.statements, "files": self.files, "broken": self.broken}


def verify_seals(db: Session) -> Seals:
    """Prove every sealed statement again, against its seal and the audit trail."""
    found = Seals()
    entries = db.exec(select(TrailEntry).where(TrailEntry.deed == SEALED)).all()
    recorded = {str(each.particulars.get("statement")): each for each in entries}
    kept = db.exec(
        select(SealedStatement, Mission.code)
        .join(Mission, col(Mission.id) == SealedStatement.mission_id)
        .order_by(col(SealedStatement.id))
    )
    for statement, code in kept:
        found.statements += 1
        entry = recorded.pop(str(statement.id), None)
        name = f"{code}: sealed statement {statement.id}"
        seal = str(entry.particulars.get("seal")) if entry else ""
        found.broken += [f"{name}: {what}" for what in _faults(statement, seal)]
        for kind, digest, content in _files(db, statement):
            found.files += 1
            if sha256_hex(content) != digest:
                found.broken.append(f"{name}: the kept {kind} is not what was sealed")
    found.broken += [
        f"Sealed statement {name} is in the audit trail, and is not kept any more"
        for name in recorded
    ]
    return found


def _faults(statement: SealedStatement, recorded: str) -> Iterator[str]:
    digest = sha256_hex(statement.content.encode())
    if digest != statement.digest:
        yield f"its text, evidence or cut was changed: they have {digest}, not the seal"
        return
    if recorded != statement.digest:
        yield "the audit trail has another seal" if recorded else "the audit trail has no such seal"
    document = document_in(statement)
    if text_digest(document.sections) != statement.text_digest:
        yield "its text does not have the digest that it names"
    if document.colophon.data_digest != statement.data_digest:
        yield "its cut does not have the digest that it names"


def _files(db: Session, statement: SealedStatement) -> Iterator[tuple[str, str, bytes]]:
    query = select(SealedFile).where(SealedFile.statement_id == statement.id)
    for each in db.exec(query.order_by(SealedFile.format)):
        yield each.format, each.sha256, each.content
