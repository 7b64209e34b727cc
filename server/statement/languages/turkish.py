"""Turkish: "Ziyaret edilen 14 sandık yerinin 2'sinde …". Pure.

A station is always `sandık yeri`, a box always `oy sandığı`: `sandık` alone could be either. The
stations stand in the genitive; the number of cases bears the place, in words (`ikisinde`) or behind
the figure (`12'sinde`), by vowel harmony.
"""

from collections.abc import Sequence
from datetime import date

from server.statement.ladder import Word
from server.statement.languages.language import Kind, Language, Stations
from server.statement.languages.suffixes import behind

_IN = (
    "", "birinde", "ikisinde", "üçünde", "dördünde",
    "beşinde", "altısında", "yedisinde", "sekizinde", "dokuzunda",
)  # fmt: skip
_BEHIND = {
    0: "ında", 1: "inde", 2: "sinde", 3: "ünde", 4: "ünde", 5: "inde",
    6: "sında", 7: "sinde", 8: "inde", 9: "unda", 10: "unda", 20: "sinde",
    30: "unda", 40: "ında", 50: "sinde", 60: "ında", 70: "inde", 80: "inde",
    90: "ında", 100: "ünde", 1_000: "inde", 1_000_000: "unda",
}  # fmt: skip
"""Behind the last word of a figure: sıfır, bir, iki, …"""
_MONTHS = (
    "Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran",
    "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık",
)  # fmt: skip
_KNOWN = {
    "not_observed": "bunun gözlemlendiği",
    "dont_know": "gözlemcilerin bunu bilebildiği",
    "not_applicable": "bunun geçerli olduğu",
}
_WORDS = {
    Word.FEW: "az sayıda sandık yerinde",
    Word.SOME: "bazı sandık yerlerinde",
    Word.MANY: "birçok sandık yerinde",
    Word.HALF: "sandık yerlerinin yaklaşık yarısında",
    Word.MAJORITY: "sandık yerlerinin yarısından fazlasında",
    Word.MOST: "sandık yerlerinin çoğunda",
    Word.NEARLY_ALL: "sandık yerlerinin neredeyse tamamında",
}
_ALONE = {
    Word.FEW: "az sayıda yerde",
    Word.SOME: "bazılarında",
    Word.MANY: "birçoğunda",
    Word.HALF: "yaklaşık yarısında",
    Word.MAJORITY: "yarısından fazlasında",
    Word.MOST: "çoğunda",
    Word.NEARLY_ALL: "neredeyse tamamında",
}


class Turkish(Language):
    """Turkish as Türkiye writes it."""

    code = "tr"
    forbidden = (
        "hile", "hileli", "sahtekâr*", "çalın*", "özgür ve adil", "yalnızca", "sadece",
        "ne yazık ki", "maalesef", "neyse ki", "ihlal*", "açıkça görüldü", "elbette",
    )  # fmt: skip
    numbers = ("sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
    separators = (".", ",")
    conjunction = "ve"

    def capital(self, text: str) -> str:
        """Return `text` with a capital at its beginning: i becomes İ."""
        return ("İ" + text[1:]) if text.startswith("i") else super().capital(text)

    def percent(self, figure: str) -> str:
        """Return `yüzde 96,2`."""
        return f"yüzde {self.decimal(figure)}"

    def day(self, moment: date) -> str:
        """Return `10 Ocak 2021`."""
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"

    def days(self, first: date, last: date) -> str:
        """Return `6 Ocak 2021 tarihinde`, or `6–8 Ocak 2021 tarihlerinde`."""
        if first == last:
            return f"{self.day(first)} tarihinde"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.day(last)} tarihlerinde"
        return f"{self.day(first)} – {self.day(last)} tarihlerinde"

    def counted(self, number: int) -> str:
        """Return `bir sandık yeri`, `14 sandık yeri`: a noun behind a number is single."""
        return f"{self.in_words(number)} sandık yeri"

    def none_of(self, total: int, stations: Stations) -> str:
        """Return `ziyaret edilen 14 sandık yerinin hiçbirinde`."""
        return f"{self._whole(total, stations)} hiçbirinde"

    def all_of(self, total: int, stations: Stations) -> str:
        """Return `ziyaret edilen 14 sandık yerinin tamamında`."""
        if total == 1:
            named = stations.kind is Kind.NAMED
            return "orada" if named else f"{_which(stations)}sandık yerinde"
        return f"{self._whole(total, stations)} {'ikisinde de' if total == 2 else 'tamamında'}"

    def part_of(self, cases: int, total: int, stations: Stations, share: str = "") -> str:
        """Return `ziyaret edilen 14 sandık yerinin 2'sinde`."""
        number = self.places(cases) if total < 10 else self._figure(cases)
        return f"{self._whole(total, stations)} {number}{f' ({share})' if share else ''}"

    def one_of(self, total: int, stations: Stations) -> str:
        """Return `gözlemlenen 412 sandık yerinin birinde`."""
        return f"{self._whole(total, stations)} birinde"

    def places(self, cases: int) -> str:
        """Return `üçünde`, `12'sinde`."""
        return _IN[cases] if 0 < cases < 10 else self._figure(cases)

    def other_places(self, cases: int) -> str:
        """Return `diğer üçünde`."""
        if cases == 1:
            return "diğerinde"
        return f"diğer {self.places(cases)}"

    def all_places(self) -> str:
        """Return `bunların tamamında`."""
        return "bunların tamamında"

    def clustered(self, cases: int, stations: Stations | None, in_main: int, region: str) -> str:
        """Return `gözlemlenen dört sandık yerinde (tümü: Akmola)`."""
        number = "tümü" if in_main == cases else f"{self.in_words(in_main)} tanesi"
        where = f"({number}: {region})"
        if stations is None:
            return f"{self.places(cases)} {where}"
        return f"{_which(stations)}{self.in_words(cases)} sandık yerinde {where}"

    def isolated(self, cases: int, total: int, stations: Stations, regions: int) -> str:
        """Return `münferit durumlarda (412 sandık yerinin 4'ünde, dört bölgede)`."""
        of = f"{self._whole(total, stations)} {self._figure(cases)}"
        return f"münferit durumlarda ({of}, {self.in_words(regions)} bölgede)"

    def share_of(self, figure: str, stations: Stations | None, error: str = "") -> str:
        """Return `sandık yerlerinin yüzde 96,2'sinde (± 1,5)`."""
        of = f"{_which(stations)}sandık yerlerinin " if stations else ""
        bracket = f" ({self.decimal(error)})" if error else ""
        return f"{of}{self.item_share(figure)}{bracket}"

    def worded(self, word: Word, bracket: str, *, alone: bool) -> str:
        """Return `sandık yerlerinin çoğunda (yüzde 94,7, ± 1,7)`."""
        return f"{(_ALONE if alone else _WORDS)[word]} ({bracket})"

    def between(self, low: str, high: str) -> str:
        """Return `0,1 ile 2,3 arasında`."""
        return f"{low} ile {high} arasında"

    def in_scene(self, scene: str, visited: int) -> str:
        """Return `açılış altı sandık yerinde gözlemlendi`."""
        return scene.replace("{place}", f"{self.in_words(visited)} sandık yerinde")

    def item(self, names: Sequence[str], place: str, *, each: bool) -> str:
        """Return `maske ve dezenfektan – 14'ünde`; each by itself if they share fewer stations."""
        written = names if each else [self.listing(names)]
        return ", ".join(f"{name} – {place}" for name in written)

    def item_place(self, count: int, *, in_figures: bool) -> str:
        """Return `14'ünde`."""
        return self._figure(count) if in_figures else self.places(count)

    def item_share(self, figure: str) -> str:
        """Return `yüzde 83'ünde`."""
        return f"{self.percent(figure)}'{behind(figure, _BEHIND)}"

    def _figure(self, number: int) -> str:
        return f"{self.numeral(number)}'{behind(str(number), _BEHIND)}"

    def _whole(self, total: int, stations: Stations) -> str:
        """Return `ziyaret edilen 14 sandık yerinin`."""
        if stations.kind is Kind.NAMED:
            return f"bu {self.in_words(total)} yerin"
        return f"{_which(stations)}{self.in_words(total)} sandık yerinin"


def _which(stations: Stations) -> str:
    """Return what stands before the stations and says which they are."""
    match stations.kind:
        case Kind.VISITED:
            return "ziyaret edilen "
        case Kind.OBSERVED:
            return "gözlemlenen "
        case Kind.WATCHED:
            return f"{stations.watched} "
        case Kind.ANSWERED:
            known = _KNOWN.get(stations.silence, "yanıt kaydedilen")
            number = Turkish().numeral(stations.visited)
            return (
                f"{known} (toplam {number} yer ziyaret edildi) "
                if stations.visited
                else f"{known} "
            )
        case Kind.NATIONWIDE | Kind.NAMED:
            return ""
