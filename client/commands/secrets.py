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


class NotConfirmed(Problem):
    """The word that confirms a deed was not typed."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not-confirmed"
    title: ClassVar[str] = "Not confirmed"


def read_passphrase(file: Path | None, variable: str, prompt: str) -> str:
    """Return the passphrase of `file`, else of the environment's `variable`, else ask for it.

    Raises NoPassphrase where there is neither, and no terminal to ask at.
    """
    return given_passphrase(file, variable) or _asked(prompt, variable)


def choose_passphrase(file: Path | None, variable: str, prompt: str) -> str:
    """Return a passphrase as `read_passphrase` does; one that is typed is asked for twice."""
    given = given_passphrase(file, variable)
    if given:
        return given
    chosen = _asked(prompt, variable)
    if _asked("The same again: ", variable) != chosen:
        raise typer.BadParameter("the two passphrases differ. Nothing was changed; try again.")
    return chosen


def confirm(word: str) -> None:
    """Ask for `word`, at the terminal or from standard input; raises NotConfirmed without it."""
    typer.echo(f"Type {word} to go on: ", nl=False, err=True)
    if sys.stdin.readline().strip() != word:
        raise NotConfirmed(f"The word was not {word}. Nothing was changed.")


def is_somebody_there() -> bool:
    """Whether a person sits at the terminal."""
    return sys.stdin.isatty()


def asked(prompt: str) -> str:
    """Ask for something that is not shown while it is typed."""
    return getpass.getpass(prompt)


def given_passphrase(file: Path | None, variable: str) -> str:
    """Return the passphrase of `file`, else of the environment's `variable`, else ''."""
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
    return asked(prompt)
