"""The audit trail: written with the deed or not at all, in one chain that shows every change."""

import re
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import text

from server.accounts import trail
from server.accounts.caller import Operator
from server.accounts.trail_reading import Wanted, prove, search
from server.database import Store
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import START, a_mission

ANNA = Operator("anna", new_id())
AIGUL = Operator("aigul", new_id())


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


def keep(store: Store, *deeds: str, by: Operator = ANNA, mission: Mission | None = None) -> None:
    with store.writing() as db:
        for number, deed in enumerate(deeds):
            trail.record(
                db,
                by,
                deed,
                now=START + timedelta(minutes=number),
                mission_id=mission.id if mission else None,
                subject=f"thing {number}",
                note="Ünïcode",
            )


def deeds(store: Store, **wanted: object) -> list[str]:
    with store.reading() as db:
        return [each.deed for each in search(db, Wanted(**wanted))]  # pyright: ignore[reportArgumentType]


def test_what_is_recorded_is_written_with_the_deed(store: Store):
    keep(store, "account.created", "account.disabled")

    assert deeds(store) == ["account.disabled", "account.created"]
    with store.reading() as db:
        proof = prove(db)
        assert proof.broken == []
        assert proof.head == trail.head(db)
        assert proof.head.seq == 2


def test_a_deed_that_fails_leaves_no_entry(store: Store):
    def fail() -> None:
        with store.writing() as db:
            trail.record(db, ANNA, "account.created", now=START)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert deeds(store) == []


def test_a_part_that_is_undone_does_not_lose_the_entry_of_the_whole(store: Store):
    with store.writing() as db:
        trail.record(db, ANNA, "mission.loaded", now=START)
        with pytest.raises(RuntimeError), db.begin_nested():
            raise RuntimeError
        with db.begin_nested():
            pass

    assert deeds(store) == ["mission.loaded"]


def test_nothing_is_recorded_where_nothing_is_committed(store: Store):
    with store.reading() as db, pytest.raises(ValueError, match="only reads"):
        trail.record(db, ANNA, "report.read", now=START)


def test_writers_side_by_side_make_one_chain(store: Store):
    threads = [Thread(target=keep, args=(store, "report.judged", "report.read")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as db:
        proof = prove(db)
    assert proof.broken == []
    assert proof.head.seq == 16


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE trail_entry SET name = 'nobody' WHERE seq = 2", "Entry 2 .* was changed"),
        ("UPDATE trail_entry SET at = '2026-10-04 07:00:01+00:00' WHERE seq = 2", "was changed"),
        ("DELETE FROM trail_entry WHERE seq = 2", "Between the entries 1 and 3"),
        ("UPDATE trail_entry SET previous = 'x', hash = 'y' WHERE seq = 2", "does not follow"),
        ("DELETE FROM trail_entry WHERE seq = 3", "noted head"),
    ],
)
def test_every_change_by_hand_is_found(store: Store, change: str, found: str):
    keep(store, "account.created", "account.disabled", "report.judged")
    with store.reading() as db:
        noted = trail.head(db).hash
    if not store.is_sqlite and "SET at" in change:
        change = change.replace("'2026", "TIMESTAMPTZ '2026")
    with store.writing() as db:
        db.connection().execute(text(change))

    with store.reading() as db:
        broken = prove(db, noted).broken
    assert any(re.search(found, each) for each in broken), broken


def test_the_trail_is_searched_by_who_what_which_and_when(store: Store, mission: Mission):
    other = a_mission(store, "other-2026")
    keep(store, "report.judged", "report.read", mission=mission)
    keep(store, "account.created", by=AIGUL)
    keep(store, "reportage.seen", mission=other)

    assert deeds(store, deed="report") == ["report.read", "report.judged"]
    assert deeds(store, deed="report.read") == ["report.read"]
    assert deeds(store, name="aigul") == ["account.created"]
    assert deeds(store, mission_id=mission.id) == ["report.read", "report.judged"]
    assert deeds(store, words="THING 1") == ["report.read"]
    assert deeds(store, words="%") == []
    assert deeds(store, since=START + timedelta(seconds=1)) == ["report.read"]
    assert deeds(store, until=START) == []
    assert deeds(store, before=2) == ["report.judged"]
