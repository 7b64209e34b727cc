"""The review queue and the checks of a report, as coordinators use them."""

from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session, select

from server.accounts.models import TrailEntry
from server.database import Store
from server.messages.models import Message
from server.missions.models import Mission
from server.reports.checks.due import note_due
from server.reports.checks.following import Checker
from server.reports.checks.models import AnswerNote
from server.reports.models import Revision
from tests.server.builders import START
from tests.server.kept_reports import Keep
from tests.server.pages.reading import read, text_of
from tests.server.staff import SAME_ORIGIN

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def short(store: Store, keep: Keep) -> Revision:
    """A report of a visit of one minute, checked."""
    kept = keep(station_code="0001", departed_at=START + timedelta(minutes=1), arrived_at=START)
    check(store, kept)
    return kept


def check(store: Store, kept: Revision) -> None:
    with store.writing() as db:
        note_due(db, [kept.report_id])
    Checker(store).catch_up()


async def post(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await browser.post(path, data=fields, headers=SAME_ORIGIN)


async def test_the_queue_says_what_is_asked_of_whom(
    viewer: httpx.AsyncClient, mission: Mission, short: Revision
):
    words = await read(viewer, f"/m/{mission.code}/review")

    assert "1 waiting: 0 alert, 0 to be asked, 1 worth a look." in words
    assert "The visit lasted 1 min. Are arrival and departure right? Voting 0001" in words
    shown = await read(viewer, f"/m/{mission.code}/reports/{short.report_id}")
    assert "Checks ask: The visit lasted 1 min." in shown


async def test_an_empty_queue_says_so(viewer: httpx.AsyncClient, mission: Mission):
    assert "Nothing waits" in await read(viewer, f"/m/{mission.code}/review")
    assert "Take a filter away" in await read(viewer, f"/m/{mission.code}/review?team=99")


async def test_a_viewer_sees_the_checks_and_has_nothing_to_press(
    viewer: httpx.AsyncClient, mission: Mission, short: Revision
):
    address = f"/m/{mission.code}/reports/{short.report_id}"

    words = await read(viewer, f"{address}/checks")

    assert "flagged" in words
    assert "booths.constraint Booths: 4 ok" in words
    assert "It stands" not in words
    assert (await post(viewer, f"{address}/notes", deed="settle")).status_code == 403


async def test_what_a_coordinator_corrects_shows_both_values_and_leaves_a_trace(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, short: Revision
):
    address = f"/m/{mission.code}/reports/{short.report_id}"
    said = await post(
        coordinator,
        f"{address}/notes",
        deed="correct",
        question="booths",
        value="6",
        reason=f"by telephone {HOSTILE}",
    )

    assert said.status_code == 303
    html = (await coordinator.get(f"{address}/checks")).text
    assert "Booths: 4 → 6" in text_of(html)
    assert HOSTILE not in html
    with store.reading() as db:
        deeds = [each.deed for each in db.exec(select(TrailEntry))]
    assert deeds[-1] == "report.spoken_of"


async def test_a_settled_check_leaves_the_queue_and_comes_back(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, short: Revision
):
    address = f"/m/{mission.code}/reports/{short.report_id}"
    await post(coordinator, f"{address}/notes", deed="settle", check="visit-too-short")
    Checker(store).catch_up()
    settled = await read(coordinator, f"/m/{mission.code}/review")
    with store.reading() as db:
        note = the_note(db)
    await post(coordinator, f"{address}/notes/{note.id}/end")
    Checker(store).catch_up()

    assert "Nothing waits" in settled
    assert "The visit lasted" in await read(coordinator, f"/m/{mission.code}/review")
    assert "taken back by aigul" in await read(coordinator, f"{address}/checks")


def the_note(db: Session) -> AnswerNote:
    return db.exec(select(AnswerNote)).one()


async def test_the_team_is_asked_and_the_queue_says_so(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, short: Revision
):
    address = f"/m/{mission.code}/reports/{short.report_id}"
    await post(coordinator, f"{address}/inquiries", text="One minute?")

    assert "the team was asked" in await read(coordinator, f"/m/{mission.code}/review")
    assert "“One minute?” no newer revision yet" in await read(coordinator, f"{address}/checks")
    with store.reading() as db:
        assert db.exec(select(Message.by)).all() == ["aigul"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deed": "correct", "question": "booths", "value": "6"}, "Say why"),
        ({"deed": "wish"}, "Input should be"),
        ({"deed": "verify"}, "which answer"),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_the_reason(
    store: Store,
    coordinator: httpx.AsyncClient,
    mission: Mission,
    short: Revision,
    fields: dict[str, str],
    words: str,
):
    said = await post(coordinator, f"/m/{mission.code}/reports/{short.report_id}/notes", **fields)

    assert said.status_code == 422
    assert words in text_of(said.text)
    with store.reading() as db:
        assert db.exec(select(AnswerNote)).all() == []
