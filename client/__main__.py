"""`evenhand`: the observer's command. Without a subcommand it opens the terminal program.

Whatever goes wrong, a person reads one sentence: exit 1 when something was refused, with the
reason; exit 2 when the command was not understood.
"""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from client.config import Home, find_home
from client.crash import note_instead_of_traceback, write_crash_note
from client.process import keep_memory_private
from shared.clock import system_clock
from shared.problems import Problem

PLAIN = "--plain"
"""Alone on the line: the terminal program, laid out for a screen reader."""
_ANYWHERE = ("--home", "--passphrase-file")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and turn whatever goes wrong into a sentence."""
    options, rest = options_first(sys.argv[1:] if arguments is None else arguments)
    home = find_home(Path(options["--home"]) if options.get("--home") else None)
    if arguments is None:  # a process of its own, and not a caller's
        keep_memory_private()
        note_instead_of_traceback(home, system_clock)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old terminal may lack a letter
            stream.reconfigure(errors="backslashreplace")
    try:
        _run(home, options, rest)
    except Problem as problem:
        sys.exit(problem.detail)  # prints it to stderr and exits with 1
    except Exception as error:  # noqa: BLE001 - the outermost loop: nobody is to read a traceback
        sys.exit(_apology(home, error))


def options_first(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Take the options that may stand anywhere out of `arguments`; return both.

    One without its value goes to the front, for the parser to complain about. After `--`
    nothing is an option.
    """
    options: dict[str, str] = {}
    rest: list[str] = []
    left = list(arguments)
    while left:
        argument = left.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--":
            return options, [*rest, argument, *left]
        if name in _ANYWHERE and equals:
            options[name] = value
        elif name in _ANYWHERE and left:
            options[name] = left.pop(0)
        elif name in _ANYWHERE:
            rest.insert(0, argument)
        else:
            rest.append(argument)
    return options, rest


def _run(home: Home, options: dict[str, str], rest: Sequence[str]) -> None:
    if not rest or rest == [PLAIN]:
        from client.app import run  # noqa: PLC0415 - start-up time: commands need no screen

        run(home.folder, plain=PLAIN in rest)
        return
    from client.commands.cli import cli  # noqa: PLC0415 - start-up time: screens need no parser

    first = [part for option in options.items() for part in option]
    cli(args=[*first, *rest], prog_name="evenhand")


def _apology(home: Home, error: Exception) -> str:
    note = write_crash_note(home, error, system_clock())
    where = f" A note without any answers is in {note}; send it" if note else " Tell this"
    return (
        "Evenhand made a mistake and had to stop. Everything that was saved is kept."
        f"{where} to your coordinator."
    )


if __name__ == "__main__":
    main()
