"""Signing in and out, for browsers."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from server.accounts import authenticators, passkeys, sessions, sign_in
from server.accounts.access import MaybeCaller
from server.accounts.models import Account
from server.accounts.pages import SecondPage, SignInPage
from server.accounts.problems import (
    PasskeyRefused,
    SignInEnded,
    TooManyTries,
    WrongCode,
    WrongNameOrPassword,
)
from server.accounts.sessions import Opened
from server.accounts.visits import party_of, seal_of, visitor_of
from server.bounds import PlainText
from server.config import Settings
from server.database import Store
from server.deps import Now, TheSettings, TheStore, Writing
from server.middleware import SIGN_IN_PATH, cookie_name, session_token
from server.pages import Frame, render, safe_path
from shared.problems import Problem

router = APIRouter(include_in_schema=False)

SECOND_PATH = f"{SIGN_IN_PATH}/second"
_ENDED = "Your sign-in has ended. Sign in again to go on where you were."
_OUT = "You are signed out."
_MADE = "The password is kept. Sign in with it."

NextField = Annotated[str, Form()]


@router.get(SIGN_IN_PATH)
def ask_for_sign_in(
    caller: MaybeCaller,
    next: str = "/",  # noqa: A002 - the word that addresses use
    ended: str = "",
    out: str = "",
    made: str = "",
) -> Response:
    """Show the sign-in page; who is signed in already goes on."""
    if caller is not None:
        return go_to(safe_path(next))
    message = _ENDED if ended else _OUT if out else _MADE if made else ""
    return render(SignInPage(Frame("Sign in"), next=safe_path(next), message=message))


@router.post(SIGN_IN_PATH)
def open_session(  # noqa: PLR0913, PLR0917 - what a sign-in is made of
    name: Annotated[PlainText, Form()],
    password: Annotated[str, Form()],
    request: Request,
    store: TheStore,
    settings: TheSettings,
    now: Now,
    next: NextField = "/",  # noqa: A002
) -> Response:
    """Open a session, or ask for the second factor; or say why not, on the same page."""
    visitor = visitor_of(request, settings)
    try:
        opened = sign_in.sign_in(store, name, password, visitor=visitor, now=now)
    except (WrongNameOrPassword, TooManyTries) as problem:
        return _refused(problem, next, name)
    there = f"{SECOND_PATH}?next={_quoted(next)}" if opened.is_half else safe_path(next)
    return _with_cookie(go_to(there), settings, opened)


@router.get(SECOND_PATH)
def ask_for_second(
    request: Request,
    store: TheStore,
    now: Now,
    next: str = "/",  # noqa: A002
) -> Response:
    """Ask for the second factor of a sign-in whose password was right."""
    return _second(store, session_token(request), next, now)


@router.post(SECOND_PATH)
def finish_session(
    code: Annotated[str, Form(max_length=100)],
    request: Request,
    store: TheStore,
    settings: TheSettings,
    now: Now,
    next: NextField = "/",  # noqa: A002
) -> Response:
    """Open the session by the second factor; or say why not, on the same page."""
    half = session_token(request)
    try:
        opened = sign_in.finish(
            store, half, code, seal_of(request), visitor=visitor_of(request, settings), now=now
        )
    except SignInEnded as problem:
        return _refused(problem, next)
    except (WrongCode, TooManyTries) as problem:
        return _second(store, half, next, now, problem)
    return _with_cookie(go_to(safe_path(next)), settings, opened)


@router.post(f"{SIGN_IN_PATH}/passkey/challenge")
def challenge_passkey(request: Request, db: Writing, settings: TheSettings, now: Now) -> Response:
    """Give a browser what it needs to show a passkey, as JSON."""
    options = passkeys.ask_for_any(db, party_of(request, settings), now=now)
    return Response(options, media_type="application/json")


@router.post(f"{SIGN_IN_PATH}/passkey")
def open_session_by_passkey(
    credential: Annotated[str, Form(max_length=20_000)],
    request: Request,
    store: TheStore,
    settings: TheSettings,
    now: Now,
    next: NextField = "/",  # noqa: A002
) -> Response:
    """Open a session by a passkey; or say why not, on the page of signing in."""
    party, visitor = party_of(request, settings), visitor_of(request, settings)
    try:
        opened = sign_in.sign_in_by_passkey(store, credential, party, visitor=visitor, now=now)
    except (PasskeyRefused, WrongNameOrPassword, TooManyTries) as problem:
        return _refused(problem, next)
    return _with_cookie(go_to(safe_path(next)), settings, opened)


@router.post("/sign-out")
def close_session(request: Request, db: Writing, settings: TheSettings) -> Response:
    """End the session on the server, and take the cookie away."""
    sessions.sign_out(db, session_token(request))
    return without_cookie(go_to(f"{SIGN_IN_PATH}?out=1"), settings)


def go_to(path: str) -> RedirectResponse:
    """Lead on to another page."""
    return RedirectResponse(path, status_code=303)


def without_cookie(answer: RedirectResponse, settings: Settings) -> RedirectResponse:
    """Take the session's cookie away with `answer`."""
    answer.delete_cookie(cookie_name(settings), secure=settings.secure_cookies, httponly=True)
    return answer


def _refused(problem: Problem, then: str, name: str = "") -> Response:
    page = SignInPage(
        Frame("Sign in"), next=safe_path(then), name=name[:80], message=problem.detail
    )
    return _patient(render(page, problem.status), problem)


def _second(
    store: Store, half: str, then: str, now: datetime, problem: Problem | None = None
) -> Response:
    """Return the page that asks for the second factor, or where it is too late the first one."""
    with store.reading() as db:
        account: Account | None = sign_in.find_half(db, half, now=now)
        if account is None:
            return go_to(f"{SIGN_IN_PATH}?next={_quoted(then)}")
        page = SecondPage(
            Frame("Sign in"),
            next=safe_path(then),
            name=account.name,
            has_app=authenticators.has_one(db, account.id),
            has_passkey=bool(passkeys.list_passkeys(db, account.id)),
            message=problem.detail if problem else "",
        )
    return _patient(render(page, problem.status if problem else 200), problem)


def _patient(answer: Response, problem: Problem | None) -> Response:
    if isinstance(problem, TooManyTries):
        answer.headers["Retry-After"] = str(problem.extra["seconds"])
    return answer


def _quoted(path: str) -> str:
    return quote(safe_path(path), safe="")


def _with_cookie(answer: RedirectResponse, settings: Settings, opened: Opened) -> RedirectResponse:
    # No lifetime: the browser keeps it until it closes, so that a sign-in that ended on the
    # server can be told from one that never was.
    answer.set_cookie(
        cookie_name(settings),
        opened.token,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return answer
