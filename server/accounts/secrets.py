"""Passwords and session tokens: how they are made, kept and compared.

A password is kept as Argon2id (64 MiB, three passes); a token only as its SHA-256, as it is
random enough not to be guessed from that.
"""

import secrets
import threading

from pwdlib import PasswordHash

from shared.digest import sha256_hex

_passwords = PasswordHash.recommended()
_hashing = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB: a flood of sign-ins may cost time, but never the machine's memory."""

_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$2cw9LyUDOStZyrjr8I+qzA"
    "$4VvAIhIx2GVg/IRVoPGL05b+RevCZm++LqwoL8jIky4"
)
"""What an unknown name's password is compared with, so that it takes as long as a known one's."""


def hash_password(password: str) -> str:
    """Return the Argon2id hash of `password`, with its parameters and salt."""
    with _hashing:
        return _passwords.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Say whether `password` is the hashed one; None (an unknown name) takes as long and is no."""
    with _hashing:
        matches = _passwords.verify(password, password_hash or _NOBODY)
    return matches and password_hash is not None


def new_token() -> str:
    """Return a fresh session token: 256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is kept of `token`."""
    return sha256_hex(token.encode())
