"""A note about a mistake in the program: where it happened, and nothing of what was typed."""

import logging
import platform
import sys
import threading
import traceback
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from client.config import Home
from shared.clock import Clock


def note_instead_of_traceback(home: Home, clock: Clock) -> None:
    """From now on, what Python would print of a mistake becomes a note without content.

    A traceback quotes what was being worked on, and the terminal keeps it.
    """

    def note(error: BaseException | None) -> None:
        if error is not None:
            write_crash_note(home, error, clock())

    sys.excepthook = lambda _, error, __: note(error)
    sys.unraisablehook = lambda unraisable: note(unraisable.exc_value)
    threading.excepthook = lambda failed: note(failed.exc_value)
    logging.getLogger().addHandler(logging.NullHandler())  # asyncio would log tracebacks


def write_crash_note(home: Home, error: BaseException, now: datetime) -> Path | None:
    """Write down where `error` happened; return the note's place, or None if it can't be.

    The error's own text is left out: it may quote an answer or a name.
    """
    note = [
        f"evenhand {_version()}, Python {platform.python_version()}, {platform.system()}",
        now.isoformat(timespec="seconds"),
        *_places(error),
    ]
    try:
        home.prepare()
        home.crash_file.write_text("\n".join(note) + "\n", "utf-8")
    except Exception:  # noqa: BLE001 - the last resort must not fail itself
        return None
    return home.crash_file


def _version() -> str:
    try:
        return version("evenhand")
    except PackageNotFoundError:  # run from a folder, not installed
        return "of unknown version"


def _places(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or error.__context__
    return lines
