"""Taking reports out: made in a file of its own, written into the audit trail, provable later."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from server.accounts import trail
from server.accounts.caller import Doer
from server.accounts.models import TrailEntry
from server.database import Store
from server.exchange.asked import AskedForm
from server.exchange.disguise import Disguise, secret_for
from server.exchange.ground import Ground
from server.exchange.resources import resources
from server.exchange.wanted import Reach, Wanted, require_granted
from server.exchange.writing import Manifest, as_json, write
from server.forms.export.problems import FormLacksLanguage
from server.journal.attachments.store import AttachmentStore
from server.missions.models import Mission
from shared.digest import sha256_hex
from shared.sync import seal

DEED = "reports.exported"
_MOST = 1024 * 1024
"""Bytes at a time."""
_MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was made."""

    wanted: Wanted
    manifest: Manifest
    sha256: str
    """Of the file."""
    size: int
    """Bytes."""

    @property
    def reports(self) -> int:
        """How many reports are in it."""
        return int(self.manifest["reports"])

    @property
    def cut(self) -> datetime:
        """Up to when reports count in it."""
        return datetime.fromisoformat(self.manifest["cut"])


@dataclass(frozen=True, slots=True)
class Tools:
    """What exports are made with."""

    store: Store
    key: seal.Signer
    attachments: AttachmentStore


def make_export(
    tools: Tools, mission: Mission, wanted: Wanted, reach: Reach, out: BinaryIO, *, now: datetime
) -> Export:
    """Write an export to `out`, an empty file that can be sought in.

    Nothing is recorded: whoever hands it out calls `record_export` first. Raises
    ExportNotGranted, ExportRefused, UnknownForm, FormLacksLanguage, NothingToExport or
    TooLargeForWorkbook.
    """
    require_granted(wanted, reach)
    cut = wanted.as_of or now
    if wanted.as_of is not None and wanted.as_of > now:
        wanted, cut = replace(wanted, as_of=now), now
    with tools.store.reading() as db:
        ground = Ground(db, mission, wanted, reach, _disguise(tools, mission, wanted, cut), cut)
        drawn = resources(ground)
        if wanted.language:
            _require_language(wanted.language, drawn.forms)
        manifest = write(drawn, out, tools.key, tools.attachments)
    digest, size = _digest(out)
    return Export(wanted, manifest, digest, size)


def _require_language(language: str, forms: Sequence[AskedForm]) -> None:
    known = {each for form in forms for version in form.versions for each in version.languages}
    if language not in known:
        raise FormLacksLanguage(
            f"No form is written in {language[:20]!r}. They are written in: "
            f"{', '.join(sorted(known))}. Leave the language out for names instead of labels."
        )


def _disguise(tools: Tools, mission: Mission, wanted: Wanted, cut: datetime) -> Disguise:
    """Return what veils: the same for the same question, and of no use for another."""
    asked = repr(replace(wanted, as_of=None))
    secret = secret_for(tools.key, str(mission.id), cut.isoformat(), asked)
    return Disguise(
        secret, ZoneInfo(mission.timezone), people=wanted.people, exact_times=wanted.exact_times
    )


def _digest(out: BinaryIO) -> tuple[str, int]:
    """Return SHA-256 and size of a file; it stands at its beginning afterwards."""
    out.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := out.read(_MOST):
        digest.update(chunk)
        size += len(chunk)
    out.seek(0)
    return digest.hexdigest(), size


def record_export(
    db: Session, by: Doer, mission_id: UUID, export: Export, *, now: datetime
) -> None:
    """Have it written to the audit trail what goes out: cut, filters, digests, rows."""
    wanted, manifest = export.wanted, export.manifest
    opened = [
        name
        for name in ("quarantine", "people", "exact_times", "attachments")
        if getattr(wanted, name)
    ]
    trail.record(
        db,
        by,
        DEED,
        now=now,
        mission_id=mission_id,
        subject=f"export {wanted.format.value}",
        cut=manifest["cut"],
        forms=list(wanted.forms),
        labels=wanted.language or "names",
        opened=opened,
        limited_to=_limits(manifest),
        reports=export.reports,
        files=[f"{each['path']}: {each['rows']} rows, {each['sha256']}"
               for each in manifest["resources"]],
        sha256=export.sha256,
        manifest=sha256_hex(as_json(manifest)),
    )  # fmt: skip


def _limits(manifest: Manifest) -> str | list[str]:
    limits = manifest["limited_to"]
    return limits.get("regions") or limits.get("teams") or "the whole mission"


def list_exports(
    db: Session, mission_id: UUID, account_id: UUID | None = None, most: int = _MOST_LISTED
) -> list[TrailEntry]:
    """Return what went out of a mission, the latest first; only an account's where one is named."""
    query = select(TrailEntry).where(TrailEntry.mission_id == mission_id, TrailEntry.deed == DEED)
    if account_id is not None:
        query = query.where(TrailEntry.account_id == account_id)
    return list(db.exec(query.order_by(col(TrailEntry.seq).desc()).limit(most)))


def find_export(db: Session, mission_id: UUID, sha256: str) -> TrailEntry | None:
    """Return the export that a file with this SHA-256 is, or was part of; None = of no export."""
    named = cast(col(TrailEntry.particulars), String).contains(sha256, autoescape=True)
    query = select(TrailEntry).where(
        TrailEntry.mission_id == mission_id, TrailEntry.deed == DEED, named
    )
    return db.exec(query.order_by(col(TrailEntry.seq).desc()).limit(1)).first()
