"""Sessions of browsers: opened, found by their token, ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, delete, func, select, update

from server.accounts import memberships
from server.accounts.caller import Caller
from server.accounts.models import Account, Membership, SignIn
from server.accounts.secrets import new_token, token_hash
from server.database import Moment
from shared.ids import new_id


class Way(StrEnum):
    """How a session was opened."""

    PASSWORD = "password"  # noqa: S105 - the word, not a password
    APP = "app"
    """Password, and the digits of an authenticator app."""
    RECOVERY = "recovery"
    """Password, and a recovery code."""
    PASSKEY = "passkey"


class Opened(NamedTuple):
    """A session that was just opened. `token` goes into the cookie and is kept nowhere."""

    token: str
    expires_at: datetime
    is_half: bool = False
    """The second factor is still awaited: `token` is good for that alone."""


_CALLERS = (
    columns(
        col(Account.id),
        col(Account.name),
        col(SignIn.id),
        col(SignIn.owes_factor),
        col(SignIn.seen_at),
        *memberships.COLUMNS,
    )
    .join(SignIn, col(SignIn.account_id) == col(Account.id))
    .outerjoin(Membership, col(Membership.account_id) == col(Account.id))
    .where(
        col(SignIn.token_hash) == bindparam("token_hash"),
        col(SignIn.expires_at) > bindparam("now", type_=Moment()),
        col(Account.disabled_at).is_(None),
    )
)
"""Columns, not objects, and put together once: it is asked with every request."""


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
    asked = {"token_hash": token_hash(token), "now": now}
    rows = db.connection().execute(_CALLERS, asked).all()
    if not rows:
        return None
    account_id, name, session, owes_factor, seen_at = rows[0][:5]
    standings = memberships.standings_in(row[5:] for row in rows)
    return Caller(account_id, name, standings, session, owes_factor=owes_factor, seen_at=seen_at)


def touch(db: Session, session_id: UUID, *, now: datetime) -> None:
    """Note that the session is in use."""
    db.exec(update(SignIn).where(col(SignIn.id) == session_id).values(seen_at=now))


def list_sessions(db: Session, account_id: UUID, *, now: datetime) -> Sequence[SignIn]:
    """Return the account's sessions that have not ended, the newest first."""
    live = select(SignIn).where(SignIn.account_id == account_id, SignIn.expires_at > now)
    return db.exec(live.order_by(col(SignIn.created_at).desc())).all()


def last_seen(db: Session) -> dict[UUID, datetime]:
    """Return account → when one of its sessions that are kept was last in use."""
    seen = select(SignIn.account_id, func.max(SignIn.seen_at)).group_by(col(SignIn.account_id))
    return dict(db.exec(seen).all())


def end_session(db: Session, account_id: UUID, session_id: UUID) -> None:
    """End one session of the account."""
    db.exec(
        delete(SignIn).where(col(SignIn.id) == session_id, col(SignIn.account_id) == account_id)
    )


def end_others(db: Session, account_id: UUID, kept: UUID | None) -> None:
    """End every session of the account but one."""
    db.exec(delete(SignIn).where(col(SignIn.account_id) == account_id, col(SignIn.id) != kept))


def sign_out(db: Session, token: str) -> None:
    """End the session of `token`, if there is one."""
    db.exec(delete(SignIn).where(col(SignIn.token_hash) == token_hash(token)))


def end_all(db: Session, account_id: UUID) -> None:
    """End every session of the account."""
    db.exec(delete(SignIn).where(col(SignIn.account_id) == account_id))
