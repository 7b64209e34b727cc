"""What is noted while a draft is written: its evidence, in order, and what could not be said."""

from dataclasses import dataclass, field

from server.statement.document import Gap


@dataclass(slots=True)
class Ledger:
    """Numbers the evidence of a draft and gathers its gaps."""

    last: int = 0
    gaps: list[Gap] = field(default_factory=list[Gap])

    def next_id(self) -> str:
        """Give the next evidence its number; `E1` is the first."""
        self.last += 1
        return f"E{self.last}"

    def gap(self, paragraph: str, topic: str, reason: str) -> None:
        """Note that something can't honestly be said, and why."""
        self.gaps.append(Gap(paragraph, topic, reason))
