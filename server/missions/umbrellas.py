"""The tree of organisations, and counting observers in it once.

An umbrella (a mission of several senders) may be counted as a whole by one announcement and in its
parts by another. Its own number is then the same people again, never more of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.missions.document import Organisation


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation at its place in the tree."""

    organisation: Organisation
    depth: int
    """0 = under no umbrella."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """An umbrella that was counted both as a whole and in parts."""

    umbrella: str
    whole: int
    parts: Mapping[str, int]
    """The counted organisations below it: id → observers."""

    @property
    def rest(self) -> int:
        """How many more the whole has than its parts; less than 0 = fewer."""
        return self.whole - sum(self.parts.values())


def tree_of(organisations: Sequence[Organisation]) -> list[Branch]:
    """Return the organisations, each under its umbrella, otherwise in their order."""
    below = _below(organisations)
    known = {each.id for each in organisations}
    found: list[Branch] = []

    def walk(organisation: Organisation, depth: int) -> None:
        found.append(Branch(organisation, depth))
        for each in below[organisation.id]:
            walk(each, depth + 1)

    for each in organisations:
        if each.parent not in known:
            walk(each, 0)
    return found


def circles_in(organisations: Sequence[Organisation]) -> Iterator[str]:
    """Yield the ids of organisations that are, over others or at once, their own umbrella."""
    parents = {each.id: each.parent for each in organisations}
    for start in parents:
        seen = {start}
        above = parents.get(start, "")
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above == start:
            yield start


def counted_once(organisations: Sequence[Organisation], counts: Mapping[str, int]) -> int:
    """Return how many people `counts` are (organisation's id → observers), each counted once.

    What an umbrella has as a whole holds its parts; where the parts are more, they count.
    """
    below = _below(organisations)

    def of(organisation: str) -> int:
        parts = sum(of(each.id) for each in below[organisation])
        return max(counts.get(organisation, 0), parts)

    known = {each.id for each in organisations}
    roots = [each.id for each in organisations if each.parent not in known]
    return sum(of(each) for each in roots) + sum(
        count for each, count in counts.items() if each not in known
    )


def overlaps_in(
    organisations: Sequence[Organisation], counts: Mapping[str, int]
) -> Iterator[Overlap]:
    """Yield each organisation that `counts` has as a whole and in parts."""
    below = _below(organisations)

    def parts_of(organisation: str) -> dict[str, int]:
        parts: dict[str, int] = {}
        for each in below[organisation]:
            parts |= {each.id: counts[each.id]} if each.id in counts else parts_of(each.id)
        return parts

    for branch in tree_of(organisations):
        umbrella = branch.organisation.id
        if umbrella in counts and (parts := parts_of(umbrella)):
            yield Overlap(umbrella, counts[umbrella], parts)


def _below(organisations: Sequence[Organisation]) -> dict[str, list[Organisation]]:
    below: dict[str, list[Organisation]] = defaultdict(list)
    for each in organisations:
        if each.parent:
            below[each.parent].append(each)
    return below
