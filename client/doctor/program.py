"""The program itself: versions, and the terminal that it runs in."""

import locale
import platform
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import cast

import sqlcipher3

from client.doctor.finding import Finding, note, ok
from shared.sync.protocol import PROTOCOL_VERSION

_SMALLEST = 80, 24


def versions() -> Mapping[str, str]:
    """Return what runs here, by name."""
    return {
        "evenhand": version_of("evenhand"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "sqlcipher": _sqlcipher(),
        "textual": version_of("textual"),
        "protocol": str(PROTOCOL_VERSION),
    }


def version_of(distribution: str) -> str:
    """Return the version of what is installed, or `unknown`."""
    try:
        return version(distribution)
    except PackageNotFoundError:  # run from a folder, not installed
        return "unknown"


def terminal() -> Finding:
    """Say whether the terminal is large enough and knows all letters."""
    columns, rows = shutil.get_terminal_size()
    encoding = (sys.stdout.encoding or locale.getpreferredencoding()).lower().replace("-", "")
    size = f"{columns} × {rows} characters"
    if not encoding.startswith("utf"):
        return note(
            "Terminal",
            f"{size}, but its encoding {encoding} lacks letters of most languages.",
            "Set the terminal to UTF-8, or use another terminal program.",
        )
    if columns < _SMALLEST[0] or rows < _SMALLEST[1]:
        return note("Terminal", f"{size}; 80 × 24 are needed.", "Make the window larger.")
    return ok("Terminal", f"{size}, UTF-8.")


def _sqlcipher() -> str:
    connection = cast(
        "sqlite3.Connection",
        sqlcipher3.connect(":memory:"),  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    )
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
        return str(row[0]) if row else "unknown"
    finally:
        connection.close()
