"""Messages: to whom they go, who has read them, who may send them."""

from collections.abc import Sequence

import httpx
import pytest

from server.accounts.models import Role
from server.database import Store
from server.messages.receipts import SentMessage, list_sent
from server.messages.recipients import Audience, NobodyToTell
from server.messages.service import NothingToSay, list_messages_to, send
from server.missions.models import Mission, Team
from server.missions.service import NoSuchTeam
from server.reports.projection import catch_up, rebuild
from shared.forms.model import Form
from tests.server.builders import START, a_team
from tests.server.journal.conftest import code, device  # pyright: ignore[reportUnusedImport]  # noqa: F401
from tests.server.journal.device import FakeDevice
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


def tell(
    store: Store,
    mission: Mission,
    text: str = "Close at 11:00",
    *,
    team: str = "",
    region: str = "",
) -> str:
    with store.writing() as db:
        kept = db.get_one(Mission, mission.id)
        return str(send(db, kept, Audience(team=team, region=region), text, by="ann", now=START).id)


def told(store: Store, team: Team) -> list[str]:
    with store.reading() as db:
        return sorted(each.text for each in list_messages_to(db, team.id))


def sent(store: Store, mission: Mission) -> Sequence[SentMessage]:
    with store.reading() as db:
        found = list_sent(db, db.get_one(Mission, mission.id))
        db.expunge_all()
        return found


def test_a_message_goes_to_whom_it_is_for(store: Store, mission: Mission, team: Team):
    north = a_team(store, mission, "08", regions=["North / Lake"])
    south = a_team(store, mission, "09", regions=["South"])
    tell(store, mission, "all")
    tell(store, mission, "one", team="08")
    tell(store, mission, "region", region="North")
    tell(store, mission, "within", region="South / Bay")

    assert told(store, team) == ["all", "region", "within"]  # its area is the whole mission
    assert told(store, north) == ["all", "one", "region"]
    assert told(store, south) == ["all", "within"]


def test_a_message_to_nobody_is_not_sent(store: Store, mission: Mission):
    with pytest.raises(NobodyToTell):
        tell(store, mission)
    a_team(store, mission, "08", regions=["North"])
    with pytest.raises(NobodyToTell, match="whose area lies in East"):
        tell(store, mission, region="East")
    with pytest.raises(NoSuchTeam):
        tell(store, mission, team="99")
    for text in ("  ", "x" * 2001):
        with pytest.raises(NothingToSay):
            tell(store, mission, text)
    assert sent(store, mission) == []


async def test_reading_is_told_and_told_again_after_a_rebuild(
    client: httpx.AsyncClient,
    device: FakeDevice,  # noqa: F811
    store: Store,
    mission: Mission,
    team: Team,
):
    a_team(store, mission, "08")
    key = tell(store, mission)
    device.write(f'{{"message": "{key}"}}', kind="acknowledgement")
    device.write(f'{{"message": "{key}"}}', kind="acknowledgement")
    device.write('{"message": 7}', kind="acknowledgement")
    await device.sync(client)
    catch_up(store)

    for _ in range(2):
        (message,) = sent(store, mission)
        assert (message.teams, list(message.read_by)) == (2, [team.code])
        rebuild(store)


async def test_a_coordinator_sends_from_the_page_and_sees_who_has_read(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team, form: Form
):
    del form
    path = f"/m/{mission.code}/messages"
    browser = signed_in(store, client, an_account(store))

    answer = await browser.post(
        path, data={"text": "<b>Close</b> at 11:00", "team": team.code}, headers=PAGE | SAME_ORIGIN
    )
    assert answer.status_code == 303
    page = await browser.get(path, headers=PAGE)
    assert "<b>Close</b> at 11:00 team 07 aigul 0 of 1" in text_of(page.text)
    assert "<b>Close" not in page.text


async def test_a_viewer_reads_and_sends_nothing(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team
):
    del team
    path = f"/m/{mission.code}/messages"
    browser = signed_in(store, client, an_account(store, "serik", Role.VIEWER))

    assert (await browser.get(path, headers=PAGE)).status_code == 200
    answer = await browser.post(path, data={"text": "hello"}, headers=PAGE | SAME_ORIGIN)
    assert answer.status_code == 403
    assert sent(store, mission) == []
