"""Staff accounts: made, listed, given a new password, disabled."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select, update

from server.accounts import memberships, names, passwords, sessions, tokens
from server.accounts.caller import Standing
from server.accounts.link_models import Invitation
from server.accounts.models import Account
from server.accounts.problems import AccountExists, NoSuchAccount
from server.accounts.secrets import hash_password
from shared.ids import new_id


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
    kept = names.plain_name(name)
    passwords.require_fit(kept, password)
    require_free(db, kept)
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


def require_free(db: Session, kept_name: str) -> None:
    """Raise AccountExists where an account, a disabled one too, has this name."""
    names.require_fit(kept_name)
    if _find(db, kept_name) is not None:
        raise AccountExists(f"There is already an account named {kept_name}. Choose another name.")


def list_accounts(db: Session) -> list[Account]:
    """Return all accounts by name, disabled ones too."""
    return list(db.exec(select(Account).order_by(col(Account.name))))


def get_account(db: Session, name: str) -> Account:
    """Return the account called `name`; raises NoSuchAccount."""
    account = _find(db, names.plain_name(name))
    if account is None:
        raise NoSuchAccount(
            f"No account is named {names.plain_name(name)}. Look at `account list`."
        )
    return account


def get_by_id(db: Session, account_id: UUID) -> Account:
    """Return an account by its id. Raises NoSuchAccount."""
    account = db.get(Account, account_id)
    if account is None:
        raise NoSuchAccount("There is no such account. See the list of accounts.")
    return account


def set_password(db: Session, name: str, password: str, *, now: datetime) -> None:
    """Give the account a new password, end its sessions and revoke its tokens."""
    account = get_account(db, name)
    passwords.require_fit(account.name, password)
    account.password_hash = hash_password(password)
    db.add(account)
    sessions.end_all(db, account.id)
    tokens.revoke(db, account.id, None, now=now)


def disable(db: Session, name: str, *, now: datetime) -> None:
    """Shut the account, end its sessions, revoke its tokens, and take back the links that it made.

    What it did stays under its name.
    """
    account = get_account(db, name)
    account.disabled_at = account.disabled_at or now
    db.add(account)
    sessions.end_all(db, account.id)
    tokens.revoke(db, account.id, None, now=now)
    made_by = col(Invitation.by)
    db.exec(
        update(Invitation)
        .where(
            or_(made_by == account.name, made_by.startswith(f"{account.name} (", autoescape=True)),
            col(Invitation.used_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=now)
    )


def enable(db: Session, account: Account) -> None:
    """Open a disabled account again; its password is the old one."""
    account.disabled_at = None
    db.add(account)


def find_usable_account(db: Session, name: str) -> Account | None:
    """Return the account called `name` unless it is disabled or does not exist."""
    account = _find(db, names.plain_name(name))
    return account if account is not None and account.disabled_at is None else None


def _find(db: Session, kept_name: str) -> Account | None:
    return db.exec(select(Account).where(Account.name == kept_name)).one_or_none()
