"""What stood in the store of names before a deed whose own database may not commit.

Names are kept in a database of their own, which shares no transaction with the other. So what they
replace stays beside them until the other database has committed: then it is forgotten. Where that
one rolled back, or the process died between the two, it is put back. Who was committed is read off
the observer: a deed that keeps a name sets `updated_at` in the same unit of work.

None of this opens a record, so it needs no key.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, event, insert, select, text
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col

from server.database import NAMES_LOCK, in_portions
from server.people.models import Observer
from server.people.names_database import BEFORE, PERSON


def set_aside(
    names: Session, mission_id: UUID, observer_ids: Collection[UUID], now: datetime
) -> None:
    """Keep what the store has of these observers, before a deed of `now` replaces it."""
    connection = names.connection()
    for some in in_portions(observer_ids):
        held = connection.execute(
            select(PERSON.c.observer_id, PERSON.c.sealed, PERSON.c.updated_at)
            .where(PERSON.c.observer_id.in_(some))
        ).all()  # fmt: skip
        before = {each.observer_id: (each.sealed, each.updated_at) for each in held}
        rows = [
            {"observer_id": each, "mission_id": mission_id, "deed_at": now, "sealed": sealed,
             "updated_at": at}
            for each in some
            for sealed, at in (before.get(each, (None, now)),)
        ]  # fmt: skip
        connection.execute(delete(BEFORE).where(BEFORE.c.observer_id.in_(some)))
        connection.execute(insert(BEFORE), rows)


def forget(names: Session, observer_ids: Collection[UUID]) -> None:
    """Forget what was before: the deed is committed."""
    for some in in_portions(observer_ids):
        names.connection().execute(delete(BEFORE).where(BEFORE.c.observer_id.in_(some)))


def put_back(names: Session, observer_ids: Collection[UUID]) -> None:
    """Put back what was before: the deed was not committed."""
    connection = names.connection()
    for some in in_portions(observer_ids):
        of_them = BEFORE.c.observer_id.in_(some)
        aside = select(BEFORE.c.observer_id).where(of_them)
        connection.execute(delete(PERSON).where(PERSON.c.observer_id.in_(aside)))
        columns = ("observer_id", "mission_id", "sealed", "updated_at")
        there = select(*(BEFORE.c[name] for name in columns)).where(
            of_them, BEFORE.c.sealed.is_not(None)
        )
        connection.execute(insert(PERSON).from_select(columns, there))
        connection.execute(delete(BEFORE).where(of_them))


def settle(names: Session, main: Session) -> int:
    """Settle every deed that nobody settled, by what `main` has committed; return of how many.

    Nobody else may be at a deed: `hold` keeps them out.
    """
    aside = names.connection().execute(select(BEFORE.c.observer_id, BEFORE.c.deed_at))
    deeds: dict[UUID, datetime] = {each.observer_id: each.deed_at for each in aside}
    kept: set[UUID] = set()
    for some in in_portions(deeds):
        of_them = select(col(Observer.id), col(Observer.updated_at))
        changed = main.connection().execute(of_them.where(col(Observer.id).in_(some))).all()
        kept |= {observer for observer, at in changed if at >= deeds[observer]}
    forget(names, kept)
    put_back(names, deeds.keys() - kept)
    return len(deeds)


def hold(main: Session) -> None:
    """Keep all other deeds with names out until `main` ends. On SQLite, whoever writes is alone."""
    if main.get_bind().dialect.name == "postgresql":
        main.connection().execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": NAMES_LOCK})


def when_over(main: Session, tell: Callable[[bool], None]) -> None:
    """Call `tell` once, when the unit of work `main` has ended, with whether it was committed."""
    is_committed = is_told = False

    def committed(_: Session) -> None:
        nonlocal is_committed
        is_committed = True

    def over(_: Session, transaction: SessionTransaction) -> None:
        nonlocal is_told
        if transaction.parent is None and not is_told:
            is_told = True
            tell(is_committed)

    event.listen(main, "after_commit", committed)
    event.listen(main, "after_transaction_end", over)
