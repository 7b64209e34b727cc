"""Tokens for machines: made, found, listed, revoked. Shown once, kept as a hash."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select, update

from server.accounts import memberships
from server.accounts.caller import Caller
from server.accounts.link_models import ApiToken
from server.accounts.models import Account, Membership
from server.accounts.problems import UnfitToken
from server.accounts.secrets import new_token, token_hash
from server.database import Moment
from shared.ids import new_id

PREFIX = "evh_"
"""By it, programs that look for leaked secrets know ours."""
LONGEST_DAYS = 366
MOST_TOKENS = 50
_LONGEST_NAME = 60
_CALLERS = (
    columns(
        col(Account.id),
        col(Account.name),
        col(ApiToken.id),
        col(ApiToken.name),
        col(ApiToken.mission_id),
        col(ApiToken.writes),
        col(ApiToken.used_at),
        *memberships.COLUMNS,
    )
    .join(ApiToken, col(ApiToken.account_id) == col(Account.id))
    .outerjoin(Membership, col(Membership.account_id) == col(Account.id))
    .where(
        col(ApiToken.token_hash) == bindparam("token_hash"),
        col(ApiToken.expires_at) > bindparam("now", type_=Moment()),
        col(ApiToken.revoked_at).is_(None),
        col(Account.disabled_at).is_(None),
    )
)
"""As `sessions` asks: columns, in one statement, put together once."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token is for, and how far it reaches."""

    name: str
    days: int
    mission_id: UUID | None = None
    """None = all missions of the account."""
    writes: bool = False


def make_token(
    db: Session, account_id: UUID, scope: Scope, *, now: datetime
) -> tuple[ApiToken, str]:
    """Keep a token of the account; return it and its secret, which is kept nowhere.

    Raises UnfitToken.
    """
    name = scope.name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise UnfitToken(f"Say in 1 to {_LONGEST_NAME} characters what the token is for.")
    if not 1 <= scope.days <= LONGEST_DAYS:
        raise UnfitToken(f"A token lasts for 1 to {LONGEST_DAYS} days; {scope.days} were asked.")
    if len(list_tokens(db, account_id, now=now)) >= MOST_TOKENS:
        raise UnfitToken(f"There are {MOST_TOKENS} tokens already. Revoke those not in use.")
    secret = PREFIX + new_token()
    token = ApiToken(
        id=new_id(now),
        token_hash=token_hash(secret),
        account_id=account_id,
        name=name,
        mission_id=scope.mission_id,
        writes=scope.writes,
        created_at=now,
        expires_at=now + timedelta(days=scope.days),
    )
    db.add(token)
    db.flush()
    return token, secret


def find_caller(db: Session, secret: str, *, now: datetime) -> Caller | None:
    """Return for whom a machine acts, no further than its token reaches; None = for nobody.

    Who administers all missions does not do so by a token for one of them.
    """
    asked = {"token_hash": token_hash(secret), "now": now}
    rows = db.connection().execute(_CALLERS, asked).all()
    if not rows:
        return None
    account_id, name, token, purpose, mission_id, writes, used_at = rows[0][:7]
    caller = Caller(
        account_id,
        f"{name} (token {purpose})",
        memberships.standings_in(row[7:] for row in rows),
        token=token,
        seen_at=used_at,
        only_reads=not writes,
    )
    if mission_id is None:
        return caller
    standing = caller.standing_in(mission_id)
    own = (replace(standing, mission_id=mission_id),) if standing else ()
    return replace(caller, standings=own)


def note_use(db: Session, token_id: UUID, *, now: datetime) -> None:
    """Note that the token is in use."""
    db.exec(update(ApiToken).where(col(ApiToken.id) == token_id).values(used_at=now))


def list_tokens(db: Session, account_id: UUID, *, now: datetime) -> Sequence[ApiToken]:
    """Return the account's tokens that may be used, the newest first."""
    live = select(ApiToken).where(
        ApiToken.account_id == account_id,
        col(ApiToken.revoked_at).is_(None),
        ApiToken.expires_at > now,
    )
    return db.exec(live.order_by(col(ApiToken.id).desc())).all()


def revoke(db: Session, account_id: UUID, token_id: UUID | None, *, now: datetime) -> None:
    """Revoke one of the account's tokens, or (None) all of them."""
    gone = update(ApiToken).where(
        col(ApiToken.account_id) == account_id, col(ApiToken.revoked_at).is_(None)
    )
    if token_id is not None:
        gone = gone.where(col(ApiToken.id) == token_id)
    db.exec(gone.values(revoked_at=now))
