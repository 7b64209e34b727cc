"""Hashes, chains and signatures. The only place in `shared` that touches cryptography.

What is hashed and what is signed is plain text, one value a line, so that anyone can check a
chain with standard tools. The first line names what the text is, so that no signature made for
one purpose can serve another.
"""

import binascii
import hashlib
from uuid import UUID, uuid5

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey
from nacl.utils import random as random_bytes

GENESIS = "0" * 64
"""What stands for the hash of the entry before the first."""
_DEVICES = UUID("5b0f6c1e-4d0a-5c7b-9a3e-65766e686e64")


def entry_hash(
    *, device: UUID, seq: int, previous: str, made_at: str, kind: str, body: bytes
) -> str:
    """Return the hash of an entry's envelope, in hexadecimal.

    `made_at` is hashed as it was written; `body` enters by its own SHA-256, so a chain can be
    checked without the bodies.
    """
    body_hash = hashlib.sha256(body).hexdigest()
    text = f"evenhand entry 1\n{device}\n{seq}\n{previous}\n{made_at}\n{kind}\n{body_hash}\n"
    return hashlib.sha256(text.encode()).hexdigest()


def checkpoint_text(*, device: UUID, seq: int, head: str) -> bytes:
    """Return what a device signs: its chain up to `seq`, whose hash is `head`."""
    return f"evenhand checkpoint 1\n{device}\n{seq}\n{head}\n".encode()


def receipt_text(*, device: UUID, through: int, head: str, received_at: str) -> bytes:
    """Return what the server signs: that it holds the device's chain `through` that seq."""
    return f"evenhand receipt 1\n{device}\n{through}\n{head}\n{received_at}\n".encode()


def attachment_receipt_text(*, device: UUID, sha256: str, size: int, received_at: str) -> bytes:
    """Return what the server signs: that it holds a file of `size` bytes whole."""
    return f"evenhand attachment receipt 1\n{device}\n{sha256}\n{size}\n{received_at}\n".encode()


def bundle_receipt_text(*, device: UUID, sha256: str, size: int, received_at: str) -> bytes:
    """Return what the server signs: that the bundle which `device` carried is in its hands."""
    return f"evenhand bundle receipt 1\n{device}\n{sha256}\n{size}\n{received_at}\n".encode()


def new_signing_key() -> bytes:
    """Return a fresh Ed25519 seed (32 bytes). It never leaves the machine it was made on."""
    return bytes(SigningKey.generate())


def public_key_of(seed: bytes) -> str:
    """Return the public half of an Ed25519 seed, in hexadecimal."""
    return bytes(SigningKey(seed).verify_key).hex()


def device_id_of(public_key: str) -> UUID:
    """Return the id of the device that has this key.

    As it follows from the key, a laptop can begin its journal before anybody has answered it, and
    two laptops never share one by mistake.
    """
    return uuid5(_DEVICES, public_key)


def sign(seed: bytes, text: bytes) -> str:
    """Return the Ed25519 signature of `text`, in hexadecimal (128 characters)."""
    return SigningKey(seed).sign(text).signature.hex()


class Signer:
    """An Ed25519 key that signs much: made ready once, it takes half the time of `sign`."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.public_key = bytes(self._key.verify_key).hex()
        """The public half, in hexadecimal."""

    def sign(self, text: bytes) -> str:
        """Return the signature of `text`, in hexadecimal (128 characters)."""
        return self._key.sign(text).signature.hex()


def is_signed_by(public_key: str, text: bytes, signature: str) -> bool:
    """Tell whether `signature` (hexadecimal) is `public_key`'s over `text`. Never raises."""
    try:
        VerifyKey(bytes.fromhex(public_key)).verify(text, bytes.fromhex(signature))
    except (BadSignatureError, ValueError, TypeError, binascii.Error):
        return False
    return True


# --- Files that a one-time code opens ------------------------------------------------------

_SEALED_BY_CODE = b"evenhand sealed by a code 1\n"


def seal_by_code(content: bytes, code: str) -> bytes:
    """Return `content`, sealed so that `code` opens it: XSalsa20-Poly1305 under Argon2id.

    A code is 80 random bits, so the work (64 MiB, some tenths of a second) is a margin only, and
    one that the oldest laptop can afford.
    """
    salt = random_bytes(argon2id.SALTBYTES)
    return _SEALED_BY_CODE + salt + bytes(_box(code, salt).encrypt(content))


def open_by_code(sealed: bytes, code: str) -> bytes | None:
    """Return what `seal_by_code` sealed; None where the code, or the file, is another one."""
    salt_at, box_at = len(_SEALED_BY_CODE), len(_SEALED_BY_CODE) + argon2id.SALTBYTES
    if not sealed.startswith(_SEALED_BY_CODE) or len(sealed) < box_at:
        return None
    try:
        return _box(code, sealed[salt_at:box_at]).decrypt(sealed[box_at:])
    except (CryptoError, ValueError):
        return None


def _box(code: str, salt: bytes) -> SecretBox:
    key = argon2id.kdf(
        SecretBox.KEY_SIZE,
        code.encode(),
        salt,
        argon2id.OPSLIMIT_INTERACTIVE,
        argon2id.MEMLIMIT_INTERACTIVE,
    )
    return SecretBox(key)
