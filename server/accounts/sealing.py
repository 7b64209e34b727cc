"""Sealing the secrets of authenticator apps, so that the database alone opens no account.

The key is made of the server's own, which lies in its home. What is sealed is bound to its
account: moved to another, it does not open.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import Aead

PURPOSE = b"secrets of authenticator apps"
"""What the key is for: see `server.journal.keys.derived_key`."""
SEALED = "1:"
"""How a sealed secret begins; no plain one has these signs."""


class SecretSeal:
    """Seals and opens secrets by one key (32 bytes): XChaCha20-Poly1305."""

    def __init__(self, key: bytes) -> None:
        self._box = Aead(key)

    def seal(self, secret: str, account_id: UUID) -> str:
        """Return the account's secret as the database keeps it."""
        sealed = self._box.encrypt(secret.encode(), aad=account_id.bytes)
        return SEALED + urlsafe_b64encode(bytes(sealed)).decode()

    def open(self, kept: str, account_id: UUID) -> str | None:
        """Return the secret; None where another key sealed it, or for another account.

        What was kept before secrets were sealed is returned as it is.
        """
        if not kept.startswith(SEALED):
            return kept
        try:
            sealed = urlsafe_b64decode(kept.removeprefix(SEALED))
            return self._box.decrypt(sealed, aad=account_id.bytes).decode()
        except (CryptoError, ValueError):
            return None
