"""Secret keys as files in the server's home, which only the server may read."""

import os
from contextlib import suppress
from pathlib import Path

from server.disk import fsync_folder
from shared.problems import Problem


class KeyDamaged(Problem):
    """A key file does not hold a key."""

    status = 500
    code = "key-damaged"
    title = "A key of the server is damaged"


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
    fsync_folder(file.parent)
