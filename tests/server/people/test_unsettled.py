"""Names and observers are committed together, or what was before stands again."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from server.config import Settings
from server.database import Store
from server.missions.models import Mission
from server.people import unsettled
from server.people.identity import Identity
from server.people.models import Observer
from server.people.names import Names
from tests.server.builders import START
from tests.server.people.conftest import AnObserver

AIGUL = Identity(family_name="Сағынтаева", given_name="Айгүл")
AIDA = Identity(family_name="Сағынтаева", given_name="Аида")
LATER = START + timedelta(hours=1)


class BrokenOff(Exception):  # noqa: N818 - nobody made a mistake
    """Something went wrong before the commit."""


def name(db: Session, names: Names, observer: Observer, person: Identity) -> None:
    """Do as pages and imports do: change the observer, then keep the name."""
    held = db.get_one(Observer, observer.id)
    held.is_named, held.updated_at = True, LATER
    db.add(held)
    db.flush()
    names.keep(observer.mission_id, {observer.id: person}, now=LATER, deed=db)


def settled(names: Names, store: Store) -> int:
    with store.reading() as db:
        return names.settle(db)


@pytest.fixture
def observer(an_observer: AnObserver, names: Names, mission: Mission) -> Observer:
    observer = an_observer("0107")
    names.keep(mission.id, {observer.id: AIGUL}, now=START)
    return observer


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_what_a_name_replaced_is_forgotten_with_the_commit_and_back_without_it(
    store: Store, names: Names, observer: Observer, an_observer: AnObserver
) -> None:
    new = an_observer("0108")
    with suppress(BrokenOff), store.writing() as db:
        name(db, names, observer, AIDA)
        name(db, names, new, AIDA)
        assert names.find_all([observer.id, new.id]) == {observer.id: AIDA, new.id: AIDA}
        raise BrokenOff
    assert names.find_all([observer.id, new.id]) == {observer.id: AIGUL}

    with store.writing() as db:
        name(db, names, observer, AIDA)
    assert names.find(observer.id) == AIDA
    assert settled(names, store) == 0


@contextmanager
def a_death(store: Store, names: Names, *observers: Observer) -> Generator[None]:
    """Leave a deed where a killed process does: the names are kept, the observers not."""
    with suppress(BrokenOff), store.writing() as db:
        for each in observers:
            name(db, names, each, AIDA)
        yield
        raise BrokenOff


def test_after_a_crash_before_the_commit_the_names_are_as_they_were(
    store: Store, settings: Settings, names: Names, observer: Observer, an_observer: AnObserver
) -> None:
    new, again = an_observer("0108"), Names(settings)
    with a_death(store, names, observer, new):
        assert settled(again, store) == 2
        assert again.find_all([observer.id, new.id]) == {observer.id: AIGUL}
        assert again.prove({observer.id}).strangers == 0
    assert again.find(observer.id) == AIGUL
    again.close()


def test_after_a_crash_behind_the_commit_the_names_stand(
    store: Store, settings: Settings, names: Names, observer: Observer, mission: Mission
) -> None:
    with a_store(settings) as raw, raw.writing() as db:
        unsettled.set_aside(db, mission.id, [observer.id], LATER)
    names.keep(mission.id, {observer.id: AIDA}, now=LATER)
    with store.writing() as db:
        db.get_one(Observer, observer.id).updated_at = LATER
    assert settled(names, store) == 1
    assert names.find(observer.id) == AIDA
    assert settled(names, store) == 0


def test_who_is_erased_while_a_deed_is_open_does_not_come_back(
    store: Store, settings: Settings, names: Names, observer: Observer
) -> None:
    again = Names(settings)
    with a_death(store, names, observer):
        assert again.erase([observer.id]) == 1
        assert settled(again, store) == 0
    assert again.find(observer.id) is None
    again.close()


async def test_a_server_that_starts_settles_what_a_crash_left_open(
    app: FastAPI, settings: Settings, names: Names, observer: Observer, mission: Mission
) -> None:
    with a_store(settings) as raw, raw.writing() as db:
        unsettled.set_aside(db, mission.id, [observer.id], LATER)
    names.keep(mission.id, {observer.id: AIDA}, now=LATER)
    async with app.router.lifespan_context(app):
        assert names.find(observer.id) == AIGUL


@contextmanager
def a_store(settings: Settings) -> Generator[Store]:
    """Give the database of the names as it lies there."""
    raw = Store(settings.resolved_people_url)
    yield raw
    raw.close()
