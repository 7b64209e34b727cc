"""Slowing down those who guess enrolment codes: few wrong ones from one address at a time."""

from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from server.database import Store
from server.journal.models import WrongCode
from server.journal.problems import TooManyAttempts
from shared.ids import new_id

MOST_WRONG = 20
WINDOW = timedelta(minutes=10)
_LONGEST_ADDRESS = 64


class WrongCodes:
    """Counts wrong codes by address, over all processes. Right ones are never counted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def require_patience(self, address: str, *, now: datetime) -> None:
        """Raise TooManyAttempts while `address` has had too many wrong codes lately."""
        lately = (
            select(WrongCode.at)
            .where(WrongCode.address == address[:_LONGEST_ADDRESS], WrongCode.at > now - WINDOW)
            .order_by(col(WrongCode.at))
        )
        with self._store.reading() as db:
            wrong = db.exec(lately).all()
        if len(wrong) >= MOST_WRONG:
            seconds = -(-(wrong[0] + WINDOW - now) // timedelta(seconds=1))
            raise TooManyAttempts(
                f"Too many wrong codes came from here. Wait {-(-seconds // 60)} min, then try "
                "again.",
                retry_after=seconds,
            )

    def count(self, address: str, *, now: datetime) -> None:
        """Remember that `address` sent a wrong code, and forget what is long past."""
        with self._store.writing() as db:
            db.exec(delete(WrongCode).where(col(WrongCode.at) <= now - WINDOW))
            db.add(WrongCode(id=new_id(now), address=address[:_LONGEST_ADDRESS], at=now))
