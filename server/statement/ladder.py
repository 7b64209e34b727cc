"""How much may be said of how few stations: the ladder of forms, and the words for shares. Pure.

| answered                      | form                                                       |
|-------------------------------|------------------------------------------------------------|
| 0, or over half not answered  | nothing is said                                            |
| 1–49, or a convenient choice  | in k of the n; in words below ten                          |
| 50–99                         | k of n (x per cent)                                        |
| 100 and more, chosen by route | x per cent of polling stations observed                    |
| 100 and more, chosen by chance| x per cent of polling stations (± y)                       |

The numbers are `server.sampling.rules`, which a mission may set otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from server.sampling.design import Design
from server.sampling.rules import HOUSE_RULES, Rules


class Form(Enum):
    """How a sentence gives its figures."""

    COUNT = "k of the n"
    COUNT_AND_SHARE = "k of n (x per cent)"
    SHARE = "x per cent of those observed"
    SHARE_WITH_MARGIN = "x per cent (± y)"


class Word(Enum):
    """A word for a share. It is never written without the figure behind it."""

    NONE = "none"
    FEW = "a few"
    SOME = "some"
    MANY = "many"
    HALF = "about half"
    MAJORITY = "a majority"
    MOST = "most"
    NEARLY_ALL = "nearly all"
    ALL = "all"


@dataclass(frozen=True)
class Base:
    """The stations that a sentence speaks of."""

    visited: int
    """Stations with a report of the form."""
    design: str
    """How they were chosen."""
    population: int | None = None
    silences: Mapping[str, int] = field(default_factory=dict[str, int])
    """not_observed, dont_know, not_applicable, missing → stations without an answer."""
    regions: int = 0
    """Regions that they lie in; 0 = unknown."""
    rules: Rules = HOUSE_RULES

    @property
    def chosen(self) -> Design:
        """How the stations were chosen, for the estimate of a figure."""
        return Design(self.design, self.population, rules=self.rules)

    @property
    def unanswered(self) -> int:
        """Stations for which there is no answer."""
        return sum(self.silences.values())

    @property
    def answered(self) -> int:
        """Stations for which there is an answer: the base of every share."""
        return self.visited - self.unanswered

    @property
    def shows_itself(self) -> bool:
        """Whether so many non-answers came that the sentence must name its base."""
        return self.unanswered > self.rules.show_base * self.visited


class Silent(Enum):
    """Why nothing can be said of a question."""

    NO_REPORT = "no report of the form counts"
    NO_ANSWER = "asked, and nowhere answered"
    TOO_FEW = "more than half of the stations gave no answer"


def silence_of(base: Base) -> Silent | None:
    """Return why nothing can be said of `base`; None when something can."""
    if base.visited == 0:
        return Silent.NO_REPORT
    if base.answered == 0:
        return Silent.NO_ANSWER
    return Silent.TOO_FEW if base.unanswered > base.rules.silent * base.visited else None


def rounded(share: float, decimals: int) -> str | None:
    """Return `82` or `96.2`; None where rounding would make 0 or 100 of what is neither."""
    figure = f"{100 * share:.{decimals}f}"
    return None if float(figure) in (0.0, 100.0) else figure


def form_for(base: Base) -> Form:
    """Return the form that figures of `base` may take."""
    chosen_by_chance = base.chosen.has_margins
    if base.answered < base.rules.least_for_share or not (
        chosen_by_chance or base.design == "route"
    ):
        return Form.COUNT
    if base.answered < base.rules.least_for_margin:
        return Form.COUNT_AND_SHARE
    return Form.SHARE_WITH_MARGIN if chosen_by_chance else Form.SHARE


def word_for(share: float) -> Word:
    """Return the word for an exact share (0–1). About half wins over its neighbours."""
    if share <= 0:
        return Word.NONE
    if share >= 1:
        return Word.ALL
    rising = (
        (0.05, Word.FEW),
        (0.25, Word.SOME),
        (0.45, Word.MANY),
        (0.75, Word.MAJORITY),
        (0.95, Word.MOST),
    )
    if 0.45 <= share <= 0.55:
        return Word.HALF
    return next((word for limit, word in rising if share < limit), Word.NEARLY_ALL)


def honest_word(share: float, low: float) -> Word | None:
    """Return the word for `share` of a sample whose interval begins at `low`, or None.

    Where the interval crosses into another band the weaker word wins; where that is no longer
    the word of the share itself, no word is honest and natural at once, and the figure stands
    alone. What a sample says of all or none of the stations is never "all" or "none".
    """
    word = word_for(share)
    if word in (Word.ALL, Word.NONE):
        return None
    return word if word_for(max(low, 1e-9)) == word else None


def held_word(share: float, interval: tuple[float, float] | None) -> Word:
    """Return the word that people may write of the share of a sample.

    Where its interval crosses into another band that is the weaker word. A sample says neither
    all nor none of what was not seen.
    """
    low = interval[0] if interval else share
    return word_for(min(max(low, 1e-9), 1 - 1e-9))
