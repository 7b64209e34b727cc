"""What a laptop says of itself when it asks for changes: its clock, and the files on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.database import Store
from server.journal.devices import get_by_token

CLOCK_STEPS = 10
"""Seconds that a clock must have moved for a new note: less is the line's own delay."""
TELL_AGAIN = timedelta(minutes=10)
MOST_SECONDS = 2_000_000_000
"""What a column holds: a clock that is wrong by more than sixty years is simply wrong."""


@dataclass(frozen=True)
class Telling:
    """What was said, and when."""

    store: Store
    clock: str
    """ISO 8601 with its offset; '' where the laptop does not say."""
    files: int | None
    now: datetime

    def note(self, token_hash: str) -> None:
        """Note it, where it is news: most pulls write nothing."""
        ahead = self._seconds_ahead()
        with self.store.reading() as db:
            device = get_by_token(db, token_hash)
            is_known = ahead is None or (
                device.clock_ahead is not None and abs(device.clock_ahead - ahead) < CLOCK_STEPS
            )
            is_recent = device.told_at is not None and self.now - device.told_at < TELL_AGAIN
            if is_known and device.files_waiting == self.files and is_recent:
                return
        with self.store.writing() as db:
            device = get_by_token(db, token_hash)
            device.clock_ahead = ahead if ahead is not None else device.clock_ahead
            device.files_waiting, device.told_at = self.files, self.now
            db.add(device)

    def _seconds_ahead(self) -> int | None:
        """Return by how many seconds the laptop's clock is ahead, None where it does not say."""
        try:
            claimed = datetime.fromisoformat(self.clock)
        except ValueError:
            return None
        if claimed.tzinfo is None:
            return None
        ahead = int((claimed - self.now).total_seconds())
        return max(-MOST_SECONDS, min(MOST_SECONDS, ahead))
