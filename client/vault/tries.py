"""How often a wrong passphrase was tried here, and how long the next try must wait.

The count is kept in a file, so starting the program anew does not reset it. It slows down a
person at the keyboard; whoever copies the files away is slowed down by Argon2id alone. Nothing is
ever deleted, however often somebody guesses.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from client.config import Home
from client.language import later, tr, trn
from client.whole_files import write_whole
from shared.clock import Clock
from shared.problems import Problem

FREE_TRIES = 3
"""Typing errors happen: so many wrong tries in a row cost no waiting."""
LONGEST_WAIT = 900
"""Seconds."""


class TooManyTries(Problem):
    """Too many wrong passphrases in a row: the next try must wait."""

    status: ClassVar[int] = 429
    code: ClassVar[str] = "passphrase-pause"
    title: ClassVar[str] = later("Wait before the next try")

    def __init__(self, seconds: int) -> None:
        super().__init__(
            tr(
                "Too many wrong passphrases were tried. Wait %(time)s, then try again. "
                "Nothing was changed, and nothing is ever deleted for it."
            )
            % {"time": in_words(seconds)}
        )
        self.seconds = seconds


@dataclass(frozen=True)
class _Count:
    failed: int
    last: datetime | None


class Tries:
    """The count of one home."""

    def __init__(self, home: Home, clock: Clock) -> None:
        self._home = home
        self._clock = clock

    def check(self) -> None:
        """Raise TooManyTries until the wait is over."""
        seconds = self.seconds_to_wait()
        if seconds > 0:
            raise TooManyTries(seconds)

    def seconds_to_wait(self) -> int:
        """Return how long the next try must wait; 0 = it may come now.

        A clock that was set back can't lengthen a wait, nor does one count twice.
        """
        count, now = self._read(), self._clock()
        if count.last is None:
            return 0
        wait = _wait_after(count.failed)
        if now < count.last:
            self._write(_Count(count.failed, now))
            return wait
        left = count.last + timedelta(seconds=wait) - now
        return max(0, -(-int(left.total_seconds() * 1000) // 1000))

    def begin(self) -> None:
        """Count a try as failed before it is made: ending the program can't hide it."""
        self._write(_Count(self._read().failed + 1, self._clock()))

    def succeeded(self) -> None:
        """Begin to count from zero."""
        self._write(_Count(0, None))

    def _read(self) -> _Count:
        try:
            found = json.loads(self._home.tries_file.read_bytes())
            last = datetime.fromisoformat(found["last"]) if found["last"] else None
            return _Count(max(0, int(found["failed"])), last)
        except (OSError, ValueError, KeyError, TypeError):
            return _Count(0, None)

    def _write(self, count: _Count) -> None:
        last = count.last.isoformat() if count.last else None
        content = json.dumps({"failed": count.failed, "last": last})
        try:
            write_whole(self._home.tries_file, content.encode())
        except OSError:  # a full disk must not lock the observer out
            return


def in_words(seconds: int) -> str:
    """Return `40 seconds` or `8 minutes`, rounded up."""
    if seconds < 100:
        words = trn("%(number)s second", "%(number)s seconds", seconds)
        return words % {"number": seconds}
    minutes = -(-seconds // 60)
    return trn("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}


def _wait_after(failed: int) -> int:
    """Return the seconds to wait after so many wrong tries in a row: doubled at each."""
    beyond = failed - FREE_TRIES
    return min(2 ** min(beyond + 1, 20), LONGEST_WAIT) if beyond >= 0 else 0
