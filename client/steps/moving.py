"""Taking entries of earlier enrolments along into the newest journal, to be sent with it."""

from collections.abc import Iterable
from datetime import datetime

from client.journal import Entry
from client.laptop import Laptop


def bring_along(laptop: Laptop) -> None:
    """Send again what only earlier journals hold: headquarters was restored, and may lack it.

    Their receipts tell what it held before. What it still has it knows by its content, and counts
    once. Files are asked after, too.
    """
    with laptop.store.writing():
        number = laptop.journal.number()
        entries = laptop.journal.list_of_team()
        move(laptop, [each for each in entries if each[0] != number])
        laptop.attachments.doubt()


def move(laptop: Laptop, entries: Iterable[tuple[int, Entry]]) -> None:
    """Append entries to the newest journal, each with the number of the one that it stands in."""
    with laptop.store.writing() as connection:
        for journal, entry in entries:
            made_at = datetime.fromisoformat(entry.made_at)
            moved = laptop.journal.append(entry.kind, entry.body, made_at)
            for table in ("sealed", "sealed_attachment"):
                connection.execute(
                    f"UPDATE {table} SET journal = ?, seq = ? WHERE journal = ? AND seq = ?",  # noqa: S608 - our own tables
                    (laptop.journal.number(), moved.seq, journal, entry.seq),
                )
