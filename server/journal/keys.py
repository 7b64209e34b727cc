"""The key that the server signs receipts with."""

import hashlib
from pathlib import Path

from server.key_files import KeyDamaged, keep_key
from shared.sync import seal

SERVER_KEY = "server.key"
_SEED_BYTES = 32


def server_key(home: Path) -> seal.Signer:
    """Return the key that receipts are signed with; made on first use, then never changed."""
    return key_in(home / SERVER_KEY)


def derived_key(home: Path, purpose: bytes) -> bytes:
    """Return a key (32 bytes) made of the server's for one `purpose` (64 bytes at most)."""
    server_key(home)  # makes it, or says that it is damaged
    seed = (home / SERVER_KEY).read_bytes()
    return hashlib.blake2b(purpose, key=seed, digest_size=32).digest()


def key_in(file: Path) -> seal.Signer:
    """Return the key in `file`, made there (0600, on disk for good) when there is none yet."""
    if not file.exists():
        keep_key(file, seal.new_signing_key())
    seed = file.read_bytes()
    if len(seed) != _SEED_BYTES:
        raise KeyDamaged(
            f"{file} should hold {_SEED_BYTES} bytes and holds {len(seed)}. Put it back from a "
            "backup: laptops know the server by this key."
        )
    return seal.Signer(seed)
