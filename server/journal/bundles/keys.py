"""The keys that bundles are made for: one of each mission, as a file in the server's home."""

import re
import threading
from pathlib import Path
from uuid import UUID

from server.key_files import KeyDamaged, keep_key
from shared.sync.bundle import new_bundle_key, recipient_of

_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")


class BundleKeys:
    """Hands out the missions' keys; each is made when it is first asked for, then never changed."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._recipients: dict[UUID, str] = {}
        self._lock = threading.Lock()

    def file_of(self, mission_id: UUID) -> Path:
        """Return where a mission's key lies; its name is what backups look for."""
        return self._home / f"bundle-{mission_id}.key"

    def identity_of(self, mission_id: UUID) -> str:
        """Return the secret half, an age identity. Raises KeyDamaged."""
        file = self.file_of(mission_id)
        with self._lock:
            if not file.exists():
                keep_key(file, new_bundle_key().encode())
        identity = file.read_bytes().decode("ascii", "replace").strip()
        if not _IDENTITY.fullmatch(identity):
            raise KeyDamaged(
                f"{file} does not hold an age identity. Put it back from a backup: bundles that "
                "were made for this mission can't be opened without it."
            )
        return identity

    def recipient_of(self, mission_id: UUID) -> str:
        """Return the public half, which laptops make bundles for. Raises KeyDamaged."""
        if mission_id not in self._recipients:
            self._recipients[mission_id] = recipient_of(self.identity_of(mission_id))
        return self._recipients[mission_id]
