"""Where an answer belongs: the keys of answers, comments and `seen_by`.

Outside repeats a question's key is its name. In a repeat the instance stands before it, counted
from 1, and so on for repeats in repeats; groups are no part of it:

    turnout · incidents[2]/severity · incidents[2]/witnesses[1]/name

How many instances a repeat has is an integer under the repeat's own path:

    {"incidents": 2, "incidents[1]/severity": "high", "incidents[2]/witnesses": 1}
"""

import re
from dataclasses import dataclass

Step = tuple[str, int]
"""A repeat and one of its instances, from 1."""
Place = tuple[Step, ...]
"""The instances that something stands in, outermost first; () is outside all repeats."""

_STEP = re.compile(r"([^\[\]/]+)\[([1-9][0-9]{0,5})\]")


@dataclass(frozen=True, slots=True)
class Path:
    """A question or a repeat at its place."""

    place: Place
    name: str

    def __str__(self) -> str:
        return path_to(self.place, self.name)


def path_to(place: Place, name: str) -> str:
    """Return the key of the question or repeat `name` at `place`."""
    if not place:
        return name
    return "".join(f"{repeat}[{number}]/" for repeat, number in place) + name


def find_path(key: str) -> Path | None:
    """Read `key`; None if it is no path. That its names exist in a form is not looked at."""
    *steps, name = key.split("/")
    place: list[Step] = []
    for step in steps:
        match = _STEP.fullmatch(step)
        if match is None:
            return None
        place.append((match[1], int(match[2])))
    return Path(tuple(place), name) if name and not {"[", "]"} & set(name) else None


def name_in(key: str) -> str:
    """Return the name of the question or repeat that `key` ends with."""
    return key.rpartition("/")[2]


def instance_path(place: Place, repeat: str, number: int) -> str:
    """Return how an instance is written: `incidents[2]`."""
    return f"{path_to(place, repeat)}[{number}]"
