"""Lets callers through to routes, by the table of access."""

from typing import Annotated, cast

from fastapi import Depends, Request

from server.accounts import sessions
from server.accounts.caller import Caller, Standing
from server.accounts.problems import SignInEnded, SignInNeeded
from server.accounts.table import Open, is_of_a_mission, rule_of, words_of
from server.deps import Now, TheStore
from server.errors import NotAllowed
from server.middleware import session_token


def find_caller(request: Request, store: TheStore, now: Now) -> Caller | None:
    """Return who is signed in, or None."""
    token = session_token(request)
    if not token:
        return None
    with store.reading() as db:
        return sessions.find_caller(db, token, now=now)


def admit(request: Request, caller: Annotated[Caller | None, Depends(find_caller)]) -> Caller:
    """Let the caller through to a staff address by the table, else raise.

    To a mission's addresses it lets everybody who is signed in: `require_standing` goes on from
    there, as it knows the mission.
    """
    if caller is None:
        if session_token(request):
            raise SignInEnded("Your sign-in has ended. Sign in again to go on where you were.")
        raise SignInNeeded("This page is for the mission's staff. Sign in with your account.")
    path = _path(request)
    if rule_of(request.method, path) is not Open.SIGNED_IN and not is_of_a_mission(path):
        require_standing(request, caller, caller.standing_everywhere)
    return caller


def require_standing(request: Request, caller: Caller, standing: Standing | None) -> None:
    """Raise NotAllowed unless the table has the request's address for this standing."""
    rule = rule_of(request.method, _path(request))
    if isinstance(rule, frozenset) and standing is not None and standing.role in rule:
        return
    needed = words_of(rule) if isinstance(rule, frozenset) else "nobody"
    held = standing.role.words if standing else "none of them for all missions"
    raise NotAllowed(
        f"This is for the role {needed}; the account {caller.name} is {held}. Ask an administrator."
    )


def _path(request: Request) -> str:
    return cast(str, request.scope["route"].path)


MaybeCaller = Annotated[Caller | None, Depends(find_caller)]
TheCaller = Annotated[Caller, Depends(admit)]
"""The account that sends the request. Raises SignInNeeded, SignInEnded or NotAllowed."""
