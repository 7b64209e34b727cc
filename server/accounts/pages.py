"""The pages of signing in, as their templates see them."""

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


@dataclass(frozen=True, slots=True)
class SecondPage(Page):
    """The second factor is asked."""

    template: ClassVar[str] = "second_factor.html"
    next: str
    name: str
    """Whose."""
    has_app: bool
    has_passkey: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class InvitationPage(Page):
    """Somebody was invited, or gets a new password."""

    template: ClassVar[str] = "invitation.html"
    secret: str
    name: str
    name_is_fixed: bool
    """The account is there already."""
    what: str
    """What it is for, in a sentence."""
    message: str = ""
