"""Staff accounts: made, listed, given a new password, disabled."""

import re
import unicodedata
from datetime import datetime

from sqlmodel import Session, col, select

from server.accounts import memberships, sessions
from server.accounts.caller import Standing
from server.accounts.models import Account
from server.accounts.problems import AccountExists, NoSuchAccount, UnfitAccount
from server.accounts.secrets import hash_password
from shared.ids import new_id

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
LONGEST_NAME = 80


def plain_name(name: str) -> str:
    """Return `name` as it is kept and compared: `Aigul ` and `aigul` are one account."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def create_account(
    db: Session,
    name: str,
    standing: Standing,
    password: str,
    *,
    now: datetime,
) -> Account:
    """Keep a new account that is `standing` in one mission, or in all, and return it.

    Raises UnfitAccount where the name or the password won't do, UnfitStanding, and AccountExists
    where the name is taken, by a disabled account too.
    """
    kept = plain_name(name)
    _require_fit_name(kept)
    _require_fit_password(kept, password)
    if _find(db, kept) is not None:
        raise AccountExists(f"There is already an account named {kept}. Choose another name.")
    account = Account(
        id=new_id(now),
        name=kept,
        password_hash=hash_password(password),
        created_at=now,
    )
    db.add(account)
    db.flush()
    memberships.grant(db, account.id, standing, now=now)
    return account


def list_accounts(db: Session) -> list[Account]:
    """Return all accounts by name, disabled ones too."""
    return list(db.exec(select(Account).order_by(col(Account.name))))


def get_account(db: Session, name: str) -> Account:
    """Return the account called `name`; raises NoSuchAccount."""
    account = _find(db, plain_name(name))
    if account is None:
        raise NoSuchAccount(f"No account is named {plain_name(name)}. Look at `account list`.")
    return account


def set_password(db: Session, name: str, password: str) -> None:
    """Give the account a new password and end its sessions."""
    account = get_account(db, name)
    _require_fit_password(account.name, password)
    account.password_hash = hash_password(password)
    db.add(account)
    sessions.end_all(db, account.id)


def disable(db: Session, name: str, *, now: datetime) -> None:
    """Shut the account and end its sessions. What it did stays under its name."""
    account = get_account(db, name)
    account.disabled_at = account.disabled_at or now
    db.add(account)
    sessions.end_all(db, account.id)


def find_usable_account(db: Session, name: str) -> Account | None:
    """Return the account called `name` unless it is disabled or does not exist."""
    account = _find(db, plain_name(name))
    return account if account is not None and account.disabled_at is None else None


def _find(db: Session, kept_name: str) -> Account | None:
    return db.exec(select(Account).where(Account.name == kept_name)).one_or_none()


def _require_fit_name(kept_name: str) -> None:
    if not re.fullmatch(r"[\w.@+-]+", kept_name) or len(kept_name) > LONGEST_NAME:
        raise UnfitAccount(
            f"{kept_name!r} can't be an account's name. Use up to {LONGEST_NAME} letters, digits "
            "and the signs . _ - + @, without spaces."
        )


def _require_fit_password(kept_name: str, password: str) -> None:
    length = len(password)
    if length < SHORTEST_PASSWORD:
        raise UnfitAccount(
            f"The password has {length} characters; it needs at least {SHORTEST_PASSWORD}. "
            "Four random words make a good one."
        )
    if length > LONGEST_PASSWORD:
        raise UnfitAccount(f"The password has {length} characters; {LONGEST_PASSWORD} is the most.")
    if len(set(password)) < 5:
        raise UnfitAccount(
            "The password repeats very few characters and would be guessed at once. "
            "Four random words make a good one."
        )
    if kept_name in plain_name(password) and length - len(kept_name) < SHORTEST_PASSWORD // 2:
        raise UnfitAccount("The password is little more than the account's name. Choose another.")
