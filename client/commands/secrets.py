"""Where a passphrase comes from: a file, the environment, or the keyboard."""

import getpass
import os
import sys
from pathlib import Path
from typing import ClassVar

import typer

from shared.problems import Problem


class NoPassphrase(Problem):
    """No passphrase was given, and nobody is there to type one."""

    status: ClassVar[int] = 401
    code: ClassVar[str] = "no-passphrase"
    title: ClassVar[str] = "No passphrase was given"


def read_passphrase(file: Path | None, variable: str, prompt: str) -> str:
    """Return the passphrase of `file`, else of the environment's `variable`, else ask for it.

    Raises NoPassphrase where there is neither, and no terminal to ask at.
    """
    return _given(file, variable) or _asked(prompt, variable)


def choose_passphrase(file: Path | None, variable: str, prompt: str) -> str:
    """Return a passphrase as `read_passphrase` does; one that is typed is asked for twice."""
    given = _given(file, variable)
    if given:
        return given
    chosen = _asked(prompt, variable)
    if _asked("The same again: ", variable) != chosen:
        raise typer.BadParameter("the two passphrases differ. Nothing was changed; try again.")
    return chosen


def _given(file: Path | None, variable: str) -> str:
    if file is None:
        return os.environ.get(variable, "")
    try:
        return file.read_text("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NoPassphrase(f"The passphrase can't be read from {file}: {reason}.") from None


def _asked(prompt: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise NoPassphrase(
            f"No passphrase was given. Set {variable}, or name a file with --passphrase-file."
        )
    return getpass.getpass(prompt)
