"""Taking in what headquarters tells: pages of the feed, in transactions that are short.

A page is applied portion by portion, so that a register of thousands freezes no screen; the
cursor moves with the last one. Applying a page twice does no harm. Where the feed begins anew
(`begins`), what was not named until it `is_whole` is gone from headquarters, and then from here.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import TypeVar

from client.store import Store
from shared.folding import fold
from shared.forms.model import Form
from shared.sync.protocol import (
    Change,
    ChangesPage,
    FormChange,
    MessageChange,
    MissionChange,
    OutcomeChange,
    PlanChange,
    StationChange,
)
from shared.sync.setting import StationOut

PORTION = 250
"""Pieces a transaction: some milliseconds."""
Some = TypeVar("Some")
_StationCells = tuple[str | int | float | None, ...]


class ChangeBook:
    """Writes what headquarters tells into the store. Drafts are never touched."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def cursor(self) -> str:
        """Return how far headquarters has told; '' = from the beginning."""
        row = self._store.row("SELECT cursor FROM feed")
        return str(row[0]) if row else ""

    def apply(self, page: ChangesPage, now: datetime) -> None:
        """Take in a whole page at once."""
        for step in self.steps(page, now):
            step()

    def steps(self, page: ChangesPage, now: datetime) -> Iterator[Callable[[], None]]:
        """Return the transactions that take in `page`; a caller may rest between them.

        The forms it names must be here (`missing_forms`).
        """
        if page.begins:
            yield self._begin
        for start in range(0, len(page.changes), PORTION):
            portion = page.changes[start : start + PORTION]
            # Letters are folded before the store is locked.
            rows = [_station_row(each) for each in _of(StationChange, portion)]
            yield lambda portion=portion, rows=rows: self._take(portion, rows)
        yield lambda: self._end(page, now)

    def missing_forms(self, page: ChangesPage) -> Sequence[str]:
        """Return the digests of the forms that `page` offers and that are not here."""
        wanted = [each.value.digest for each in _of(FormChange, page.changes) if each.value]
        here = {digest for (digest,) in self._store.rows("SELECT digest FROM form")}
        return [digest for digest in dict.fromkeys(wanted) if digest not in here]

    def keep_form(self, form: Form) -> None:
        """Keep a form's questions; it is offered when a change says so."""
        with self._store.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO form (digest, id, version, document) VALUES (?, ?, ?, ?)",
                (form.digest, form.id, form.version, form.model_dump_json()),
            )

    def missing_files(self, forms: Sequence[Form]) -> Sequence[str]:
        """Return the SHA-256 of the files that `forms` came with and that are not here."""
        here = {sha256 for (sha256,) in self._store.rows("SELECT sha256 FROM form_file")}
        wanted = dict.fromkeys(file.sha256 for form in forms for file in form.files)
        return [sha256 for sha256 in wanted if sha256 not in here]

    def keep_file(self, sha256: str, content: bytes) -> None:
        """Keep the content of a form's file."""
        with self._store.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO form_file (sha256, content) VALUES (?, ?)",
                (sha256, content),
            )

    # --- Inside ------------------------------------------------------------------------

    def _begin(self) -> None:
        with self._store.writing() as connection:
            connection.execute(
                "INSERT INTO feed (only_one, cursor, run) VALUES (1, '', 1)"
                " ON CONFLICT (only_one) DO UPDATE SET cursor = '', run = run + 1"
            )

    def _take(self, portion: Sequence[Change], stations: Sequence[_StationCells]) -> None:
        with self._store.writing() as connection:
            (run,) = connection.execute("SELECT coalesce(max(run), 0) FROM feed").fetchone()
            for each in portion:
                keep = _KEEPERS.get(type(each))
                if keep is not None:
                    keep(connection, each, run)
            gone = [(each.key,) for each in _of(StationChange, portion) if each.value is None]
            connection.executemany("DELETE FROM station WHERE code = ?", gone)
            connection.executemany(
                "INSERT OR REPLACE INTO station (code, name, region, address, timezone, setting,"
                " voters, latitude, longitude, closed, folded_code, folded, run)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(*row, run) for row in stations if row],
            )

    def _end(self, page: ChangesPage, now: datetime) -> None:
        with self._store.writing() as connection:
            if page.is_whole:
                for statement in _OLDER_RUNS:
                    connection.execute(statement)
            connection.execute("UPDATE feed SET cursor = ?", (page.cursor,))
            _set_pack(connection, "pulled_at", now.isoformat())


_OLDER_RUNS = (
    "DELETE FROM station WHERE run < (SELECT run FROM feed)",
    "DELETE FROM message WHERE run < (SELECT run FROM feed)",
    "DELETE FROM outcome WHERE run < (SELECT run FROM feed)",
    "UPDATE form SET place = NULL WHERE run < (SELECT run FROM feed)",
)


def _keep_mission(connection: Connection, change: MissionChange, run: int) -> None:
    del run  # there is one; it is never gone
    _set_pack(connection, "mission", change.value.model_dump_json())


def _keep_plan(connection: Connection, change: PlanChange, run: int) -> None:
    del run
    plan = json.dumps([each.model_dump(mode="json") for each in change.value.visits])
    _set_pack(connection, "team", change.value.team)
    _set_pack(connection, "plan", plan)
    _set_pack(connection, "members", json.dumps(change.value.members))


def _set_pack(connection: Connection, column: str, value: str) -> None:
    connection.execute(
        f"INSERT INTO pack (only_one, {column}) VALUES (1, ?)"  # noqa: S608 - our own column names
        f" ON CONFLICT (only_one) DO UPDATE SET {column} = excluded.{column}",
        (value,),
    )


def _keep_form(connection: Connection, change: FormChange, run: int) -> None:
    """Offer this version of a form, and no other of the same id; drafts keep theirs."""
    connection.execute("UPDATE form SET place = NULL WHERE id = ?", (change.key,))
    if change.value is not None:
        connection.execute(
            "UPDATE form SET place = ?, run = ? WHERE digest = ?",
            (change.value.place, run, change.value.digest),
        )


def _keep_message(connection: Connection, change: MessageChange, run: int) -> None:
    if change.value is None:
        connection.execute("DELETE FROM message WHERE id = ?", (change.key,))
        return
    message = change.value
    connection.execute(
        "INSERT INTO message (id, text, sender, sent_at, run) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET text = excluded.text, sender = excluded.sender,"
        " sent_at = excluded.sent_at, run = excluded.run",
        (change.key, message.text, message.by, message.at.isoformat(), run),
    )


def _keep_outcomes(connection: Connection, change: OutcomeChange, run: int) -> None:
    connection.execute("DELETE FROM outcome WHERE report = ?", (change.key,))
    connection.executemany(
        "INSERT OR REPLACE INTO outcome (report, revision, state, reason, run)"
        " VALUES (?, ?, ?, ?, ?)",
        [(change.key, each.revision, each.state, each.reason, run) for each in change.value or ()],
    )


_KEEPERS: Mapping[type, Callable[..., None]] = {
    MissionChange: _keep_mission,
    PlanChange: _keep_plan,
    FormChange: _keep_form,
    MessageChange: _keep_message,
    OutcomeChange: _keep_outcomes,
}
"""Of all kinds but stations, which come by the thousand."""


def _of(kind: type[Some], changes: Sequence[Change]) -> Sequence[Some]:
    return [each for each in changes if isinstance(each, kind)]


def _station_row(change: StationChange) -> _StationCells:
    """Return the station's cells, folded for searching; () where it is gone."""
    station: StationOut | None = change.value
    if station is None:
        return ()
    return (
        station.code,
        station.name,
        station.region,
        station.address,
        station.timezone,
        station.setting,
        station.voters,
        station.latitude,
        station.longitude,
        station.closed,
        fold(station.code),
        fold(f"{station.name} {station.code} {station.region} {station.address}"),
    )
