"""GET /api/v1/changes and what the changes point to: checklists and their files, by digest."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

import zstandard
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from sqlmodel import Session

from server.deps import Now, Reading, TheStore
from server.errors import NotFound
from server.forms import service as forms
from server.journal import devices
from server.journal.envelope import not_spoken
from server.journal.feed.pages import Feed
from server.journal.feed.source import Reader
from server.journal.problems import UnknownDevice
from server.journal.telling import Telling
from server.missions.models import Mission, Team
from shared.forms.model import Form
from shared.sync.protocol import (
    PULLED_VERSIONS,
    ZSTD,
    ChangesPage,
    MissionChange,
    PlanChange,
    StationChange,
)

router = APIRouter(prefix="/api/v1", tags=["sync"])
Authorization = Annotated[str, Header()]
AcceptEncoding = Annotated[str, Header()]
FOR_GOOD = "private, max-age=31536000, immutable"
"""What is named by its hash never changes."""
_SINCE_VERSION_3: Mapping[type, dict[str, Any]] = {
    MissionChange: {"contacts": True, "code_of_conduct": True, "voting": True},
    PlanChange: {"members": True, "visits": {"__all__": {"others"}}},
    StationChange: {
        "setting": True,
        "voters": True,
        "latitude": True,
        "longitude": True,
        "closed": True,
    },
}
"""Keys of the values."""


def _told(
    store: TheStore,
    now: Now,
    clock: Annotated[str, Query(max_length=40)] = "",
    files: Annotated[int | None, Query(ge=0, le=10**6)] = None,
) -> Telling | None:
    """Return what the laptop says of itself, None where it says nothing."""
    return Telling(store, clock, files, now) if clock or files is not None else None


Told = Annotated[Telling | None, Depends(_told)]


@router.get("/changes", response_model=ChangesPage)
def changes(  # noqa: PLR0913, PLR0917 - the parts of a request
    request: Request,
    db: Reading,
    told: Told,
    protocol: Annotated[int, Query()],
    cursor: Annotated[str, Query(max_length=2000)] = "",
    authorization: Authorization = "",
    accept_encoding: AcceptEncoding = "",
) -> Response:
    """Return the next changes of what the device's team should know.

    The laptop may say by the way what its clock shows, and how many files wait on it.
    """
    if protocol not in PULLED_VERSIONS:
        raise not_spoken(protocol)
    feed = cast(Feed, request.app.state.feed)
    page = feed.page(db, _reader(db, authorization), cursor)
    if told is not None:
        told.note(devices.token_hash_of(authorization))
    return _answer(_spoken(page, protocol), "no-store", accept_encoding)


@router.get("/forms/{digest}", response_model=Form)
def form(
    digest: str,
    db: Reading,
    authorization: Authorization = "",
    accept_encoding: AcceptEncoding = "",
) -> Response:
    """Return a checklist of the device's mission, of whatever version."""
    published = forms.find_by_digest(db, _reader(db, authorization).mission.id, digest)
    if published is None:
        raise NotFound(f"The mission has published no checklist {digest}. Sync again.")
    content = forms.form_of(published).model_dump_json().encode()
    return _answer(content, FOR_GOOD, accept_encoding)


@router.get("/form-files/{sha256}", response_class=Response)
def form_file(
    sha256: str,
    db: Reading,
    authorization: Authorization = "",
    accept_encoding: AcceptEncoding = "",
) -> Response:
    """Return a file that a checklist of the device's mission was published with."""
    content = forms.find_file(db, _reader(db, authorization).mission.id, sha256)
    if content is None:
        raise NotFound(f"No checklist of the mission came with a file {sha256}. Sync again.")
    return _answer(content, FOR_GOOD, accept_encoding, "application/octet-stream")


def _spoken(page: ChangesPage, protocol: int) -> bytes:
    """Return a page as a laptop of that version reads it: it refuses keys that came later."""
    left_out: dict[int, Any] = {}
    if protocol < 3:
        told = {at: _SINCE_VERSION_3.get(type(each)) for at, each in enumerate(page.changes)}
        left_out = {at: {"value": keys} for at, keys in told.items() if keys}
    return page.model_dump_json(exclude={"changes": left_out}).encode()


def _reader(db: Session, authorization: str) -> Reader:
    device = devices.get_trusted(db, authorization)
    team = db.get(Team, device.team_id)
    if team is None:
        raise UnknownDevice("This device belongs to no team, so there is nothing to tell it.")
    return Reader(db.get_one(Mission, team.mission_id), team)


def _answer(
    content: bytes, caching: str, accept_encoding: str, media_type: str = "application/json"
) -> Response:
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding"}
    if ZSTD in accept_encoding:
        content = zstandard.ZstdCompressor(level=6).compress(content)
        headers["Content-Encoding"] = ZSTD
    return Response(content, media_type=media_type, headers=headers)
