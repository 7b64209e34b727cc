"""What a request tells of the browser it comes from, and of the address it was sent to."""

import re
from typing import cast

from fastapi import Request

from server.accounts.passkeys import Party
from server.accounts.sealing import SecretSeal
from server.accounts.sign_in import Visitor
from server.config import Settings

_BROWSERS = (
    ("Firefox", r"Firefox/"),
    ("Edge", r"Edg(A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Chrome", r"(Chrome|CriOS)/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux"),
)


def visitor_of(request: Request, settings: Settings) -> Visitor:
    """Return from where the request comes, as far as sign-ins have to know it."""
    return Visitor(
        address=request.client.host if request.client else "",
        agent=agent_words(request.headers.get("user-agent", "")),
        lasting=settings.session_length,
    )


def agent_words(agent: str) -> str:
    """Return a browser in a word or two, as `Firefox on Linux`: no more of it is kept."""
    browser = _first(_BROWSERS, agent) or "another program"
    system = _first(_SYSTEMS, agent)
    return f"{browser} on {system}" if system else browser


def party_of(request: Request, settings: Settings) -> Party:
    """Return this server as browsers know it: by its settings, or else as the request says."""
    told = settings.address.rstrip("/")
    return Party(told or f"{request.url.scheme}://{request.url.netloc}")


def seal_of(request: Request) -> SecretSeal:
    """Return the seal of the secrets of authenticator apps."""
    return cast(SecretSeal, request.app.state.secret_seal)


def _first(patterns: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in patterns if re.search(pattern, agent)), "")
