"""What pages about people are told: a role, an invitation, which roles need a second factor."""

from uuid import UUID

from pydantic import BaseModel, Field

from server.accounts.caller import Standing
from server.accounts.models import Role
from server.bounds import PlainText


class AskedRole(BaseModel):
    """A role as it is given on a page."""

    role: Role
    within: PlainText = Field(default="", max_length=2000)
    """A coordinator's regions, one a line; a partner's organisation."""

    def standing(self, mission_id: UUID | None) -> Standing:
        """Return the role as callers carry it."""
        lines = tuple(line.strip() for line in self.within.splitlines() if line.strip())
        if self.role is Role.PARTNER:
            return Standing(self.role, mission_id, organisation=" ".join(lines))
        return Standing(self.role, mission_id, regions=lines)


class AskedInvitation(AskedRole):
    """An invitation as it is asked for on a page."""

    name: PlainText = Field(default="", max_length=80)


class AskedAnywhere(BaseModel):
    """In which mission; '' = in all."""

    mission: PlainText = ""


class HouseInvitation(AskedInvitation, AskedAnywhere):
    """An invitation to a mission, or to all."""


class HouseRole(AskedRole, AskedAnywhere):
    """A role in a mission, or in all; `none` takes it away."""


class AskedDemands(BaseModel):
    """The roles that need a second factor."""

    roles: list[Role] = []
