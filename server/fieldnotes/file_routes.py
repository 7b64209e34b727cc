"""Files beside notes: handed in with a browser, opened, removed from the list."""

import asyncio
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from server.bounds import is_declared_within
from server.database import Store
from server.deps import Now, Reading, TheSettings, TheStore, Writing
from server.errors import InvalidRequest
from server.fieldnotes import files, service
from server.fieldnotes.pages import path_of
from server.fieldnotes.rights import require_right
from server.fieldnotes.service import Writer
from server.journal.attachments.arriving import Arriving
from server.journal.attachments.given import TheAttachments
from server.journal.attachments.metadata import can_be_stripped
from server.journal.attachments.opening import name_to_save, opened_file
from server.journal.attachments.store import AttachmentStore
from server.missions.here import Here, Place
from shared.clock import Clock

router = APIRouter(prefix="/m/{code}/fieldnotes/{note_id}/files", include_in_schema=False)


def _bounded(request: Request, settings: TheSettings) -> None:
    """Refuse a file that is too large, or of unknown size, before any of it is read."""
    if not is_declared_within(request, settings.attachment_megabytes * 2**20):
        raise InvalidRequest(
            f"A file beside a note may have {settings.attachment_megabytes:,} MiB. Send a smaller "
            "one, or note where it is kept."
        )


@router.post("", dependencies=[Depends(_bounded)])
async def hand_in(
    note_id: UUID,
    here: Here,
    request: Request,
    settings: TheSettings,
    store: TheStore,
    kept: TheAttachments,
) -> RedirectResponse:
    """Keep a file beside a note."""
    async with request.form(max_files=1, max_fields=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise InvalidRequest("Choose a file first.")
        handed = _Handed(here, note_id, file.filename.replace("\0", ""), file.file)
        now = cast(Clock, request.app.state.clock)()  # it may have been long on its way
        places = Arriving(settings.attachments / "arriving"), kept
        await asyncio.to_thread(handed.keep, store, places, now)
    return RedirectResponse(path_of(here, note_id), status_code=303)


class _Handed:
    """A file on its way to a note."""

    def __init__(self, here: Place, note_id: UUID, name: str, file: BinaryIO) -> None:
        self._here, self._note_id, self._name, self._file = here, note_id, name, file

    def keep(self, store: Store, places: tuple[Arriving, AttachmentStore], now: datetime) -> None:
        """Keep it, and leave a trace."""
        with store.writing() as db:
            row = service.get_note(db, self._here.mission.id, self._note_id)
            require_right(db, self._here, service.newest_of(db, row))
            writer = Writer(self._here.caller.name, now)
            held = files.take_in(db, row, self._file, self._name, writer, places)
            subject = f"fieldnote {self._note_id}"
            self._here.record(
                db, "fieldnote.file_added", now=now, subject=subject, sha256=held.sha256
            )


@router.get("/{file_id}")
def open_file(
    note_id: UUID, file_id: UUID, here: Here, db: Reading, kept: TheAttachments
) -> Response:
    """Open a file; a photograph without what it tells of place and time."""
    row = service.get_note(db, here.mission.id, note_id)
    held = files.get_file(db, row.id, file_id)
    name = name_to_save(held.name, held.sha256, held.media_type)
    original = not can_be_stripped(held.media_type)
    return opened_file(kept, held.sha256, held.media_type, name, original=original)


@router.post("/{file_id}/removal")
def remove(note_id: UUID, file_id: UUID, here: Here, db: Writing, now: Now) -> RedirectResponse:
    """List a file as removed."""
    row = service.get_note(db, here.mission.id, note_id)
    require_right(db, here, service.newest_of(db, row))
    files.remove(db, files.get_file(db, row.id, file_id), Writer(here.caller.name, now))
    subject = f"fieldnote {note_id}"
    here.record(db, "fieldnote.file_removed", now=now, subject=subject, file=str(file_id))
    return RedirectResponse(path_of(here, note_id), status_code=303)
