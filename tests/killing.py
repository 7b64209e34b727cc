"""A program is killed at a step that touches the disk, as `kill -9` would: at any step one likes.

`disk_steps` runs it once under strace and numbers the steps; `killed_at` runs it again, and ends it
right before one of them. The kernel has all that it had written until then.
"""

import os
import re
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.power_cut import watch, watched

CALLS = (
    "fsync", "fdatasync", "write", "pwrite64", "ftruncate", "sendfile", "rename", "renameat",
    "renameat2", "unlink", "unlinkat", "mkdir", "chmod",
)  # fmt: skip
"""The system calls by which a program changes what is on the disk."""
_CALL = re.compile(r"^(?P<pid>\d+) +(?P<call>\w+)\((?P<rest>.*)")


class DiskStep(NamedTuple):
    """The program's nth call of a kind, by one thread; what it does, for people."""

    call: str
    nth: int
    told: str


def disk_steps(command: Sequence[str], folders: Sequence[Path], scratch: Path) -> list[DiskStep]:
    """Run `command` and return each of its steps that touch files in `folders`, in order.

    Skips the test as `watch` does.
    """
    options = ["-y", "--seccomp-bpf", "-s", "60", "-e", f"trace={','.join(CALLS)}"]
    counted: Counter[tuple[str, str]] = Counter()
    steps: dict[tuple[str, int], DiskStep] = {}
    for line in watch(command, options, scratch / "steps").splitlines():
        found = _CALL.match(line)
        if found is None:
            continue
        counted[found["pid"], found["call"]] += 1
        if any(str(folder) in found["rest"] for folder in folders):
            nth = counted[found["pid"], found["call"]]
            step = DiskStep(found["call"], nth, f"{found['call']}({found['rest']}")
            steps.setdefault((step.call, step.nth), step)
    return list(steps.values())


def killed_at(step: DiskStep, command: Sequence[str], scratch: Path) -> tuple[list[str], bool]:
    """Run `command`, killed right before `step`.

    Return what it said until then, and whether it was killed: a step may not come again.
    """
    kill = f"inject={step.call}:signal=SIGKILL:when={step.nth}"
    options = ["-e", f"trace={step.call}", "-e", kill]
    run = watched(command, options, scratch / "killed")
    is_killed = run.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}
    assert is_killed or run.returncode == 0, run.stderr.decode()
    return run.stdout.decode().splitlines(), is_killed


def some(steps: Sequence[DiskStep], count: int) -> Sequence[DiskStep]:
    """Return `count` of the steps, spread evenly; all, where EVENHAND_KILLS says so."""
    if os.environ.get("EVENHAND_KILLS") == "all" or count >= len(steps):
        return steps
    return [steps[(2 * number + 1) * len(steps) // (2 * count)] for number in range(count)]
