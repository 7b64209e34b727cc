"""Russian: «На двух из 14 посещённых избирательных участков …». Pure.

Numbers stand in two cases, after «на» and after «из»; nouns follow their last word (21 участок,
22 участка), by the plural categories of CLDR.
"""

from collections.abc import Sequence
from datetime import date

from server.statement.ladder import Word
from server.statement.languages.language import Kind, Language, Stations

_OF = ("", "одного", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти")
_ON = ("", "одном", *_OF[2:])
_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_KNOWN = {
    "not_observed": "где это наблюдалось",
    "dont_know": "где наблюдатели могли это сказать",
    "not_applicable": "где это было применимо",
}
_WORDS = {
    Word.FEW: "на немногих избирательных участках",
    Word.SOME: "на некоторых избирательных участках",
    Word.MANY: "на многих избирательных участках",
    Word.HALF: "примерно на половине избирательных участков",
    Word.MAJORITY: "более чем на половине избирательных участков",
    Word.MOST: "на большинстве избирательных участков",
    Word.NEARLY_ALL: "почти на всех избирательных участках",
}


class Russian(Language):
    """Russian."""

    code = "ru"
    forbidden = (
        "фальсифик*", "фальсифиц*", "мошеннич*", "подтасов*", "украден*", "свободные и честные",
        "свободными и честными", "свободные и справедливые", "только", "лишь", "к сожалению",
        "к счастью", "нарушени*", "очевидно", "разумеется",
    )  # fmt: skip
    numbers = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
    separators = ("\N{NO-BREAK SPACE}", ",")
    conjunction = "и"

    def day(self, moment: date) -> str:
        """Return `10 января 2021 года`."""
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} года"

    def days(self, first: date, last: date) -> str:
        """Return `6 января 2021 года`, or `6–8 января 2021 года`."""
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.day(last)}"
        return f"С {self.day(first)} по {last.day} {_MONTHS[last.month - 1]} {last.year} года"

    def counted(self, number: int) -> str:
        """Return `один избирательный участок`, `14 избирательных участков`."""
        noun = {"one": "избирательный участок", "few": "избирательных участка"}
        form = self.plural_form(number)
        return f"{self.in_words(number)} {noun.get(form, 'избирательных участков')}"

    def none_of(self, total: int, stations: Stations) -> str:
        """Return `ни на одном из 14 посещённых избирательных участков`."""
        return f"ни на одном {self._out_of(total, stations)}"

    def all_of(self, total: int, stations: Stations) -> str:
        """Return `на всех 14 посещённых избирательных участках`."""
        if total == 1:
            if stations.kind is Kind.NAMED:
                return "там"
            return f"на {_noun(stations, 'посещённом ', 'избирательном участке')}"
        if total > 2 and self.plural_form(total) == "one":
            return f"на каждом {self._out_of(total, stations)}"
        number = "обоих" if total == 2 else f"всех {self._on(total)}"
        return f"на {number}{_after(stations, 'посещённых ', 'избирательных участках')}"

    def part_of(self, cases: int, total: int, stations: Stations, share: str = "") -> str:
        """Return `на двух из 14 посещённых избирательных участков`."""
        return f"на {self._on(cases)} {self._out_of(total, stations, share)}"

    def one_of(self, total: int, stations: Stations) -> str:
        """Return `на одном из 412 избирательных участков, где велось наблюдение,`."""
        return f"на одном {self._out_of(total, stations)}"

    def places(self, cases: int) -> str:
        """Return `на трёх`."""
        return f"на {self._on(cases)}"

    def other_places(self, cases: int) -> str:
        """Return `на остальных трёх`."""
        return "ещё на одном" if cases == 1 else f"на остальных {self._on(cases)}"

    def all_places(self) -> str:
        """Return `на всех этих участках`."""
        return "на всех этих участках"

    def clustered(self, cases: int, stations: Stations | None, in_main: int, region: str) -> str:
        """Return `на четырёх избирательных участках, где велось наблюдение (все: Акмола),`."""
        number = "все" if in_main == cases else f"{self.in_words(in_main)} из них"
        where = f"({number}: {region})"
        if stations is None:
            return f"{self.places(cases)} {where}"
        noun = "участке" if self.plural_form(cases) == "one" else "участках"
        adjective = "избирательном" if noun == "участке" else "избирательных"
        visited = "посещённом " if noun == "участке" else "посещённых "
        of = _noun(stations, visited, f"{adjective} {noun}", where)
        return f"{self.places(cases)} {of}"

    def isolated(self, cases: int, total: int, stations: Stations, regions: int) -> str:
        """Return `в единичных случаях (4 из 412 избирательных участков, …)`."""
        of = f"{self.numeral(cases)} {self._out_of(total, stations)}".rstrip(",")
        noun = "регионе" if self.plural_form(regions) == "one" else "регионах"
        return f"в единичных случаях ({of}, в {self._on(regions)} {noun})"

    def share_of(self, figure: str, stations: Stations | None, error: str = "") -> str:
        """Return `на 96,2 % избирательных участков (± 1,5)`."""
        bracket = f"({self.decimal(error)})" if error else ""
        if stations is None:
            return f"на {self.percent(figure)} {bracket}".strip()
        return f"на {self.percent(figure)} {_noun(stations, 'посещённых ', _MANY, bracket)}"

    def worded(self, word: Word, bracket: str, *, alone: bool) -> str:
        """Return `на большинстве избирательных участков (94,7 %, ± 1,7)`."""
        place = _WORDS[word]
        if alone:
            place = place.replace(" избирательных участках", "").replace(
                " избирательных участков", ""
            )
        return f"{place} ({bracket})"

    def between(self, low: str, high: str) -> str:
        """Return `от 0,1 до 2,3`."""
        return f"от {low} до {high}"

    def in_scene(self, scene: str, visited: int) -> str:
        """Return `открытие наблюдалось на шести избирательных участках`."""
        one = self.plural_form(visited) == "one"
        noun = "избирательном участке" if one else "избирательных участках"
        return scene.replace("{place}", f"на {self._on(visited)} {noun}")

    def item(self, names: Sequence[str], place: str, *, each: bool) -> str:
        """Return `маски и антисептик — на 14`; each by itself where they share a smaller number."""
        written = names if each else [self.listing(names)]
        return ", ".join(f"{name} — {place}" for name in written)

    def item_place(self, count: int, *, in_figures: bool) -> str:
        """Return `на 14`."""
        return f"на {self.numeral(count) if in_figures else self._on(count)}"

    def item_share(self, figure: str) -> str:
        """Return `на 83 %`."""
        return f"на {self.percent(figure)}"

    def _on(self, number: int) -> str:
        return _ON[number] if 0 < number < 10 else self.numeral(number)

    def _out_of(self, total: int, stations: Stations, share: str = "") -> str:
        """Return `из 14 посещённых избирательных участков`."""
        one = self.plural_form(total) == "one"
        visited, noun = ("посещённого ", _ONE) if one else ("посещённых ", _MANY)
        number = _OF[total] if 0 < total < 10 else self.numeral(total)
        bracket = f"({share})" if share else ""
        return f"из {number}{_after(stations, visited, noun, bracket)}"


_ONE = "избирательного участка"
_MANY = "избирательных участков"


def _after(stations: Stations, visited: str, noun: str, bracket: str = "") -> str:
    """Return the noun behind a number; '' for stations just named."""
    if stations.kind is Kind.NAMED:
        return f" {bracket}" if bracket else ""
    return f" {_noun(stations, visited, noun, bracket)}"


def _noun(stations: Stations, visited: str, noun: str, bracket: str = "") -> str:
    """Return the noun with what says which stations: a participle before, or a clause behind it."""
    end = f" {bracket}" if bracket else ""
    match stations.kind:
        case Kind.VISITED:
            return f"{visited}{noun}{end}"
        case Kind.OBSERVED:
            return f"{noun}{end}, где велось наблюдение,"
        case Kind.WATCHED:
            return f"{noun}{end}, {stations.watched},"
        case Kind.ANSWERED:
            known = _KNOWN.get(stations.silence, "где ответ был записан")
            number = Russian().numeral(stations.visited)
            of = f" (всего посещено: {number})" if stations.visited else ""
            return f"{noun}{end}, {known}{of},"
        case Kind.NATIONWIDE | Kind.NAMED:
            return f"{noun}{end}"
