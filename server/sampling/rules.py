"""The house rules of counting: how much is needed before something may be said. Pure.

No source prescribes these numbers; docs/findings.md says why they are what they are. A mission may
set its own in its file, under `sample: rules:`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """From where on something is said, and how."""

    least_for_interval: int = 10
    """Fewer answers than this have no interval."""
    exact_below: int = 30
    """Fewer answers than this have the exact interval: no approximation is to be trusted."""
    least_for_share: int = 50
    """Fewer answers than this have no percentage."""
    least_for_margin: int = 100
    """Fewer answers than this have no margin printed after a percentage."""
    show_base: float = 0.2
    """Beyond this share of non-answers, a sentence itself prints what it rests on."""
    silent: float = 0.5
    """Beyond this share of non-answers there is no sentence and no percentage."""
    few: float = 0.05
    """Below this share, cases are isolated, or clustered in a region."""
    likeness: float = 0.1
    """How much the reports of one team are taken to be alike (ρ) where too few cases, or too few
    teams, can tell."""
    rare: int = 5
    """Fewer cases than this, or fewer of the contrary, can't tell how alike teams' reports are."""
    least_teams: int = 5
    """Fewer teams than this can't tell it either."""


HOUSE_RULES = Rules()
