"""Which language and look the observer chose: known before anybody signs in.

The choice stands outside the encrypted store, because the first screen needs it. It holds nothing
else, and says nothing of who works here.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from client.config import Home
from client.disk import disk_errors_told
from client.language import ENGLISH, LANGUAGES
from client.whole_files import write_whole

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Looks:
    """How the program speaks and looks."""

    language: str = ENGLISH
    """Code of the interface's language."""
    theme: str = ""
    """Name of the colours; '' = nobody has chosen."""
    plain: bool = False
    """Whether everything is laid out for a screen reader."""


def find_looks(home: Home) -> Looks | None:
    """Return what was chosen on this laptop; None where nothing was, or the file is damaged."""
    try:
        held: Any = json.loads(home.looks_file.read_text("utf-8"))
        return Looks(str(held["language"]), str(held["theme"]), held["plain"] is True)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_looks(home: Home, looks: Looks) -> None:
    """Remember a choice. Raises what the disk refuses (`client.disk`)."""
    home.prepare()
    with disk_errors_told(home.folder):
        write_whole(home.looks_file, json.dumps(asdict(looks)).encode())


def language_of_this_computer(environment: Mapping[str, str] = os.environ) -> str:
    """Return our language that the system speaks by its settings; English where it is another."""
    for name in _VARIABLES:
        if given := environment.get(name):
            code = given.partition("_")[0].partition(".")[0].lower()
            return code if code in LANGUAGES else ENGLISH
    return ENGLISH
