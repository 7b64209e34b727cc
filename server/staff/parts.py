"""Parts that the pages about people share: invitations, demands, factors."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from server.accounts import authenticators, factors, passkeys
from server.accounts.house import moment_words
from server.accounts.invitations import standing_of
from server.accounts.link_models import Invitation
from server.accounts.models import Role
from server.accounts.passkeys import Party
from server.missions.models import Mission
from server.staff.people_pages import Demand, InvitationRow, Link
from server.staff.words import standing_words


def demands_of(db: Session, mission_id: UUID | None) -> tuple[Demand, ...]:
    """Return each role with whether it needs a second factor there."""
    on = factors.list_demands(db, mission_id)
    return tuple(Demand(role.value, role.words, role in on) for role in Role)


def factor_words(db: Session, account_id: UUID) -> str:
    """Return which second factors an account has, in words."""
    keys = len(passkeys.list_passkeys(db, account_id))
    parts = ["app"] if authenticators.has_one(db, account_id) else []
    parts += [f"{keys} passkeys" if keys > 1 else "passkey"] if keys else []
    return ", ".join(parts) or "none"


def invitation_rows(
    invitations: Iterable[Invitation], missions: Mapping[UUID, Mission], path: str
) -> tuple[InvitationRow, ...]:
    """Return rows of invitations; `path` is the address under which they are taken back."""
    return tuple(
        InvitationRow(
            href=f"{path}/{each.id}/withdrawal",
            name=each.name,
            role=standing_words(standing_of(each), missions),
            by=each.by,
            until=moment_words(each.expires_at),
        )
        for each in invitations
    )


def link_to(party: Party, secret: str, what: str, until: datetime) -> Link:
    """Return the address that somebody is to be given."""
    return Link(what, f"{party.origin}/invitation?code={secret}", moment_words(until))
