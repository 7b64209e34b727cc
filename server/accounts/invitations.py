"""Links that let somebody in once: an invitation makes an account, a reset a new password."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from server.accounts import factors, memberships, names, passwords, service, sessions, tokens
from server.accounts.caller import Doer, Standing
from server.accounts.link_models import Invitation
from server.accounts.models import Account, Role
from server.accounts.problems import LinkSpent
from server.accounts.secrets import hash_password, new_token, token_hash
from shared.ids import new_id

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(days=1)


def invite(
    db: Session, standing: Standing, *, name: str, by: Doer, now: datetime
) -> tuple[Invitation, str]:
    """Make an invitation to become `standing`; return it and its secret, which is kept nowhere.

    `name` is a suggestion. Raises UnfitAccount, UnfitStanding or AccountExists.
    """
    kept = names.plain_name(name)
    if kept:
        service.require_free(db, kept)
    memberships.require_sense(standing)
    invitation = _new(kept, by, now, INVITATION_LASTS)
    invitation.mission_id, invitation.role = standing.mission_id, standing.role.value
    invitation.regions = list(standing.regions)
    invitation.organisation = standing.organisation
    return _kept(db, invitation)


def reset(db: Session, account: Account, *, by: Doer, now: datetime) -> tuple[Invitation, str]:
    """Make a link that gives the account a new password.

    Its other factors, sign-ins and tokens end then: somebody else may have made them.
    """
    link = _new(account.name, by, now, RESET_LASTS)
    link.account_id, link.resets = account.id, True
    return _kept(db, link)


def get_open(db: Session, secret: str, *, now: datetime) -> Invitation:
    """Return the invitation of this secret. Raises LinkSpent, whatever is wrong with it."""
    known = select(Invitation).where(Invitation.token_hash == token_hash(secret))
    found = db.exec(known.with_for_update()).one_or_none()
    if found is None or found.used_at or found.withdrawn_at or found.expires_at <= now:
        raise LinkSpent(
            "It was used, taken back, or is too old; or part of it is missing. "
            "Ask whoever sent it for a new one."
        )
    return found


def accept(
    db: Session, invitation: Invitation, name: str, password: str, *, now: datetime
) -> Account:
    """Make the account of an invitation, or give the one of a reset its new password.

    Raises UnfitAccount or AccountExists; then the link can be used again.
    """
    invitation.used_at = now
    db.add(invitation)
    if invitation.resets and invitation.account_id is not None:
        account = db.get_one(Account, invitation.account_id)
        passwords.require_fit(account.name, password)
        account.password_hash = hash_password(password)
        db.add(account)
        factors.remove_all(db, account.id)
        sessions.end_all(db, account.id)
        tokens.revoke(db, account.id, None, now=now)
        return account
    standing = standing_of(invitation)
    account = service.create_account(db, name, standing, password, now=now)
    invitation.account_id = account.id
    return account


def standing_of(invitation: Invitation) -> Standing:
    """Return what the invited will be."""
    return Standing(
        Role(invitation.role),
        invitation.mission_id,
        tuple(invitation.regions),
        invitation.organisation,
    )


def list_waiting(
    db: Session, *, now: datetime, mission_id: UUID | None = None
) -> Sequence[Invitation]:
    """Return the invitations (no resets) that may still be used: of one mission, or all."""
    waiting = select(Invitation).where(
        col(Invitation.resets).is_(False),
        col(Invitation.used_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
        col(Invitation.expires_at) > now,
    )
    if mission_id is not None:
        waiting = waiting.where(Invitation.mission_id == mission_id)
    return db.exec(waiting.order_by(col(Invitation.created_at).desc())).all()


def withdraw(
    db: Session, invitation_id: UUID, *, now: datetime, mission_id: UUID | None = None
) -> Invitation | None:
    """Take an invitation back; None where there is none like it (in the mission)."""
    found = db.get(Invitation, invitation_id)
    if found is None or (mission_id is not None and found.mission_id != mission_id):
        return None
    found.withdrawn_at = found.withdrawn_at or now
    db.add(found)
    return found


def _new(name: str, by: Doer, now: datetime, lasting: timedelta) -> Invitation:
    return Invitation(
        id=new_id(now),
        token_hash="",
        name=name,
        by=by.name,
        created_at=now,
        expires_at=now + lasting,
    )


def _kept(db: Session, invitation: Invitation) -> tuple[Invitation, str]:
    secret = new_token()
    invitation.token_hash = token_hash(secret)
    db.add(invitation)
    db.flush()
    return invitation, secret
