"""What is wrong with a mission file: each fault with its line, its key and a cure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from shared.problems import Problem

Path = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top, as pydantic names them."""

SHOWN_FAULTS = 20


@dataclass(frozen=True)
class Fault:
    """One thing to put right in the file."""

    line: int
    """From 1; 0 = it was no file, but a page's form."""
    key: str
    """The path of the key, as in `teams[2].plan[0].station`; '' = the file itself."""
    message: str
    cure: str

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        place = ", ".join(each for each in (line, self.key) if each)
        sentence = f"{place}: {self.message}" if place else self.message
        return f"{sentence}. {self.cure}"


class InvalidMissionFile(Problem):
    """The mission file can't be read as one. Nothing of it was loaded."""

    status = 422
    code = "invalid-mission-file"
    title = "The mission file has mistakes"


def refusal(name: str, faults: Sequence[Fault]) -> InvalidMissionFile:
    """Return the problem that lists `faults` of the file called `name`, first line first."""
    ordered = sorted(faults, key=lambda fault: fault.line)
    count = "one mistake" if len(ordered) == 1 else f"{len(ordered)} mistakes"
    lines = [f"{name} has {count}. Nothing was loaded."]
    lines += [f"  {fault}" for fault in ordered[:SHOWN_FAULTS]]
    if len(ordered) > SHOWN_FAULTS:
        lines.append(f"  … and {len(ordered) - SHOWN_FAULTS} more.")
    return InvalidMissionFile("\n".join(lines), errors=[asdict(fault) for fault in ordered])


def key_of(path: Path) -> str:
    """Return `path` as people write it: `teams[2].plan[0].station`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
