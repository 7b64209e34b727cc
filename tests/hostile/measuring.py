"""How much memory something takes at most, in Python and in the libraries below it."""

import asyncio
import re
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_NOW = re.compile(r"VmRSS:\s+(\d+) kB")


def peak_of(process: int | str = "self") -> float:
    """Return the largest memory that a process had since `begin_anew`, in MiB."""
    return _read(_PEAK, process)


def begin_anew(process: int | str = "self") -> float:
    """Forget how large a process once was; return how large it is, in MiB."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return _read(_NOW, process)


async def peak_megabytes(deed: Awaitable[Result]) -> tuple[Result, float]:
    """Return what came of `deed`, and how many MiB more than before it took meanwhile."""
    await asyncio.sleep(0)
    before = begin_anew()
    result = await deed
    return result, peak_of() - before


def _read(wanted: re.Pattern[str], process: int | str) -> float:
    found = wanted.search(Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) / 1024
