"""Schedules a minute; and `make soak`, which runs as many as one likes, or one by its seed.

python -m benchmarks.soak -n 10000
python -m benchmarks.soak --seed 4711
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from tests.soak.schedule import Ground, prepared, run, shrink

_MEASURED = 60


class Pace(NamedTuple):
    """How far a soak has come."""

    done: int
    broken: int
    seconds: float

    @property
    def a_minute(self) -> float:
        """Schedules a minute, over all cores."""
        return self.done / self.seconds * 60


def measure() -> None:
    """Print how many schedules run in a minute."""
    pace = soak(1, _MEASURED)
    print(f"Soak: {pace.a_minute:,.0f} schedules a minute ({os.cpu_count()} cores).")


def soak(first: int, count: int) -> Pace:
    """Run the schedules of `count` seeds over all cores; print those that break the promise."""
    began, broken, pace = time.perf_counter(), 0, Pace(0, 0, 1)
    for done, failure in enumerate(_all(range(first, first + count)), 1):
        broken += failure is not None
        pace = Pace(done, broken, time.perf_counter() - began)
        if failure:
            print(f"\n{failure}\n", flush=True)
        if done % 100 == 0:
            last = first + done - 1
            print(
                f"Seeds {first} to {last}: {broken} broken; {pace.a_minute:,.0f} a minute",
                flush=True,
            )
    return pace


def main() -> int:
    """Run what the arguments ask for; return 1 where a schedule broke the promise."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("-n", type=int, default=1000, help="how many schedules")
    parser.add_argument("--first", type=int, default=1, help="the seed of the first")
    parser.add_argument("--seed", type=int, help="run this one only, and tell it step by step")
    given = parser.parse_args()
    if given.seed is not None:
        return _tell(given.seed)
    pace = soak(given.first, given.n)
    print(f"{pace.done} schedules, {pace.broken} broken; {pace.a_minute:,.0f} a minute.")
    return 1 if pace.broken else 0


def _tell(seed: int) -> int:
    with prepared() as ground:
        told: list[str] = []
        broken = run(ground, seed, told=told)
        print(broken or "\n".join([f"Seed {seed}:", *told, "The promise was kept."]))
        if broken:
            print(f"\nShrunk:\n{shrink(ground, broken)}")
    return 1 if broken else 0


def _all(seeds: range) -> Iterator[str | None]:
    """Run schedules over all cores; yield for each, in order, how it broke the promise."""
    workers = min(os.cpu_count() or 1, len(seeds))
    processes = multiprocessing.get_context("spawn")
    with prepared() as ground, processes.Pool(workers) as pool:
        yield from pool.imap(partial(_one, ground), seeds)


def _one(ground: Ground, seed: int) -> str | None:
    """Run one schedule; return how it broke the promise, shrunk, or None."""
    broken = run(ground, seed)
    return str(shrink(ground, broken)) if broken else None


if __name__ == "__main__":
    sys.exit(main())
