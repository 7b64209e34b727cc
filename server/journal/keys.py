"""The server's own keys, as files in its home that only it may read."""

import os
from contextlib import suppress
from pathlib import Path

from shared.problems import Problem
from shared.sync import seal

SERVER_KEY = "server.key"
_SEED_BYTES = 32


class KeyDamaged(Problem):
    """A key file does not hold a key."""

    status = 500
    code = "key-damaged"
    title = "A key of the server is damaged"


def server_key(home: Path) -> seal.Signer:
    """Return the key that receipts are signed with; made on first use, then never changed."""
    return key_in(home / SERVER_KEY)


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


def keep_key(file: Path, secret: bytes) -> None:
    """Write `secret` (0600) so that `file` either holds all of it or does not exist.

    When two processes do so at once, the first wins and both use its key.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(secret)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        with suppress(FileExistsError):
            file.hardlink_to(draft)
    finally:
        draft.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
