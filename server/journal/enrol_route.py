"""POST /api/v1/enrol: a laptop with a one-time code becomes a device."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Body, Request
from pydantic import ValidationError

from server.deps import Now, TheStore
from server.errors import InvalidRequest
from server.journal import enrolment
from server.journal.attempts import WrongCodes
from server.journal.envelope import fields_of, not_spoken
from server.journal.problems import EnrolmentCodeUnknown
from shared.sync.protocol import SPOKEN_VERSIONS, EnrolIn, EnrolOut
from shared.sync.seal import Signer

router = APIRouter(prefix="/api/v1", tags=["sync"])
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
            return enrolment.enrol(db, message, key=key, now=now)
    except EnrolmentCodeUnknown:
        wrong.count(address, now=now)
        raise


def _read_enrol(document: dict[str, Any]) -> EnrolIn:
    """Read the message, telling another protocol version from a mistake."""
    version = document.get("protocol")
    if version not in SPOKEN_VERSIONS:
        raise not_spoken(version)
    try:
        return EnrolIn.model_validate(document)
    except ValidationError as error:
        raise InvalidRequest(
            "The enrolment is not in the agreed form; see `fields`. Update the laptop's program, "
            "then enrol again.",
            fields=fields_of(error),
        ) from None
