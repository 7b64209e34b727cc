"""Pages for people: drawn on the server, complete without a script.

Each page is a frozen dataclass that names its template and holds finished words and figures; a
template asks nothing and computes nothing. Whoever asks for something else than a page gets
problems in the one wire shape.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.errors import problem_response
from shared.problems import Problem

ROOM = Path(__file__).parent
STATIC = ROOM / "static"
SIGN_IN = "/sign-in"
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    words: str
    href: str
    here: bool = False
    """It leads to the page on which it stands."""
    apart: bool = False
    """It begins a group."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    title: str
    account: str = ""
    """Who is signed in; '' = nobody."""
    role: str = ""
    mission: str = ""
    """The mission's title; '' outside of missions."""
    election: str = ""
    """Which election, and when."""
    home: str = "/"
    links: tuple[Link, ...] = ()
    notices: tuple[str, ...] = ()
    """What must be said on every page of this mission."""
    times: str = ""
    """Which clock the page's times are by."""


@dataclass(frozen=True, slots=True)
class Times:
    """Moments, written by a mission's clock."""

    zone: ZoneInfo
    year: int
    """Of the election: lists leave it out."""

    def at(self, moment: datetime) -> str:
        """Return day and time, as `10 Jan 2021, 09:05`."""
        local = moment.astimezone(self.zone)
        return f"{local.day} {local:%b %Y, %H:%M}"

    def brief(self, moment: datetime) -> str:
        """Return day and time for lists, as `10 Jan 09:05`; the year only where it is another."""
        local = moment.astimezone(self.zone)
        return f"{local.day} {local:%b %H:%M}" if local.year == self.year else self.at(moment)

    def clock(self, moment: datetime) -> str:
        """Return the time alone, as `09:05`."""
        return f"{moment.astimezone(self.zone):%H:%M}"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter or a form."""

    value: str
    words: str
    chosen: bool = False
    example: str = ""
    """What it would look like, where that helps to choose."""


@dataclass(frozen=True, slots=True)
class Page:
    """The part that all pages share. A subclass names its `template`."""

    template: ClassVar[str] = ""
    frame: Frame


@dataclass(frozen=True, slots=True)
class ProblemPage(Page):
    """Something went wrong, said to a person."""

    template: ClassVar[str] = "problem.html"
    what: str
    detail: str
    fields: tuple[str, ...]
    code: str


def options(choices: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    """Return what can be chosen: `choices` are values and their words."""
    return tuple(Option(value, words, value == chosen) for value, words in choices.items())


def render(page: Page, status: int = 200) -> HTMLResponse:
    """Return `page` as an HTTP answer."""
    template = _templates().get_template(page.template)
    words = template.render(page=page, frame=page.frame, static=static_address)
    return HTMLResponse(words, status)


def answer(request: Request, problem: Problem) -> Response:
    """Answer with a problem: as a page for who reads pages, as `application/problem+json` else.

    Who has to sign in is led to the sign-in page, and from there back to where they were.
    """
    if "text/html" not in request.headers.get("accept", ""):
        return problem_response(problem)
    if problem.code == "second-factor-needed":
        return RedirectResponse("/account", status_code=303)
    if problem.status == 401:
        ended = {"ended": "1"} if problem.code == "sign-in-ended" else {}
        query = urlencode({**ended, "next": _where_they_were(request)})
        return RedirectResponse(f"{SIGN_IN}?{query}", status_code=303)
    fields = problem.extra.get("fields", [])
    page = ProblemPage(
        frame=Frame(title=problem.title),
        what=problem.title,
        detail=problem.detail,
        fields=tuple(f"{each['at']}: {each['problem']}" for each in fields),
        code=problem.code,
    )
    return render(page, problem.status)


def as_seen(value: object) -> object:
    """Return what a template prints, without marks that turn the direction of what follows.

    An observer's text could else dress up the words beside it, or a file's ending.
    """
    if type(value) is not str or value.isascii():
        return value
    return _TURNING.sub("\ufffd", value)


def static_files() -> StaticFiles:
    """Return the application that hands out the stylesheet, pictures and scripts."""
    return StaticFiles(directory=STATIC)


def safe_path(address: str) -> str:
    r"""Return `address` if it is a path on this very server, else `/`.

    Browsers read `//host`, `/\\host` and paths with control characters as other hosts.
    """
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    if any(ord(sign) <= 32 for sign in address) or urlsplit(address).netloc:
        return "/"
    return address


def _where_they_were(request: Request) -> str:
    """Return the page's own path; after a button, the path of the page that had the button."""
    if request.method in {"GET", "HEAD"}:
        return _path_with_query(str(request.url))
    referrer = request.headers.get("referer", "")
    try:
        if urlsplit(referrer).netloc != request.headers.get("host"):
            return "/"
    except ValueError:  # no address at all
        return "/"
    return _path_with_query(referrer)


def _path_with_query(address: str) -> str:
    parts = urlsplit(address)
    return safe_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        finalize=as_seen,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def static_address(name: str) -> str:
    """Return a file's address with a mark that changes with it, so that browsers may keep it."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"
