"""The sign-in page, as its template sees it."""

from dataclasses import dataclass
from typing import ClassVar

from server.pages import Page


@dataclass(frozen=True, slots=True)
class SignInPage(Page):
    """Name and password, and why one is asked."""

    template: ClassVar[str] = "sign_in.html"
    next: str
    """The path to return to."""
    name: str = ""
    """What was typed before."""
    message: str = ""
