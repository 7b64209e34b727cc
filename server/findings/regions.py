"""The counts of one form by region, at every depth that somebody has asked for. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from server.findings.keys import Key
from server.findings.tally import OUTSIDE, GroupTally, Part, Tally
from server.sampling.groups import name_at

WHOLE, OUTERMOST = 0, 1
EVERYWHERE = ""

Leaf = tuple[str, Part | None]
"""A whole path of regions, and a part in it."""


@dataclass(slots=True)
class FormTally:
    """Depth → region → counts. They are made from the leaves once, then kept up.

    Reports from outside the sample are in none of them.
    """

    leaves: dict[Leaf, Tally] = field(default_factory=dict[Leaf, Tally])
    levels: dict[int, dict[str, GroupTally]] = field(
        default_factory=dict[int, dict[str, GroupTally]]
    )
    outside: Counter[str] = field(default_factory=Counter[str])
    """Station outside the sample → its reports."""

    def put(
        self,
        part: Part | None,
        station: str,
        region: str,
        version: str,
        keys: Collection[tuple[str, Key]],
        sign: int = 1,
    ) -> None:
        """Add a report, or take it out with `sign` −1."""
        if part == OUTSIDE:
            self.outside[station] += sign
            if not self.outside[station]:
                del self.outside[station]
            return
        leaf = self.leaves.get((region, part))
        if leaf is None:
            leaf = self.leaves[region, part] = Tally()
        leaf.put(station, version, keys, sign)
        if not leaf.units and not leaf.stations:
            del self.leaves[region, part]
        for depth, groups in self.levels.items():
            name = name_at(region, depth)
            group = groups.get(name)
            if group is None:
                group = groups[name] = GroupTally()
            group.put(part, station, version, keys, sign)
            if not group.whole.units and not group.whole.stations:
                del groups[name]

    def at(self, depth: int) -> Mapping[str, GroupTally]:
        """Return region → counts, regions cut to `depth`; at depth 0 one region, everywhere."""
        if depth not in self.levels:
            made: dict[str, GroupTally] = {}
            for (region, part), tally in self.leaves.items():
                made.setdefault(name_at(region, depth), GroupTally()).join(part, tally)
            self.levels[depth] = made
        return self.levels[depth]

    def whole(self) -> GroupTally:
        """Return the counts of all regions together."""
        return self.at(WHOLE).get(EVERYWHERE) or GroupTally()
