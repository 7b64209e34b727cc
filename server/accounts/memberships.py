"""What accounts are in which missions: granted, listed, taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.accounts.caller import Standing
from server.accounts.models import Account, Membership, Role
from server.accounts.problems import UnfitStanding
from server.accounts.trail import Particular
from shared.ids import new_id

COLUMNS = (
    col(Membership.role),
    col(Membership.mission_id),
    col(Membership.regions),
    col(Membership.organisation),
)
"""What a caller's standings are made of, for statements that ask for more at once."""


def grant(db: Session, account_id: UUID, standing: Standing, *, now: datetime) -> Membership:
    """Make `standing` what the account is in its mission (or in all), whatever it was before.

    Raises UnfitStanding.
    """
    require_sense(standing)
    held = find_membership(db, account_id, standing.mission_id)
    membership = held or Membership(
        id=new_id(now),
        account_id=account_id,
        mission_id=standing.mission_id,
        role=standing.role.value,
        created_at=now,
    )
    membership.role = standing.role.value
    membership.regions = list(standing.regions)
    membership.organisation = standing.organisation
    db.add(membership)
    db.flush()
    return membership


def find_membership(db: Session, account_id: UUID, mission_id: UUID | None) -> Membership | None:
    """Return the account's membership in one mission, or (None) the one in all."""
    held = select(Membership).where(
        Membership.account_id == account_id, col(Membership.mission_id) == mission_id
    )
    return db.exec(held).one_or_none()


def list_memberships(db: Session, account_ids: Sequence[UUID]) -> Sequence[Membership]:
    """Return what these accounts are, in all missions."""
    held = select(Membership).where(col(Membership.account_id).in_(account_ids))
    return db.exec(held.order_by(col(Membership.id))).all()


def list_members(db: Session, mission_id: UUID | None) -> Sequence[tuple[Account, Membership]]:
    """Return who belongs to one mission by its own membership, or (None) to all, by name."""
    members = (
        select(Account, Membership)
        .join(Membership, col(Membership.account_id) == Account.id)
        .where(col(Membership.mission_id) == mission_id, col(Account.disabled_at).is_(None))
    )
    return db.exec(members.order_by(col(Account.name))).all()


def standing_of(membership: Membership) -> Standing:
    """Return a membership as callers carry it."""
    return Standing(
        Role(membership.role),
        membership.mission_id,
        tuple(membership.regions),
        membership.organisation,
    )


def standings_in(rows: Iterable[Sequence[Any]]) -> tuple[Standing, ...]:
    """Return the standings of rows that have `COLUMNS`; without a membership, a row has none."""
    return tuple(
        Standing(Role(role), mission_id, tuple(regions), organisation)
        for role, mission_id, regions, organisation in rows
        if role
    )


def particulars_of(standing: Standing) -> dict[str, Particular]:
    """Return what the audit trail says of a role that is given."""
    return {
        "role": standing.role.value,
        "regions": list(standing.regions),
        "organisation": standing.organisation,
    }


def require_sense(standing: Standing) -> None:
    """Raise UnfitStanding where nobody can be that."""
    if standing.regions and standing.role is not Role.COORDINATOR:
        raise UnfitStanding(
            f"Regions are for coordinators; a {standing.role.words} has none. Leave them out."
        )
    if bool(standing.organisation) != (standing.role is Role.PARTNER):
        raise UnfitStanding(
            "A partner organisation is named for partners, and for nobody else. "
            "Name it by its id in the mission's file, or choose another role."
        )
    if standing.role is Role.PARTNER and standing.mission_id is None:
        raise UnfitStanding("A partner belongs to one mission. Say which.")
