"""Snapshots of accreditation in the mission's document: what people write, and changing them.

A snapshot is what one announcement says of one day. Several of the same day stand side by side.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from server.missions.document import (
    Accreditation,
    AccreditationSnapshot,
    MissionFile,
    Organisation,
)
from server.missions.editing import InvalidChange
from server.missions.entries import NoSuchEntry
from server.missions.faults import Fault
from shared.folding import fold

_LINE = re.compile(r"(?P<name>.*?)(?:\s*[:=\t–—-]\s*|\s+)(?P<count>\d[\d\u00a0\u202f ,.']{0,14})")
_BETWEEN_DIGITS = re.compile(r"[\s,.'\u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list of senders: who, and how many where it says."""

    name: str
    count: int | None


def read_line(text: str) -> Line:
    """Return what a line says: `Jordan: 3`, `CIS Executive Committee 179`, `Moldova`."""
    found = _LINE.fullmatch(text.strip())
    if not found or not found["name"]:
        return Line(text.strip(), None)
    return Line(found["name"].strip(), int(_BETWEEN_DIGITS.sub("", found["count"])))


class Senders:
    """The mission's organisations, by whatever they are called."""

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        self._ids: dict[str, str] = {}
        self._names = {each.id: each.name for each in organisations}
        for each in organisations:
            for name in (each.id, each.name, each.short, *each.variants):
                if name:
                    self._ids.setdefault(fold(name), each.id)

    def find(self, name: str) -> str:
        """Return the id of the organisation called `name`, in any of its spellings; '' = none."""
        return self._ids.get(fold(name), "")

    def nearest(self, name: str) -> str:
        """Return what the organisation is called whose name is nearest; '' = none is near."""
        near = get_close_matches(_any_order(name), self._orderless, n=1, cutoff=0.75)
        return self._names[self._orderless[near[0]]] if near else ""

    @cached_property
    def _orderless(self) -> dict[str, str]:
        return {_any_order(name): organisation for name, organisation in self._ids.items()}


def _any_order(name: str) -> str:
    return " ".join(sorted(fold(name).split()))


def organisations_in(lines: Sequence[str], senders: Senders) -> dict[str, int]:
    """Return what lines say of organisations: id → observers. Raises InvalidChange."""
    counts: dict[str, int] = {}
    faults: list[Fault] = []
    for line in map(read_line, lines):
        organisation = senders.find(line.name)
        if line.count is None:
            cure = "Write the number after the name, as CIS Executive Committee: 179."
            faults.append(Fault(0, "organisations", f"'{line.name}' has no number", cure))
        elif not organisation:
            cure = "Add it to the organisations first, or write its name as it stands there."
            message = f"no organisation is called '{line.name}'"
            faults.append(Fault(0, "organisations", message, cure))
        elif organisation in counts:
            cure = "Remove one of the two lines."
            faults.append(Fault(0, "organisations", f"'{line.name}' stands twice", cure))
        else:
            counts[organisation] = line.count
    if faults:
        raise InvalidChange(faults)
    return counts


def states_in(lines: Sequence[str]) -> dict[str, Any]:
    """Return what lines say of states, as the keys of a snapshot."""
    read = [read_line(line) for line in lines]
    counted = {line.name: line.count for line in read if line.count is not None}
    return {"states": [line.name for line in read], "by_state": counted}


def snapshots_of(document: MissionFile) -> tuple[AccreditationSnapshot, ...]:
    """Return the document's snapshots, in its order."""
    return document.accreditation.snapshots if document.accreditation else ()


def get_snapshot(document: MissionFile, number: int) -> AccreditationSnapshot:
    """Return snapshot `number` (from 1). Raises NoSuchEntry."""
    snapshots = snapshots_of(document)
    if not 1 <= number <= len(snapshots):
        raise NoSuchEntry(f"The mission has no announcement number {number} (any more).")
    return snapshots[number - 1]


def find_snapshot(document: MissionFile, number: int) -> AccreditationSnapshot | None:
    """Return snapshot `number` (from 1), or None."""
    snapshots = snapshots_of(document)
    return snapshots[number - 1] if 1 <= number <= len(snapshots) else None


def with_snapshot(
    document: MissionFile, snapshot: AccreditationSnapshot, number: int | None
) -> MissionFile:
    """Return `document` with `snapshot` in place of `number` (from 1), or as one more.

    Raises NoSuchEntry.
    """
    held = snapshots_of(document)
    if number is None:
        return with_rules(document, {"snapshots": (*held, snapshot)})
    get_snapshot(document, number)
    return with_rules(document, {"snapshots": (*held[: number - 1], snapshot, *held[number:])})


def without_snapshot(document: MissionFile, number: int) -> MissionFile:
    """Return `document` without snapshot `number` (from 1). Raises NoSuchEntry."""
    held = snapshots_of(document)
    get_snapshot(document, number)
    return with_rules(document, {"snapshots": (*held[: number - 1], *held[number:])})


def with_rules(document: MissionFile, values: Mapping[str, Any]) -> MissionFile:
    """Return `document` with these keys of its accreditation."""
    held = document.accreditation or Accreditation()
    changed = held.model_copy(update=dict(values))
    return document.model_copy(update={"accreditation": changed})
