# ruff: noqa: INP001 - a script, not a package
"""Write `problems.md` from the code: `python docs/write_problems.py`, or with --check compare."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import client
import server
import shared
from shared.problems import Problem

PAGE = Path(__file__).with_name("problems.md")
HEAD = """# Problems

Every error that a person can meet has a code that never changes its meaning. On the wire it is a
problem document (RFC 9457, `application/problem+json`) with `type`, `title`, `status`, `detail`
and `code`; on the command line it is the `detail` alone, on stderr, with exit 1. The `detail`
says what is wrong, which thing it concerns and what to do next. Nothing that was held is lost by
any of them.

This page is written by `python docs/write_problems.py`; a test holds it to the code.
"""
PARTS = ((shared, "Everywhere"), (server, "The server"), (client, "The laptop"))


def modules_of(package: ModuleType) -> Iterator[str]:
    """Yield the names of the modules in `package`; migrations run by themselves only."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.startswith(("server.migrations.env", "server.migrations.versions")):
            yield found.name


def problems_of(parent: type[Problem]) -> Iterator[type[Problem]]:
    """Yield the problems below `parent` that have a code of their own."""
    for child in parent.__subclasses__():
        if "code" in vars(child) and child.__module__.startswith(("shared.", "server.", "client.")):
            yield child
        yield from problems_of(child)


def every_problem() -> list[type[Problem]]:
    """Import everything and return all problems, by code."""
    for package, _ in PARTS:
        for name in modules_of(package):
            importlib.import_module(name)
    return sorted(set(problems_of(Problem)), key=lambda problem: problem.code)


def meaning_of(problem: type[Problem]) -> str:
    """Return the first sentence or two of the docstring, on one line."""
    paragraph = (problem.__doc__ or problem.title).strip().split("\n\n")[0]
    return " ".join(paragraph.split()).replace("|", "\\|")


def page() -> str:
    """Return the page."""
    found, parts = every_problem(), [HEAD]
    for package, title in PARTS:
        own = [each for each in found if each.__module__.split(".")[0] == package.__name__]
        if own:
            rows = [f"| `{each.code}` | {each.status} | {meaning_of(each)} |" for each in own]
            table = "\n".join(["| code | status | when |", "|---|---|---|", *rows])
            parts.append(f"## {title}\n\n{table}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text() == page() else "problems.md is not what the code says.")
    PAGE.write_text(page())
