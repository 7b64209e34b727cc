"""The audit trail, as its template sees it."""

from dataclasses import dataclass
from typing import ClassVar

from server.pages import Page


@dataclass(frozen=True, slots=True)
class TrailRow:
    """A deed."""

    number: str
    at: str
    name: str
    deed: str
    mission: str
    subject: str
    said: str


@dataclass(frozen=True, slots=True)
class TrailPage(Page):
    """What was done, the newest first, with what it was searched by."""

    template: ClassVar[str] = "trail.html"
    action: str
    """Where the search goes."""
    rows: tuple[TrailRow, ...]
    by: str
    deed: str
    words: str
    since: str
    until: str
    deeds: tuple[tuple[str, str], ...]
    """Those that there are, each with its words, for choosing."""
    older: str
    csv: str
    of_all: bool
    """It shows all missions: each row says which."""
    head: str
    """Number and hash of the newest entry of all."""
