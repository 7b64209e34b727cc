"""Handing files in, looking at what they would do, confirming; the files that were kept."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from server.bounds import PlainText
from server.database import Store
from server.deps import Now, Reading, TheStore, Writing
from server.downloads import csv_answer, file_answer
from server.errors import InvalidRequest, NotAllowed, NotFound
from server.imports import keeping, service
from server.imports.days import ORDERS
from server.imports.examining import Said
from server.imports.importer import Importer, is_sealed
from server.imports.keeping import MOST_MEGABYTES
from server.imports.models import ImportedSource
from server.imports.pages import hand_in_page, import_page
from server.imports.problems import ChangedSince
from server.imports.source_pages import sources_page
from server.missions.here import Here, Place
from server.pages import render
from server.tabular.csv_writing import csv_lines
from server.tabular.table import HowToRead

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
ON_A_PAGE = 100
_FORM_OVERHEAD = 64 * 1024


class NoSuchKind(NotFound):
    """Registers of this kind can't be imported."""

    code = "no-such-kind-of-register"
    title = "There is no such register"


def _bounded(request: Request) -> None:
    """Refuse a file that is too large, or of unknown size, before any of it is read."""
    length = request.headers.get("content-length", "")
    is_number = length.isascii() and length.isdigit() and len(length) <= 12
    if not (is_number and int(length) <= MOST_MEGABYTES * 2**20 + _FORM_OVERHEAD):
        raise InvalidRequest(
            f"A file may have {MOST_MEGABYTES} MiB. Leave out what no import needs, such as "
            "pictures, or split it."
        )


def _importers(request: Request) -> dict[str, Importer]:
    return cast(dict[str, Importer], request.app.state.importers)


def _importer(request: Request, here: Place, kind: str) -> Importer:
    """Return the importer of a kind. Raises NoSuchKind, or NotAllowed where it is not for them.

    What is sealed is about people of all regions: OutsideRegions for who decides in some only.
    """
    importer = _importers(request).get(kind)
    if importer is None:
        raise NoSuchKind(f"'{kind}' can't be imported. The page “Sources” says what can.")
    if here.standing.role not in importer.who:
        raise NotAllowed(
            f"{importer.title} are not for the role {here.standing.role.words}. Ask an "
            "administrator."
        )
    if is_sealed(importer):
        here.require_region("")
    return importer


@router.get("/sources")
def show_sources(
    here: Here, request: Request, db: Reading, page: Annotated[int, Query(ge=0, lt=10_000)] = 0
) -> HTMLResponse:
    """List the files that were kept, the newest first."""
    every = _importers(request)
    rows = keeping.list_sources(
        db, here.mission.id, kinds=list(every), first=page * ON_A_PAGE, most=ON_A_PAGE
    )
    total = keeping.count_sources(db, here.mission.id)
    return render(sources_page(here, every, rows, total, page, ON_A_PAGE))


@router.get("/import/{kind}")
def show_hand_in(kind: str, here: Here, request: Request) -> HTMLResponse:
    """Ask for a file."""
    importer = _importer(request, here, kind)
    here.require_region("")
    return render(hand_in_page(here, importer))


@router.post("/import/{kind}", dependencies=[Depends(_bounded)])
async def hand_in(
    kind: str, here: Here, request: Request, store: TheStore, now: Now
) -> RedirectResponse:
    """Keep a file, look at it, and lead to its page."""
    importer = _importer(request, here, kind)
    here.require_region("")
    async with request.form(max_files=1, max_fields=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise InvalidRequest("Choose the file first.")
        content = await file.read()
        name = Path(file.filename.replace("\\", "/").replace("\0", "")).name or "file"
    number = await asyncio.to_thread(
        service.hand_in, store, here.mission, importer, name, content, by=here.caller, now=now
    )
    return RedirectResponse(here.path(f"/sources/{number}"), status_code=303)


@router.get("/sources/{source_id}")
def show_source(
    source_id: UUID, here: Here, request: Request, store: TheStore, now: Now, changed: bool = False  # noqa: FBT001, FBT002 - of the address
) -> HTMLResponse:  # fmt: skip
    """Show a file: how it is read, what it would do or did. Of a sealed one that is recorded."""
    with store.reading() as db:
        source = keeping.get_source(db, here.mission.id, source_id)
        importer = _importer(request, here, source.kind)
        page = import_page(
            here, importer, source, service.shown(source, importer), changed=changed,
            is_erased=keeping.is_erased(db, source),
        )  # fmt: skip
    _record_reading(here, store, source, importer, now)
    return render(page)


@router.post("/sources/{source_id}/reading")
async def read_anew(
    source_id: UUID, here: Here, request: Request, store: TheStore
) -> RedirectResponse:
    """Do the dry run again, with what people say of the file."""
    here.require_region("")
    async with request.form(max_files=0, max_fields=2000) as form:
        await asyncio.to_thread(_look, source_id, here, request, store, form)
    return RedirectResponse(here.path(f"/sources/{source_id}"), status_code=303)


@router.post("/sources/{source_id}/confirmation")
def confirm(  # noqa: PLR0913, PLR0917 - a form
    source_id: UUID, here: Here, request: Request, store: TheStore, now: Now,
    seen: Annotated[PlainText, Form()], gone: Annotated[PlainText, Form()] = "",
) -> RedirectResponse:  # fmt: skip
    """Import the file, if that does what was shown."""
    here.require_region("")
    with store.reading() as db:
        source = keeping.get_source(db, here.mission.id, source_id)
        importer = _importer(request, here, source.kind)
    page = here.path(f"/sources/{source_id}")
    try:
        service.confirm(
            store, here.mission, importer, source_id, seen=seen, gone=gone, by=here.caller, now=now
        )
    except ChangedSince:
        return RedirectResponse(f"{page}?changed=1", status_code=303)
    return RedirectResponse(page, status_code=303)


@router.post("/sources/{source_id}/setting-aside")
def set_aside(
    source_id: UUID, here: Here, request: Request, db: Writing, now: Now
) -> RedirectResponse:
    """Give up a file that waits."""
    here.require_region("")
    source = keeping.get_source(db, here.mission.id, source_id)
    importer = _importer(request, here, source.kind)
    service.set_aside(db, here.mission, importer, source_id, by=here.caller, now=now)
    return RedirectResponse(here.path("/sources"), status_code=303)


@router.get("/sources/{source_id}/file")
def give_file(source_id: UUID, here: Here, request: Request, db: Writing, now: Now) -> Response:
    """Give a file back as it was handed in; that leaves an entry in the audit trail."""
    source = keeping.get_source(db, here.mission.id, source_id)
    importer = _importer(request, here, source.kind)
    content = keeping.content_of(db, source, importer.seal)
    here.record(db, "source.exported", now=now, subject=f"file {source.name}", sha256=source.sha256)
    return file_answer(content, "application/octet-stream", source.name)


@router.get("/sources/{source_id}/mistakes.csv")
def give_mistakes(
    source_id: UUID, here: Here, request: Request, store: TheStore, now: Now
) -> Response:
    """Give all that is wrong with a file that waits, as CSV. Of a sealed one that is recorded."""
    with store.reading() as db:
        source = keeping.get_source(db, here.mission.id, source_id)
        importer = _importer(request, here, source.kind)
    _record_reading(here, store, source, importer, now)
    rows = list(service.every_error(store, here.mission, importer, source_id))
    return csv_answer(csv_lines(rows), f"mistakes in {source.name}.csv")


def _record_reading(
    here: Place, store: Store, source: ImportedSource, importer: Importer, now: datetime
) -> None:
    """Note that somebody saw what a sealed file holds."""
    if is_sealed(importer) and source.shown:
        with store.writing() as db:
            here.record(db, "source.read", now=now, subject=f"file {source.name}", kind=source.kind)


def _look(source_id: UUID, here: Place, request: Request, store: TheStore, form: FormData) -> None:
    with store.reading() as db:
        source = keeping.get_source(db, here.mission.id, source_id)
        importer = _importer(request, here, source.kind)
        columns = [each.name for each in service.shown(source, importer).columns]
    service.look(store, here.mission, importer, source_id, _said(form, importer, columns))


def _said(form: FormData, importer: Importer, columns: list[str]) -> Said:
    """Return what the form says. The columns stand in it by their places: names are anything."""

    def text(name: str) -> str:
        value = form.get(name, "")
        return value.replace("\0", "") if isinstance(value, str) else ""

    header = text("header").strip()
    merged, order, separator = text("merged"), text("order"), text("separator")
    return Said(
        how=HowToRead(
            encoding=text("encoding")[:40],
            separator=separator[:1],
            sheet=text("sheet")[:200],
            header=int(header) if header.isascii() and header.isdigit() and len(header) < 7 else 0,
            merged=merged if merged in ("fill", "first") else "",
        ),
        order=order if order in ORDERS else "",
        answers={each.name: text(f"ask-{each.name}")[:2000] for each in importer.asks},
        mapping={name: text(f"column-{at}") for at, name in enumerate(columns)},
    )
