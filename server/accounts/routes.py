"""Signing in and out, for browsers."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from server.accounts import sessions, sign_in
from server.accounts.access import MaybeCaller
from server.accounts.pages import SignInPage
from server.accounts.problems import TooManyTries, WrongNameOrPassword
from server.config import Settings
from server.deps import Now, TheSettings, TheStore, Writing
from server.middleware import SIGN_IN_PATH, cookie_name, session_token
from server.pages import Frame, render, safe_path

router = APIRouter(include_in_schema=False)

_ENDED = "Your sign-in has ended. Sign in again to go on where you were."
_OUT = "You are signed out."


@router.get(SIGN_IN_PATH)
def ask_for_sign_in(
    caller: MaybeCaller,
    next: str = "/",  # noqa: A002 - the word that addresses use
    ended: str = "",
    out: str = "",
) -> Response:
    """Show the sign-in page; who is signed in already goes on."""
    if caller is not None:
        return _go_to(safe_path(next))
    message = _ENDED if ended else _OUT if out else ""
    return render(SignInPage(Frame("Sign in"), next=safe_path(next), message=message))


@router.post(SIGN_IN_PATH)
def open_session(
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    store: TheStore,
    settings: TheSettings,
    now: Now,
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Open a session and return to where one was; or say why not, on the same page."""
    try:
        opened = sign_in.sign_in(store, name, password, lasting=settings.session_length, now=now)
    except (WrongNameOrPassword, TooManyTries) as problem:
        page = SignInPage(
            Frame("Sign in"), next=safe_path(next), name=name[:80], message=problem.detail
        )
        answer = render(page, problem.status)
        if isinstance(problem, TooManyTries):
            answer.headers["Retry-After"] = str(problem.extra["seconds"])
        return answer
    return _with_cookie(_go_to(safe_path(next)), settings, opened.token)


@router.post("/sign-out")
def close_session(request: Request, db: Writing, settings: TheSettings) -> Response:
    """End the session on the server, and take the cookie away."""
    sessions.sign_out(db, session_token(request))
    answer = _go_to(f"{SIGN_IN_PATH}?out=1")
    answer.delete_cookie(cookie_name(settings), secure=settings.secure_cookies, httponly=True)
    return answer


def _go_to(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=303)


def _with_cookie(answer: RedirectResponse, settings: Settings, token: str) -> RedirectResponse:
    # No lifetime: the browser keeps it until it closes, so that a sign-in that ended on the
    # server can be told from one that never was.
    answer.set_cookie(
        cookie_name(settings),
        token,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return answer
