"""Which process projects: one at a time, and the next as soon as it is gone."""

from collections.abc import Generator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from server.database import LEAD_LOCK, Store
from server.reports.leading import Lead


@pytest.fixture
def database() -> str:
    """On SQLite there is but one process."""
    return "postgresql"


@pytest.fixture
def leads(store: Store) -> Generator[tuple[Lead, Lead]]:
    both = Lead(store), Lead(store)
    yield both
    for each in both:
        each.give_up()


def strike(store: Store) -> None:
    """End the connection that holds the lead, as the death of its process would."""
    with store.engine.connect() as connection:
        holders = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE objid = :lock")
        connection.execute(holders, {"lock": LEAD_LOCK & 0xFFFFFFFF})


def test_one_leads_for_as_long_as_it_asks(leads: tuple[Lead, Lead]):
    first, second = leads

    assert [first.take(), second.take(), first.take(), second.take()] == [True, False, True, False]
    assert (first.is_held, second.is_held) == (True, False)


def test_who_gives_up_makes_room(leads: tuple[Lead, Lead]):
    first, second = leads
    first.take()

    first.give_up()

    assert (second.take(), first.take()) == (True, False)


def test_when_the_leader_dies_another_takes_over_and_the_first_knows(
    leads: tuple[Lead, Lead], store: Store
):
    first, second = leads
    first.take()

    strike(store)

    assert second.take()
    with pytest.raises(OperationalError):
        first.take()
    assert not first.is_held
    assert not first.take()


def test_on_sqlite_whoever_asks_leads(tmp_path_factory: pytest.TempPathFactory):
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('alone') / 'evenhand.db'}")

    assert Lead(store).take()

    store.close()
