"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; work goes on."""
    TROUBLE = "trouble"
    """Something has to be done."""


@dataclass(frozen=True)
class Finding:
    """What was found of one thing. It never holds an answer, a name, a place or a secret."""

    about: str
    """`Disk`, `Server` …"""
    state: State
    said: str
    """A sentence."""
    cure: str = ""
    """What to do next; '' = nothing."""


def ok(about: str, said: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(about, State.OK, said)


def note(about: str, said: str, cure: str = "") -> Finding:
    """Return what is worth knowing."""
    return Finding(about, State.NOTE, said, cure)


def trouble(about: str, said: str, cure: str) -> Finding:
    """Return what has to be done something about."""
    return Finding(about, State.TROUBLE, said, cure)
