"""Sealing what names a person: XChaCha20-Poly1305, with what it belongs to bound into the seal.

A record that somebody moves to another observer, or changes by a bit, does not open. Lengths say
little: what is sealed is filled up to the next 256 bytes.
"""

from contextlib import suppress

from nacl.exceptions import CryptoError
from nacl.secret import Aead

from server.people.problems import NamesDamaged

KEY_BYTES = Aead.KEY_SIZE
_FIRST_FORM = b"\x01"
_STEP = 256
_FILLED_UP = b"\x80"


class Seal:
    """One key, for sealing and opening; `others` open too, while a key is being changed."""

    def __init__(self, key: bytes, *others: bytes) -> None:
        self._box = Aead(key)
        self._boxes = [self._box, *map(Aead, others)]

    def seal(self, content: bytes, belongs_to: str) -> bytes:
        """Return `content` sealed; it opens only as what `belongs_to` the same."""
        filled = content + _FILLED_UP
        filled += b"\0" * (-len(filled) % _STEP)
        return _FIRST_FORM + bytes(self._box.encrypt(filled, aad=belongs_to.encode()))

    def open(self, sealed: bytes, belongs_to: str) -> bytes:
        """Return what was sealed. Raises NamesDamaged."""
        for box in self._boxes:
            with suppress(CryptoError, ValueError):
                filled = box.decrypt(sealed.removeprefix(_FIRST_FORM), aad=belongs_to.encode())
                return filled.rstrip(b"\0").removesuffix(_FILLED_UP)
        raise NamesDamaged(
            f"The record of {belongs_to} does not open: it was sealed by another key, or "
            "somebody changed it. Put the store of names back from a backup, or enter the "
            "person anew."
        )
