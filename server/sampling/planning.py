"""How many stations a random sample needs, before anybody is sent out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt

from server.sampling.intervals import Z95, margin

SPARE = 0.10
"""Stations over what is needed, for those that can't be reached: the usual tenth."""


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """A sample that keeps a margin."""

    needed: int
    """Stations that must report."""
    drawn: int
    """Stations to draw, with the spare ones."""
    effective: float
    """Stations of a simple random sample that would say as much."""
    margin: float
    """The half-width (0–1) at 95 % that `needed` stations keep."""


def plan_sample(
    wanted: float,
    population: int,
    *,
    share: float = 0.5,
    design_effect: float = 1.0,
    spare: float = SPARE,
) -> SamplePlan:
    """Return the smallest sample of `population` stations whose margin is at most `wanted`.

    `wanted` and `share` are 0–1; a share of one half is the worst case. The size is that at which
    `intervals.margin` reaches `wanted`, N·z²pq / ((N−1)e² + z²pq) (Lohr, Sampling: Design and
    Analysis, 2nd ed., 2.15 and 2.17), times the design effect: how many times more reports are
    needed because those of one team are alike (Kish, Survey Sampling, 1965, section 8.2; about
    1 + (m−1)ρ for m reports a team). Never more than all.
    """
    spread = Z95 * Z95 * share * (1 - share)
    simple = population * spread / ((population - 1) * wanted * wanted + spread)
    needed = min(population, ceil(simple * design_effect - 1e-9))
    effective = max(1.0, needed / design_effect)
    kept = 0.0 if needed == population else margin(share, effective, population)
    return SamplePlan(needed, min(population, ceil(needed * (1 + spare) - 1e-9)), effective, kept)


def widest_margin(strata: Mapping[str, int], sizes: Mapping[str, int]) -> float | None:
    """Return the greatest half-width (0–1) at 95 % that `sizes` of `strata` can come to.

    z·√Σ_h (N_h/N)²·(N_h−n_h)/(N_h−1)·¼/n_h: every stratum split in halves (Lohr, Sampling: Design
    and Analysis, 2nd ed., 3.2 and 2.15). None where nothing is drawn of a stratum: then nothing is
    known of it. A sample without strata has one.
    """
    whole, variance = sum(strata.values()), 0.0
    for name, there in strata.items():
        drawn = sizes.get(name, 0)
        if not drawn:
            return None
        if there > drawn:
            variance += (there / whole) ** 2 * (there - drawn) / (there - 1) / (4 * drawn)
    return Z95 * sqrt(variance)


def design_effect_of(reports_per_team: float, likeness: float) -> float:
    """Return 1 + (m−1)ρ for teams of m reports whose answers correlate by ρ (0–1)."""
    return 1 + (max(reports_per_team, 1) - 1) * likeness
