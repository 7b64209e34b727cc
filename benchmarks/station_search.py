"""The search among all stations of a country, at every keystroke of what observers type."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from client.laptop import Laptop
from shared.clock import system_clock
from shared.folding import fold
from shared.sync.protocol import ChangesPage, StationChange
from shared.sync.setting import StationOut

STATIONS = 31_000
TYPED = (
    "мектеп 12", "mektep yesil", "Абай 5", "гимназия сарыарка 199", "kızılorda", "00417", "zzz",
    "библиотека №", "ауданы қарағанды облысы абай",
)  # fmt: skip
"""Searches, each typed letter by letter: in two alphabets, by code, and one that finds nothing."""
_MOST_SHOWN = 50
_KINDS = ("Школа-гимназия", "Мектеп", "Библиотека", "Дом культуры", "Балабақша")
_STREETS = ("Абай", "Сейфуллин", "Достык", "Республика", "Құрманғазы")
_REGIONS = ("Алматы облысы", "Нұр-Сұлтан", "Шымкент", "Қарағанды облысы", "Қызылорда облысы")
_DISTRICTS = ("Есіл ауданы", "Сарыарқа ауданы", "Байқоңыр ауданы")


@dataclass(frozen=True)
class Searched:
    """Milliseconds."""

    opening: float
    """Of the first search, which reads the register into memory."""
    keystrokes: Sequence[float]
    plain_scan: float
    """Of one look for a text in all stations, in memory: the least that a search can cost."""


def register(count: int = STATIONS) -> list[StationOut]:
    """Return a register of so many stations, the same every time."""
    source = random.Random(3)  # noqa: S311 - repeatable, not secret
    return [
        StationOut(
            code=f"{number:05}",
            name=f"{source.choice(_KINDS)} № {source.randrange(200)}",
            region=f"{source.choice(_REGIONS)} / {source.choice(_DISTRICTS)}",
            address=f"{source.choice(_STREETS)} даңғылы {source.randrange(200)}",
            timezone="Asia/Almaty",
        )
        for number in range(count)
    ]


def searched(laptop: Laptop) -> Searched:
    """Let `laptop` know the register, type all searches, and return how long each key took."""
    stations = register()
    changes = [StationChange(key=each.code, value=each) for each in stations]
    page = ChangesPage(
        cursor="all", begins=False, is_whole=False, more=False, left=0, changes=[*changes]
    )
    laptop.changes.apply(page, system_clock())
    opening = _milliseconds(laptop, "м")
    keystrokes = [
        _milliseconds(laptop, text[:length]) for text in TYPED for length in range(1, len(text) + 1)
    ]
    return Searched(opening, keystrokes, _plain_scan(stations))


def _milliseconds(laptop: Laptop, text: str) -> float:
    start = perf_counter()
    laptop.pack.list_stations(laptop.pack.index().search(text, _MOST_SHOWN))
    return (perf_counter() - start) * 1000


def _plain_scan(stations: Sequence[StationOut]) -> float:
    texts = [fold(f"{each.name} {each.code} {each.region} {each.address}") for each in stations]
    start = perf_counter()
    assert not any("zzzz" in text for text in texts)
    return (perf_counter() - start) * 1000
