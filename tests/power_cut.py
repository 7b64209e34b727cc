"""A power cut, played: what a program wrote is recorded, and then lost as a disk would lose it.

`record` runs a program under strace and keeps what it did to one folder, in order, along with
what it said. `Recording.cut_after` gives the folder as a power cut may leave it: what was synced
is there; every later write is there, is not there, or is torn at a sector; and names of files
(made, renamed, removed) survive in the order in which they changed, up to some point.
"""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SECTOR = 512
_ON_CONTENT = "write,pwrite64,ftruncate,fsync,fdatasync"
_ON_NAMES = "openat,rename,renameat,renameat2,unlink,unlinkat"
_CALL = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)\) += (?P<result>-?\d+)")
_UNFINISHED = re.compile(r"^(?P<pid>\d+) +(?P<head>\w+\(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<tail>.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PLACE = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")
SAID = "said"
"""The name of the steps in which the program said something."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the program did: a system call on a file of the folder, or a line it said."""

    what: str
    name: str
    """Of the file, within the folder; '.' is the folder itself."""
    content: bytes = b""
    place: int = 0
    """Where in the file, or its new length."""
    new_name: str = ""


@dataclass
class Recording:
    """A run of a program: the folder before it, and what it did."""

    before: Path
    steps: Sequence[Step]

    def said_before(self, count: int) -> list[str]:
        """Return the lines that the program had said when `count` steps were done."""
        said = b"".join(each.content for each in self.steps[:count] if each.what == SAID)
        return said.decode().splitlines()

    def cut_after(self, count: int, chance: random.Random, into: Path) -> None:
        """Write to `into` the folder as a power cut after `count` steps may leave it."""
        disk = _Disk.of(self.before)
        for step in self.steps[:count]:
            disk.do(step)
        for name, content in disk.after_a_cut(chance).items():
            if not name.endswith("-shm"):  # SQLite makes it anew
                file = into / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)


def record(command: Sequence[str], folder: Path, scratch: Path) -> Recording:
    """Run `command`, which works in `folder`, and return what it did there.

    Skips the test where this system does not let a program be watched.
    """
    before = scratch / "before"
    shutil.copytree(folder, before)
    options = ["-y", "-xx", "-s", "1000000", "-e", f"trace={_ON_CONTENT},{_ON_NAMES}"]
    return Recording(before, list(_steps(watch(command, options, scratch / "calls"), folder)))


def watch(command: Sequence[str], options: Sequence[str], log: Path) -> str:
    """Run `command` under strace with `options`; return what it wrote to `log`.

    Skips the test where this system does not let a program be watched; where
    EVENHAND_REQUIRE_STRACE is set, fails it.
    """
    run = watched(command, options, log)
    assert run.returncode == 0, run.stderr.decode()
    return log.read_text()


def watched(
    command: Sequence[str], options: Sequence[str], log: Path
) -> "subprocess.CompletedProcess[bytes]":
    """Do as `watch`, and return how the program ended."""
    give_up = pytest.fail if os.environ.get("EVENHAND_REQUIRE_STRACE") else pytest.skip
    strace = shutil.which("strace")
    if strace is None:
        give_up("strace is missing: it records what a program does to its files")
    run = subprocess.run(
        [strace, "-f", *options, "-o", str(log), *command],
        capture_output=True,
        check=False,
        timeout=120,
    )
    if b"Operation not permitted" in run.stderr and not log.stat().st_size:
        give_up("this system does not let programs be watched")
    return run


def _steps(log: str, folder: Path) -> Iterator[Step]:
    begun: dict[str, str] = {}
    for line in log.splitlines():
        if match := _UNFINISHED.match(line):
            begun[match["pid"]] = match["head"]
            continue
        if match := _RESUMED.match(line):
            line = f"{match['pid']} {begun.pop(match['pid'])}{match['tail']}"  # noqa: PLW2901 - one call, told in two lines
        call = _CALL.match(line)
        if call and int(call["result"]) >= 0:
            step = _step(call["name"], call["rest"], int(call["result"]), folder)
            if step is not None:
                yield step


def _step(call: str, rest: str, result: int, folder: Path) -> Step | None:
    place = _PLACE.match(rest)
    if place is None:
        return _step_on_names(call, rest, folder)
    content = _bytes(_texts(rest)[0])[:result] if "write" in call else b""
    if call == "write" and place[1] == "1":
        return Step(SAID, "", content)
    name = _within(_bytes(place[2]).decode(), folder)
    if name is None:
        return None
    if call in ("fsync", "fdatasync"):
        return Step("sync", name)
    number = int(rest.rsplit(",", 1)[1])
    return Step(call, name, content, 0 if call == "write" else number)


def _step_on_names(call: str, rest: str, folder: Path) -> Step | None:
    names = [_within(_bytes(each).decode(), folder) for each in _texts(rest)]
    if not names or names[0] is None:
        return None
    if call.startswith("rename") and names[1] is not None:
        return Step("rename", names[0], new_name=names[1])
    if call.startswith("unlink"):
        return Step("unlink", names[0])
    if "O_CREAT" in rest or "O_TRUNC" in rest:
        return Step("make" if "O_TRUNC" not in rest else "make empty", names[0])
    return None


def _texts(rest: str) -> list[str]:
    return _TEXT.findall(rest)


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _within(path: str, folder: Path) -> str | None:
    inside = Path(path).is_absolute() and Path(path).is_relative_to(folder)
    return str(Path(path).relative_to(folder)) if inside else None


@dataclass
class _File:
    durable: bytearray
    pending: list[Step] = field(default_factory=list[Step])
    length: int = 0
    """As the program sees it: where the next plain `write` goes."""

    def after_a_cut(self, chance: random.Random) -> bytes:
        content = bytearray(self.durable)
        for step in self.pending:
            _lose_some(content, step, chance)
        return bytes(content)


Names = dict[str, _File]


class _Disk:
    """Files as they are on the disk for good, and what still is on its way."""

    def __init__(self, names: Names) -> None:
        self._durable = dict(names)
        self._now = dict(names)
        self._pending: list[Callable[[Names], object]] = []

    @classmethod
    def of(cls, folder: Path) -> "_Disk":
        files = {
            str(file.relative_to(folder)): bytearray(file.read_bytes())
            for file in folder.rglob("*")
            if file.is_file()
        }
        return cls({name: _File(content, [], len(content)) for name, content in files.items()})

    def do(self, step: Step) -> None:
        match step.what:
            case "sync" if step.name in self._now:
                self._sync(self._now[step.name])
            case "sync":  # of a folder
                self._rename_all(self._durable)
            case "make" if step.name not in self._now:
                made = _File(bytearray())
                self._change(lambda names: names.update({step.name: made}))
            case "rename":
                moved = self._now[step.name]
                self._change(lambda names: names.update({step.new_name: moved}))
                self._change(lambda names: names.pop(step.name, None))
            case "unlink":
                self._change(lambda names: names.pop(step.name, None))
            case "make empty" | "write" | "pwrite64" | "ftruncate":
                self._write(step)
            case _:
                pass

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        names = dict(self._durable)
        for change in self._pending[: chance.randint(0, len(self._pending))]:
            change(names)
        return {name: file.after_a_cut(chance) for name, file in names.items()}

    def _write(self, step: Step) -> None:
        if step.what == "make empty":
            if step.name not in self._now:
                self.do(Step("make", step.name))
            step = Step("ftruncate", step.name)
        file = self._now[step.name]
        if step.what == "write":
            step = Step("pwrite64", step.name, step.content, file.length)
        end = step.place + len(step.content)
        file.length = end if step.what == "ftruncate" else max(file.length, end)
        file.pending.append(step)

    def _sync(self, file: _File) -> None:
        for step in file.pending:
            _apply(file.durable, step)
        file.pending.clear()

    def _change(self, change: Callable[[Names], object]) -> None:
        change(self._now)
        self._pending.append(change)

    def _rename_all(self, names: Names) -> None:
        for change in self._pending:
            change(names)
        self._pending.clear()


def _apply(content: bytearray, step: Step) -> None:
    if step.what == "ftruncate":
        del content[step.place :]
        content.extend(bytes(step.place - len(content)))
        return
    content.extend(bytes(max(0, step.place - len(content))))
    content[step.place : step.place + len(step.content)] = step.content


def _lose_some(content: bytearray, step: Step, chance: random.Random) -> None:
    """Do `step`, or not, or only some of its sectors."""
    fate = chance.choice(("kept", "lost", "torn"))
    if fate == "kept" or (fate == "torn" and step.what == "ftruncate"):
        _apply(content, step)
    elif fate == "torn":
        for start in range(0, len(step.content), SECTOR):
            if chance.random() < 0.5:
                part = step.content[start : start + SECTOR]
                _apply(content, Step("pwrite64", step.name, part, step.place + start))
