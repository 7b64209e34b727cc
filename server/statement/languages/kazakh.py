"""Kazakh: «Барылған 14 сайлау учаскесінің 2-еуінде …». Pure.

The stations stand in the genitive and need no suffix of their own; the number of cases bears the
place, in words (`екеуінде`) or behind the figure (`12-сінде`), by vowel harmony.
"""

from collections.abc import Sequence
from datetime import date

from server.statement.ladder import Word
from server.statement.languages.language import Kind, Language, Stations
from server.statement.languages.suffixes import behind

_IN = (
    "", "біреуінде", "екеуінде", "үшеуінде", "төртеуінде",
    "бесеуінде", "алтауында", "жетеуінде", "сегізінде", "тоғызында",
)  # fmt: skip
_BEHIND = {
    0: "інде", 1: "інде", 2: "сінде", 3: "інде", 4: "інде", 5: "інде",
    6: "сында", 7: "сінде", 8: "інде", 9: "ында", 10: "ында", 20: "сында",
    30: "ында", 40: "ында", 50: "інде", 60: "ында", 70: "інде", 80: "інде",
    90: "ында", 100: "інде", 1_000: "ында", 1_000_000: "ында",
}  # fmt: skip
"""Behind the last word of a figure from eight on: нөл, бір, екі, …"""
_SMALL = {1: "еуінде", 2: "еуінде", 3: "еуінде", 4: "еуінде", 5: "еуінде", 6: "ауында", 7: "еуінде"}
"""Behind a figure up to seven, which is read as a collective number: `2-еуінде`."""
_MONTHS = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip
_ON_MONTHS = (
    "қаңтарда", "ақпанда", "наурызда", "сәуірде", "мамырда", "маусымда",
    "шілдеде", "тамызда", "қыркүйекте", "қазанда", "қарашада", "желтоқсанда",
)  # fmt: skip
_KNOWN = {
    "not_observed": "бұл байқалған",
    "dont_know": "байқаушылар айта алған",
    "not_applicable": "бұл қолданылатын",
}
_WORDS = {
    Word.FEW: "аздаған сайлау учаскелерінде",
    Word.SOME: "кейбір сайлау учаскелерінде",
    Word.MANY: "көптеген сайлау учаскелерінде",
    Word.HALF: "сайлау учаскелерінің жартысына жуығында",
    Word.MAJORITY: "сайлау учаскелерінің жартысынан көбінде",
    Word.MOST: "сайлау учаскелерінің көпшілігінде",
    Word.NEARLY_ALL: "сайлау учаскелерінің барлығында дерлік",
}
_ALONE = {
    Word.FEW: "аздағанында",
    Word.SOME: "кейбірінде",
    Word.MANY: "көбінде",
    Word.HALF: "жартысына жуығында",
    Word.MAJORITY: "жартысынан көбінде",
    Word.MOST: "көпшілігінде",
    Word.NEARLY_ALL: "барлығында дерлік",
}
_NOUN = "сайлау учаскесі"


class Kazakh(Language):
    """Kazakh, in Cyrillic as in official acts."""

    code = "kk"
    forbidden = (
        "алаяқ*", "бұрмала*", "ұрлан*", "еркін әрі әділ", "еркін және әділ", "тек", "ғана",
        "өкінішке*", "бақытымызға*", "заң бұзушылық*", "бұзушылық*", "әрине", "анық көрініп тұр",
    )  # fmt: skip
    numbers = ("нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
    separators = ("\N{NO-BREAK SPACE}", ",")
    conjunction = "және"

    def day(self, moment: date) -> str:
        """Return `2021 жылғы 10 қаңтар`."""
        return f"{moment.year} жылғы {moment.day} {_MONTHS[moment.month - 1]}"

    def days(self, first: date, last: date) -> str:
        """Return `2021 жылғы 6 қаңтарда`, or `2021 жылғы 6–8 қаңтарда`."""
        on = f"{last.day} {_ON_MONTHS[last.month - 1]}"
        if first == last:
            return f"{last.year} жылғы {on}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{last.year} жылғы {first.day}–{on}"
        return f"{self.day(first)} – {last.year} жылғы {on}"

    def counted(self, number: int) -> str:
        """Return `бір сайлау учаскесі`, `14 сайлау учаскесі`: a noun behind a number is single."""
        return f"{self.in_words(number)} {_NOUN}"

    def none_of(self, total: int, stations: Stations) -> str:
        """Return `барылған 14 сайлау учаскесінің ешқайсысында`."""
        return f"{self._whole(total, stations)} ешқайсысында"

    def all_of(self, total: int, stations: Stations) -> str:
        """Return `барылған 14 сайлау учаскесінің барлығында`."""
        if total == 1:
            named = stations.kind is Kind.NAMED
            return "сол жерде" if named else f"{_which(stations)}{_NOUN}нде"
        return f"{self._whole(total, stations)} {'екеуінде де' if total == 2 else 'барлығында'}"

    def part_of(self, cases: int, total: int, stations: Stations, share: str = "") -> str:
        """Return `барылған 14 сайлау учаскесінің 2-еуінде`."""
        number = self.places(cases) if total < 10 else self._figure(cases)
        return f"{self._whole(total, stations)} {number}{f' ({share})' if share else ''}"

    def one_of(self, total: int, stations: Stations) -> str:
        """Return `байқау жүргізілген 412 сайлау учаскесінің біреуінде`."""
        return f"{self._whole(total, stations)} біреуінде"

    def places(self, cases: int) -> str:
        """Return `үшеуінде`, `12-сінде`."""
        return _IN[cases] if 0 < cases < 10 else self._figure(cases)

    def other_places(self, cases: int) -> str:
        """Return `қалған үшеуінде`."""
        return f"қалған {self.places(cases)}"

    def all_places(self) -> str:
        """Return `олардың барлығында`."""
        return "олардың барлығында"

    def clustered(self, cases: int, stations: Stations | None, in_main: int, region: str) -> str:
        """Return `байқау жүргізілген төрт сайлау учаскесінде (барлығы: Ақмола)`."""
        number = "барлығы" if in_main == cases else f"оның {self.in_words(in_main)} учаскесі"
        where = f"({number}: {region})"
        if stations is None:
            return f"{self.places(cases)} {where}"
        return f"{_which(stations)}{self.in_words(cases)} {_NOUN}нде {where}"

    def isolated(self, cases: int, total: int, stations: Stations, regions: int) -> str:
        """Return `жекелеген жағдайларда (412 сайлау учаскесінің 4-еуінде, төрт өңірде)`."""
        of = f"{self._whole(total, stations)} {self._figure(cases)}"
        return f"жекелеген жағдайларда ({of}, {self.in_words(regions)} өңірде)"

    def share_of(self, figure: str, stations: Stations | None, error: str = "") -> str:
        """Return `сайлау учаскелерінің 96,2 %-ында (± 1,5)`."""
        of = f"{_which(stations)}сайлау учаскелерінің " if stations else ""
        bracket = f" ({self.decimal(error)})" if error else ""
        return f"{of}{self.percent(figure)}-ында{bracket}"

    def worded(self, word: Word, bracket: str, *, alone: bool) -> str:
        """Return `сайлау учаскелерінің көпшілігінде (94,7 %, ± 1,7)`."""
        return f"{(_ALONE if alone else _WORDS)[word]} ({bracket})"

    def between(self, low: str, high: str) -> str:
        """Return `0,1–2,3 аралығында`."""
        return f"{low}–{high} аралығында"

    def in_scene(self, scene: str, visited: int) -> str:
        """Return `ашылу алты сайлау учаскесінде байқалды`."""
        return scene.replace("{place}", f"{self.in_words(visited)} {_NOUN}нде")

    def item(self, names: Sequence[str], place: str, *, each: bool) -> str:
        """Return `маска және антисептик – 14-інде`; each by itself if they share fewer stations."""
        written = names if each else [self.listing(names)]
        return ", ".join(f"{name} – {place}" for name in written)

    def item_place(self, count: int, *, in_figures: bool) -> str:
        """Return `14-інде`."""
        return self._figure(count) if in_figures else self.places(count)

    def item_share(self, figure: str) -> str:
        """Return `83 %-ында`."""
        return f"{self.percent(figure)}-ында"

    def _figure(self, number: int) -> str:
        ending = _SMALL.get(number) or behind(str(number), _BEHIND)
        return f"{self.numeral(number)}-{ending}"

    def _whole(self, total: int, stations: Stations) -> str:
        """Return `барылған 14 сайлау учаскесінің`."""
        if stations.kind is Kind.NAMED:
            return f"осы {self.in_words(total)} учаскенің"
        return f"{_which(stations)}{self.in_words(total)} {_NOUN}нің"


def _which(stations: Stations) -> str:
    """Return what stands before the stations and says which they are."""
    match stations.kind:
        case Kind.VISITED:
            return "барылған "
        case Kind.OBSERVED:
            return "байқау жүргізілген "
        case Kind.WATCHED:
            return f"{stations.watched} "
        case Kind.ANSWERED:
            known = _KNOWN.get(stations.silence, "жауап жазылған")
            number = Kazakh().numeral(stations.visited)
            return (
                f"{known} (барлығы {number} учаскеге барылған) "
                if stations.visited
                else f"{known} "
            )
        case Kind.NATIONWIDE | Kind.NAMED:
            return ""
