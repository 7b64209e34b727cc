"""Accounts, members and invitations, as their templates see them."""

from dataclasses import dataclass
from typing import ClassVar

from server.accounts.models import Role
from server.pages import Page


@dataclass(frozen=True, slots=True)
class RoleOption:
    """A role that may be given."""

    value: str
    words: str


ROLES = tuple(RoleOption(role.value, role.words) for role in Role)


@dataclass(frozen=True, slots=True)
class Demand:
    """Whether a role needs a second factor."""

    value: str
    words: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that may still be used."""

    href: str
    """Where it is taken back."""
    name: str
    role: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was just made, shown this once."""

    what: str
    address: str
    until: str


@dataclass(frozen=True, slots=True)
class TypedInvitation:
    """What the form of invitations holds: what was typed, where it was refused."""

    name: str = ""
    role: str = Role.VIEWER.value
    mission: str = ""
    """A mission's code; '' = all missions."""
    within: str = ""


NOTHING_TYPED = TypedInvitation()


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the list."""

    name: str
    href: str
    roles: tuple[str, ...]
    factor: str
    seen: str
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class AccountsPage(Page):
    """All accounts of the server."""

    template: ClassVar[str] = "accounts.html"
    rows: tuple[AccountRow, ...]
    invitations: tuple[InvitationRow, ...]
    demands: tuple[Demand, ...]
    missions: tuple[tuple[str, str], ...]
    roles: tuple[RoleOption, ...] = ROLES
    link: Link | None = None
    trouble: str = ""
    typed: TypedInvitation = NOTHING_TYPED


@dataclass(frozen=True, slots=True)
class StandingRow:
    """What an account is in a mission, or in all."""

    words: str
    since: str


@dataclass(frozen=True, slots=True)
class AccountPage(Page):
    """One account, for administrators."""

    template: ClassVar[str] = "account_of.html"
    name: str
    href: str
    state: str
    factor: str
    standings: tuple[StandingRow, ...]
    sessions: tuple[str, ...]
    """Where it is signed in, each in a line."""
    missions: tuple[tuple[str, str], ...]
    is_disabled: bool
    is_self: bool
    roles: tuple[RoleOption, ...] = ROLES
    link: Link | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Who belongs to a mission."""

    name: str
    role: str
    value: str
    """The role's, among the options."""
    within: str
    """A coordinator's regions, one a line, or a partner's organisation: as it is typed."""
    factor: str
    since: str
    href: str
    """Under which its role is changed."""
    is_self: bool


@dataclass(frozen=True, slots=True)
class MembersPage(Page):
    """Who belongs to a mission, and who is invited."""

    template: ClassVar[str] = "members.html"
    rows: tuple[MemberRow, ...]
    everywhere: tuple[str, ...]
    """Who reaches the mission by a role in all missions."""
    invitations: tuple[InvitationRow, ...]
    demands: tuple[Demand, ...]
    may_change: bool
    roles: tuple[RoleOption, ...] = ROLES
    link: Link | None = None
    trouble: str = ""
    typed: TypedInvitation = NOTHING_TYPED
