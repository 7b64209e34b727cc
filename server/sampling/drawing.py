"""Drawing a sample of stations, so that anybody can draw it again and find the same. Pure.

Every station gets a number that only its code and the seed decide: SHA-256 of seed, a line break
and code, as text in UTF-8. Within its stratum, the stations with the lowest numbers are the
sample, in the order of their numbers; that is a simple random sample without replacement, whatever
the order of the register, and a station that joins or leaves the register moves no other
(permanent random numbers: Ohlsson, in Business Survey Methods, 1995, chapter 9). The seed is kept,
and is best published or thrown as dice in front of witnesses before the draw.

A station that can't be visited is replaced by the next number of its stratum that the sample has
not reached; nobody chooses the replacement. What was drawn and replaced stays on record.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heapify, heappop, heapreplace

from server.sampling.problems import ImpossibleSample
from shared.digest import sha256_hex

LEAST_PER_STRATUM = 2
"""With fewer reports, nothing is known of the differences within a stratum."""


class Allocation(StrEnum):
    """How a sample is divided among strata."""

    PROPORTIONAL = "proportional"
    """By the stations of each: all stations of the country have one chance."""
    EQUAL = "equal"
    """The same for each: regions can be compared; the country's figures are weighed."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample as it was drawn."""

    seed: str
    sizes: Mapping[str, int]
    """Stratum → stations to visit."""
    order: Mapping[str, Sequence[str]]
    """Stratum → all of its stations' codes in the order of their numbers."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The sample, stratum by stratum."""
        return tuple(
            code for stratum, size in self.sizes.items() for code in self.order[stratum][:size]
        )


def draw_sample(frame: Iterable[tuple[str, str]], sizes: Mapping[str, int], seed: str) -> Draw:
    """Draw `sizes` stations of each stratum from `frame`, pairs of station code and stratum.

    Without strata, every station's is `EVERYWHERE`. Raises ImpossibleSample where the seed is
    empty, a code stands twice, or a stratum has fewer stations than are to be drawn.
    """
    if not seed.strip():
        raise ImpossibleSample("The seed is empty. Write any text, and keep it with the sample.")
    strata: defaultdict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for code, stratum in frame:
        if code in seen:
            raise ImpossibleSample(f"Station {code} stands twice in the frame. Remove one of them.")
        seen.add(code)
        strata[stratum].append(code)
    for stratum, size in sizes.items():
        there = len(strata.get(stratum, ()))
        if not 0 <= size <= there:
            where = f" of the stratum {stratum!r}" if stratum else ""
            raise ImpossibleSample(
                f"There are {there:,} stations{where} to draw from, and {size:,} are to be drawn. "
                "Draw fewer, or import the rest of the register."
            )
    order = {
        stratum: tuple(sorted(strata[stratum], key=lambda code: (number_of(seed, code), code)))
        for stratum in sorted(sizes)
    }
    return Draw(seed, {stratum: sizes[stratum] for stratum in order}, order)


def number_of(seed: str, code: str) -> str:
    """Return the number of a station, as hexadecimal digits."""
    return sha256_hex(f"{seed}\n{code}".encode())


def allocate(
    size: int,
    strata: Mapping[str, int],
    how: Allocation = Allocation.PROPORTIONAL,
    least: int = LEAST_PER_STRATUM,
) -> dict[str, int]:
    """Divide `size` among `strata` (stratum → its stations): stratum → stations to draw.

    Each gets at least `least`, or all it has; every further one goes where it is most wanted, by
    Webster's divisors. Raises ImpossibleSample where there are fewer stations than `size`, or
    `size` is not enough for `least` of each.
    """
    given = {name: min(least, there) for name, there in strata.items()}
    fewest, most = sum(given.values()), sum(strata.values())
    if not fewest <= size <= most:
        raise ImpossibleSample(
            f"{size:,} can't be divided among {len(strata):,} strata with {most:,} stations: draw "
            f"from {fewest:,} ({least:,} of each) to all of them."
        )

    def claim(name: str) -> tuple[float, str]:
        weight = strata[name] if how is Allocation.PROPORTIONAL else 1
        return (-weight / (2 * given[name] + 1), name)

    waiting = [claim(name) for name, there in strata.items() if given[name] < there]
    heapify(waiting)
    for _ in range(size - fewest):
        _, name = waiting[0]
        given[name] += 1
        if given[name] < strata[name]:
            heapreplace(waiting, claim(name))
        else:
            heappop(waiting)
    return given
