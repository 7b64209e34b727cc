"""What every answer carries, and who may change something with a browser's cookie.

Both are plain ASGI wrappers: the devices' intake passes through them untouched and unslowed.
"""

import re
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.config import Settings
from server.errors import as_json
from shared.problems import Problem

SIGN_IN_PATH = "/sign-in"
WITHOUT_COOKIE = (SIGN_IN_PATH, "/invitation")
"""Where a browser without a cookie may change something: also from our own pages only."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from another host, no script within a page, no frame around our pages."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
DRILL_HEADER = "Evenhand-Drill"
"""`true` with every answer about a drill."""
_FILE_NAME = re.compile(r"(\bfilename=\"|\bfilename\*=UTF-8'')")
FOR_A_DAY = "public, max-age=86400"


class ForeignRequest(Problem):
    """Another site tried to use the browser's sign-in, or the browser does not say who did."""

    status = 403
    code = "foreign-request"
    title = "The request did not come from this server's pages"


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name; `__Host-` binds it to this very host, over HTTPS."""
    return "__Host-evenhand" if settings.secure_cookies else "evenhand"


def session_token(request: Request) -> str:
    """Return the session token that the browser sent, or ''."""
    settings = cast(Settings, request.app.state.settings)
    return request.cookies.get(cookie_name(settings), "")


class SecurityHeaders:
    """Add `HEADERS` to every HTTP answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", FOR_A_DAY)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class DrillMark:
    """Mark every answer about a drill, and the names of files that are taken out of one.

    What a mission's address found out stands in `request.state.drill`. So no table, figure or
    calendar of an exercise leaves the server unmarked, whichever room hands it out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and mark its answer."""
        state = scope.setdefault("state", {})

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start" and state.get("drill"):
                headers = MutableHeaders(scope=message)
                headers[DRILL_HEADER] = "true"
                if disposition := headers.get("Content-Disposition"):
                    headers["Content-Disposition"] = _FILE_NAME.sub(r"\1DRILL-", disposition)
            await send(message)

        await self.app(scope, receive, send_marked)


class SameOrigin:
    """Refuse a change that a browser asks for from anywhere but our own pages.

    Concerns sign-ins and requests with a cookie; devices send none and pass.
    """

    def __init__(
        self, app: ASGIApp, answer: Callable[[Request, Problem], Response] = as_json
    ) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with ForeignRequest."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or _is_ours(scope):
            await self.app(scope, receive, send)
            return
        problem = ForeignRequest(
            "Nothing was changed. Open the page on this server itself and press the button "
            "there; if you did, your browser hides where requests come from."
        )
        await self.answer(Request(scope), problem)(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if "cookie" not in headers and not scope["path"].startswith(WITHOUT_COOKIE):
        return True
    site = headers.get("sec-fetch-site")
    if site:
        return site in {"same-origin", "none"}
    # Browsers leave out Sec-Fetch-Site on plain HTTP, as in an office network.
    origin = headers.get("origin", "")
    try:
        return bool(origin) and urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # no address at all
        return False
