"""What laptops ask of the journal's room besides taking in: enrolment and the mission pack."""

from typing import Annotated, Any, cast

import zstandard
from fastapi import APIRouter, Body, Header, Request, Response

from server.deps import Now, Reading, TheStore
from server.errors import InvalidRequest
from server.journal import devices, enrolment
from server.journal.attempts import WrongCodes
from server.journal.envelope import not_spoken
from server.journal.pack import mission_pack
from server.journal.problems import EnrolmentCodeUnknown, UnknownDevice
from server.missions.models import Team
from shared.digest import sha256_hex
from shared.sync.protocol import SPOKEN_VERSIONS, ZSTD, EnrolIn, EnrolOut, MissionPack
from shared.sync.seal import Signer

router = APIRouter(prefix="/api/v1", tags=["sync"])
Authorization = Annotated[str, Header()]
_ENROL_IN = {"content": {"application/json": {"schema": EnrolIn.model_json_schema()}}}


@router.post("/enrol", openapi_extra={"requestBody": _ENROL_IN})
def enrol(
    document: Annotated[dict[str, Any], Body()], request: Request, store: TheStore, now: Now
) -> EnrolOut:
    """Make a device of a laptop that knows a one-time code."""
    message = _read_enrol(document)
    wrong = cast(WrongCodes, request.app.state.wrong_codes)
    address = request.client.host if request.client else ""
    wrong.require_patience(address, now=now)
    key = cast(Signer, request.app.state.server_key)
    try:
        with store.writing() as db:
            return enrolment.enrol(db, message, server_key=key.public_key, now=now)
    except EnrolmentCodeUnknown:
        wrong.count(address, now=now)
        raise


@router.get("/pack", response_model=MissionPack)
def pack(
    db: Reading,
    authorization: Authorization = "",
    if_none_match: Annotated[str, Header()] = "",
    accept_encoding: Annotated[str, Header()] = "",
) -> Response:
    """Return all that the device's team needs to work offline; 304 when it has it already."""
    device = devices.get_trusted(db, authorization)
    team = db.get(Team, device.team_id)
    if team is None:
        raise UnknownDevice("This device belongs to no team, so there is no pack for it.")
    content = mission_pack(db, team).model_dump_json().encode()
    headers = {"ETag": f'"{sha256_hex(content)}"', "Cache-Control": "private, no-cache"}
    if headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    if ZSTD in accept_encoding:
        content = zstandard.ZstdCompressor(level=9).compress(content)
        headers |= {"Content-Encoding": ZSTD, "Vary": "Accept-Encoding"}
    return Response(content, media_type="application/json", headers=headers)


def _read_enrol(document: dict[str, Any]) -> EnrolIn:
    """Read the message, telling another protocol version from a mistake."""
    version = document.get("protocol")
    if version not in SPOKEN_VERSIONS:
        raise not_spoken(version)
    try:
        return EnrolIn.model_validate(document)
    except ValueError as error:
        raise InvalidRequest(f"The enrolment is not in the agreed form: {error}") from None
