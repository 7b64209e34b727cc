"""Taking reports out of a mission by its page."""

import tempfile
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel, Field

from server.accounts.models import Role
from server.accounts.table import COORDINATORS
from server.bounds import PlainText
from server.deps import Now, Reading, TheSettings, TheStore
from server.exchange import service
from server.exchange.pages import exports_page
from server.exchange.problems import ExportRunning
from server.exchange.service import Export, Tools
from server.exchange.wanted import Format, Reach, Wanted, format_called
from server.forms import service as forms
from server.missions.here import Here, Place
from server.pages import render

router = APIRouter(prefix="/m/{code}/exports", include_in_schema=False)
CHUNK = 256 * 1024
ONE_AT_A_TIME = threading.Lock()
"""In a process: an export reads every report, and intake is to keep its share."""
_KINDS = {
    Format.CSV: ("zip", "application/zip"),
    Format.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.GEOJSON: ("geojson", "application/geo+json"),
    Format.DATAPACKAGE: ("zip", "application/zip"),
}
"""Ending and media type of the file."""


class Asked(BaseModel):
    """What was chosen on the page."""

    format: PlainText = Field(max_length=40)
    form: list[PlainText] = Field(default_factory=list[PlainText], max_length=200)
    as_of: PlainText = Field(default="", max_length=40)
    labels: PlainText = Field(default="", max_length=40)
    quarantine: bool = False
    people: bool = False
    exact_times: bool = False
    attachments: bool = False


@router.get("")
def show_exports(here: Here, db: Reading) -> HTMLResponse:
    """Show what can be taken out, and what was."""
    own = here.caller.account_id if here.standing.role is Role.PARTNER else None
    entries = service.list_exports(db, here.mission.id, own)
    published = forms.list_current(db, here.mission.id)
    return render(exports_page(here, reach_of(here), published, entries))


@router.post("")
def take_out(
    here: Here,
    request: Request,
    store: TheStore,
    settings: TheSettings,
    now: Now,
    asked: Annotated[Asked, Form()],
) -> StreamingResponse:
    """Hand the reports out as a file. It is made whole, and written down, before it leaves."""
    tools = Tools(store, request.app.state.server_key, request.app.state.attachments)
    file = cast(BinaryIO, tempfile.TemporaryFile(dir=settings.home))  # noqa: SIM115
    try:
        made = _made(tools, here, _wanted(here, asked), file, now)
    except BaseException:
        file.close()
        raise
    ending, media_type = _KINDS[made.wanted.format]
    name = f"{here.mission.code}-reports-{made.cut:%Y%m%d-%H%M}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(made.size),
    }
    return StreamingResponse(_sent(file), media_type=media_type, headers=headers)


def reach_of(here: Place) -> Reach:
    """Return whose reports the account may take out, and how much of them."""
    return Reach(
        teams=here.own_teams,
        regions=here.standing.regions,
        unveils=here.standing.role in COORDINATORS,
    )


def _made(tools: Tools, here: Place, wanted: Wanted, file: BinaryIO, now: datetime) -> Export:
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise ExportRunning("Somebody else's export is just being made. Try again in a minute.")
    try:
        made = service.make_export(tools, here.mission, wanted, reach_of(here), file, now=now)
    finally:
        ONE_AT_A_TIME.release()
    with tools.store.writing() as db:
        service.record_export(db, here.caller, here.mission.id, made, now=now)
    return made


def _wanted(here: Place, asked: Asked) -> Wanted:
    return Wanted(
        format_called(asked.format),
        tuple(each for each in asked.form if each),
        here.moment(asked.as_of),
        asked.labels,
        quarantine=asked.quarantine,
        people=asked.people,
        exact_times=asked.exact_times,
        attachments=asked.attachments,
    )


def _sent(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
