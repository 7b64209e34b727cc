"""Signing in, and slowing down whoever guesses.

A try is counted before it is checked, so that guesses sent side by side count too; success
forgets them. The wait is short and by name: guessing becomes hopeless, and the right person is
held up for a minute at most. Unknown names wait and take as long as known ones.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from server.accounts.models import SignIn, SignInFailure
from server.accounts.problems import TooManyTries, WrongNameOrPassword
from server.accounts.secrets import is_password
from server.accounts.service import (
    LONGEST_NAME,
    LONGEST_PASSWORD,
    find_usable_account,
    plain_name,
)
from server.accounts.sessions import Opened, open_session
from server.database import Store
from shared.ids import new_id

FREE_TRIES = 5
REMEMBERED = timedelta(minutes=15)
LONGEST_WAIT = timedelta(seconds=60)


def sign_in(store: Store, name: str, password: str, *, lasting: timedelta, now: datetime) -> Opened:
    """Open a session; raises WrongNameOrPassword or TooManyTries.

    Three short units of work instead of one: hashing takes a tenth of a second, and no
    observer's report waits for it; and a failed try must stay counted.
    """
    kept = plain_name(name)[:LONGEST_NAME]
    with store.writing() as db:
        _count_try(db, kept, now=now)
    with store.reading() as db:
        account = find_usable_account(db, kept)
    known_hash = account.password_hash if account else None
    if not is_password(password[: LONGEST_PASSWORD + 1], known_hash) or account is None:
        raise WrongNameOrPassword(
            "The name or the password is wrong. Look at the Caps Lock key, and try again."
        )
    with store.writing() as db:
        db.exec(delete(SignInFailure).where(col(SignInFailure.name) == kept))
        return open_session(db, account.id, lasting=lasting, now=now)


def wait_after(failures: int) -> timedelta:
    """Return how long the next try waits: 0 for the first five, then 4, 8, 16 … 60 seconds."""
    if failures < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=4 << min(failures - FREE_TRIES, 10)), LONGEST_WAIT)


def _count_try(db: Session, kept_name: str, *, now: datetime) -> None:
    db.exec(delete(SignInFailure).where(col(SignInFailure.at) < now - REMEMBERED))
    db.exec(delete(SignIn).where(col(SignIn.expires_at) < now))
    tries = list(
        db.exec(
            select(SignInFailure.at)
            .where(SignInFailure.name == kept_name)
            .order_by(col(SignInFailure.at))
        )
    )
    if tries:
        left = tries[-1] + wait_after(len(tries)) - now
        if left > timedelta():
            seconds = -(-left // timedelta(seconds=1))
            raise TooManyTries(
                f"This name was tried {len(tries)} times with a wrong password. "
                f"Wait {seconds} seconds, then try again.",
                seconds=seconds,
            )
    db.add(SignInFailure(id=new_id(now), name=kept_name, at=now))
