"""Lets callers through to routes, by the table of access."""

import base64
import binascii
from datetime import datetime, timedelta
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlmodel import Session

from server.accounts import sessions, tokens
from server.accounts.caller import Caller, Standing
from server.accounts.problems import (
    SecondFactorNeeded,
    SignInEnded,
    SignInNeeded,
    TokenOnlyReads,
    TokenRefused,
)
from server.accounts.table import Open, is_of_a_mission, rule_of, words_of
from server.database import Store
from server.deps import Now, TheStore
from server.errors import NotAllowed
from server.middleware import SAFE_METHODS, session_token

SEEN_EVERY = timedelta(minutes=10)
"""How often it is noted that a session or a token is in use."""


def look_up(db: Session, request: Request, *, now: datetime) -> Caller | None:
    """Return who is signed in, or for whom a machine acts; None = nobody.

    Raises TokenRefused where a machine's token is not (or no longer) one of ours.
    """
    secret = _token_in(request)
    if not secret:
        session = session_token(request)
        return sessions.find_caller(db, session, now=now) if session else None
    caller = tokens.find_caller(db, secret, now=now)
    if caller is None:
        raise TokenRefused("The token is unknown, expired or revoked. Make a new one.")
    return caller


def note_use(store: Store, caller: Caller, *, now: datetime) -> None:
    """Note now and then that the caller's session or token is in use."""
    if caller.seen_at is not None and caller.seen_at >= now - SEEN_EVERY:
        return
    with store.writing() as db:
        if caller.token is not None:
            tokens.note_use(db, caller.token, now=now)
        elif caller.session is not None:
            sessions.touch(db, caller.session, now=now)


def require_admission(request: Request, caller: Caller | None) -> Caller:
    """Return the caller whom the table lets through to a staff address, else raise.

    To a mission's addresses it lets everybody who is signed in: `require_standing` goes on from
    there, as it knows the mission. Raises SignInNeeded, SignInEnded or NotAllowed.
    """
    if caller is None:
        if session_token(request):
            raise SignInEnded("Your sign-in has ended. Sign in again to go on where you were.")
        raise SignInNeeded("This page is for the mission's staff. Sign in with your account.")
    path = _path(request)
    rule = rule_of(request.method, path)
    if rule is Open.OWN:
        _require_person(caller)
        return caller
    if caller.owes_factor:
        raise SecondFactorNeeded(
            "Your role needs a second factor beside the password. Set one up under “Your account”; "
            "then everything is open again."
        )
    if caller.only_reads and request.method not in SAFE_METHODS:
        raise TokenOnlyReads(f"{caller.name} may only read. Make a token that may change things.")
    if rule is not Open.SIGNED_IN and not is_of_a_mission(path):
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


def _require_person(caller: Caller) -> None:
    """Raise NotAllowed where a machine would change who may sign in as its account."""
    if caller.token is not None:
        raise NotAllowed("A token can't change the account that made it. Sign in with a browser.")


def _token_in(request: Request) -> str:
    """Return the machine's token of a request, or ''.

    Spreadsheets and other programs that know no bearer tokens give it as a password.
    """
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return given.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _path(request: Request) -> str:
    return cast(str, request.scope["route"].path)


def _find_caller(request: Request, store: TheStore, now: Now) -> Caller | None:
    with store.reading() as db:
        caller = look_up(db, request, now=now)
    if caller is not None:
        note_use(store, caller, now=now)
    return caller


MaybeCaller = Annotated[Caller | None, Depends(_find_caller)]


async def admit(request: Request, caller: MaybeCaller) -> Caller:
    """Let the caller through to an address of no mission, as `require_admission` says."""
    return require_admission(request, caller)


TheCaller = Annotated[Caller, Depends(admit)]
"""The account that sends the request. Raises SignInNeeded, SignInEnded or NotAllowed."""
