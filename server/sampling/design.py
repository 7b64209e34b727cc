"""How the stations of a mission were chosen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from server.sampling.rules import HOUSE_RULES, Rules

PROBABILITY_DESIGNS = frozenset({"census", "srs", "stratified"})
"""Where chance chose the stations, or all were visited: only these can have margins."""


@dataclass(frozen=True)
class Design:
    """How the stations were chosen; decides whether there are margins, and whether to weigh."""

    name: str
    """census, srs, stratified, route or convenience."""
    population: int | None = None
    """Stations that the sample was drawn from; None = not known, taken as endless."""
    by: str = ""
    """The attribute of stations that makes the strata; '' = there are none."""
    strata: Mapping[str, int] = field(default_factory=dict[str, int])
    """Stratum → stations in it, of which the sample was drawn."""
    rules: Rules = HOUSE_RULES

    @property
    def has_margins(self) -> bool:
        """Whether chance chose the stations."""
        return self.name in PROBABILITY_DESIGNS

    @property
    def is_stratified(self) -> bool:
        """Whether shares are weighed by strata: only where the design gave them other chances."""
        return self.name == "stratified" and bool(self.strata)

    @cached_property
    def whole(self) -> int | None:
        """Stations in all strata together, else the population that was given."""
        return sum(self.strata.values()) if self.is_stratified else self.population
