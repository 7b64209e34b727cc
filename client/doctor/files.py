"""The folder of the laptop's files, as far as it can be looked at without the passphrase.

Nothing here tells one store file from the other, nor whether there is a second passphrase.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from client.config import Home
from client.doctor.finding import Finding, note, ok, trouble
from client.vault.key_file import parse_key_file

_LITTLE, _TOO_LITTLE = 500 * 2**20, 50 * 2**20
"""Bytes of free disk."""
_PIECE = 2**20
_MOST_READ = 512 * 2**20
_SEND = "Send it to your coordinator: it says where in the program, and nothing that was typed."


def look_at_files(home: Home) -> Iterator[Finding]:
    """Look at folder, disk, key file and store files."""
    if not home.folder.is_dir():
        yield note(
            "Folder",
            f"Nothing is set up in {home.folder} yet.",
            "Enrol: evenhand enrol URL CODE. Or name the right folder with --home.",
        )
        return
    yield _space(home)
    if not home.vault_file.exists() and not any(each.exists() for each in home.store_files):
        yield note(
            "Key file",
            f"No passphrase was set in {home.folder} yet.",
            "Enrol: evenhand enrol URL CODE",
        )
        return
    yield _key_file(home)
    yield _stores(home)
    if home.crash_file.exists():
        yield note("Crash note", f"The program made a mistake once: {home.crash_file}.", _SEND)


def _space(home: Home) -> Finding:
    try:
        free = shutil.disk_usage(home.folder).free
    except OSError as error:
        return trouble("Disk", f"The disk can't be asked: {error.strerror}.", _COPY)
    words = f"{free / 2**30:,.1f} GiB free" if free >= 2**30 else f"{free // 2**20} MiB free"
    if free < _TOO_LITTLE:
        return trouble("Disk", f"{words}.", "Free some space before the next report.")
    if free < _LITTLE:
        return note("Disk", f"{words}: enough for reports, not for films.", "Free some space.")
    return ok("Disk", f"{words}.")


_COPY = "Copy the whole folder to another disk now, and tell your coordinator."


def _key_file(home: Home) -> Finding:
    missing = "Put the file back from a copy of this folder. Without one, enrol in another folder."
    try:
        parse_key_file(home.vault_file.read_bytes())
    except FileNotFoundError:
        return trouble("Key file", "It is missing; nothing opens the store without it.", missing)
    except OSError as error:
        return trouble("Key file", f"It can't be read: {error.strerror}.", _COPY)
    except (ValueError, KeyError, TypeError):
        return trouble("Key file", "It is damaged; nothing opens the store without it.", missing)
    return ok("Key file", "It is whole.")


def _stores(home: Home) -> Finding:
    """Read both store files; what is in them, only the passphrase tells."""
    there = [each for each in home.store_files if each.exists()]
    if len(there) < len(home.store_files):
        return note(
            "Store files",
            f"{len(there)} of 2 are there.",
            "Sign in once with each passphrase that you have; what is missing can't be read.",
        )
    try:
        size = sum(_readable(each) for each in there)
    except OSError as error:
        return trouble("Store files", f"They can't be read: {error.strerror}.", _COPY)
    return ok("Store files", f"Both can be read, {size / 2**20:,.1f} MiB.")


def _readable(file: Path) -> int:
    """Read a file, or the beginning of a very long one; return its size. Raises OSError."""
    with file.open("rb") as stream:
        while stream.read(_PIECE) and stream.tell() < _MOST_READ:
            pass
    return file.stat().st_size
