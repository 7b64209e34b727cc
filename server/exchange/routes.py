"""Taking reports out of a mission by its page."""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from server.accounts.models import Role
from server.accounts.table import COORDINATORS
from server.bounds import PlainText
from server.deps import Now, Reading, TheSettings, TheStore
from server.downloads import saved_as
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


@dataclass(frozen=True, slots=True)
class Desk:
    """Makes exports and hands them out, one at a time."""

    tools: Tools
    folder: Path
    """For files without a name, on the server's own disk."""

    def hand_out(self, here: Place, asked: Asked, now: datetime) -> StreamingResponse:
        """Make an export whole, write it down in the audit trail, and only then send it."""
        file = cast(BinaryIO, tempfile.TemporaryFile(dir=self.folder))  # noqa: SIM115
        try:
            made = self._make(here, _wanted(here, asked), file, now)
        except BaseException:
            file.close()
            raise
        ending, media_type = _KINDS[made.wanted.format]
        name = f"{here.mission.code}-reports-{made.cut:%Y%m%d-%H%M}.{ending}"
        headers = saved_as(name) | {"Content-Length": str(made.size)}
        return StreamingResponse(_sent(file), media_type=media_type, headers=headers)

    def _make(self, here: Place, wanted: Wanted, file: BinaryIO, now: datetime) -> Export:
        if not ONE_AT_A_TIME.acquire(blocking=False):
            raise ExportRunning("Another export is just being made. Try again in a minute.")
        try:
            reach = reach_of(here)
            made = service.make_export(self.tools, here.mission, wanted, reach, file, now=now)
        finally:
            ONE_AT_A_TIME.release()
        with self.tools.store.writing() as db:
            service.record_export(db, here.caller, here.mission.id, made, now=now)
        return made


def _desk(request: Request, store: TheStore, settings: TheSettings) -> Desk:
    state = request.app.state
    return Desk(Tools(store, state.server_key, state.attachments), settings.home)


TheDesk = Annotated[Desk, Depends(_desk)]


@router.get("")
def show_exports(here: Here, db: Reading) -> HTMLResponse:
    """Show what can be taken out, and what was."""
    own = here.caller.account_id if here.standing.role is Role.PARTNER else None
    entries = service.list_exports(db, here.mission.id, own)
    published = forms.list_current(db, here.mission.id)
    return render(exports_page(here, reach_of(here), published, entries))


@router.post("")
def take_out(here: Here, desk: TheDesk, now: Now, asked: Annotated[Asked, Form()]) -> Response:
    """Hand the reports out as a file, to who chose on the page what is in it."""
    return desk.hand_out(here, asked, now)


def reach_of(here: Place) -> Reach:
    """Return whose reports the account may take out, and how much of them."""
    return Reach(
        teams=here.own_teams,
        regions=here.standing.regions,
        unveils=here.standing.role in COORDINATORS,
    )


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
