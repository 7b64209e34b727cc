"""Proves the versions of missions' documents again: each is what its digest says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import zstandard
from sqlmodel import Session, col, select

from server.missions.document import MissionFile
from server.missions.models import Mission, MissionVersion
from server.missions.service import mission_document
from server.missions.versions import digest_of_document, document_of

Kept = TypeVar("Kept", Mission, MissionVersion)

ADVICE = (
    "Somebody changed what was kept. Compare evenhand-server mission dump --version N with a "
    "backup from before."
)


@dataclass(slots=True)
class Versions:
    """What was proven."""

    count: int = 0
    broken: list[str] = field(default_factory=list[str])
    """A sentence for each fault, without its full stop."""

    @property
    def words(self) -> str:
        """What was found, for people; '' where no version is kept."""
        if self.broken:
            return "\n".join([*(f"{sentence}." for sentence in self.broken), ADVICE])
        if not self.count:
            return ""
        count = "1, as it was" if self.count == 1 else f"{self.count:,}, as they were"
        return f"Versions of missions: {count} kept."

    def as_json(self) -> dict[str, object]:
        """Return what was found, for programs."""
        return {"versions": self.count, "broken": self.broken}


def prove_versions(db: Session) -> Versions:
    """Reckon every version's digest again; the newest is what the mission is now."""
    found = Versions()
    newest: dict[UUID, tuple[Mission, str]] = {}
    query = select(Mission, MissionVersion).where(MissionVersion.mission_id == Mission.id)
    by_number = query.order_by(col(Mission.code), col(MissionVersion.number))
    for mission, version in db.exec(by_number):
        found.count += 1
        if _digest(document_of, version) != version.digest:
            found.broken.append(
                f"{mission.code}: version {version.number} of its document does not give the "
                "digest that was kept with it"
            )
        newest[mission.id] = (mission, version.digest)
    found.broken += [
        f"{mission.code}: its document is not its newest version"
        for mission, digest in newest.values()
        if _digest(mission_document, mission) != digest
    ]
    return found


def _digest(read: Callable[[Kept], MissionFile], kept: Kept) -> str:
    """Return the digest of what is kept; '' where it can't be read at all."""
    try:
        return digest_of_document(read(kept))
    except (ValueError, zstandard.ZstdError):
        return ""
