"""Messages by what has come: previewed, sent to who was ticked, sent again to who has not read."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session, select

from server.accounts.models import Role
from server.changes.models import Change
from server.database import Store
from server.forms.problems import UnknownForm
from server.messages.models import Acknowledgement, Message
from server.messages.receipts import list_sent, receipts_of
from server.messages.recipients import Audience, NobodyToTell, Standing, recipients_of
from server.messages.service import send, send_again
from server.missions.models import Mission, Team
from server.reports.silence import teams_standing
from shared.forms.model import Form
from shared.ids import new_id
from tests.server.builders import START, a_team
from tests.server.kept_reports import Keep, a_laptop
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


@pytest.fixture
def keep(store: Store, mission: Mission, team: Team, form: Form) -> Keep:
    return Keep(store, mission, a_laptop(store, mission, team), form)


def codes(store: Store, mission: Mission, audience: Audience) -> list[str]:
    with store.reading() as db:
        try:
            found = recipients_of(db, mission, audience, teams_standing)
        except NobodyToTell:
            return []
        return [each.code for each in found.teams]


def read(db: Session, message: Message, team: Team, entry: int) -> None:
    db.add(
        Acknowledgement(
            entry_id=entry,
            mission_id=message.mission_id,
            message_id=message.id,
            team_id=team.id,
            device_id=new_id(),
            read_at=f"2026-10-04T09:{entry:02}:00+02:00",
            received_at=START,
        )
    )
    db.flush()


def test_teams_are_picked_by_what_has_come(store: Store, mission: Mission, keep: Keep):
    a_team(store, mission, "08")
    silent = Audience(standing=Standing.NO_REPORT)
    voting = Audience(standing=Standing.FORM_NOT_SENT, form="voting")
    waiting = Audience(standing=Standing.WAITING)
    assert codes(store, mission, silent) == ["07", "08"]

    keep(form_id="opening")
    assert codes(store, mission, silent) == ["08"]
    assert codes(store, mission, voting) == ["07", "08"]
    assert codes(store, mission, waiting) == []

    keep(state="quarantined")
    assert codes(store, mission, voting) == ["08"], "what waits for judgement has come all the same"
    assert codes(store, mission, waiting) == ["07"]
    with store.reading() as db, pytest.raises(UnknownForm):
        recipients_of(db, mission, Audience(standing=Standing.FORM_NOT_SENT, form="votng"))


async def test_only_who_was_ticked_and_still_fits_is_told(
    client: httpx.AsyncClient, store: Store, mission: Mission, keep: Keep
):
    for code in ("08", "09"):
        a_team(store, mission, code)
    path = f"/m/{mission.code}/messages"
    browser = signed_in(store, client, an_account(store))
    typed = {"text": "Are you <well>?\r\nCall us.", "standing": "no_report"}

    page = await browser.post(f"{path}/recipients", data=typed, headers=PAGE | SAME_ORIGIN)
    assert re.findall('name="to" value="(.+?)"', page.text) == ["07", "08", "09"]
    assert "Are you &lt;well&gt;?" in page.text
    keep()  # team 07 reports meanwhile
    ticked = typed | {"previewed": "true", "to": ["07", "08"]}
    answer = await browser.post(path, data=ticked, headers=PAGE | SAME_ORIGIN)
    assert answer.status_code == 303
    with store.reading() as db:
        (sent,) = list_sent(db, mission)
        assert [each.team.code for each in receipts_of(db, sent.message)] == ["08"]
        assert sent.message.text == "Are you <well>?\nCall us."
    nobody = typed | {"previewed": "true"}
    answer = await browser.post(path, data=nobody, headers=PAGE | SAME_ORIGIN)
    assert answer.status_code == 422, "with no tick left, nobody is told"


async def test_who_has_not_read_is_told_again(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team, form: Form
):
    del form
    other = a_team(store, mission, "08")
    with store.writing() as db:
        kept = db.get_one(Mission, mission.id)
        earlier = START - timedelta(minutes=5)
        first = send(db, kept, Audience(), "Close at 11:00", by="ann", now=earlier)
        read(db, first, team, 1)
        path = f"/m/{mission.code}/messages/{first.id}"
    browser = signed_in(store, client, an_account(store))

    assert "08 not read yet" in text_of((await browser.get(path, headers=PAGE)).text)
    answer = await browser.post(f"{path}/again", headers=PAGE | SAME_ORIGIN)
    assert answer.status_code == 303
    with store.writing() as db:
        copy, original = list_sent(db, mission)
        assert (copy.teams, copy.message.text) == (1, "Close at 11:00")
        assert db.exec(select(Change).where(Change.team_id == other.id)).all()[-1].key == str(
            copy.message.id
        )
        read(db, copy.message, other, 2)
        copy, original = list_sent(db, mission)
        assert (list(copy.read_by), list(original.read_by)) == (["08"], ["07", "08"])
        with pytest.raises(NobodyToTell, match="have read it"):
            send_again(db, db.get_one(Mission, mission.id), original.message, by="ann", now=START)
    page = text_of((await browser.get(path, headers=PAGE)).text)
    assert "Read by 2 of 2 teams" in page
    assert "4 Oct 2026, 09:02" in page


async def test_a_regional_coordinator_speaks_to_their_region(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team, form: Form
):
    del form, team
    a_team(store, mission, "08", regions=["North / Lake"])
    account = an_account(store, "dana", Role.COORDINATOR, mission=mission, regions=("North",))
    browser = signed_in(store, client, account)
    path = f"/m/{mission.code}/messages/recipients"
    page = await browser.get(f"/m/{mission.code}/messages", headers=PAGE)
    assert re.findall("<option>(.+?)</option>", page.text) == ["North", "North / Lake"]
    assert "every team of the region" in page.text
    assert "every region" not in page.text
    assert re.findall('<option value="(0.)">', page.text) == ["08"], "07 works everywhere"

    for to, status in (({}, 403), ({"region": "North"}, 200), ({"team": "07"}, 403)):
        typed = {"text": "hello", "standing": "no_report"} | to
        answer = await browser.post(path, data=typed, headers=PAGE | SAME_ORIGIN)
        assert answer.status_code == status, to
