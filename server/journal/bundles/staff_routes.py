"""Handing in a bundle with a browser, and receipts to carry back."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from server.bounds import is_declared_within
from server.database import Store
from server.deps import Now, TheSettings, TheStore, Writing
from server.downloads import file_answer
from server.errors import InvalidRequest
from server.journal import devices
from server.journal.attachments.arriving import room_told
from server.journal.attachments.store import make_folder
from server.journal.bundles.held import receipts_for
from server.journal.bundles.pages import bundles_page
from server.journal.bundles.taking import BundleIntake
from server.journal.bundles.verdict import BundleVerdict
from server.missions.here import Here, Place
from server.pages import render
from shared.clock import Clock
from shared.sync.bundle import BundleUnreadable
from shared.sync.seal import Signer

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


def _bounded(request: Request, settings: TheSettings) -> None:
    """Refuse a file that is too large, or of unknown size, before any of it is read."""
    if not is_declared_within(request, settings.bundle_megabytes * 2**20):
        raise InvalidRequest(
            f"A bundle may have {settings.bundle_megabytes:,} MiB. Import a larger one on the "
            "server: evenhand-server import bundle FILE"
        )


@router.get("/bundles")
def show_form(here: Here, settings: TheSettings) -> HTMLResponse:
    """Ask for a bundle."""
    return render(bundles_page(here, settings.bundle_megabytes))


@router.post("/bundles", dependencies=[Depends(_bounded)])
async def hand_in(
    here: Here, request: Request, settings: TheSettings, store: TheStore
) -> HTMLResponse:
    """Take in a bundle, and tell what became of it."""
    async with request.form(max_files=1, max_fields=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise InvalidRequest("Choose the bundle's file first.")
        try:
            verdict = await asyncio.to_thread(_take_in, request, file, here, store)
        except BundleUnreadable as problem:
            page = bundles_page(here, settings.bundle_megabytes, trouble=problem.detail)
            return render(page, problem.status)
    return render(bundles_page(here, settings.bundle_megabytes, verdict))


@router.get("/devices/{device_id}/receipts.json")
def show_receipts(device_id: UUID, here: Here, request: Request, db: Writing, now: Now) -> Response:
    """Give the receipts for a laptop that has no connection, as a file."""
    device = devices.get_device(db, here.mission.id, device_id)
    key = cast(Signer, request.app.state.server_key)
    told = receipts_for(db, device, key, now=now)
    here.record(db, "receipts.exported", now=now, subject=f"device {device_id}")
    return file_answer(told.model_dump_json(), "application/json", f"receipts-{device_id}.json")


def _take_in(request: Request, file: UploadFile, here: Place, store: Store) -> BundleVerdict:
    """Take in what was sent, from a file that is gone when this returns; it is sealed anyway."""
    bundles = cast(BundleIntake, request.app.state.bundles)
    clock = cast(Clock, request.app.state.clock)
    with room_told():
        make_folder(bundles.folder)
        with tempfile.NamedTemporaryFile(dir=bundles.folder, prefix="page-") as copy:
            shutil.copyfileobj(file.file, copy)
            copy.flush()
            name = Path(file.filename or "bundle").name[:100]
            verdict = bundles.take_in(
                Path(copy.name), now=clock(), name=name, mission_id=here.mission.id
            )
    with store.writing() as db:
        here.record(
            db, "bundle.handed_in", now=clock(), subject=f"bundle {name}", state=verdict.state
        )
    return verdict
