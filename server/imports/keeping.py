"""Keeping the files: every one that is handed in, with its hash, and having them back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import zstandard
from sqlmodel import Session, col, func, select

from server.accounts.caller import Doer
from server.imports.importer import Importer, Seal
from server.imports.models import ImportedSource, SourceContent
from server.imports.problems import FileTooLarge, NoSuchSource, SourceErased
from shared.digest import sha256_hex
from shared.ids import new_id

MOST_MEGABYTES = 64
"""Of one file. A register of 100,000 stations has about 15."""
WAITING, IMPORTED, SET_ASIDE = "waiting", "imported", "set_aside"
_LONGEST_NAME = 200
_LEVEL = 9


def keep(  # noqa: PLR0913 - a file, whose it is, who and when
    db: Session, mission_id: UUID, importer: Importer, name: str, content: bytes, *,
    by: Doer, now: datetime,
) -> ImportedSource:  # fmt: skip
    """Keep a file for `importer`. Raises FileTooLarge."""
    if len(content) > MOST_MEGABYTES * 2**20:
        raise FileTooLarge(
            f"{name} has more than {MOST_MEGABYTES} MiB. Leave out what no import needs, such as "
            "pictures, or split it."
        )
    sha256 = sha256_hex(content)
    held = db.get(SourceContent, (mission_id, importer.kind, sha256))
    if held is None or not held.content:
        packed = importer.seal.seal(zstandard.ZstdCompressor(level=_LEVEL).compress(content))
        held = held or SourceContent(
            mission_id=mission_id, kind=importer.kind, sha256=sha256, content=b""
        )
        held.content = packed
        db.add(held)
    source = ImportedSource(
        id=new_id(now),
        mission_id=mission_id,
        kind=importer.kind,
        name=name[-_LONGEST_NAME:],
        size=len(content),
        sha256=sha256,
        state=WAITING,
        kept_by=by.name,
        kept_at=now,
        how={},
        mapping={},
        outcome={},
        shown=b"",
    )
    db.add(source)
    db.flush()
    return source


def content_of(db: Session, source: ImportedSource, seal: Seal) -> bytes:
    """Return the file as it was sent. Raises SourceErased."""
    held = db.get(SourceContent, _key_of(source))
    if held is None or not held.content:
        raise SourceErased(
            f"The bytes of {source.name} were erased. Its SHA-256 is {source.sha256}: whoever has "
            "a copy can prove that it is the same."
        )
    return zstandard.ZstdDecompressor().decompress(
        seal.open(held.content), max_output_size=source.size
    )


def count_contents(db: Session, mission_id: UUID, kind: str) -> int:
    """Return of how many of a mission's files of one kind the bytes are kept."""
    contents = select(SourceContent.content).where(
        SourceContent.mission_id == mission_id, SourceContent.kind == kind
    )
    return sum(bool(each) for each in db.exec(contents))


def _key_of(source: ImportedSource) -> tuple[UUID, str, str]:
    return source.mission_id, source.kind, source.sha256


def is_erased(db: Session, source: ImportedSource) -> bool:
    """Say whether a file's bytes were erased."""
    held = db.get(SourceContent, _key_of(source))
    return held is None or not held.content


def erase_contents(db: Session, mission_id: UUID, kind: str) -> int:
    """Erase the bytes of a mission's files of one kind, and say of how many.

    What is known of them stays: names, hashes, who, when, how many were imported.
    """
    erased = 0
    contents = select(SourceContent).where(
        SourceContent.mission_id == mission_id, SourceContent.kind == kind
    )
    for each in db.exec(contents):
        erased += bool(each.content)
        each.content = b""
        db.add(each)
    of_kind = select(ImportedSource).where(
        ImportedSource.mission_id == mission_id, ImportedSource.kind == kind
    )
    for source in db.exec(of_kind):
        source.shown = b""
        db.add(source)
    return erased


def seal_anew(db: Session, kind: str, old: Seal, new: Seal) -> int:
    """Seal all kept files of one kind by `new` what `old` opens; return how many."""
    contents = db.exec(select(SourceContent).where(SourceContent.kind == kind)).all()
    held = [each for each in contents if each.content]
    for each in held:
        each.content = new.seal(old.open(each.content))
        db.add(each)
    for source in db.exec(select(ImportedSource).where(ImportedSource.kind == kind)):
        if source.shown:
            source.shown = new.seal(old.open(source.shown))
            db.add(source)
    return len(held)


def get_source(db: Session, mission_id: UUID, source_id: UUID) -> ImportedSource:
    """Return a kept file. Raises NoSuchSource."""
    source = db.get(ImportedSource, source_id)
    if source is None or source.mission_id != mission_id:
        raise NoSuchSource(
            "No file of this mission has this number. The page “Sources” lists them."
        )
    return source


def list_sources(
    db: Session, mission_id: UUID, *, kinds: Sequence[str], first: int = 0, most: int = 1000
) -> Sequence[ImportedSource]:
    """Return the kept files of these kinds, the newest first."""
    of_mission = select(ImportedSource).where(
        ImportedSource.mission_id == mission_id, col(ImportedSource.kind).in_(kinds)
    )
    newest = col(ImportedSource.id).desc()
    return db.exec(of_mission.order_by(newest).offset(first).limit(most)).all()


def count_sources(db: Session, mission_id: UUID) -> int:
    """Return how many files a mission keeps."""
    counted = select(func.count()).select_from(ImportedSource)
    return db.exec(counted.where(ImportedSource.mission_id == mission_id)).one()


def last_mapping(db: Session, mission_id: UUID, kind: str) -> dict[str, str]:
    """Return what the columns of the last imported file of this kind were; {} = none was."""
    last = (
        select(ImportedSource)
        .where(
            ImportedSource.mission_id == mission_id,
            ImportedSource.kind == kind,
            ImportedSource.state == IMPORTED,
        )
        .order_by(col(ImportedSource.settled_at).desc())
        .limit(1)
    )
    source = db.exec(last).first()
    return dict(source.mapping) if source else {}
