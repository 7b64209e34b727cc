"""The real server with nothing under its intake: what HTTP, hashes and signatures cost alone.

Run as `python -m benchmarks.bare_server PORT HOME`. Chains and signatures are checked and
receipts signed as ever; entries go nowhere.
"""

import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import uvicorn

import server.app
from server.config import Settings
from server.database import Store
from server.journal.chain import Batch, Held, Position
from server.journal.writer import Appended, Outcome, settle


class NoDatabaseWriter:
    """A `JournalWriter` that remembers where chains end, and nothing else."""

    def __init__(self, store: Store) -> None:
        del store
        self._ends: dict[UUID, Position] = {}

    def append(self, batches: Sequence[Batch], received_at: datetime) -> list[Outcome]:
        """Settle `batches` as any writer does."""
        return settle(_Ledger(self), batches, received_at).outcomes

    def heads(self, devices: Collection[UUID]) -> Mapping[UUID, Position]:
        """Return where the chains of `devices` end."""
        return {device: self._ends[device] for device in devices if device in self._ends}

    def held(self, device: UUID, hashes: Sequence[str]) -> Mapping[str, Held]:
        """Know no entry."""
        del device, hashes
        return {}

    def append_entries(self, entries: Sequence[Appended]) -> None:
        """Move the chains' ends."""
        for entry in entries:
            self._ends[entry.device] = Position(entry.link.seq, entry.link.hash)

    def close(self) -> None:
        """Close nothing."""


class _Ledger:
    def __init__(self, writer: NoDatabaseWriter) -> None:
        self.heads, self.held = writer.heads, writer.held
        self._writer = writer

    def append(self, entries: Sequence[Appended], received_at: datetime) -> None:
        del received_at
        self._writer.append_entries(entries)

    def note_seen(self, waiting: Mapping[UUID, int], at: datetime) -> None:
        """Note nothing."""


class NoFollower:
    """Stands where the projection would: there is nothing to follow."""

    def __init__(self, store: Store) -> None:
        del store

    def start(self, is_busy: object) -> None:
        """Start nothing."""
        del is_busy

    def wake(self) -> None:
        """Look at nothing."""

    def stop(self) -> None:
        """Stop nothing."""


def main() -> None:
    """Serve until stopped."""
    server.app.SqliteWriter = NoDatabaseWriter  # pyright: ignore[reportAttributeAccessIssue]
    server.app.Follower = NoFollower  # pyright: ignore[reportAttributeAccessIssue]
    app = server.app.build_app(Settings(home=Path(sys.argv[2])))
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
