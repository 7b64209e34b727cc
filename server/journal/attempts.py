"""Slowing down those who guess enrolment codes: few wrong ones from one address at a time."""

import threading
from collections import deque
from datetime import datetime, timedelta

from server.journal.problems import TooManyAttempts

MOST_WRONG = 20
WINDOW = timedelta(minutes=10)
_MOST_ADDRESSES = 10_000


class WrongCodes:
    """Counts wrong codes by address, in this process. Right ones are never counted."""

    def __init__(self) -> None:
        self._by_address: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def require_patience(self, address: str, *, now: datetime) -> None:
        """Raise TooManyAttempts while `address` has had too many wrong codes lately."""
        with self._lock:
            wrong = self._recent(address, now)
        if len(wrong) >= MOST_WRONG:
            minutes = -(-(wrong[0] + WINDOW - now).seconds // 60)
            raise TooManyAttempts(
                f"Too many wrong codes came from here. Wait {minutes} min, then try again.",
                retry_after=minutes * 60,
            )

    def count(self, address: str, *, now: datetime) -> None:
        """Remember that `address` sent a wrong code."""
        with self._lock:
            if len(self._by_address) >= _MOST_ADDRESSES:
                self._by_address.clear()
            self._by_address.setdefault(address, deque()).append(now)

    def _recent(self, address: str, now: datetime) -> list[datetime]:
        wrong = self._by_address.get(address, deque())
        while wrong and wrong[0] <= now - WINDOW:
            wrong.popleft()
        return list(wrong)
