"""The counts of one form by region, at every depth that somebody has asked for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.findings.keys import Key
from server.findings.tally import Tally

NOT_GIVEN = "not given"
"""The group of reports whose station or visit does not say."""
SEPARATOR = " / "
LEAF = 99
"""Deeper than any path of regions: whole paths."""
WHOLE = 0
EVERYWHERE = ""


def _levels() -> dict[int, dict[str, Tally]]:
    return {LEAF: {}}


@dataclass(slots=True)
class FormTally:
    """Depth → region → counts. Other depths are made from whole paths once, then kept up."""

    levels: dict[int, dict[str, Tally]] = field(default_factory=_levels)

    def put(
        self,
        station: str,
        region: str,
        version: str,
        keys: Sequence[tuple[str, Key]],
        sign: int = 1,
    ) -> None:
        """Add a report, or take it out with `sign` −1."""
        for depth, tallies in self.levels.items():
            name = name_at(region, depth)
            tally = tallies.get(name)
            if tally is None:
                tally = tallies[name] = Tally()
            tally.put(station, version, keys, sign)
            if not tally.units and not tally.stations:
                del tallies[name]

    def at(self, depth: int) -> Mapping[str, Tally]:
        """Return region → counts, regions cut to `depth`; at depth 0 one region, everywhere."""
        if depth not in self.levels:
            made: dict[str, Tally] = {}
            for region, tally in self.levels[LEAF].items():
                name = name_at("" if region == NOT_GIVEN else region, depth)
                made.setdefault(name, Tally()).join(tally)
            self.levels[depth] = made
        return self.levels[depth]

    def whole(self) -> Tally:
        """Return the counts of all regions together."""
        return self.at(WHOLE).get(EVERYWHERE) or Tally()


def name_at(region: str, depth: int) -> str:
    """Return the name of a region path's group at `depth`."""
    if depth == WHOLE:
        return EVERYWHERE
    return SEPARATOR.join(region.split(SEPARATOR)[:depth]) or NOT_GIVEN
