"""Sessions of browsers: opened, found by their token, ended."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col, delete

from server.accounts.caller import Caller, Standing
from server.accounts.models import Account, Membership, Role, SignIn
from server.accounts.secrets import new_token, token_hash
from shared.ids import new_id


class Way(StrEnum):
    """How a session was opened."""

    PASSWORD = "password"  # noqa: S105 - the word, not a password


class Opened(NamedTuple):
    """A session that was just opened. `token` goes into the cookie and is kept nowhere."""

    token: str
    expires_at: datetime


_COLUMNS = (
    select(
        col(Account.id),
        col(Account.name),
        col(SignIn.id),
        col(SignIn.owes_factor),
        col(Membership.role),
        col(Membership.mission_id),
        col(Membership.regions),
        col(Membership.organisation),
    )
    .join(SignIn, col(SignIn.account_id) == col(Account.id))
    .outerjoin(Membership, col(Membership.account_id) == col(Account.id))
)


def open_session(
    db: Session,
    account_id: UUID,
    *,
    lasting: timedelta,
    now: datetime,
    way: Way = Way.PASSWORD,
    agent: str = "",
) -> Opened:
    """Keep a new session of the account."""
    opened = Opened(new_token(), now + lasting)
    db.add(
        SignIn(
            token_hash=token_hash(opened.token),
            id=new_id(now),
            account_id=account_id,
            created_at=now,
            expires_at=opened.expires_at,
            seen_at=now,
            agent=agent,
            way=way.value,
        )
    )
    return opened


def find_caller(db: Session, token: str, *, now: datetime) -> Caller | None:
    """Return whose session `token` is; None if it has ended or never was."""
    # Columns, not objects: this is asked with every request.
    rows = (
        db.connection()
        .execute(
            _COLUMNS.where(
                col(SignIn.token_hash) == token_hash(token),
                col(SignIn.expires_at) > now,
                col(Account.disabled_at).is_(None),
            )
        )
        .all()
    )
    if not rows:
        return None
    account_id, name, session, owes_factor = rows[0][:4]
    standings = tuple(
        Standing(Role(role), mission_id, tuple(regions), organisation)
        for role, mission_id, regions, organisation in (row[4:] for row in rows)
        if role  # without a membership, the outer join has none
    )
    return Caller(account_id, name, standings, session, owes_factor=owes_factor)


def sign_out(db: Session, token: str) -> None:
    """End the session of `token`, if there is one."""
    db.exec(delete(SignIn).where(col(SignIn.token_hash) == token_hash(token)))


def end_all(db: Session, account_id: UUID) -> None:
    """End every session of the account."""
    db.exec(delete(SignIn).where(col(SignIn.account_id) == account_id))
