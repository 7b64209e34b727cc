"""What the answers of a sample say of all stations: share, interval, margin, effective size. Pure.

One estimator serves findings and statement, so that a page and a sentence never differ.

- A share is of the answered. Where strata were drawn with different chances, each stratum weighs
  N_h/n_h: its stations by its reports. Nothing else is ever weighed.
- Reports of one team are alike, so teams are clusters: the variance of the share is linearised
  (Taylor) over teams within strata, Σ_h (1−f_h)·C_h/(C_h−1)·Σ_c (z_hc − z̄_h)², with z_hc the
  weighted cases of a team less the share of its answers (Lohr, Sampling: Design and Analysis,
  2nd ed., 9.1; Woodruff, JASA 66 (1971), 411–414). A stratum with one team is held against the
  mean of all. A report whose team is not known stands for itself.
- The design effect is that variance over the one of a simple random sample (Kish, Survey Sampling,
  1965, 8.2), at least 1; n over it is the effective n. Too few cases or teams can't tell it:
  there it is at least 1 + (m−1)ρ with the usual likeness ρ, m being the answers of the average
  answer's team, times Kish's effect of weights, n·Σw²/(Σw)².
- The interval is Wilson's with the effective n and, for teams, the point of Student's t with as
  many degrees of freedom as teams less strata; below 30 answers the exact one; below 10 none. The
  margin after "±" is the classical one, with the same effective n and point.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from math import isclose

from server.sampling.design import Design
from server.sampling.intervals import (
    Z95,
    Interval,
    clopper_pearson,
    hypergeometric,
    margin,
    score,
    student,
    without_correction,
)

TEAMLESS = ""
"""The team of reports whose team is not known."""
EVERYWHERE = ""
"""The one stratum of a design without strata."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one team answered in one stratum."""

    stratum: str
    team: str
    answered: int
    cases: Mapping[Hashable, int]
    """Outcome → answers with it; those with none may be left out."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What the sample came to in one stratum, whatever was answered."""

    units: int
    """Reports, or stations, that the counts are of."""
    stations: int
    """Different stations among them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How often an outcome was among the answered, and how far that can be carried."""

    cases: int
    answered: int
    share: float | None
    """0–1, of the answered, weighed where the design demands it; None with nothing answered."""
    interval: Interval | None = None
    """At 95 %; None where the design, or the number of answers, allows none."""
    margin: float | None = None
    """The half-width (0–1) printed after "±"; None as `interval`."""
    effective: float | None = None
    """Answers of a simple random sample that would say as much; None as `interval`."""
    teams: int = 0
    """Teams among which the variance was measured; 0 = none is known."""
    assumed: bool = False
    """Too few cases or teams could tell the design effect: it is the usual one."""

    @property
    def design_effect(self) -> float | None:
        """How many times more answers are needed than a simple random sample would need."""
        return self.answered / self.effective if self.effective else None


@dataclass(slots=True)
class _Sums:
    """Of one outcome in one stratum, over clusters."""

    cases: int = 0
    squares: int = 0
    """Σ x²."""
    products: int = 0
    """Σ x·a."""


@dataclass(slots=True)
class _Stratum:
    answered: int = 0
    clusters: int = 0
    teams: int = 0
    squares: int = 0
    """Σ a²."""
    outcomes: dict[Hashable, _Sums] = field(default_factory=dict[Hashable, _Sums])

    def add(self, cell: Cell) -> None:
        answered = cell.answered
        teamless = cell.team == TEAMLESS
        # A report alone is a cluster of one answer: every sum of squares is the sum itself.
        self.answered += answered
        self.clusters += answered if teamless else 1
        self.teams += not teamless
        self.squares += answered if teamless else answered * answered
        for outcome, cases in cell.cases.items():
            sums = self.outcomes.get(outcome)
            if sums is None:
                sums = self.outcomes[outcome] = _Sums()
            sums.cases += cases
            sums.squares += cases if teamless else cases * cases
            sums.products += cases if teamless else cases * answered


_NOTHING = _Sums()


class Estimator:
    """Estimates each outcome of one question from what teams answered in strata."""

    def __init__(
        self, design: Design, reached: Mapping[str, Reached], cells: Iterable[Cell]
    ) -> None:
        self._design = design
        self._strata: dict[str, _Stratum] = {}
        for cell in cells:
            if cell.answered:
                self._strata.setdefault(cell.stratum, _Stratum()).add(cell)
        strata = self._strata.values()
        self.answered = sum(each.answered for each in strata)
        self._teams = sum(each.teams for each in strata)
        self._freedom = sum(each.clusters for each in strata) - len(strata)
        self._reached = reached
        self._weights = _weights(design, reached) if self._is_weighed else {}
        self._total = sum(self._weight(name) * each.answered for name, each in self._strata.items())
        self._seen = min(self.answered, sum(each.stations for each in reached.values()))

    @property
    def _is_weighed(self) -> bool:
        return self._design.is_stratified

    def _weight(self, stratum: str) -> float:
        return self._weights.get(stratum, 1.0)

    def of(self, outcome: Hashable) -> Estimate:
        """Return the estimate of one outcome."""
        cases = sum(each.outcomes.get(outcome, _NOTHING).cases for each in self._strata.values())
        if not self.answered:
            return Estimate(0, 0, None)
        share = self._share(outcome, cases)
        design = self._design
        if not design.has_margins or self.answered < design.rules.least_for_interval:
            return Estimate(cases, self.answered, share)
        if design.whole is not None and self._seen >= design.whole:
            return Estimate(cases, self.answered, share, (share, share), 0.0, self.answered)
        effect, assumed = self._design_effect(outcome, share, cases)
        measured = self._teams and not assumed
        critical = student(max(self._freedom, 4)) if measured else Z95
        effective = self.answered / effect
        return Estimate(
            cases,
            self.answered,
            share,
            self._interval(cases, share, effective, critical),
            margin(share, effective, design.whole, self._seen) * critical / Z95,
            effective,
            self._teams,
            assumed,
        )

    def _share(self, outcome: Hashable, cases: int) -> float:
        if not self._is_weighed or cases in (0, self.answered):
            return cases / self.answered
        weighed = sum(
            self._weight(name) * each.outcomes.get(outcome, _NOTHING).cases
            for name, each in self._strata.items()
        )
        return min(1.0, weighed / self._total)

    def _interval(self, cases: int, share: float, effective: float, critical: float) -> Interval:
        answered, whole = self.answered, self._design.whole
        if answered >= self._design.rules.exact_below:
            size = effective * without_correction(self._seen, whole)
            return score(share, size, critical)
        if isclose(effective, answered) and isclose(share, cases / answered):
            if whole is not None and answered > whole / 20 and answered == self._seen:
                return hypergeometric(cases, answered, whole)
            return clopper_pearson(cases, answered)
        size = effective * (Z95 / critical) ** 2
        return clopper_pearson(share * size, size)

    def _design_effect(self, outcome: Hashable, share: float, cases: int) -> tuple[float, bool]:
        """Return the design effect, and whether the data could not tell it."""
        if not self._teams and not self._is_weighed:
            return 1.0, False
        rules = self._design.rules
        measured = self._measured(outcome, share)
        can_tell = min(cases, self.answered - cases) >= rules.rare and (
            not self._teams or self._freedom >= rules.least_teams - 1
        )
        if can_tell:
            return max(1.0, measured), False
        return max(1.0, measured, self._usual()), True

    def _measured(self, outcome: Hashable, share: float) -> float:
        """Return the variance over teams and strata over that of a simple random sample."""
        simple = self._unseen(self._seen, self._design.whole) * share * (1 - share)
        simple /= max(1, self.answered - 1)
        if simple <= 0:
            return 1.0
        variance = 0.0
        for name, each in self._strata.items():
            sums = each.outcomes.get(outcome, _NOTHING)
            spread = sums.squares - 2 * share * sums.products + share * share * each.squares
            if each.clusters > 1:
                off = sums.cases - share * each.answered
                spread = max(0.0, spread - off * off / each.clusters)
                spread *= each.clusters / (each.clusters - 1)
            unseen = self._unseen(*self._of_stratum(name, each))
            variance += unseen * self._weight(name) ** 2 * spread
        return variance / (self._total * self._total) / simple

    def _of_stratum(self, name: str, stratum: _Stratum) -> tuple[int, int | None]:
        """Return how many stations of a stratum answered, and how many it has."""
        if not self._is_weighed:
            return self._seen, self._design.whole
        stations = self._reached[name].stations if name in self._reached else stratum.answered
        return min(stratum.answered, stations), self._design.strata.get(name)

    @staticmethod
    def _unseen(seen: int, population: int | None) -> float:
        """Return the finite population correction 1 − n/N of a variance."""
        return 1.0 if not population else max(0.0, 1 - seen / population)

    def _usual(self) -> float:
        """Return the design effect of the usual likeness and of the weights."""
        strata = self._strata.items()
        size = sum(each.squares for _, each in strata) / self.answered
        squares = sum(self._weight(name) ** 2 * each.answered for name, each in strata)
        of_weights = self.answered * squares / (self._total * self._total)
        return of_weights * (1 + (size - 1) * self._design.rules.likeness)


def estimate_alone(cases: int, answered: int, design: Design) -> Estimate:
    """Return the estimate of `cases` among `answered` stations, each independent of the others."""
    cell = Cell(EVERYWHERE, TEAMLESS, answered, {True: cases})
    return Estimator(design, {EVERYWHERE: Reached(answered, answered)}, [cell]).of(True)  # noqa: FBT003 - an outcome


def _weights(design: Design, reached: Mapping[str, Reached]) -> dict[str, float]:
    """Return how many stations each report of a stratum stands for.

    A stratum of no known size weighs as the others do on average.
    """
    known = {name: each for name, each in reached.items() if design.strata.get(name)}
    units = sum(each.units for each in known.values())
    average = sum(design.strata[name] for name in known) / units if units else 1.0
    return {
        name: design.strata[name] / each.units if name in known and each.units else average
        for name, each in reached.items()
    }
