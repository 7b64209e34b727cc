"""What a laptop is told, and when it is told everything anew."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from server.changes import log
from server.changes.models import Change
from server.database import Store
from server.forms import service as forms
from server.journal.feed.cursor import read_cursor
from server.journal.feed.pages import Feed
from server.messages.recipients import Audience
from server.messages.service import send
from server.missions.models import Mission, Team
from server.stations.models import Station
from shared.forms.model import Form
from shared.sync.setting import StationOut
from tests.server.builders import START, a_form, a_published_form, a_register, a_station, a_team
from tests.server.feed.conftest import Listener


def note(store: Store, mission: Mission, *codes: str, team: Team | None = None) -> None:
    with store.writing() as db:
        log.note(db, mission.id, "station", codes, team_id=team.id if team else None)


def an_import(store: Store, mission: Mission, *lines: str) -> None:
    a_register(store, mission, "\n".join(["code,name,region", *lines]))


def test_at_first_everything_is_told(
    listener: Listener, store: Store, mission: Mission, form: Form
):
    a_station(store, mission, "0042")

    told = listener.listen()

    assert told == [
        ("mission", mission.code),
        ("plan", "07"),
        ("form", form.id),
        ("station", "0042"),
    ]
    assert listener.page().changes == []


def test_own_regions_come_first(listener: Listener, store: Store, mission: Mission, team: Team):
    with store.writing() as db:
        db.get_one(Team, team.id).regions = ["Nur-Sultan", "100%_"]
    for code, region in [
        ("1", "Almaty"),
        ("2", "Nur-Sultan / Baikonur"),
        ("3", "Nur-Sultania"),
        ("4", "Nur-Sultan"),
        ("5", "100%_ / x"),
        ("6", "1000_ / x"),
    ]:
        a_station(store, mission, code, region=region)

    listener.feed = Feed(listener.feed.sources, page_bytes=1)  # one piece a page
    stations = [key for kind, key in listener.listen() if kind == "station"]

    assert stations == ["2", "4", "5", "1", "3", "6"]


def test_an_unchanged_import_is_no_change(listener: Listener, store: Store, mission: Mission):
    an_import(store, mission, "1,School,A", "2,Library,A")
    listener.listen()

    an_import(store, mission, "1,School,A", "2,Library,A")
    assert listener.listen() == []
    an_import(store, mission, "1,School,A", "2,Theatre,A", "3,Club,A")
    assert listener.listen() == [("station", "3"), ("station", "2")]


def test_a_station_that_was_closed_is_told_as_closed_and_again_when_it_opens(
    listener: Listener, store: Store, mission: Mission
):
    two = "code,name,region\n1,School,A\n2,Library,A\n"
    a_register(store, mission, two)
    listener.listen()

    def is_closed() -> list[bool]:
        listener.listen()
        told = [listener.known["station", code].value for code in ("1", "2")]
        return [isinstance(each, StationOut) and each.closed for each in told]

    a_register(store, mission, "code,name,region\n1,School,A\n", gone="close")
    assert is_closed() == [False, True]
    a_register(store, mission, two)
    assert is_closed() == [False, False]


def test_a_station_that_went_is_told_as_gone(listener: Listener, store: Store, mission: Mission):
    a_station(store, mission, "1")
    listener.listen()

    with store.writing() as db:
        db.connection().execute(delete(Station))
        log.note(db, mission.id, "station", ["1"])
    (page,) = listener.pages()

    assert [(each.key, each.value) for each in page.changes] == [("1", None)]
    assert listener.stations() == []


def test_a_piece_that_changed_often_is_told_once(
    listener: Listener, store: Store, mission: Mission
):
    a_station(store, mission, "1")
    listener.listen()
    for _ in range(5):
        note(store, mission, "1")

    assert listener.listen() == [("station", "1")]


def test_what_concerns_another_team_is_not_told(listener: Listener, store: Store, mission: Mission):
    a_station(store, mission, "1")
    other = a_team(store, mission, "08")
    listener.listen()
    note(store, mission, "1", team=other)

    assert listener.listen() == []


def test_a_withdrawn_form_is_gone_and_the_version_before_it_is_back(
    listener: Listener, store: Store, mission: Mission, form: Form
):
    newer = a_published_form(
        store, mission, a_form(version="2"), published_at=START + timedelta(hours=1)
    )
    listener.listen()

    with store.writing() as db:
        withdrawn = forms.withdraw(db, mission.id, form.id, newer.version, now=START)
        assert [each.version for each in withdrawn] == ["2"]
    assert listener.listen() == [("form", form.id)]
    offered = listener.known["form", form.id].value
    assert getattr(offered, "digest", None) == form.digest

    with store.writing() as db:
        forms.withdraw(db, mission.id, form.id, now=START)
        again = forms.withdraw(db, mission.id, form.id, now=START)
    assert (listener.listen(), again) == ([("form", form.id)], [])
    assert ("form", form.id) not in listener.known


def test_a_message_reaches_the_team_that_it_is_for(
    listener: Listener, store: Store, mission: Mission
):
    a_team(store, mission, "08")
    listener.listen()

    with store.writing() as db:
        mission = db.get_one(Mission, mission.id)
        send(db, mission, Audience(team="08"), "not for you", by="ann", now=START)
        mine = send(db, mission, Audience(), "Window closes at 11:00", by="ann", now=START)
        key = str(mine.id)

    assert listener.listen() == [("message", key)]
    assert getattr(listener.known["message", key].value, "text", "") == "Window closes at 11:00"


def test_many_changes_at_once_begin_everything_anew(
    listener: Listener, store: Store, mission: Mission
):
    listener.listen()
    an_import(store, mission, *(f"{number:05},School,A" for number in range(1500)))

    pages = list(listener.pages())

    assert pages[0].begins
    assert len(listener.stations()) == 1500
    assert listener.listen() == []


def test_whoever_is_far_behind_begins_anew(listener: Listener, store: Store, mission: Mission):
    listener.feed = Feed(listener.feed.sources, most_behind=10)
    a_station(store, mission, "1")
    listener.listen()
    for _ in range(11):
        note(store, mission, "1")

    assert listener.page().begins


def test_pages_are_bounded_and_the_cursor_goes_on_where_it_was(
    listener: Listener, store: Store, mission: Mission
):
    for number in range(30):
        a_station(store, mission, f"{number:03}")
    listener.feed = Feed(listener.feed.sources, page_bytes=1000)

    pages = list(listener.pages())

    assert max(len(page.changes) for page in pages) < 10
    assert [page.begins for page in pages] == [True] + [False] * (len(pages) - 1)
    assert [page.is_whole for page in pages].index(True) == len(pages) - 1
    assert listener.stations() == [f"{number:03}" for number in range(30)]
    lefts = [page.left for page in pages]
    assert lefts == sorted(lefts, reverse=True)


def test_news_are_bounded_too(listener: Listener, store: Store, mission: Mission):
    for number in range(30):
        a_station(store, mission, f"{number:03}")
    listener.listen()
    note(store, mission, *(f"{number:03}" for number in range(30)))
    listener.feed = Feed(listener.feed.sources, page_bytes=1000)

    pages = list(listener.pages())

    assert len(pages) > 3
    assert not any(page.begins for page in pages)
    assert sum(len(page.changes) for page in pages) == 30


def test_what_changes_while_everything_is_told_is_told_afterwards(
    listener: Listener, store: Store, mission: Mission
):
    for code in ("2", "4"):
        a_station(store, mission, code)
    listener.feed = Feed(listener.feed.sources, page_bytes=1)
    told = ""
    while told != "2":
        told = listener.page().changes[-1].key
    a_station(store, mission, "1")  # behind the place that the feed has reached
    with store.writing() as db:
        db.connection().execute(delete(Station).where(Station.code == "2"))  # pyright: ignore[reportArgumentType]
        log.note(db, mission.id, "station", ["1", "2"])

    listener.listen()

    assert listener.stations() == ["1", "4"]


@pytest.mark.parametrize("cursor", ["rubbish", "é", "bnVsbA==", "x" * 1000, "e30="])
def test_a_cursor_that_is_none_begins_anew(listener: Listener, cursor: str):
    listener.cursor = cursor
    assert listener.page().begins


def test_another_teams_cursor_begins_anew(listener: Listener, store: Store, mission: Mission):
    listener.listen()
    other = Listener(store, mission, a_team(store, mission, "08"))
    other.cursor = listener.cursor

    assert other.page().begins


def test_after_a_restored_backup_everything_is_told_anew(
    listener: Listener, store: Store, mission: Mission
):
    """Also where the restored server has since gone further than the laptop had come."""
    a_station(store, mission, "1")
    note(store, mission, "1")
    listener.listen()
    backup = listener.cursor
    a_station(store, mission, "2")
    note(store, mission, "2")
    listener.listen()
    lost = read_cursor(listener.cursor)
    assert lost is not None

    with store.writing() as db:  # what a restore does: the last line never was
        db.connection().execute(delete(Change).where(Change.seq == lost.seq))  # pyright: ignore[reportArgumentType]
        db.connection().execute(delete(Station).where(Station.code == "2"))  # pyright: ignore[reportArgumentType]
        row: dict[str, Any] = {"mark": "another", "mission_id": mission.id, "kind": "station"}
        db.add(Change(seq=lost.seq, **row, key="1"))
    note(store, mission, "1")

    behind = Listener(store, mission, listener.team)
    behind.cursor = backup
    assert not behind.page().begins  # it stood before the backup: nothing was lost for it
    assert listener.page().begins
    assert listener.stations() == ["1"]
