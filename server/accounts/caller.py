"""Who is at the other end: a signed-in account, as services and routes need to know it."""

import getpass
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from server.accounts.models import Role
from shared.regions import lies_in


class Doer(Protocol):
    """Whoever does something that is worth remembering: an account, or the operator."""

    @property
    def account_id(self) -> UUID | None:
        """The account; None = somebody without one."""
        ...

    @property
    def name(self) -> str:
        """What the audit trail calls them."""
        ...


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever sits at the server's own command line, by the name that the machine knows."""

    name: str
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who is not signed in, or not yet: as who they say they are."""

    name: str
    account_id: UUID | None = None


def operator() -> Operator:
    """Return who runs this program."""
    try:
        return Operator(f"operator ({getpass.getuser()})")
    except (KeyError, OSError):  # a container's user may have no name
        return Operator("operator")


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account is in a mission, or in all of them."""

    role: Role
    mission_id: UUID | None = None
    """None = all missions."""
    regions: tuple[str, ...] = ()
    """Where it decides; empty = everywhere."""
    organisation: str = ""
    """A partner's, by its id in the mission's file."""

    def answers_for(self, region: str) -> bool:
        """Say whether `region` (a path) lies where this standing decides."""
        return not self.regions or any(lies_in(region, each) for each in self.regions)


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in account."""

    account_id: UUID
    name: str
    standings: tuple[Standing, ...] = ()
    session: UUID | None = None
    """The sign-in by which it comes."""
    owes_factor: bool = False
    """It has to set up a second factor before anything else."""
    seen_at: datetime | None = None
    """When the session was last noted to be in use."""
    token: UUID | None = None
    """The token by which a machine comes in its stead."""
    only_reads: bool = False
    """It may change nothing."""

    def standing_in(self, mission_id: UUID) -> Standing | None:
        """Return what the account is in a mission; None = it may not know that there is one.

        A mission's own standing counts before the one for all missions; but who administers all
        missions administers each.
        """
        everywhere = self.standing_everywhere
        if everywhere is not None and everywhere.role is Role.ADMIN:
            return everywhere
        own = (each for each in self.standings if each.mission_id == mission_id)
        return next(own, everywhere)

    @property
    def standing_everywhere(self) -> Standing | None:
        """What the account is in all missions, if in all."""
        return next((each for each in self.standings if each.mission_id is None), None)

    @property
    def role(self) -> str:
        """What a page of no mission calls it."""
        everywhere = self.standing_everywhere
        return everywhere.role.words if everywhere else ""
