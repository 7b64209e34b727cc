"""Passkeys (WebAuthn): kept by a device or a browser, unlocked there by a finger or a PIN.

Whoever shows one has shown two factors at once: the device, and what unlocks it. Every ceremony
begins with a challenge of ours that is used once and soon, and is bound to this server's address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from pydantic import BaseModel
from sqlmodel import Session, col, delete, func, select
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json,
    parse_authentication_credential_json,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.accounts.factor_models import Challenge, Passkey
from server.accounts.models import Account
from server.accounts.problems import PasskeyRefused
from shared.ids import new_id

LASTING = timedelta(minutes=5)
MOST_WAITING = 1000
"""Challenges at one time. Beyond it, the oldest go: a flood keeps nobody from signing in."""
LONGEST_NAME = 60
_UNREADABLE = (WebAuthnException, ValueError)
"""What reading and checking a credential may raise; pydantic's and JSON's are ValueErrors."""
_REFUSED = "This server could not make sure of the passkey. Nothing was changed; try again."


class _Response(BaseModel):
    clientDataJSON: str  # noqa: N815 - the standard's name


class _Credential(BaseModel):
    """As much of a credential as both ceremonies share."""

    response: _Response


@dataclass(frozen=True, slots=True)
class Party:
    """A server as browsers know it: passkeys are bound to it."""

    origin: str
    """`https://evenhand.example.org`"""

    @property
    def id(self) -> str:
        """The host alone."""
        return urlsplit(self.origin).hostname or ""


def ask_for_new(db: Session, account: Account, party: Party, *, now: datetime) -> str:
    """Return what a browser needs to make a passkey for the account, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name="Evenhand",
        user_name=account.name,
        user_id=account.id.bytes,
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential))
            for each in list_passkeys(db, account.id)
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    _keep_challenge(db, options.challenge, account.id, now)
    return options_to_json(options)


def keep_new(
    db: Session, account: Account, party: Party, credential: str, *, name: str, now: datetime
) -> Passkey:
    """Keep the passkey that a browser made. Raises PasskeyRefused."""
    challenge = _use_challenge(db, credential, account.id, now)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise PasskeyRefused(_REFUSED) from error
    if _find(db, made.credential_id) is not None:
        raise PasskeyRefused("This passkey is kept already. Nothing was changed.")
    passkey = Passkey(
        id=new_id(now),
        account_id=account.id,
        credential=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name.strip()[:LONGEST_NAME] or "Passkey",
        created_at=now,
    )
    db.add(passkey)
    db.flush()
    return passkey


def ask_for_any(db: Session, party: Party, *, now: datetime) -> str:
    """Return what a browser needs to show a passkey of whoever sits there, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id, user_verification=UserVerificationRequirement.REQUIRED
    )
    _keep_challenge(db, options.challenge, None, now)
    return options_to_json(options)


def use(db: Session, party: Party, credential: str, *, now: datetime) -> UUID:
    """Return the id of the account whose passkey was shown. Raises PasskeyRefused."""
    challenge = _use_challenge(db, credential, None, now)
    try:
        shown = parse_authentication_credential_json(credential)
        passkey = _find(db, shown.raw_id)
        if passkey is None:
            raise PasskeyRefused("No account here has this passkey. Sign in another way.")
        verified = webauthn.verify_authentication_response(
            credential=shown,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise PasskeyRefused(_REFUSED) from error
    passkey.sign_count, passkey.used_at = verified.new_sign_count, now
    db.add(passkey)
    return passkey.account_id


def list_passkeys(db: Session, account_id: UUID) -> Sequence[Passkey]:
    """Return the account's passkeys, the oldest first."""
    held = select(Passkey).where(Passkey.account_id == account_id)
    return db.exec(held.order_by(col(Passkey.id))).all()


def remove(db: Session, account_id: UUID, passkey_id: UUID | None = None) -> None:
    """Take one of the account's passkeys away, or (None) all of them."""
    gone = delete(Passkey).where(col(Passkey.account_id) == account_id)
    if passkey_id is not None:
        gone = gone.where(col(Passkey.id) == passkey_id)
    db.exec(gone)


def _find(db: Session, credential_id: bytes) -> Passkey | None:
    known = select(Passkey).where(Passkey.credential == bytes_to_base64url(credential_id))
    return db.exec(known).one_or_none()


def _keep_challenge(db: Session, challenge: bytes, account_id: UUID | None, now: datetime) -> None:
    db.exec(delete(Challenge).where(col(Challenge.expires_at) < now))
    waiting = db.exec(select(func.count()).select_from(Challenge)).one()
    if waiting >= MOST_WAITING:
        oldest = select(Challenge.challenge).where(col(Challenge.account_id).is_(None))
        gone = oldest.order_by(col(Challenge.expires_at)).limit(waiting - MOST_WAITING + 1)
        db.exec(delete(Challenge).where(col(Challenge.challenge).in_(gone)))
    text = bytes_to_base64url(challenge)
    db.add(Challenge(challenge=text, account_id=account_id, expires_at=now + LASTING))


def _use_challenge(db: Session, credential: str, account_id: UUID | None, now: datetime) -> bytes:
    """Return the challenge that was signed, if it is one of ours that waits; it waits no more."""
    challenge = _challenge_in(credential)
    held = db.get(Challenge, bytes_to_base64url(challenge), with_for_update=True)
    if held is None or held.account_id != account_id or held.expires_at < now:
        raise PasskeyRefused("This took too long, or was sent twice. Nothing was changed; again?")
    db.delete(held)
    db.flush()
    return challenge


def _challenge_in(credential: str) -> bytes:
    """Return the challenge that a browser says it has signed."""
    try:
        sent = _Credential.model_validate_json(credential)
        return parse_client_data_json(base64url_to_bytes(sent.response.clientDataJSON)).challenge
    except _UNREADABLE as error:
        raise PasskeyRefused(_REFUSED) from error
