"""Who may use which address. The table below is the source; what is not in it is refused.

A test holds the table and the application's routes to each other.
"""

from enum import StrEnum
from typing import Annotated, cast

from fastapi import Depends, Request

from server.accounts import service
from server.accounts.caller import Caller
from server.accounts.models import Role
from server.accounts.problems import SignInEnded, SignInNeeded
from server.deps import Now, TheStore
from server.errors import NotAllowed
from server.middleware import session_token


class Open(StrEnum):
    """Addresses that no staff account guards."""

    ANYONE = "anyone"
    DEVICE = "device"
    """The route itself asks for a device's token or an enrolment code."""


Rule = Open | Role

ACCESS: dict[str, Rule] = {
    "GET /": Open.ANYONE,
    "GET /healthz": Open.ANYONE,
    "GET /openapi.json": Open.ANYONE,
    "GET /static": Open.ANYONE,
    "GET /sign-in": Open.ANYONE,
    "POST /sign-in": Open.ANYONE,
    "POST /sign-out": Open.ANYONE,
    "GET /missions": Role.VIEWER,
    "GET /m/{code}": Role.VIEWER,
    "GET /m/{code}/reports": Role.VIEWER,
    "GET /m/{code}/reports/{report_id}": Role.VIEWER,
    "GET /m/{code}/reports/{report_id}/files/{entry_id}": Role.VIEWER,
    "GET /m/{code}/reports/{report_id}/files/{entry_id}/original": Role.COORDINATOR,
    "GET /m/{code}/messages": Role.VIEWER,
    "POST /m/{code}/messages": Role.COORDINATOR,
    "POST /m/{code}/reports/{report_id}/judgement": Role.COORDINATOR,
    "GET /m/{code}/evidence": Role.VIEWER,
    "GET /m/{code}/findings": Role.VIEWER,
    "GET /m/{code}/findings/{form}": Role.VIEWER,
    "GET /m/{code}/findings/{form}/versions": Role.VIEWER,
    "GET /m/{code}/statement": Role.VIEWER,
    "GET /m/{code}/statement.{extension}": Role.VIEWER,
    "GET /m/{code}/devices": Role.COORDINATOR,
    "POST /m/{code}/devices": Role.COORDINATOR,
    "POST /m/{code}/devices/{device_id}/withdrawal": Role.COORDINATOR,
    "GET /m/{code}/devices.json": Role.COORDINATOR,
    "POST /m/{code}/devices/{device_id}/replacement": Role.COORDINATOR,
    "GET /m/{code}/devices/{device_id}": Role.COORDINATOR,
    "GET /m/{code}/devices/{device_id}/receipts.json": Role.COORDINATOR,
    "GET /m/{code}/bundles": Role.COORDINATOR,
    "POST /m/{code}/bundles": Role.COORDINATOR,
    "OPTIONS /api/v1/bundles": Open.ANYONE,
    "POST /api/v1/bundles": Open.DEVICE,
    "GET /api/v1/bundles/{bundle_id}": Open.DEVICE,
    "PATCH /api/v1/bundles/{bundle_id}": Open.DEVICE,
    "POST /api/v1/enrol": Open.DEVICE,
    "POST /api/v1/push": Open.DEVICE,
    "GET /api/v1/changes": Open.DEVICE,
    "GET /api/v1/forms/{digest}": Open.DEVICE,
    "GET /api/v1/form-files/{sha256}": Open.DEVICE,
    "OPTIONS /api/v1/uploads": Open.ANYONE,
    "POST /api/v1/uploads": Open.DEVICE,
    "GET /api/v1/uploads/{upload_id}": Open.DEVICE,
    "PATCH /api/v1/uploads/{upload_id}": Open.DEVICE,
    "POST /api/v1/uploads/{upload_id}": Open.DEVICE,
}
"""Method and path of a route → who may use it. Roles include the ones below them."""


def rule_of(method: str, path: str) -> Rule | None:
    """Return the rule of a route by its method and its path template, or None."""
    return ACCESS.get(f"{'GET' if method == 'HEAD' else method} {path}")


def find_caller(request: Request, store: TheStore, now: Now) -> Caller | None:
    """Return who is signed in, or None."""
    token = session_token(request)
    if not token:
        return None
    with store.reading() as db:
        return service.find_caller(db, token, now=now)


def admit(request: Request, caller: Annotated[Caller | None, Depends(find_caller)]) -> Caller:
    """Let the caller through to a staff address by the table, else raise."""
    if caller is None:
        if session_token(request):
            raise SignInEnded("Your sign-in has ended. Sign in again to go on where you were.")
        raise SignInNeeded("This page is for the mission's staff. Sign in with your account.")
    path = cast(str, request.scope["route"].path)
    rule = rule_of(request.method, path)
    if not isinstance(rule, Role) or not caller.may(rule):
        needed = rule.value if rule else "nobody's"
        raise NotAllowed(
            f"This needs the role {needed}; the account {caller.name} is {caller.role}. "
            "Ask an administrator."
        )
    return caller


MaybeCaller = Annotated[Caller | None, Depends(find_caller)]
TheCaller = Annotated[Caller, Depends(admit)]
"""The account that sends the request. Raises SignInNeeded, SignInEnded or NotAllowed."""
