"""English: `In 2 of the 14 polling stations visited, …`. Pure."""

from collections.abc import Sequence
from datetime import date

from server.statement.ladder import Word
from server.statement.languages.language import Kind, Language, Stations

NOUN = "polling station"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_KNOWN = {
    "not_observed": "this was observed",
    "dont_know": "the observers could tell",
    "not_applicable": "this applied",
}
_WITH_OF = (Word.HALF, Word.MAJORITY)


class English(Language):
    """English as the United Kingdom writes it."""

    code = "en"
    forbidden = (
        "fraud", "fraudulent", "rigged", "rigging", "stolen", "free and fair", "only",
        "unfortunately", "fortunately", "regrettably", "violation", "violations", "merely",
        "clearly", "obviously",
    )  # fmt: skip
    numbers = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    separators = (",", ".")
    conjunction = "and"
    after_place = ", "
    before_last = "; and "

    def fact(self, number: int) -> str:
        """Return `five`, `312`."""
        return self.in_words(number)

    def percent(self, figure: str) -> str:
        """Return `96.2 per cent`."""
        return f"{figure} per cent"

    def day(self, moment: date) -> str:
        """Return `10 January 2021`."""
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"

    def days(self, first: date, last: date) -> str:
        """Return `On 6 January 2021`, or `From 6 to 8 January 2021`."""
        if first == last:
            return f"On {self.day(first)}"
        if (first.year, first.month) == (last.year, last.month):
            return f"From {first.day} to {self.day(last)}"
        return f"From {self.day(first)} to {self.day(last)}"

    def counted(self, number: int) -> str:
        """Return `one polling station`, `14 polling stations`."""
        return f"{self.in_words(number)} {NOUN}{'' if number == 1 else 's'}"

    def none_of(self, total: int, stations: Stations) -> str:
        """Return `in none of the 14 polling stations visited`."""
        which = "in neither of the two" if total == 2 else f"in none of the {self.in_words(total)}"
        return which + _of(stations)

    def all_of(self, total: int, stations: Stations) -> str:
        """Return `in all 14 polling stations visited`."""
        if total == 1:
            return "there" if stations.kind is Kind.NAMED else f"in the{_of(stations, NOUN)}"
        return ("in both" if total == 2 else f"in all {self.in_words(total)}") + _of(stations)

    def part_of(self, cases: int, total: int, stations: Stations, share: str = "") -> str:
        """Return `in 2 of the 14 polling stations visited`: both in words, or both in figures."""
        write = self.in_words if total < 10 else self.numeral
        place = f"in {write(cases)} of the {write(total)}{_of(stations)}"
        return f"{place} ({share})" if share else place

    def one_of(self, total: int, stations: Stations) -> str:
        """Return `in one of the 412 polling stations observed`."""
        return f"in one of the {self.numeral(total)}{_of(stations)}"

    def places(self, cases: int) -> str:
        """Return `in three`."""
        return f"in {self.in_words(cases)}"

    def other_places(self, cases: int) -> str:
        """Return `in the other three`."""
        return f"in the other {self.in_words(cases)}"

    def all_places(self) -> str:
        """Return `in all of them`."""
        return "in all of them"

    def clustered(self, cases: int, stations: Stations | None, in_main: int, region: str) -> str:
        """Return `in nine polling stations observed, six of them in Akmola`."""
        number = "all" if in_main == cases else f"{self.in_words(in_main)} of them"
        of = _of(stations) if stations else ""
        end = "" if stations else ","
        return f"{self.places(cases)}{of}, {number} in {region}{end}"

    def isolated(self, cases: int, total: int, stations: Stations, regions: int) -> str:
        """Return `in isolated cases (4 of 412 polling stations observed, in four regions)`."""
        of = f"{self.numeral(cases)} of {self.numeral(total)}{_of(stations)}"
        return f"in isolated cases ({of}, in {self.in_words(regions)} regions)"

    def share_of(self, figure: str, stations: Stations | None, error: str = "") -> str:
        """Return `in 96.2 per cent of polling stations (± 1.5)`."""
        of = f" of{_of(stations)}" if stations else ""
        return f"in {self.percent(figure)}{of}{f' ({error})' if error else ''}"

    def worded(self, word: Word, bracket: str, *, alone: bool) -> str:
        """Return `in most polling stations (94.7 per cent, ± 1.7)`."""
        of = "" if alone else f"{' of' if word in _WITH_OF else ''} {NOUN}s"
        return f"in {word.value}{of} ({bracket})"

    def between(self, low: str, high: str) -> str:
        """Return `between 0.1 and 2.3`."""
        return f"between {low} and {high}"

    def in_scene(self, scene: str, visited: int) -> str:
        """Return `the opening was observed in six polling stations`."""
        return scene.replace("{place}", f"in {self.counted(visited)}")

    def item(self, names: Sequence[str], place: str, *, each: bool) -> str:
        """Return `masks and sanitiser in 14`."""
        return f"{self.listing(names)} {place}{' each' if each else ''}"

    def item_place(self, count: int, *, in_figures: bool) -> str:
        """Return `in 14`."""
        return f"in {self.numeral(count) if in_figures else self.in_words(count)}"

    def item_share(self, figure: str) -> str:
        """Return `in 83 per cent`."""
        return f"in {self.percent(figure)}"


def _of(stations: Stations, noun: str = f"{NOUN}s") -> str:
    """Return the noun with what says which stations; '' for those just named."""
    match stations.kind:
        case Kind.NAMED:
            return ""
        case Kind.VISITED:
            return f" {noun} visited"
        case Kind.OBSERVED:
            return f" {noun} observed"
        case Kind.WATCHED:
            return f" {noun} {stations.watched}"
        case Kind.ANSWERED:
            known = _KNOWN.get(stations.silence, "an answer was recorded")
            of = f" (of {English().numeral(stations.visited)} visited)" if stations.visited else ""
            return f" {noun} where {known}{of}"
        case Kind.NATIONWIDE:
            return f" {noun}"
