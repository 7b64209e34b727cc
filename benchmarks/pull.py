"""The first pull: a laptop that has just enrolled learns a mission with 31,000 stations."""

import asyncio
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks.laptop import CHEAP
from benchmarks.servers import SERVE, Home, Running, running, sqlite_home
from benchmarks.table import Figure, print_table
from client.config import Home as LaptopHome
from client.enrolment import Invitation, enrol
from client.http import HttpRemote
from client.laptop import Laptop, open_laptop
from client.sync import pull
from client.vault.vault import Vault
from shared.clock import system_clock

STATIONS = 31_000
REGIONS = 31
OWN_REGION = "Region 17"
BEAT_SECONDS = 0.005
STALL_BUDGET_MS = 100
"""A screen that does not answer for longer feels stuck."""
MISSION = f"""
code: bench
title: Bench
election: {{name: Parliamentary elections, date: 2026-10-04, country: XX, timezone: Asia/Almaty}}
sample: {{design: route}}
teams: [{{code: "01", regions: [{OWN_REGION}]}}]
"""


@dataclass
class Pulled:
    """How a pull went, in seconds from its beginning."""

    own_region: float = 0.0
    """Until the stations of the team's own region were there."""
    everything: float = 0.0
    stalls: list[float] = field(default_factory=list[float])
    """How late each beat of the event loop came: for so long a screen would have stood still."""


def prepared(home: Home, stations: int) -> str:
    """Load mission, register and checklists; return an enrolment code."""
    mission, register = home.folder / "mission.yaml", home.folder / "stations.csv"
    mission.write_text(MISSION)
    rows = (
        f"{number:05},School No. {number},Region {number % REGIONS},Street {number}"
        for number in range(stations)
    )
    register.write_text("code,name,region,address\n" + "\n".join(rows) + "\n")
    _run(home, "mission", "load", str(mission))
    _run(home, "import", "stations", str(register), "--mission", "bench")
    _run(home, "import", "library", "--mission", "bench")
    said = _run(home, "enrol", "--mission", "bench", "--team", "01", "--json")
    return said.partition('"code": "')[2].partition('"')[0]


def _run(home: Home, *words: str) -> str:
    settings = {"EVENHAND_HOME": str(home.folder), "EVENHAND_DATABASE_URL": home.database_url}
    done = subprocess.run(
        [sys.executable, "-m", "server", *words],
        env=os.environ | settings, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return done.stdout


async def first_pull(laptop: Laptop, process: Running, code: str) -> Pulled:
    """Enrol, and pull everything while a heart beats in the same loop."""
    url = f"http://127.0.0.1:{process.port}"
    async with HttpRemote(url) as stranger:
        identity = await enrol(laptop, stranger, Invitation(url, code))
    pulled, start = Pulled(), perf_counter()
    heart = asyncio.create_task(_beat(laptop, pulled, start))
    async with HttpRemote(url, identity.token) as remote:
        await pull(laptop, remote)
    pulled.everything = perf_counter() - start
    heart.cancel()
    return pulled


async def _beat(laptop: Laptop, pulled: Pulled, start: float) -> None:
    own = STATIONS // REGIONS
    while True:
        due = perf_counter() + BEAT_SECONDS
        await asyncio.sleep(BEAT_SECONDS)
        pulled.stalls.append(perf_counter() - due)
        if not pulled.own_region and laptop.pack.count_stations() >= own:
            pulled.own_region = perf_counter() - start


def measure(stations: int = STATIONS) -> None:
    """Measure a first pull and print its table."""
    with sqlite_home() as home, tempfile.TemporaryDirectory() as folder:
        code = prepared(home, stations)
        laptop_home = LaptopHome(Path(folder))
        key = Vault(laptop_home).create("three plain words", CHEAP)
        with (
            running(home, *SERVE) as process,
            open_laptop(laptop_home, key, system_clock) as laptop,
        ):
            pulled = asyncio.run(asyncio.wait_for(first_pull(laptop, process, code), 120))
            held = laptop.pack.count_stations()
    assert held == stations, f"{held:,} stations arrived"
    stalls = sorted(pulled.stalls)
    worst, usual = stalls[-1] * 1000, stalls[int(len(stalls) * 0.99)] * 1000
    print_table(
        f"First pull of {stations:,} stations and the standard checklists",
        [
            Figure(
                "everything is on the laptop",
                f"after {pulled.everything:.1f} s ({stations / pulled.everything:,.0f} stations/s)",
            ),
            Figure(
                "the team's own region is",
                f"after {pulled.own_region:.1f} s = "
                f"{pulled.own_region / pulled.everything:.0%} of that",
            ),
            Figure(
                "meanwhile a screen stands still for",
                f"at most {worst:.0f} ms, 99th {usual:.0f} ms",
                f"< {STALL_BUDGET_MS} ms",
                kept=worst < STALL_BUDGET_MS,
            ),
        ],
    )


if __name__ == "__main__":
    measure(3_100 if "--quick" in sys.argv else STATIONS)
