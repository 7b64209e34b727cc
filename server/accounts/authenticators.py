"""Authenticator apps (TOTP, RFC 6238): set up, confirmed by their digits, asked, taken away."""

import hmac
from datetime import datetime
from uuid import UUID

import pyotp
import segno
from pyotp.totp import TOTP
from sqlmodel import Session, col, delete

from server.accounts.factor_models import Authenticator
from server.accounts.models import Account
from server.accounts.problems import WrongCode

STEP_SECONDS = 30
DIGITS = 6
ISSUER = "Evenhand"


def begin(db: Session, account: Account, *, now: datetime) -> Authenticator:
    """Return the account's authenticator that still waits for its first digits, or a new one.

    Raises WrongCode where there is a confirmed one already.
    """
    held = db.get(Authenticator, account.id)
    if held is not None and held.confirmed_at is not None:
        raise WrongCode("There is an authenticator app already. Take it away first.")
    if held is None:
        held = Authenticator(account_id=account.id, secret=pyotp.random_base32(), created_at=now)
        db.add(held)
        db.flush()
    return held


def confirm(db: Session, account_id: UUID, digits: str, *, now: datetime) -> None:
    """Let the authenticator count from now on. Raises WrongCode where its digits are others."""
    held = db.get(Authenticator, account_id)
    step = _step_of(held, digits, now) if held else None
    if held is None or held.confirmed_at is not None or step is None:
        raise WrongCode(
            "These are not the digits that the app should show now. Check that the telephone's "
            "clock is right, and type the newest six digits."
        )
    held.confirmed_at, held.last_step = now, step
    db.add(held)


def has_one(db: Session, account_id: UUID) -> bool:
    """Say whether the account has a confirmed authenticator."""
    held = db.get(Authenticator, account_id)
    return held is not None and held.confirmed_at is not None


def use(db: Session, account_id: UUID, digits: str, *, now: datetime) -> bool:
    """Say whether the digits are right and were not used before; from now on they are used."""
    held = db.get(Authenticator, account_id, with_for_update=True)
    if held is None or held.confirmed_at is None:
        return False
    step = _step_of(held, digits, now)
    if step is None or step <= held.last_step:
        return False
    held.last_step = step
    db.add(held)
    return True


def remove(db: Session, account_id: UUID) -> None:
    """Take the account's authenticator away, if it has one."""
    db.exec(delete(Authenticator).where(col(Authenticator.account_id) == account_id))


def picture(account: Account, authenticator: Authenticator) -> str:
    """Return what the app scans, as an SVG element for a page."""
    address = TOTP(authenticator.secret).provisioning_uri(name=account.name, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_inline(
        scale=5, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )


def _step_of(held: Authenticator, digits: str, now: datetime) -> int | None:
    """Return the half minute of these digits: this one or one beside it; None = neither."""
    typed = "".join(digits.split())
    if not (len(typed) == DIGITS and typed.isascii() and typed.isdigit()):
        return None
    this = int(now.timestamp()) // STEP_SECONDS
    totp = TOTP(held.secret)
    for step in (this, this - 1, this + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed):
            return step
    return None
