"""Facts about the election, and what several sources claim of the same.

A fact has one value, and beside it what other sources claim. Where they differ, a statement cites
the value only once a person has chosen it and said why; until then it says that sources differ.
"""

import math

from server.missions.part import Part, Sourced
from server.missions.scalars import Code, Day, FactValue, Words


class Claim(Sourced):
    """What a source says of something, beside what is held of it."""

    value: FactValue
    unit: str = ""
    """Where it is another than the fact's: a source may have mixed them up."""
    as_of: Day | None = None
    rounded: bool = False
    """The source says “some”, “about”, “over”."""
    quote: str = ""
    """The source's own words."""
    entered_by: str = ""
    """The account that wrote it down."""


class Choice(Part):
    """A person's decision on which of several claims is cited."""

    reason: Words
    by: Words
    """Who chose."""


class Fact(Sourced):
    """One fact about the election, citable."""

    key: Code
    label: Words
    value: FactValue
    unit: str = ""
    as_of: Day | None = None
    """The day it holds for."""
    rounded: bool = False
    """The source says “some”, “about”, “over”."""
    quote: str = ""
    """The source's own words."""
    sum_of: tuple[Words, ...] = ()
    """Keys of the facts that must add up to this one."""
    part_of: str = ""
    """Key of the fact that this one can't exceed."""
    claims: tuple[Claim, ...] = ()
    """What other sources, or the same ones elsewhere, say of it."""
    choice: Choice | None = None
    """Why `value` is the one that is cited, where claims differ from it."""
    entered_by: str = ""
    """The account that wrote it down."""

    @property
    def differing(self) -> tuple[Claim, ...]:
        """The claims that say something else of the same day."""
        return tuple(each for each in self.claims if not _agree(self, each))

    @property
    def is_disputed(self) -> bool:
        """Whether sources differ and nobody has chosen yet: a statement cites no figure then."""
        return bool(self.differing) and self.choice is None


def _agree(fact: Fact, claim: Claim) -> bool:
    """Say whether a claim says the same, or speaks of another day."""
    if claim.unit and claim.unit != fact.unit:
        return False
    if claim.as_of is not None and fact.as_of is not None and claim.as_of != fact.as_of:
        return True
    return same_value(fact.value, claim.value, rounded=fact.rounded or claim.rounded)


def same_value(one: float | str, other: float | str, *, rounded: bool) -> bool:
    """Say whether two values are the same, or one is the other rounded."""
    if isinstance(one, str) or isinstance(other, str):
        return str(one).casefold() == str(other).casefold()
    if not rounded or 0 in (one, other):
        return one == other
    coarse = min(one, other, key=_digits)
    fine = other if coarse == one else one
    digits = _digits(coarse)
    return math.isclose(float(f"{fine:.{digits - 1}e}"), coarse)


def _digits(number: float) -> int:
    """Return how many significant digits a number is written with: 2 for 1200, 3 for 11.9."""
    written = f"{number:.12g}".lstrip("-").split("e", maxsplit=1)[0]
    digits = written.replace(".", "").lstrip("0")
    return max(len(digits.rstrip("0") if "." not in written else digits), 1)
