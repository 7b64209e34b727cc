"""Recovery codes, for who has lost the other factor: shown once, kept as hashes, each used once."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, func, select, update

from server.accounts.factor_models import RecoveryCode
from server.accounts.secrets import token_hash

CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper. 16 of them are more than 79 random bits."""


def make_codes(db: Session, account_id: UUID) -> tuple[str, ...]:
    """Give the account new codes in place of its old ones, and return them, this once."""
    db.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    codes = tuple(_new_code() for _ in range(CODES))
    db.add_all(RecoveryCode(code_hash=_hash_of(code), account_id=account_id) for code in codes)
    return codes


def use(db: Session, account_id: UUID, code: str, *, now: datetime) -> bool:
    """Say whether the code is one of the account's and was not used; from now on it is used."""
    used = db.exec(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.code_hash) == _hash_of(code),
            col(RecoveryCode.account_id) == account_id,
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now)
    )
    return used.rowcount == 1


def count_left(db: Session, account_id: UUID) -> int:
    """Return how many codes the account has left."""
    left = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, col(RecoveryCode.used_at).is_(None))
    )
    return db.exec(left).one()


def remove(db: Session, account_id: UUID) -> None:
    """Take the account's codes away."""
    db.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))


def _new_code() -> str:
    signs = "".join(secrets.choice(_SIGNS) for _ in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def _hash_of(code: str) -> str:
    return token_hash("".join(sign for sign in code.lower() if sign in _SIGNS))
