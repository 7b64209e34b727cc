"""Who is at the other end: a signed-in account, as services and routes need to know it."""

from dataclasses import dataclass
from uuid import UUID

from server.accounts.models import Role

_RANK = {Role.VIEWER: 0, Role.COORDINATOR: 1, Role.ADMIN: 2}


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in account."""

    account_id: UUID
    name: str
    role: Role
    mission_id: UUID | None
    """The one mission it sees; None = all."""

    def may(self, role: Role) -> bool:
        """Say whether the caller's role is `role` or includes it."""
        return _RANK[self.role] >= _RANK[role]

    def sees(self, mission_id: UUID) -> bool:
        """Say whether the caller may know that this mission exists."""
        return self.mission_id is None or self.mission_id == mission_id
