"""The store of names: a database of its own, in which each person is one sealed record.

It is made when the first name is kept, so that a mission that keeps none has none. A row says which
observer and which mission it belongs to, and nothing else that can be read. The main database
works without it: observers are codes then.

The two databases share no transaction. Names are kept before the observers' own transaction is
committed, and what they replace stays beside them until it is: where it is not, they are put back
as they were, after a crash when the server starts again (`server.people.unsettled`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from server.config import Settings
from server.database import Store, in_portions
from server.people import unsettled
from server.people.identity import Identity
from server.people.names_database import BEFORE, PERSON, NamesDatabase
from server.people.problems import NamesDamaged
from server.people.sealing import Seal

_TOUCHED = "names_touched"
"""In a session's `info`: the observers whose names it keeps."""
_NAMED_AT_ONCE = 500
"""Beyond it, all records are read: a statement has a limit to what it may name."""


@dataclass(frozen=True, slots=True)
class NamesProof:
    """What came of opening every record."""

    held: frozenset[UUID]
    """Observers that have a record."""
    broken: tuple[UUID, ...]
    """Observers whose record does not open."""
    strangers: int
    """Records that belong to no observer."""

    @property
    def people(self) -> int:
        """How many records there are."""
        return len(self.held)


class Names:
    """Keeps, gives and erases who the observers are."""

    def __init__(self, settings: Settings) -> None:
        self._database = NamesDatabase(settings)

    @property
    def is_there(self) -> bool:
        """Whether any name was ever kept here."""
        return self._database.is_there

    def seal(self) -> Seal:
        """Return the seal, for whatever else names people. Raises NamesLocked."""
        store, _ = self._database.open()
        with store.reading() as db:
            return self._database.seal_now(db)

    def keep(
        self,
        mission_id: UUID,
        people: Mapping[UUID, Identity],
        *,
        now: datetime,
        deed: Session | None = None,
    ) -> None:
        """Keep who observers are, by observer, in place of what was kept before.

        `deed` is the unit of work of the other database that sets the observers' `updated_at` to
        `now`: where it is not committed, the names are as they were. Raises NamesLocked.
        """
        if not people:
            return
        if deed is not None:
            self._begin(deed, people.keys())
        store, _ = self._database.open()
        with store.writing() as db:
            if deed is not None:
                unsettled.set_aside(db, mission_id, people.keys(), now)
            seal = self._database.seal_now(db, hold=True)
            rows = [
                {
                    "observer_id": observer,
                    "mission_id": mission_id,
                    "sealed": seal.seal(person.model_dump_json().encode(), _owner(observer)),
                    "updated_at": now,
                }
                for observer, person in people.items()
            ]
            for some in in_portions(people):
                db.connection().execute(delete(PERSON).where(PERSON.c.observer_id.in_(some)))
            db.connection().execute(insert(PERSON), rows)

    def find(self, observer_id: UUID) -> Identity | None:
        """Return who an observer is, or None. Raises NamesLocked, NamesDamaged."""
        return self.find_all([observer_id]).get(observer_id)

    def find_all(self, observer_ids: Collection[UUID]) -> dict[UUID, Identity]:
        """Return who the observers are, as far as the store knows."""
        wanted = set(observer_ids)
        return {each: person for each, person in self._read(wanted) if each in wanted}

    def of_mission(self, mission_id: UUID) -> dict[UUID, Identity]:
        """Return everybody of a mission, by observer."""
        return dict(self._read(mission_id))

    def known_in(self, mission_id: UUID) -> set[UUID]:
        """Return the observers of a mission of whom there is a record. Needs no key."""
        if not self.is_there:
            return set()
        of_it = select(PERSON.c.observer_id).where(PERSON.c.mission_id == mission_id)
        with self._database.without_key() as store, store.reading() as db:
            return set(db.connection().execute(of_it).scalars())

    def erase(self, observer_ids: Collection[UUID]) -> int:
        """Erase who these observers are, for good; return how many were known."""
        pieces = list(in_portions(observer_ids))
        return self._erase(lambda table: [table.c.observer_id.in_(some) for some in pieces])

    def erase_mission(self, mission_id: UUID) -> int:
        """Erase everybody of a mission, also who belongs to no observer; return how many."""
        return self._erase(lambda table: [table.c.mission_id == mission_id])

    def settle(self, main: Session) -> int:
        """Put back what deeds replaced that were never committed; return how many were open.

        For when a server starts, in a unit of work that writes. Needs no key.
        """
        if not self.is_there:
            return 0
        unsettled.hold(main)
        with self._database.without_key() as store:
            with store.writing() as names, Session(main.get_bind()) as committed:
                settled = unsettled.settle(names, committed)
            if settled:
                _empty_log(store)
        return settled

    def prune(self, known: Collection[UUID]) -> int:
        """Erase the records that belong to none of the `known` observers; return how many."""
        return self.erase(self.strangers(known))

    def strangers(self, known: Collection[UUID]) -> set[UUID]:
        """Return whose records belong to none of the `known` observers. Needs no key."""
        if not self.is_there:
            return set()
        with self._database.without_key() as store, store.reading() as db:
            held = set(db.connection().execute(select(PERSON.c.observer_id)).scalars())
        return held - set(known)

    def seal_anew(self, new: Seal) -> int:
        """Seal every record by `new`, all or none, and have it open the store; return how many.

        What `new` sealed before is sealed once more. Raises NamesLocked, and NamesDamaged where a
        record opens by no key.
        """
        store, _ = self._database.open()
        with store.writing() as db:
            seal = self._database.seal_now(db, hold=True)
            rows = [
                {"of": observer, "sealed": new.seal(seal.open(sealed, owner), owner)}
                for observer, sealed in db.connection().execute(_RECORDS).all()
                for owner in (_owner(observer),)
            ]
            if rows:
                of_each = update(PERSON).where(PERSON.c.observer_id == bindparam("of"))
                db.connection().execute(of_each.values(sealed=bindparam("sealed")), rows)
            self._database.lock_anew(db, new)
        _empty_log(store)
        return len(rows)

    def prove(self, known: Collection[UUID]) -> NamesProof:
        """Open every record and say what does not open, and what belongs to nobody.

        Raises NamesLocked.
        """
        if not self.is_there:
            return NamesProof(frozenset(), (), 0)
        store, _ = self._database.open()
        held: set[UUID] = set()
        broken: list[UUID] = []
        with store.reading() as db:
            seal = self._database.seal_now(db)
            for observer, sealed in db.connection().execute(_RECORDS):
                held.add(observer)
                try:
                    _opened(seal, observer, sealed)
                except (NamesDamaged, ValueError):
                    broken.append(observer)
        return NamesProof(frozenset(held), tuple(broken), len(held - set(known)))

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def _begin(self, deed: Session, observer_ids: Collection[UUID]) -> None:
        """See to it that nothing else is open, and that this deed is settled when it is over."""
        touched: set[UUID] | None = deed.info.get(_TOUCHED)
        if touched is not None:
            touched |= set(observer_ids)
            return
        self.settle(deed)
        touched = deed.info[_TOUCHED] = set(observer_ids)

        def over(committed: bool) -> None:  # noqa: FBT001 - told by the unit of work
            with suppress(SQLAlchemyError), self._database.without_key() as store:
                with store.writing() as names:
                    (unsettled.forget if committed else unsettled.put_back)(names, touched)
                _empty_log(store)

        unsettled.when_over(deed, over)

    def _read(self, wanted: set[UUID] | UUID) -> Iterator[tuple[UUID, Identity]]:
        """Yield people: some by their observers' ids, or all of a mission."""
        if not wanted or not self.is_there:
            return
        store, _ = self._database.open()
        rows = _RECORDS
        if isinstance(wanted, UUID):
            rows = rows.where(PERSON.c.mission_id == wanted)
        elif len(wanted) <= _NAMED_AT_ONCE:
            rows = rows.where(PERSON.c.observer_id.in_(wanted))
        with store.reading() as db:
            seal = self._database.seal_now(db)
            for observer, sealed in db.connection().execute(rows):
                yield observer, _opened(seal, observer, sealed)

    def _erase(self, of: Callable[[Table], list[ColumnElement[bool]]]) -> int:
        """Erase, and let neither the file nor its log keep what is gone. Needs no key."""
        if not of(PERSON) or not self.is_there:
            return 0
        with self._database.without_key() as store:
            with store.writing() as db:
                for each in of(BEFORE):
                    db.connection().execute(delete(BEFORE).where(each))
                erasing = [delete(PERSON).where(each) for each in of(PERSON)]
                gone = sum(db.connection().execute(each).rowcount for each in erasing)
            _empty_log(store)
        return gone


def _empty_log(store: Store) -> None:
    if store.is_sqlite:
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


_RECORDS = select(PERSON.c.observer_id, PERSON.c.sealed)


def _opened(seal: Seal, observer_id: UUID, sealed: bytes) -> Identity:
    return Identity.model_validate_json(seal.open(sealed, _owner(observer_id)))


def _owner(observer_id: UUID) -> str:
    return f"observer {observer_id}"
