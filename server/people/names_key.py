"""The key of the store of names: from the environment, from a file of its own, or from the home."""

import re
import stat
import sys
from pathlib import Path

from server.config import Settings
from server.key_files import KeyDamaged, keep_key
from server.people.problems import NamesLocked
from server.people.sealing import KEY_BYTES
from shared.sync.seal import new_signing_key

_HEX = re.compile(rf"[0-9A-Fa-f]{{{2 * KEY_BYTES}}}")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def names_key(settings: Settings, *, may_make: bool) -> bytes:
    """Return the key (32 bytes). It is made in its file when there is none and it `may_make` one.

    Raises NamesLocked where there is no key, or others may read it; KeyDamaged where it is none.
    """
    told = settings.people_key.get_secret_value().strip()
    if told:
        return _read(told.encode(), "EVENHAND_PEOPLE_KEY")
    file = settings.names_key_file
    if not file.exists():
        if not may_make:
            raise NamesLocked(
                f"There is a store of names and no key to it: {file} is missing. Put the key back; "
                "without it the names are lost, and observers are known by their codes only."
            )
        keep_key(file, f"{new_signing_key().hex()}\n".encode())
    _require_own(file)
    return _read(file.read_bytes(), str(file))


def next_names_key(settings: Settings, *, may_make: bool = False) -> bytes | None:
    """Return the key that is to follow; None = none is being changed. Raises as `names_key`."""
    file = settings.next_names_key_file
    if may_make:
        keep_key(file, f"{new_signing_key().hex()}\n".encode())
    elif is_told(settings) or not file.exists():
        return None
    _require_own(file)
    return _read(file.read_bytes(), str(file))


def is_told(settings: Settings) -> bool:
    """Say whether the key comes from the environment, and so is not this server's to change."""
    return bool(settings.people_key.get_secret_value().strip())


def _read(content: bytes, where: str) -> bytes:
    text = content.decode("ascii", "replace").strip()
    if not _HEX.fullmatch(text):
        raise KeyDamaged(
            f"{where} does not hold a key of {KEY_BYTES} bytes in hexadecimal. Put back the key "
            "that the names were sealed with: no other opens them."
        )
    return bytes.fromhex(text)


def _require_own(file: Path) -> None:
    if sys.platform != "win32" and file.stat().st_mode & _OTHERS:
        raise NamesLocked(
            f"{file} may be read by others on this machine. Let only the server read it: "
            f"chmod 600 {file}"
        )
