"""Second factors: which an account has, and where one is demanded."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from server.accounts import authenticators, passkeys, recovery
from server.accounts.factor_models import Authenticator, FactorRule, Passkey
from server.accounts.models import Membership, Role, SignIn
from server.accounts.sealing import SecretSeal
from shared.ids import new_id


def has_factor(db: Session, account_id: UUID) -> bool:
    """Say whether the account has an authenticator app or a passkey."""
    return authenticators.has_one(db, account_id) or bool(passkeys.list_passkeys(db, account_id))


def use_code(db: Session, account_id: UUID, code: str, seal: SecretSeal, *, now: datetime) -> str:
    """Use the digits of an app or a recovery code; return which, or '' where it is neither."""
    if authenticators.use(db, account_id, code, seal, now=now):
        return "app"
    if recovery.use(db, account_id, code, now=now):
        return "recovery"
    return ""


def remove_all(db: Session, account_id: UUID) -> None:
    """Take every second factor and all recovery codes of the account away."""
    authenticators.remove(db, account_id)
    passkeys.remove(db, account_id)
    recovery.remove(db, account_id)


def list_demands(db: Session, mission_id: UUID | None) -> frozenset[Role]:
    """Return the roles that need a second factor in one mission, or (None) in all of them."""
    rules = select(FactorRule.role).where(col(FactorRule.mission_id) == mission_id)
    return frozenset(Role(role) for role in db.exec(rules))


def demand(db: Session, mission_id: UUID | None, roles: Collection[Role]) -> None:
    """Demand a second factor of exactly these roles, in one mission or (None) in all of them.

    Who has none and is signed in has to set one up before anything else.
    """
    held = col(FactorRule.mission_id)
    of_it = held.is_(None) if mission_id is None else held == mission_id
    db.exec(delete(FactorRule).where(of_it))
    db.add_all(FactorRule(id=new_id(), mission_id=mission_id, role=role.value) for role in roles)
    db.flush()
    settle(db)


def owes(db: Session, account_id: UUID) -> bool:
    """Say whether a second factor is demanded of the account and it has none."""
    return account_id in _owing(db) and not has_factor(db, account_id)


def settle(db: Session, account_id: UUID | None = None) -> None:
    """Bring sessions (one account's, or all) up to what is demanded and what is there."""
    owing = _owing(db) - _with_factor(db)
    sessions = update(SignIn).values(owes_factor=col(SignIn.account_id).in_(owing))
    if account_id is not None:
        sessions = sessions.where(col(SignIn.account_id) == account_id)
    db.exec(sessions)


def _owing(db: Session) -> set[UUID]:
    """Return the accounts of whom a second factor is demanded.

    A role in all missions is a role in each: a mission's own demand concerns it too.
    """
    rules: Sequence[FactorRule] = db.exec(select(FactorRule)).all()
    if not rules:
        return set()
    roles = {rule.role for rule in rules}
    concerned = db.exec(select(Membership).where(col(Membership.role).in_(roles)))
    return {
        membership.account_id
        for membership in concerned
        for rule in rules
        if rule.role == membership.role
        and (rule.mission_id is None or membership.mission_id in {None, rule.mission_id})
    }


def _with_factor(db: Session) -> set[UUID]:
    confirmed = select(Authenticator.account_id).where(col(Authenticator.confirmed_at).is_not(None))
    return {*db.exec(confirmed), *db.exec(select(Passkey.account_id).distinct())}
