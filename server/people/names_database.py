"""The database of the store of names: its tables, its opening, and whether the key fits."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import (
    Column,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    event,
    insert,
    select,
    update,
)
from sqlalchemy import inspect as inspected
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from server.config import Settings
from server.database import Moment, Store, sqlite_file
from server.people.names_key import names_key, next_names_key
from server.people.problems import NamesDamaged, NamesLocked
from server.people.sealing import Seal

_TABLES = MetaData()
PERSON = Table(
    "person",
    _TABLES,
    Column("observer_id", Uuid, primary_key=True),
    Column("mission_id", Uuid, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
BEFORE = Table(
    "before",
    _TABLES,
    Column("observer_id", Uuid, primary_key=True),
    Column("mission_id", Uuid, nullable=False),
    Column("deed_at", Moment, nullable=False),
    Column("sealed", LargeBinary),
    Column("updated_at", Moment, nullable=False),
)
"""What a deed replaced that is not settled yet; `sealed` is null where there was nothing."""
_LOCK = Table(
    "lock",
    _TABLES,
    Column("name", String(20), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
_PROOF = b"This key is the right one."


class NamesDatabase:
    """Opens the store of names when it is first needed, and holds it open."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._url = settings.resolved_people_url
        self._opened: tuple[Store, Seal] | None = None
        self._one_opens = threading.Lock()

    @property
    def is_there(self) -> bool:
        """Whether any name was ever kept here."""
        if self._opened:
            return True
        file = sqlite_file(self._url)
        return file.exists() if file else self._has_tables()

    def open(self) -> tuple[Store, Seal]:
        """Return store and seal, made where there were none. Raises NamesLocked."""
        with self._one_opens:
            if self._opened is None:
                seal = self._seal_of_files(may_make=not self.is_there)
                store = self._store()
                try:
                    _TABLES.create_all(store.engine)
                    _require_right_key(store, seal)
                except BaseException:
                    store.close()
                    raise
                self._opened = store, seal
            return self._opened

    def seal_now(self, db: Session, *, hold: bool = False) -> Seal:
        """Return the seal that holds in this session of the opened store.

        The key may have been changed by another process since it was read; with `hold` it is not
        till the session's end. Raises NamesLocked.
        """
        query = select(_LOCK.c.sealed)
        query = query.with_for_update(read=True) if hold else query
        sealed = db.connection().execute(query).scalar()
        store, seal = self.open()
        if sealed is not None and not _opens(seal, sealed):
            seal = self._seal_of_files(may_make=False)
            if not _opens(seal, sealed):
                raise _another_key()
            self._opened = store, seal
        return seal

    def lock_anew(self, db: Session, seal: Seal) -> None:
        """Have the store be opened by `seal` from the commit of `db` on."""
        db.connection().execute(update(_LOCK).values(sealed=seal.seal(_PROOF, "key")))

    def _seal_of_files(self, *, may_make: bool) -> Seal:
        """Return a seal of the present key, which opens what the next one sealed, too."""
        following = next_names_key(self._settings)
        key = names_key(self._settings, may_make=may_make)
        return Seal(key, following) if following else Seal(key)

    @contextmanager
    def without_key(self) -> Generator[Store]:
        """Give the store to whoever opens no record: that needs no key."""
        if self._opened:
            yield self._opened[0]
            return
        store = self._store()
        try:
            _TABLES.create_all(store.engine)
            yield store
        finally:
            store.close()

    def close(self) -> None:
        """Close all connections."""
        if self._opened:
            self._opened[0].close()
            self._opened = None

    def _store(self) -> Store:
        store = Store(self._url)
        if store.is_sqlite:
            event.listen(store.engine, "connect", _overwrite_what_is_deleted)
        if file := sqlite_file(self._url):
            file.touch(mode=0o600)
        return store

    def _has_tables(self) -> bool:
        store = Store(self._url)
        try:
            return inspected(store.engine).has_table(PERSON.name)
        finally:
            store.close()


def _overwrite_what_is_deleted(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's
    connection.execute("PRAGMA secure_delete=ON")


def _require_right_key(store: Store, seal: Seal) -> None:
    """Raise NamesLocked where the records were sealed by another key, before any more are."""
    held = select(_LOCK.c.sealed)
    with store.reading() as db:
        sealed = db.connection().execute(held).scalar()
    if sealed is None:
        with suppress(IntegrityError), store.writing() as db:  # another process may be faster
            row = {"name": "key", "sealed": seal.seal(_PROOF, "key")}
            db.connection().execute(insert(_LOCK), row)
        with store.reading() as db:
            sealed = db.connection().execute(held).scalar_one()
    if not _opens(seal, sealed):
        raise _another_key()


def _opens(seal: Seal, sealed: bytes) -> bool:
    try:
        seal.open(sealed, "key")
    except NamesDamaged:
        return False
    return True


def _another_key() -> NamesLocked:
    return NamesLocked(
        "The key does not open the store of names: another one sealed it. Put back the key "
        "that belongs to it. Nothing was changed; observers are known by their codes."
    )
