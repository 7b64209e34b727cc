"""Signing in, and slowing down whoever guesses.

A try is counted before it is checked, so that guesses sent side by side count too; success
forgets them. The wait is short, by name and by address: guessing becomes hopeless, and the right
person is held up for a minute at most. Unknown names wait and take as long as known ones. The
counts stand in the database, for all processes together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from server.accounts import authenticators, factors, names, passkeys, passwords, trail
from server.accounts.caller import Stranger
from server.accounts.factor_models import HalfSignIn
from server.accounts.models import Account, SignIn, SignInFailure
from server.accounts.passkeys import Party
from server.accounts.problems import SignInEnded, TooManyTries, WrongCode, WrongNameOrPassword
from server.accounts.sealing import SecretSeal
from server.accounts.secrets import is_password, new_token, token_hash
from server.accounts.service import find_usable_account
from server.accounts.sessions import Opened, Way, open_session
from server.database import Store
from shared.ids import new_id

FREE_TRIES = 5
"""Of one name."""
FREE_TRIES_FROM = 30
"""From one address, of whatever names: a whole office may share it."""
REMEMBERED = timedelta(minutes=15)
LONGEST_WAIT = timedelta(seconds=60)
HALF_LASTS = timedelta(minutes=10)
"""How long the second factor may be awaited."""


_WRONG = "The code is wrong, or was used already. Type the newest one."
_OF_ANOTHER_KEY = (
    "This server has another key than the one that your app was set up with, so its digits can't "
    "be checked. Use a recovery code, or ask an administrator for a new password; and tell them "
    "that server.key is to be put back from a backup."
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a sign-in comes from, and how long it may last."""

    address: str = ""
    agent: str = ""
    lasting: timedelta = timedelta(hours=12)


def sign_in(
    store: Store, name: str, password: str, *, visitor: Visitor = Visitor(), now: datetime
) -> Opened:
    """Open a session, or the half of one where the account has a second factor.

    Raises WrongNameOrPassword or TooManyTries. Short units of work instead of one: hashing takes
    a tenth of a second, and no observer's report waits for it; and a failed try stays counted.
    """
    kept = names.plain_name(name)[: names.LONGEST]
    with store.writing() as db:
        _count_try(db, kept, visitor, now=now)
    with store.reading() as db:
        account = find_usable_account(db, kept)
        known_hash = account.password_hash if account else None
    if not is_password(password[: passwords.LONGEST + 1], known_hash) or account is None:
        with store.writing() as db:
            who = Stranger(kept if account else "somebody")
            trail.record(db, who, "sign_in.failed", now=now, reason="name or password")
        raise WrongNameOrPassword(
            "The name or the password is wrong. Look at the Caps Lock key, and try again."
        )
    with store.writing() as db:
        if factors.has_factor(db, account.id):
            return _half(db, account.id, now=now)
        return _let_in(db, account, Way.PASSWORD, visitor, now=now)


def find_half(db: Session, token: str, *, now: datetime) -> Account | None:
    """Return whose second factor is awaited, by the half's token; None = nobody's, or too late."""
    half = db.get(HalfSignIn, token_hash(token)) if token else None
    if half is None or half.expires_at <= now:
        return None
    account = db.get_one(Account, half.account_id)
    return account if account.disabled_at is None else None


def finish(
    store: Store,
    token: str,
    code: str,
    seal: SecretSeal,
    *,
    visitor: Visitor = Visitor(),
    now: datetime,
) -> Opened:
    """Open the session of which `token` is the half, by the digits of an app or a recovery code.

    Raises SignInEnded where the half is too old, WrongCode or TooManyTries.
    """
    with store.writing() as db:
        _count_try(db, _get_half(db, token, now=now).name, visitor, now=now)
    with store.writing() as db:
        account = _get_half(db, token, now=now)
        used = factors.use_code(db, account.id, code, seal, now=now)
        if used:
            db.exec(delete(HalfSignIn).where(col(HalfSignIn.token_hash) == token_hash(token)))
            way = Way.APP if used == "app" else Way.RECOVERY
            return _let_in(db, account, way, visitor, now=now)
        who = Stranger(account.name)
        trail.record(db, who, "sign_in.failed", now=now, reason="second factor")
        locked = authenticators.is_locked(db, account.id, seal)
    raise WrongCode(_OF_ANOTHER_KEY if locked else _WRONG)


def sign_in_by_passkey(
    store: Store,
    credential: str,
    party: Party,
    *,
    visitor: Visitor = Visitor(),
    now: datetime,
) -> Opened:
    """Open a session for whose passkey was shown: nothing else is asked.

    Raises PasskeyRefused, WrongNameOrPassword where the account is disabled, or TooManyTries.
    """
    with store.writing() as db:
        _count_try(db, "", visitor, now=now)
    with store.writing() as db:
        account = db.get_one(Account, passkeys.use(db, party, credential, now=now))
        if account.disabled_at is not None:
            raise WrongNameOrPassword("This account is shut. Ask an administrator.")
        return _let_in(db, account, Way.PASSKEY, visitor, now=now)


def prove(store: Store, name: str, password: str, *, now: datetime) -> None:
    """Make sure that whoever is signed in knows the account's password.

    Raises WrongNameOrPassword or TooManyTries.
    """
    with store.writing() as db:
        _count_try(db, name, Visitor(), now=now)
    with store.reading() as db:
        account = find_usable_account(db, name)
        known_hash = account.password_hash if account else None
    if not is_password(password[: passwords.LONGEST + 1], known_hash):
        raise WrongNameOrPassword("The password is wrong. Nothing was changed.")
    with store.writing() as db:
        db.exec(delete(SignInFailure).where(col(SignInFailure.name) == name))


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """Return how long the next try waits: 0 for the free ones, then 4, 8, 16 … 60 seconds."""
    if failures < free:
        return timedelta()
    return min(timedelta(seconds=4 << min(failures - free, 10)), LONGEST_WAIT)


def _get_half(db: Session, token: str, *, now: datetime) -> Account:
    account = find_half(db, token, now=now)
    if account is None:
        raise SignInEnded("This took too long. Sign in again with your password.")
    return account


def _half(db: Session, account_id: UUID, *, now: datetime) -> Opened:
    half = Opened(new_token(), now + HALF_LASTS, is_half=True)
    db.exec(delete(HalfSignIn).where(col(HalfSignIn.expires_at) < now))
    db.add(
        HalfSignIn(
            token_hash=token_hash(half.token), account_id=account_id, expires_at=half.expires_at
        )
    )
    return half


def _let_in(db: Session, account: Account, way: Way, visitor: Visitor, *, now: datetime) -> Opened:
    tried = (account.name, _from(visitor)) if visitor.address else (account.name,)
    db.exec(delete(SignInFailure).where(col(SignInFailure.name).in_(tried)))
    who = Stranger(account.name, account.id)
    trail.record(db, who, "sign_in.opened", now=now, way=way.value, browser=visitor.agent)
    opened = open_session(
        db, account.id, lasting=visitor.lasting, now=now, way=way, agent=visitor.agent
    )
    db.flush()
    factors.settle(db, account.id)
    return opened


def _from(visitor: Visitor) -> str:
    """Return under what an address is counted: names have no spaces."""
    return f"from {visitor.address}"[: names.LONGEST]


def _count_try(db: Session, kept_name: str, visitor: Visitor, *, now: datetime) -> None:
    db.exec(delete(SignInFailure).where(col(SignInFailure.at) < now - REMEMBERED))
    db.exec(delete(SignIn).where(col(SignIn.expires_at) < now))
    if kept_name:
        _require_patience(db, kept_name, FREE_TRIES, "This name was", now=now)
        db.add(SignInFailure(id=new_id(now), name=kept_name, at=now))
    if visitor.address:
        _require_patience(db, _from(visitor), FREE_TRIES_FROM, "From this address it was", now=now)
        db.add(SignInFailure(id=new_id(now), name=_from(visitor), at=now))


def _require_patience(db: Session, name: str, free: int, what: str, *, now: datetime) -> None:
    """Raise TooManyTries where `name` has to wait."""
    tries = list(
        db.exec(
            select(SignInFailure.at)
            .where(SignInFailure.name == name)
            .order_by(col(SignInFailure.at))
        )
    )
    if not tries:
        return
    left = tries[-1] + wait_after(len(tries), free) - now
    if left > timedelta():
        seconds = -(-left // timedelta(seconds=1))
        raise TooManyTries(
            f"{what} tried {len(tries)} times without success. "
            f"Wait {seconds} seconds, then try again.",
            seconds=seconds,
        )
