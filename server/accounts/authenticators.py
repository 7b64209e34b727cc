"""Authenticator apps (TOTP, RFC 6238): set up, confirmed by their digits, asked, taken away."""

import hmac
from datetime import datetime
from uuid import UUID

import pyotp
import segno
from pyotp.totp import TOTP
from sqlmodel import Session, col, delete, select

from server.accounts.factor_models import Authenticator
from server.accounts.models import Account
from server.accounts.problems import WrongCode
from server.accounts.sealing import SEALED, SecretSeal

STEP_SECONDS = 30
DIGITS = 6
ISSUER = "Evenhand"


def begin(db: Session, account: Account, seal: SecretSeal, *, now: datetime) -> str:
    """Return the secret of the app that still waits for its first digits, or of a new one.

    Raises WrongCode where there is a confirmed one already.
    """
    held = db.get(Authenticator, account.id)
    if held is not None and held.confirmed_at is not None:
        raise WrongCode("There is an authenticator app already. Take it away first.")
    waiting = seal.open(held.secret, account.id) if held else None
    if waiting is not None:
        return waiting
    secret = pyotp.random_base32()
    held = held or Authenticator(account_id=account.id, secret="", created_at=now)
    held.secret = seal.seal(secret, account.id)
    db.add(held)
    db.flush()
    return secret


def confirm(db: Session, account_id: UUID, digits: str, seal: SecretSeal, *, now: datetime) -> None:
    """Let the authenticator count from now on. Raises WrongCode where its digits are others."""
    held = db.get(Authenticator, account_id)
    step = _step_of(held, digits, seal, now) if held else None
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


def use(db: Session, account_id: UUID, digits: str, seal: SecretSeal, *, now: datetime) -> bool:
    """Say whether the digits are right and were not used before; from now on they are used."""
    held = db.get(Authenticator, account_id, with_for_update=True)
    if held is None or held.confirmed_at is None:
        return False
    step = _step_of(held, digits, seal, now)
    if step is None or step <= held.last_step:
        return False
    held.last_step = step
    db.add(held)
    return True


def remove(db: Session, account_id: UUID) -> None:
    """Take the account's authenticator away, if it has one."""
    db.exec(delete(Authenticator).where(col(Authenticator.account_id) == account_id))


def is_locked(db: Session, account_id: UUID, seal: SecretSeal) -> bool:
    """Say whether the account's app is of no use, as its secret was sealed by another key."""
    held = db.get(Authenticator, account_id)
    return held is not None and seal.open(held.secret, account_id) is None


def seal_plain(db: Session, seal: SecretSeal) -> None:
    """Seal the secrets that were kept before secrets were sealed."""
    plain = select(Authenticator).where(~col(Authenticator.secret).startswith(SEALED))
    for held in db.exec(plain):
        held.secret = seal.seal(held.secret, held.account_id)
        db.add(held)


def picture(account: Account, secret: str) -> str:
    """Return what the app scans, as an SVG element for a page."""
    address = TOTP(secret).provisioning_uri(name=account.name, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_inline(
        scale=5, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )


def _step_of(held: Authenticator, digits: str, seal: SecretSeal, now: datetime) -> int | None:
    """Return the half minute of these digits: this one or one beside it; None = neither."""
    typed = "".join(digits.split())
    secret = seal.open(held.secret, held.account_id)
    if secret is None or not (len(typed) == DIGITS and typed.isascii() and typed.isdigit()):
        return None
    this = int(now.timestamp()) // STEP_SECONDS
    totp = TOTP(secret)
    for step in (this, this - 1, this + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed):
            return step
    return None
