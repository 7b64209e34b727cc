"""Photographs in an export: redrawn, so that they tell nothing of place, time and camera."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from server.exchange.cells import plain
from server.exchange.parts import Archive
from server.exchange.resources import Resources
from server.exchange.selection import AT_ONCE
from server.exchange.table import Cell, Field, Table
from server.journal.attachments.metadata import without_metadata
from server.journal.attachments.problems import MetadataStays, NotArrived
from server.journal.attachments.store import AttachmentStore
from server.reports.attached import Attached, list_attached
from server.reports.models import AttachedFile
from shared.sync.media import KINDS

_FIELDS = (
    Field("report", "The report that names it"),
    Field("question", "Path of the question; empty = the report as a whole"),
    Field("file", "Where it lies in this export; empty = it was left out"),
    Field("media_type"),
    Field("bytes", "Of the file in this export", "integer"),
    Field("sha256", "Of the file in this export"),
    Field("left_out", "Why it was left out"),
)


def add(
    archive: Archive, resources: Resources, kept: AttachmentStore, path: str, *, mark: bool
) -> Sequence[str]:
    """Add the photographs of the reports that go out, where asked for; return what to note."""
    if not resources.ground.wanted.attachments:
        return ()
    rows = list(_added(archive, resources, kept))
    archive.add_table(path, Table("attachments", "Photographs", _FIELDS, lambda: iter(rows)),
                      mark=mark)  # fmt: skip
    return ("Photographs were redrawn: they tell nothing of place, time and camera any more.",)


def _added(
    archive: Archive, resources: Resources, kept: AttachmentStore
) -> Iterator[Sequence[Cell]]:
    written: set[str] = set()
    ground = resources.ground
    for attached in _attached(resources):
        row = attached.row
        report, question = ground.disguise.id_of(row.report_id), row.question
        try:
            content = _stripped(attached, kept)
        except (MetadataStays, NotArrived) as problem:
            yield report, question, "", attached.media_type, "", "", plain(problem.detail)
            continue
        digest = sha256(content).hexdigest()
        path = f"attachments/{digest}{KINDS.get(attached.media_type, '')}"
        if digest not in written:
            written.add(digest)
            archive.add_file(path, content)
        yield report, question, path, attached.media_type, len(content), digest, ""


def _stripped(attached: Attached, kept: AttachmentStore) -> bytes:
    if not attached.has_arrived:
        raise NotArrived("It has not arrived yet.")
    with kept.open(attached.row.sha256) as file:
        return without_metadata(file.read(), attached.media_type)


def _attached(resources: Resources) -> Iterator[Attached]:
    """Yield the files that the newest revisions of the reports name."""
    for form_id in resources.selection.forms:
        portion: dict[UUID, int] = {}
        for taken in resources.selection.taken(form_id):
            portion[taken.kept.report_id] = taken.kept.revision
            if len(portion) >= AT_ONCE:
                yield from _of(resources, portion)
                portion = {}
        yield from _of(resources, portion)


def _of(resources: Resources, revisions: dict[UUID, int]) -> Iterator[Attached]:
    """Yield the files of some reports, each as its revision names them."""
    ground = resources.ground
    with_files = (
        select(col(AttachedFile.report_id))
        .distinct()
        .where(
            col(AttachedFile.mission_id) == ground.mission.id,
            col(AttachedFile.report_id).in_(list(revisions)),
        )
    )
    for (report_id,) in ground.db.connection().execute(with_files).all():
        for each in list_attached(ground.db, ground.mission.id, report_id):
            if each.row.revision == revisions[report_id]:
                yield each
