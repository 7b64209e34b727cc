"""Sentences from figures, in English. Pure: the same figures always read the same.

A sentence lists every way in which the stations answered, good and bad alike, and each way says
in how many. What the ladder does not allow is not said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from server.findings.sampling import interval, margin
from server.statement.english import counted, in_words, listing, numeral, of_the, per_cent
from server.statement.ladder import (
    FEW,
    Base,
    Form,
    Spread,
    form_for,
    honest_word,
    is_clustered,
    reason_for_silence,
    spread_of,
)

NOUN = "polling station"
FORBIDDEN = (
    "fraud", "fraudulent", "rigged", "rigging", "stolen", "free and fair", "only", "unfortunately",
    "fortunately", "regrettably", "violation", "violations", "merely", "clearly", "obviously",
)  # fmt: skip
"""Words that no drafted sentence holds: they judge, or they tell the reader what to feel."""
_SILENCE = {
    "not_observed": "this was not observed",
    "dont_know": "the observers could not tell",
    "not_applicable": "this did not apply",
    "missing": "no answer was recorded",
}


@dataclass(frozen=True)
class Way:
    """One of the ways in which stations answered."""

    clause: str
    """What was so there: `a ramp was missing at the entrance`."""
    cases: int
    regions: Mapping[str, int] = field(default_factory=dict[str, int])
    """Region → cases."""
    none: str = ""
    """The clause as it follows "In none of the 14 …": `was a ramp missing`; '' = not said so."""
    items: tuple[tuple[str, int], ...] = ()
    """Particulars, each with its stations: `masks` → 14."""
    is_rest: bool = False
    """It says no more than that the first way was not so; left out after "In none of …"."""


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; a figure knows the way that it counts."""

    text: str
    way: Way | None = None
    silence: str = ""
    """The non-answer that it counts: `not_observed`, …"""


@dataclass(frozen=True)
class Scene:
    """What was watched, for forms that few stations are visited for."""

    watched: str = ""
    """`the opening was observed`; '' = the stations were visited."""


VISIT = Scene()
ISOLATED = 20
"""More cases than this are not called isolated, however small their share."""


def say(
    ways: Sequence[Way], base: Base, scene: Scene = VISIT, *, again: bool = False
) -> tuple[Piece, ...]:
    """Return the sentence that `ways` of `base` make, or () where nothing can be said.

    `again` says that the paragraph has named the stations just before.
    """
    if reason_for_silence(base):
        return ()
    writer = _Writer(base, scene, again)
    given = [way for way in ways if way.cases]
    denied = ways[0]
    if denied.none and not denied.cases and writer.total > 1 and not writer.silences():
        parts = [writer.none(denied)]
        following = [] if len(given) == 1 and given[0].is_rest else given
    else:
        parts = [writer.first(given[0])]
        following = given[1:]
    parts += [writer.next(way, last=way is given[-1]) for way in following]
    parts += writer.silences()
    return as_sentence(parts)


def as_sentence(parts: Sequence[Sequence[Piece]]) -> tuple[Piece, ...]:
    """Join parts by semicolons; give the whole a capital and a full stop."""
    joined: list[Piece] = []
    for part in parts:
        joined += [Piece("; "), *part] if joined else list(part)
    first, last = joined[0], joined[-1]
    joined[0] = replace(first, text=first.text[:1].upper() + first.text[1:])
    if len(joined) > 1:
        joined[-1] = replace(last, text=last.text + ".")
    return tuple(joined)


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the sentence as plain text."""
    return "".join(piece.text for piece in pieces)


def told_once(way: Way) -> str:
    """Return what was so at one station, with its particulars."""
    items = [item for item in way.items if item[1]]
    return f"{way.clause}: {listed(items)}" if items else way.clause


def listed(items: Sequence[tuple[str, int]]) -> str:
    """Return the names of particulars as a list."""
    return listing([name for name, _ in items])


@dataclass(frozen=True)
class _Writer:
    """Writes the places at which something was so."""

    base: Base
    scene: Scene
    again: bool

    @property
    def form(self) -> Form:
        return form_for(self.base)

    @property
    def counts_silences(self) -> bool:
        """Whether the few stations without an answer are counted in the sentence itself."""
        return self.form is Form.COUNT and not self.base.shows_itself

    @property
    def total(self) -> int:
        return self.base.visited if self.counts_silences else self.base.answered

    def is_whole(self, way: Way) -> bool:
        return way.cases == self.total

    def stations(self, noun: str = f"{NOUN}s") -> str:
        """Name the stations that the figures are of."""
        if self.base.shows_itself or (self.form is Form.COUNT_AND_SHARE and self.base.unanswered):
            of = f" (of {numeral(self.base.visited)} visited)" if self.base.shows_itself else ""
            return f"{noun} where {_known(self.base)}{of}"
        if self.scene.watched:
            return f"{noun} where {self.scene.watched}"
        return f"{noun} {'visited' if self.base.design == 'convenience' else 'observed'}"

    def of_stations(self, number: str) -> str:
        """Add the stations to `2 of the 14`, unless the paragraph has just named them."""
        short = self.again and not self.base.shows_itself and self.form is Form.COUNT
        return number if short else f"{number} {self.stations()}"

    def none(self, way: Way) -> tuple[Piece, ...]:
        """Write that something was so nowhere."""
        if self.total == 2:
            place = self.of_stations("in neither of the two")
        else:
            whole = in_words(self.total) if self.total < 10 else numeral(self.total)
            place = self.of_stations(f"in none of the {whole}")
        return (Piece(place, way), Piece(f" {way.none}"))

    def first(self, way: Way) -> tuple[Piece, ...]:
        """Write the way that opens the sentence."""
        if self.scene.watched and not self.again and self.base.visited < 10:
            return self._opening_scene(way)
        if self.total == 1:
            place = "there" if self.again else f"in the {self.stations(NOUN)}"
        elif self.is_whole(way):
            place = self._all()
        else:
            place = self._share(way) or self.of_stations(f"in {of_the(way.cases, self.total)}")
        return (Piece(place, way), Piece(f", {self._told(way)}"))

    def _opening_scene(self, way: Way) -> tuple[Piece, ...]:
        scene = f"{self.scene.watched} in {counted(self.base.visited, NOUN)}"
        if self.base.visited == 1:
            return (Piece(scene, way), Piece(f"; {self._told(way)}"))
        whole = "both" if self.total == 2 else f"all {in_words(self.total)}"
        number = whole if self.is_whole(way) else in_words(way.cases)
        return (Piece(f"{scene}; "), Piece(f"in {number}", way), Piece(f" {self._told(way)}"))

    def _all(self) -> str:
        if self.total == 2:
            return "in both" if self.again else f"in both {self.stations()}"
        whole = in_words(self.total) if self.total < 10 else numeral(self.total)
        return self.of_stations(f"in all {whole}")

    def next(self, way: Way, *, last: bool) -> tuple[Piece, ...]:
        """Write a way that follows; the last one has the other stations, if that is all of them."""
        if self.is_whole(way):
            place = "in all of them"
        elif self.form is not Form.COUNT:
            place = self._share(way, following=True) or f"in {in_words(way.cases)}"
        elif last and not self.silences():
            place = f"in the other {in_words(way.cases)}"
        else:
            place = f"in {in_words(way.cases)}"
        return (Piece(place, way), Piece(f" {self._told(way)}"))

    def _share(self, way: Way, *, following: bool = False) -> str:
        """Write the share of stations, as the form has it; '' where a count is more honest."""
        if self.form is Form.COUNT:
            return ""
        if self.form is Form.COUNT_AND_SHARE:
            figure = per_cent(way.cases / self.base.answered, 0)
            number = in_words(way.cases) if following else of_the(way.cases, self.base.answered)
            place = number if following else self.of_stations(number)
            return f"in {place} ({figure} per cent)" if figure else ""
        if way.cases < FEW * self.base.answered:
            return self._rare(way, following=following)
        return self._measured(way, following=following)

    def _rare(self, way: Way, *, following: bool) -> str:
        """Write cases below five per cent: one, clustered, isolated, or simply counted."""
        stations = "" if following else f" {self.stations()}"
        if way.cases == 1:
            return "" if following else f"in one of the {numeral(self.base.answered)}{stations}"
        if self.base.regions < 2:
            return f"in {of_the(way.cases, self.base.answered)}{stations}"
        spread = spread_of(way.regions)
        if is_clustered(spread, way.cases):
            where = _where(spread, way.cases)
            return f"in {in_words(way.cases)}{stations}, {where}{',' if following else ''}"
        if self.form is Form.SHARE_WITH_MARGIN or way.cases > ISOLATED:
            return self._measured(way, following=following)
        of = f"{numeral(way.cases)} of {numeral(self.base.answered)}{stations}"
        return f"in isolated cases ({of}, in {in_words(spread.regions)} regions)"

    def _measured(self, way: Way, *, following: bool) -> str:
        """Write a percentage, with its margin where chance chose the stations."""
        share = way.cases / self.base.answered
        if self.form is Form.SHARE:
            figure = per_cent(share, 0)
            of = "" if following else f" of {self.stations()}"
            return f"in {figure} per cent{of}" if figure else ""
        figure, error, low = per_cent(share, 1), self._margin(way), self._low(way)
        if figure is None:
            return ""
        word = honest_word(share, low)
        if word is not None and not self.base.shows_itself:
            of = " of" if word.value in ("about half", "a majority") else ""
            stations = "" if following else f"{of} {NOUN}s"
            return f"in {word.value}{stations} ({figure} per cent{f', {error}' if error else ''})"
        stations = self.stations() if self.base.shows_itself else f"{NOUN}s"
        of = "" if following else f" of {stations}"
        return f"in {figure} per cent{of}{f' ({error})' if error else ''}"

    def _low(self, way: Way) -> float:
        found = interval(
            way.cases, self.base.answered, design=self.base.design, population=self.base.population
        )
        return found[0] if found else 0.0

    def _margin(self, way: Way) -> str:
        """Write `± 1.5`; near none and all, where that would mislead, both ends."""
        answered = self.base.answered
        if self.base.population is not None and answered >= self.base.population:
            return ""
        if min(way.cases, answered - way.cases) >= 5:
            points = 100 * margin(way.cases / answered, answered, self.base.population)
            return f"± {points:.1f}"
        ends = interval(
            way.cases, answered, design=self.base.design, population=self.base.population
        )
        return f"between {100 * ends[0]:.1f} and {100 * ends[1]:.1f}" if ends else ""

    def silences(self) -> list[tuple[Piece, ...]]:
        """Account for the few stations without an answer, kind by kind."""
        if not self.counts_silences:
            return []
        return [
            (Piece(f"in {in_words(count)}", silence=kind), Piece(f" {_SILENCE[kind]}"))
            for kind, count in self.base.silences.items()
            if count
        ]

    def _told(self, way: Way) -> str:
        """Write what was so, with its particulars."""
        items = [(name, count) for name, count in way.items if count]
        if not items:
            return way.clause
        return f"{way.clause}: {self._items(items, way.cases)}"

    def _items(self, items: list[tuple[str, int]], cases: int) -> str:
        """Write `masks and sanitiser in 14, distance markings in 12`, most frequent first."""
        if self.total == 1 or cases == 1:
            return listed(items)
        in_figures = any(count >= 10 for _, count in items)
        groups: dict[int, list[str]] = {}
        for name, count in sorted(items, key=lambda item: -item[1]):
            groups.setdefault(count, []).append(name)
        return ", ".join(
            f"{listing(names)} in {self._of_item(count, in_figures=in_figures)}"
            f"{' each' if len(names) > 1 and count < cases else ''}"
            for count, names in groups.items()
        )

    def _of_item(self, count: int, *, in_figures: bool) -> str:
        if self.form in (Form.SHARE, Form.SHARE_WITH_MARGIN):
            figure = per_cent(count / self.base.answered, 0)
            if figure:
                return f"{figure} per cent"
        return numeral(count) if in_figures else in_words(count)


def _where(spread: Spread, cases: int) -> str:
    """Say in which region most of several cases lie."""
    number = "all" if spread.in_main == cases else f"{in_words(spread.in_main)} of them"
    return f"{number} in {spread.main}"


def _known(base: Base) -> str:
    """Say what the stations with an answer have and the others lack."""
    most = max(base.silences, key=lambda kind: base.silences[kind])
    return {
        "not_observed": "this was observed",
        "dont_know": "the observers could tell",
        "not_applicable": "this applied",
    }.get(most, "an answer was recorded")
