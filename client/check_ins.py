"""The team's word to headquarters that it is safe, or needs help."""

from dataclasses import dataclass
from datetime import datetime

from client.journal import Journal
from client.letters import clean
from client.store import Store
from shared.clock import Clock
from shared.digest import canonical_json
from shared.sync.check_ins import CHECK_IN, MOST_WORDS, CheckInBody, Wellbeing


@dataclass(frozen=True)
class CheckIn:
    """A check-in of this team, and whether headquarters has it."""

    state: Wellbeing
    at: datetime
    is_held: bool


class CheckInBook:
    """The check-ins that were made on this laptop."""

    def __init__(self, store: Store, journal: Journal, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock

    def check_in(self, state: Wellbeing, station: str = "", text: str = "") -> None:
        """Say how the team is; an entry of the journal, on the disk when this returns.

        Raises DiskFull or NotEnrolled.
        """
        now = self._clock()
        body = CheckInBody(
            state=state,
            at=now.astimezone().replace(microsecond=0),
            station=clean(station)[:200],
            text=clean(text.strip())[:MOST_WORDS],
        )
        content = canonical_json(body.model_dump(mode="json"))
        self._journal.append(CHECK_IN, content, now.astimezone())

    def find_last(self) -> CheckIn | None:
        """Return the newest check-in, or None."""
        row = self._store.row(
            "SELECT e.body, e.seq <= j.held_through FROM entry e"
            " JOIN journal j ON j.id = e.journal"
            " WHERE e.kind = ? ORDER BY e.journal DESC, e.seq DESC LIMIT 1",
            CHECK_IN,
        )
        if row is None:
            return None
        body = CheckInBody.model_validate_json(row[0])
        return CheckIn(body.state, body.at, bool(row[1]))
