"""Units of work, moments, and what an error may say."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

import server.database
from server.accounts.models import Account
from server.database import Store
from shared.ids import new_id

MOMENT = datetime(2021, 1, 10, 8, 47, tzinfo=timezone(timedelta(hours=6)))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """What the store promises holds on both databases."""
    return request.param


def account(name: str, created_at: datetime = MOMENT) -> Account:
    return Account(id=new_id(), name=name, password_hash="secret hash", created_at=created_at)


def test_what_raises_leaves_no_trace(store: Store):
    def fail_half_way() -> None:
        with store.writing() as db:
            db.add(account("anna"))
            db.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with store.reading() as db:
        assert db.exec(select(Account)).all() == []


def test_reading_writes_nothing(store: Store):
    with store.reading() as db:
        db.add(account("anna"))
        db.flush()
    with store.reading() as db:
        assert db.exec(select(Account)).all() == []


def test_a_reader_sees_one_moment_of_the_database(store: Store):
    with store.reading() as earlier:
        assert earlier.exec(select(Account)).all() == []
        with store.writing() as db:
            db.add(account("anna"))
        assert earlier.exec(select(Account)).all() == []


def test_moments_come_back_as_the_same_instant_aware(store: Store):
    with store.writing() as db:
        db.add(account("anna"))
    with store.reading() as db:
        read = db.exec(select(Account)).one().created_at
    assert read == MOMENT
    assert read.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(store: Store):
    naive = MOMENT.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a time zone"), store.writing() as db:
        db.add(account("anna", created_at=naive))


def test_an_error_does_not_repeat_what_was_to_be_stored(store: Store):
    with store.writing() as db:
        db.add(account("anna"))
    with pytest.raises(IntegrityError) as raised, store.writing() as db:
        db.add(account("anna"))
    assert "secret hash" not in str(raised.value)


def test_every_lock_of_postgresql_has_a_number_of_its_own():
    numbers = [value for name, value in vars(server.database).items() if name.endswith("_LOCK")]
    written = [
        path.name
        for path in Path(server.database.__file__).parent.rglob("*.py")
        if re.search(r"^\w+_LOCK = ", path.read_text(), re.MULTILINE)
    ]

    assert len(numbers) == len(set(numbers)) >= 5
    assert written == ["database.py"], "locks stand in one place, or two bear one number again"
