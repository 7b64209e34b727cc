"""One's own account, as its templates see it."""

from dataclasses import dataclass
from typing import ClassVar

from server.pages import Page


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser that is signed in."""

    id: str
    browser: str
    way: str
    since: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A passkey of the account."""

    id: str
    name: str
    since: str
    used: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token of the account."""

    id: str
    name: str
    reach: str
    """Where it reaches, and whether it only reads."""
    since: str
    until: str
    used: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that is shown this once."""

    what: str
    lines: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class OwnPage(Page):
    """Roles, password, second factors, sessions, tokens."""

    template: ClassVar[str] = "account.html"
    roles: tuple[str, ...]
    owes: bool
    """A second factor is demanded and there is none."""
    has_app: bool
    codes_left: int
    passkeys: tuple[PasskeyRow, ...]
    sessions: tuple[SessionRow, ...]
    tokens: tuple[TokenRow, ...]
    missions: tuple[tuple[str, str], ...]
    """Code and title of those that a token may be bound to."""
    shown: Shown | None = None
    done: str = ""
    """What was just done."""
    trouble: str = ""
    """Why it was not."""


@dataclass(frozen=True, slots=True)
class AppPage(Page):
    """An authenticator app is set up."""

    template: ClassVar[str] = "authenticator.html"
    picture: str
    """SVG, made by us from the secret and the account's name."""
    secret: str
    """In groups of four, for typing."""
    trouble: str = ""
