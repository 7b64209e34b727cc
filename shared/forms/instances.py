"""Instances of repeats in what is kept by path: answers, comments, and who saw it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from shared.forms.evaluating import number_of_instances
from shared.forms.paths import find_path, instance_path

Entry = TypeVar("Entry")


def added(answers: Mapping[str, Any], repeat: str) -> int:
    """Return the number of instances that the repeat has with one more."""
    return number_of_instances(answers.get(repeat)) + 1


def removed(held: Mapping[str, Entry], instance: str, *, counted: bool = False) -> dict[str, Entry]:
    """Return `held` without what stands under an instance (`incidents[2]`).

    What stands under later instances of the repeat moves up. With `counted`, the number of
    instances under the repeat's path becomes one less. An `instance` that is none changes nothing.
    """
    found = find_path(f"{instance}/x")
    if found is None:
        return dict(held)
    *outer, (repeat, number) = found.place
    around = instance_path(tuple(outer), repeat, number).rpartition("[")[0]
    kept: dict[str, Entry] = {}
    for path, entry in held.items():
        moved = _moved(path, around, number)
        if moved is not None:
            kept[moved] = entry
    if counted:
        left = max(number_of_instances(held.get(around)) - 1, 0)
        _count(kept, around, left)
    return kept


def _count(kept: dict[str, Any], repeat: str, number: int) -> None:
    if repeat in kept:
        kept[repeat] = number


def _moved(path: str, repeat: str, removed: int) -> str | None:
    """Return where `path` stands once an instance of `repeat` is removed; None where nowhere."""
    start = f"{repeat}["
    if not path.startswith(start):
        return path
    written, _, rest = path[len(start) :].partition("]")
    if not written.isdecimal() or int(written) < removed:
        return path
    return None if int(written) == removed else f"{start}{int(written) - 1}]{rest}"
