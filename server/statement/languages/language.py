"""What a language must know to write a statement. Pure.

Each language has a module of its own that says how it writes numbers, days, shares and the place
that opens a sentence: "In 2 of the 14 polling stations visited, …". Those need cases, vowel harmony
and word order, which message formats such as Fluent or gettext leave to the translator of each
single sentence; here the sentences are made from figures, so a language is code, and small. What
is said of a place comes from `findings.yaml`, whole clauses in the four languages; the fixed words
around it from `phrases.yaml`, where plurals have the categories of CLDR, by Babel.

Names (offices, parties, regions) are never inflected: sentences are built so that they stand in
the nominative, after a colon or in brackets.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache

from babel import Locale

from server.statement.ladder import Word


@cache
def _pattern(word: str) -> re.Pattern[str]:
    end = "" if word.endswith("*") else r"\b"
    return re.compile(rf"\b{re.escape(word.removesuffix('*'))}{end}", re.IGNORECASE)


class Kind(Enum):
    """Which stations a figure is of."""

    NAMED = "those that the paragraph has just named"
    VISITED = "those visited"
    OBSERVED = "those observed"
    WATCHED = "those where something was watched"
    ANSWERED = "those with an answer"
    NATIONWIDE = "all that there are, by a sample"


@dataclass(frozen=True)
class Stations:
    """The stations that a figure is of."""

    kind: Kind
    watched: str = ""
    """WATCHED: the words that go with the noun, `where the opening was observed`."""
    silence: str = ""
    """ANSWERED: what most of the others have instead of an answer, `not_observed`."""
    visited: int = 0
    """ANSWERED: all that were visited; 0 = not told."""


class Language(ABC):
    """A language that statements are written in. Places begin with a small letter."""

    code: str
    forbidden: tuple[str, ...]
    """Words that no drafted sentence holds: they judge, or tell the reader what to feel. A star
    stands for any ending."""
    numbers: tuple[str, ...]
    """Words for 0 to 9."""
    separators: tuple[str, str] = (" ", ",")
    """Between thousands, and before decimals."""
    conjunction: str
    after_place: str = " "
    """Between the place that opens a sentence and what was so there."""
    before_last: str = "; "
    """Before the last of several things seen at one station."""

    def forbidden_in(self, text: str) -> list[tuple[int, int]]:
        """Return where `text` holds forbidden words: beginning and end of each."""
        found = {each.span() for word in self.forbidden for each in _pattern(word).finditer(text)}
        return sorted(found)

    def plural_form(self, number: int) -> str:
        """Return the plural category of CLDR: `one`, `few`, `many` or `other`."""
        return Locale(self.code).plural_form(number)

    def numeral(self, number: int) -> str:
        """Return `number` in figures, thousands set apart."""
        return f"{number:,}".replace(",", self.separators[0])

    def decimal(self, figure: str) -> str:
        """Return a figure such as `96.2` with the decimal sign of the language."""
        return figure.replace(".", self.separators[1])

    def in_words(self, number: int) -> str:
        """Return `number` in words below ten, in figures from ten on."""
        return self.numbers[number] if 0 <= number < 10 else self.numeral(number)

    def fact(self, number: int) -> str:
        """Return a number that a fact of the mission file states, as running text has it."""
        return self.numeral(number)

    def listing(self, words: Sequence[str]) -> str:
        """Return `a`, `a and b`, `a, b and c`."""
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self.conjunction} {words[-1]}"

    def capital(self, text: str) -> str:
        """Return `text` with a capital at its beginning."""
        return text[:1].upper() + text[1:]

    def sentence(self, text: str) -> str:
        """Return `text` with a capital at its beginning and one full stop at its end."""
        text = text.strip()
        return f"{self.capital(text).rstrip('.')}." if text else ""

    def percent(self, figure: str) -> str:
        """Return a figure such as `96.2` as a percentage."""
        return f"{self.decimal(figure)}\N{NO-BREAK SPACE}%"

    @abstractmethod
    def day(self, moment: date) -> str:
        """Return a day: `10 January 2021`."""

    @abstractmethod
    def days(self, first: date, last: date) -> str:
        """Return one day or several as a sentence begins with them: `On 6 January 2021`."""

    @abstractmethod
    def counted(self, number: int) -> str:
        """Return `one polling station`, `14 polling stations`, as the object of a verb."""

    @abstractmethod
    def none_of(self, total: int, stations: Stations) -> str:
        """Return `in none of the 14 polling stations visited`; of two or more."""

    @abstractmethod
    def all_of(self, total: int, stations: Stations) -> str:
        """Return `in all 14 polling stations visited`, `in both`, `there`."""

    @abstractmethod
    def part_of(self, cases: int, total: int, stations: Stations, share: str = "") -> str:
        """Return `in 2 of the 14 polling stations visited`, with its share where one is given."""

    @abstractmethod
    def one_of(self, total: int, stations: Stations) -> str:
        """Return `in one of the 412 polling stations observed`."""

    @abstractmethod
    def places(self, cases: int) -> str:
        """Return `in three`, of stations that the sentence has named."""

    @abstractmethod
    def other_places(self, cases: int) -> str:
        """Return `in the other three`."""

    @abstractmethod
    def all_places(self) -> str:
        """Return `in all of them`."""

    @abstractmethod
    def clustered(self, cases: int, stations: Stations | None, in_main: int, region: str) -> str:
        """Return `in nine polling stations observed, six of them in Akmola`."""

    @abstractmethod
    def isolated(self, cases: int, total: int, stations: Stations, regions: int) -> str:
        """Return `in isolated cases (4 of 412 polling stations observed, in four regions)`."""

    @abstractmethod
    def share_of(self, figure: str, stations: Stations | None, error: str = "") -> str:
        """Return `in 83 per cent of polling stations observed`; `in 83 per cent` without them."""

    @abstractmethod
    def worded(self, word: Word, bracket: str, *, alone: bool) -> str:
        """Return `in most polling stations (…)`; `in most (…)` if the word stands alone."""

    @abstractmethod
    def between(self, low: str, high: str) -> str:
        """Return both ends of an interval in per cent: `between 0.1 and 2.3`."""

    @abstractmethod
    def in_scene(self, scene: str, visited: int) -> str:
        """Fill `{place}` of a scene: `the opening was observed in six polling stations`."""

    @abstractmethod
    def item(self, names: Sequence[str], place: str, *, each: bool) -> str:
        """Return `masks and sanitiser in 14`; `each` if several names share a smaller number."""

    @abstractmethod
    def item_place(self, count: int, *, in_figures: bool) -> str:
        """Return the stations of a particular: `in 14`."""

    @abstractmethod
    def item_share(self, figure: str) -> str:
        """Return the share of stations of a particular: `in 83 per cent`."""
