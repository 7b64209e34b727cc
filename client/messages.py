"""What headquarters tells the team, and that it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from client.journal import Journal
from client.language import later, tr
from client.store import Store
from shared.clock import Clock
from shared.digest import canonical_json
from shared.problems import Problem
from shared.sync.protocol import AcknowledgementBody


class UnknownMessage(Problem):
    """No such message is here, or headquarters has taken it back."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "unknown-message"
    title: ClassVar[str] = later("There is no such message")


@dataclass(frozen=True)
class Message:
    """A message to the team."""

    id: UUID
    text: str
    sender: str
    sent_at: datetime
    read_at: datetime | None
    """None while nobody has confirmed that it was read."""


class MessageBook:
    """The messages on this laptop."""

    def __init__(self, store: Store, journal: Journal, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock

    def list_messages(self) -> Sequence[Message]:
        """Return all messages, the newest first."""
        rows = self._store.rows(
            "SELECT id, text, sender, sent_at, read_at FROM message ORDER BY sent_at DESC, id DESC"
        )
        return [
            Message(
                id=UUID(row[0]),
                text=row[1],
                sender=row[2],
                sent_at=datetime.fromisoformat(row[3]),
                read_at=datetime.fromisoformat(row[4]) if row[4] else None,
            )
            for row in rows
        ]

    def list_unread(self) -> Sequence[Message]:
        """Return what nobody has confirmed, the newest first; of words sent again, the newest."""
        unread = [each for each in self.list_messages() if each.read_at is None]
        newest = {each.text: each for each in reversed(unread)}
        return [each for each in unread if newest[each.text] is each]

    def count_unread(self) -> int:
        """Return how many messages nobody has confirmed; words that were sent again count once."""
        return len(self.list_unread())

    def acknowledge(self, message: UUID) -> None:
        """Confirm that a message was read: an entry of the journal, which goes out with the rest.

        Where headquarters sent the same words again, all copies are confirmed. Confirming twice is
        confirming once. Raises UnknownMessage or NotEnrolled.
        """
        now = self._clock()
        with self._store.writing() as connection:
            row = self._store.row("SELECT read_at, text FROM message WHERE id = ?", str(message))
            if row is None:
                raise UnknownMessage(
                    tr("There is no such message; headquarters may have taken it back.")
                )
            if row[0] is not None:
                return
            for (copy,) in self._store.rows(
                "SELECT id FROM message WHERE read_at IS NULL AND text = ? ORDER BY id", row[1]
            ):
                body = AcknowledgementBody(message=UUID(copy)).model_dump(mode="json")
                self._journal.append("acknowledgement", canonical_json(body), now.astimezone())
                connection.execute(
                    "UPDATE message SET read_at = ? WHERE id = ?", (now.isoformat(), copy)
                )
