"""Every version of a mission's document, with who made it, when, and what it did in words.

A version is kept whole and packed: some kilobytes each. It never changes.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import zstandard
from sqlalchemy import func
from sqlmodel import Session, col, select

from server.accounts.caller import Doer
from server.errors import NotFound
from server.missions.document import MissionFile
from server.missions.models import Mission, MissionVersion
from shared.digest import digest_of

BEFORE = "as it was before versions were kept"
MOST_BYTES = 64_000_000
"""Of one document, unpacked: far more than the longest mission file that is read."""


class NoSuchVersion(NotFound):
    """The mission's document never had this version."""

    code = "no-such-mission-version"
    title = "There is no such version of the mission"


def keep_version(db: Session, mission: Mission, *, by: Doer, now: datetime, words: str) -> int:
    """Keep the document that `mission` has now as its newest version; return its number."""
    number = newest_number(db, mission.id) + 1
    db.add(_version(mission, number, by=by, at=now, words=words))
    db.flush()
    return number


def keep_unversioned(db: Session, mission: Mission, *, by: Doer) -> None:
    """Keep what `mission` was before there were versions as the first, if it has none yet."""
    if newest_number(db, mission.id) == 0:
        db.add(_version(mission, 1, by=by, at=mission.loaded_at, words=BEFORE))
        db.flush()


def newest_number(db: Session, mission_id: UUID) -> int:
    """Return the number of the newest version; 0 = none is kept."""
    newest = select(func.max(MissionVersion.number)).where(MissionVersion.mission_id == mission_id)
    return db.exec(newest).one() or 0


def list_versions(
    db: Session, mission_id: UUID, *, before: int | None = None, most: int = 50
) -> Sequence[MissionVersion]:
    """Return versions, the newest first: at most `most`, with numbers below `before`."""
    versions = select(MissionVersion).where(MissionVersion.mission_id == mission_id)
    if before is not None:
        versions = versions.where(col(MissionVersion.number) < before)
    return db.exec(versions.order_by(col(MissionVersion.number).desc()).limit(most)).all()


def get_version(db: Session, mission: Mission, number: int) -> MissionVersion:
    """Return the version `number`. Raises NoSuchVersion."""
    version = db.get(MissionVersion, (mission.id, number))
    if version is None:
        raise NoSuchVersion(
            f"Mission '{mission.code}' has no version {number}; its newest is "
            f"{newest_number(db, mission.id)}."
        )
    return version


def document_of(version: MissionVersion) -> MissionFile:
    """Return the whole document of a version."""
    plain = zstandard.ZstdDecompressor().decompress(version.packed, max_output_size=MOST_BYTES)
    document: dict[str, Any] = json.loads(plain)
    return MissionFile.model_validate(document)


def digest_of_document(document: MissionFile) -> str:
    """Return what marks a document: the same for as long as it says the same.

    Keys that are as they would be anyway don't count, so that a newer model changes no digest.
    """
    return digest_of(document.model_dump(mode="json", exclude_defaults=True))


def _written(document: dict[str, Any]) -> bytes:
    """Return `document` as JSON, in its own order: tables are shown in the order of the file."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def rewrite(version: MissionVersion, document: MissionFile) -> None:
    """Put `document` in place of what a version held: only for erasing personal data."""
    held = document.model_dump(mode="json")
    version.packed = zstandard.ZstdCompressor().compress(_written(held))
    version.digest = digest_of_document(document)


def _version(
    mission: Mission, number: int, *, by: Doer, at: datetime, words: str
) -> MissionVersion:
    return MissionVersion(
        mission_id=mission.id,
        number=number,
        digest=mission.digest,
        packed=zstandard.ZstdCompressor().compress(_written(mission.document)),
        at=at,
        account_id=by.account_id,
        name=by.name,
        words=words,
    )
