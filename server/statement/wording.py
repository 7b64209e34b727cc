"""Sentences from figures, in any language. Pure: the same figures always read the same.

A sentence lists every way in which the stations answered, good and bad alike, and each way says
in how many. The ladder decides what may be said; a `Language` says it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from server.findings.spread import is_clustered, spread_of
from server.sampling.estimates import Estimate, estimate_alone
from server.statement.ladder import (
    Base,
    Form,
    form_for,
    honest_word,
    rounded,
    silence_of,
)
from server.statement.languages.language import Kind, Language, Stations
from server.statement.languages.phrases import phrase


@dataclass(frozen=True)
class Way:
    """One of the ways in which stations answered."""

    clause: str
    """What was so there: `a ramp was missing at the entrance`."""
    cases: int
    regions: Mapping[str, int] = field(default_factory=dict[str, int])
    """Region → cases."""
    next: str = ""
    """The clause where another way stands before it; '' = `clause`."""
    none: str = ""
    """The clause as it follows "In none of the 14 …": `was a ramp missing`; '' = not said so."""
    items: tuple[tuple[str, int], ...] = ()
    """Particulars, each with its stations: `masks` → 14."""
    estimate: Estimate | None = None
    """What the cases say of all stations; None = each station is taken as independent."""
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

    told: str = ""
    """`the opening was observed {place}`; '' = the stations were visited."""
    stations: str = ""
    """The same beside the noun: `where the opening was observed`."""


VISIT = Scene()
ISOLATED = 20
"""More cases than this are not called isolated, however small their share."""


def say(
    ways: Sequence[Way],
    base: Base,
    language: Language,
    scene: Scene = VISIT,
    *,
    again: bool = False,
) -> tuple[Piece, ...]:
    """Return the sentence that `ways` of `base` make, or () where nothing can be said.

    `again` says that the paragraph has named the stations just before.
    """
    if silence_of(base) is not None:
        return ()
    writer = _Writer(base, language, scene, again)
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
    return as_sentence(parts, language)


def as_sentence(parts: Sequence[Sequence[Piece]], language: Language) -> tuple[Piece, ...]:
    """Join parts by semicolons; give the whole a capital and a full stop."""
    joined: list[Piece] = []
    for part in parts:
        joined += [Piece("; "), *part] if joined else list(part)
    first, last = joined[0], joined[-1]
    joined[0] = replace(first, text=language.capital(first.text))
    if len(joined) > 1:
        joined[-1] = replace(last, text=last.text + ".")
    return tuple(joined)


def told_once(way: Way, language: Language) -> str:
    """Return what was so at one station, with its particulars."""
    items = [name for name, count in way.items if count]
    return f"{way.clause}: {language.listing(items)}" if items else way.clause


@dataclass(frozen=True)
class _Writer:
    """Writes the places at which something was so."""

    base: Base
    language: Language
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

    def stations(self) -> Stations:
        """Return the stations that the figures are of."""
        base = self.base
        if base.shows_itself or (self.form is Form.COUNT_AND_SHARE and base.unanswered):
            most = max(base.silences, key=lambda kind: base.silences[kind])
            visited = base.visited if base.shows_itself else 0
            return Stations(Kind.ANSWERED, silence=most, visited=visited)
        if self.scene.told:
            return Stations(Kind.WATCHED, watched=self.scene.stations)
        return Stations(Kind.VISITED if base.design == "convenience" else Kind.OBSERVED)

    def named(self) -> Stations:
        """Return the stations, or no more than a reminder where the paragraph has named them."""
        short = self.again and not self.base.shows_itself and self.form is Form.COUNT
        return Stations(Kind.NAMED) if short else self.stations()

    def none(self, way: Way) -> tuple[Piece, ...]:
        """Write that something was so nowhere."""
        place = self.language.none_of(self.total, self.named())
        return (Piece(place, way), Piece(f" {way.none}"))

    def first(self, way: Way) -> tuple[Piece, ...]:
        """Write the way that opens the sentence."""
        if self.scene.told and not self.again and self.base.visited < 10:
            return self._opening_scene(way)
        if self.is_whole(way):
            place = self.language.all_of(self.total, self.named())
        else:
            place = self._share(way) or self._part(way)
        return (Piece(place, way), Piece(f"{self.language.after_place}{self._told(way)}"))

    def _part(self, way: Way) -> str:
        return self.language.part_of(way.cases, self.total, self.named())

    def _opening_scene(self, way: Way) -> tuple[Piece, ...]:
        scene = self.language.in_scene(self.scene.told, self.base.visited)
        if self.base.visited == 1:
            return (Piece(scene, way), Piece(f"; {self._told(way)}"))
        is_whole = self.is_whole(way)
        named = Stations(Kind.NAMED)
        place = (
            self.language.all_of(self.total, named) if is_whole else self.language.places(way.cases)
        )
        return (Piece(f"{scene}; "), Piece(place, way), Piece(f" {self._told(way)}"))

    def next(self, way: Way, *, last: bool) -> tuple[Piece, ...]:
        """Write a way that follows; the last one has the other stations, if that is all of them."""
        if self.is_whole(way):
            place = self.language.all_places()
        elif self.form is not Form.COUNT:
            place = self._share(way, following=True) or self.language.places(way.cases)
        elif last and not self.silences():
            place = self.language.other_places(way.cases)
        else:
            place = self.language.places(way.cases)
        shorter = replace(way, clause=way.next or way.clause)
        return (Piece(place, way), Piece(f" {self._told(shorter)}"))

    def _share(self, way: Way, *, following: bool = False) -> str:
        """Write the share of stations, as the form has it; '' where a count is more honest."""
        if self.form is Form.COUNT:
            return ""
        if self.form is Form.COUNT_AND_SHARE:
            return self._counted_share(way, following=following)
        if (self._estimate(way).share or 0.0) < self.base.rules.few:
            return self._rare(way, following=following)
        return self._measured(way, following=following)

    def _counted_share(self, way: Way, *, following: bool) -> str:
        figure = rounded(way.cases / self.base.answered, 0)
        if figure is None:
            return ""
        share = self.language.percent(figure)
        if following:
            return f"{self.language.places(way.cases)} ({share})"
        return self.language.part_of(way.cases, self.base.answered, self.named(), share)

    def _rare(self, way: Way, *, following: bool) -> str:
        """Write cases below five per cent: one, clustered, isolated, or simply counted."""
        answered, stations = self.base.answered, self.stations()
        if way.cases == 1:
            return "" if following else self.language.one_of(answered, stations)
        if self.base.regions < 2:
            return "" if following else self.language.part_of(way.cases, answered, stations)
        spread = spread_of(way.regions)
        if is_clustered(spread, way.cases):
            named = None if following else stations
            return self.language.clustered(way.cases, named, spread.in_main, spread.main)
        if self.form is Form.SHARE_WITH_MARGIN or way.cases > ISOLATED:
            return self._measured(way, following=following)
        return self.language.isolated(way.cases, answered, stations, spread.regions)

    def _measured(self, way: Way, *, following: bool) -> str:
        """Write a percentage, with its margin where chance chose the stations."""
        share = self._estimate(way).share or 0.0
        if self.form is Form.SHARE:
            figure = rounded(share, 0)
            stations = None if following else self.stations()
            return self.language.share_of(figure, stations) if figure else ""
        figure, error = rounded(share, 1), self._margin(way)
        if figure is None:
            return ""
        word = honest_word(share, self._low(way))
        if word is not None and not self.base.shows_itself:
            shown = [self.language.percent(figure), self.language.decimal(error)]
            return self.language.worded(word, ", ".join(filter(None, shown)), alone=following)
        whole = self.stations() if self.base.shows_itself else Stations(Kind.NATIONWIDE)
        return self.language.share_of(figure, None if following else whole, error)

    def _estimate(self, way: Way) -> Estimate:
        return way.estimate or estimate_alone(way.cases, self.base.answered, self.base.chosen)

    def _low(self, way: Way) -> float:
        found = self._estimate(way).interval
        return found[0] if found else 0.0

    def _margin(self, way: Way) -> str:
        """Write `± 1.5`; near none and all, where that would mislead, both ends."""
        found = self._estimate(way)
        if not found.margin or found.interval is None:
            return ""
        if min(way.cases, found.answered - way.cases) >= self.base.rules.rare:
            return f"± {100 * found.margin:.1f}"
        return self.language.between(*(f"{100 * end:.1f}" for end in found.interval))

    def silences(self) -> list[tuple[Piece, ...]]:
        """Account for the few stations without an answer, kind by kind."""
        if not self.counts_silences:
            return []
        return [
            (
                Piece(self.language.places(count), silence=kind),
                Piece(f" {phrase(self.language, f'told_{kind}')}"),
            )
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
            return self.language.listing([name for name, _ in items])
        in_figures = any(count >= 10 for _, count in items)
        groups: dict[int, list[str]] = {}
        for name, count in sorted(items, key=lambda item: -item[1]):
            groups.setdefault(count, []).append(name)
        return ", ".join(
            self.language.item(
                names,
                self._of_item(count, in_figures=in_figures),
                each=len(names) > 1 and count < cases,
            )
            for count, names in groups.items()
        )

    def _of_item(self, count: int, *, in_figures: bool) -> str:
        if self.form in (Form.SHARE, Form.SHARE_WITH_MARGIN):
            figure = rounded(count / self.base.answered, 0)
            if figure:
                return self.language.item_share(figure)
        return self.language.item_place(count, in_figures=in_figures)
