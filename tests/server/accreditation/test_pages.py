"""The pages of organisations and accreditation, on the sample mission."""

from datetime import date

import httpx
import pytest

from server.accounts.models import Role
from server.accreditation.snapshots import snapshots_of
from server.database import Store
from server.missions.models import Mission
from server.people.models import Observer, Permission
from server.people.service import Step, take_step
from shared.ids import new_id
from tests.server.accreditation.conftest import kept
from tests.server.builders import START
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


@pytest.fixture
def analyst(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, an_account(store, "timur", Role.ANALYST))


async def test_an_announcement_says_first_which_day_it_is_of(
    analyst: httpx.AsyncClient, mission: Mission
) -> None:
    answer = await analyst.post(
        f"/m/{mission.code}/import/accreditation", files={"file": ("a.csv", b"name,n\nJordan,3\n")}
    )
    page = answer.headers["location"]
    asked = text_of((await analyst.get(page)).text)
    assert "has to be said first: The day that it is of (--answer as_of=…)" in asked
    said = {"ask-as_of": "2021-01-04", "ask-status": "accredited"}
    await analyst.post(f"{page}/reading", data={**said, "column-0": "sender", "column-1": "count"})
    assert "New 1 " in text_of((await analyst.get(page)).text)


async def test_the_history_stands_with_its_figures(analyst: httpx.AsyncClient, mission: Mission):
    words = text_of((await analyst.get(f"/m/{mission.code}/accreditation")).text)

    assert "398 observers accredited on 4 January 2021" in words
    assert "It ends 4 January 2021, 18:00 (rule E-6 18:00)." in words
    assert "What does not add up" not in words
    assert "CIS Interparliamentary Assembly 47 29 48" in words
    assert "Organisations, each person once 47 29 322" in words
    assert "In all, as stated 398" in words
    assert "31 states" in words


async def test_an_own_notice_is_typed_in_and_set_against_the_authority(
    analyst: httpx.AsyncClient, store: Store, mission: Mission
):
    here = f"/m/{mission.code}"
    typed = {
        "as_of": "2021-01-04", "status": "accredited",
        "organisations": "OSCE Parliamentary Assembly: 7\nCIS 234", "states": "Jordan: 3\nMoldova",
    }  # fmt: skip
    made = await analyst.post(f"{here}/accreditation", data=typed)
    assert made.status_code == 303

    words = text_of((await analyst.get(f"{here}/accreditation")).text)
    assert "9 or 7 for OSCE Parliamentary Assembly?" in words
    assert "CIS" in words
    assert "its parts 179 + 48 = 227. Who are the other 7?" in words
    last = snapshots_of(kept(store, mission))[-1]
    assert (last.states, last.by_state) == (("Jordan", "Moldova"), {"Jordan": 3})
    form = (await analyst.get(f"{here}/accreditation/4")).text
    assert "osce-pa: 7" in form
    assert "Jordan: 3" in form

    wrong = typed | {"organisations": "Atlantis: 3\nCIS", "as_of": "today"}
    refused = await analyst.post(f"{here}/accreditation/4", data=wrong)
    assert refused.status_code == 422
    assert "No organisation is called &#39;Atlantis&#39;" in refused.text
    assert "Atlantis: 3" in refused.text
    assert (await analyst.post(f"{here}/accreditation/4/removal")).status_code == 303
    assert len(snapshots_of(kept(store, mission))) == 3


async def test_the_tree_counts_umbrellas_once(
    analyst: httpx.AsyncClient, store: Store, mission: Mission
):
    here = f"/m/{mission.code}"
    words = text_of((await analyst.get(f"{here}/organisations")).text)
    assert "12 organisations" in words
    assert "All organisations, each person once 322" in words

    added = {"id": "cis-pa-youth", "name": "CIS Youth", "parent": "cis", "kind": "other",
             "variants": "Молодёжь СНГ\nYouth of the CIS"}  # fmt: skip
    assert (await analyst.post(f"{here}/organisations", data=added)).status_code == 303
    twice = await analyst.post(f"{here}/organisations", data=added)
    assert twice.status_code == 422
    assert "is in the list already" in twice.text
    own = {"name": "CIS", "parent": "cis-pa-youth", "kind": "intergovernmental"}
    circle = await analyst.post(f"{here}/organisations/cis", data=own)
    assert circle.status_code == 422
    assert "would be its own umbrella" in circle.text
    found = {each.id: each for each in kept(store, mission).organisations}
    assert found["cis-pa-youth"].variants == ("Молодёжь СНГ", "Youth of the CIS")
    assert found["cis"].parent == ""

    assert (await analyst.post(f"{here}/organisations/cis-pa-youth/removal")).status_code == 303
    needed = await analyst.post(f"{here}/organisations/cis-ipa/removal")
    assert needed.status_code == 422
    assert "cis-ipa" in {each.id for each in kept(store, mission).organisations}


async def test_an_organisation_with_observers_stays(
    analyst: httpx.AsyncClient, store: Store, mission: Mission
):
    here = f"/m/{mission.code}"
    added = {"id": "friends", "name": "Friends", "kind": "citizen"}
    await analyst.post(f"{here}/organisations", data=added)
    keep_observers(store, mission, organisation="friends")

    refused = await analyst.post(f"{here}/organisations/friends/removal")

    assert refused.status_code == 422
    assert "2 observers of the register belong to it" in refused.text


async def test_the_missions_own_people_are_set_against_announcement_and_deadline(
    analyst: httpx.AsyncClient, store: Store, mission: Mission
):
    keep_observers(store, mission, organisation="turkic-council")

    words = text_of((await analyst.get(f"/m/{mission.code}/accreditation")).text)

    assert "2 are registered: 1 accredited, 1 applied." in words
    assert (
        "Turkic Council, accredited on 4 January 2021: our register of observers has 1, the"
        in words
    )
    assert "Waiting for a decision, though accreditation ended 4 January 2021, 18:00: 1." in words
    assert "Applied after the deadline: 0102." in words
    assert "Accreditations that do not hold on election day: 1." in words


def keep_observers(store: Store, mission: Mission, *, organisation: str) -> None:
    """Keep one whose card ends before election day, and one who applied too late."""
    with store.writing() as db:
        for code, last_day in (("0101", date(2021, 1, 9)), ("0102", None)):
            observer = Observer(
                id=new_id(), mission_id=mission.id, code=code, organisation=organisation,
                permission="accredited" if last_day else "", valid_until=last_day,
                created_at=START, updated_at=START,
            )  # fmt: skip
            db.add(observer)
            db.flush()
            if last_day is None:
                late = Step(Permission.APPLIED, date(2021, 1, 5))
                take_step(db, observer, late, by="anna", now=START)


async def test_the_rules_are_changed_by_page(
    analyst: httpx.AsyncClient, store: Store, mission: Mission
):
    here = f"/m/{mission.code}"
    wrong = await analyst.post(f"{here}/accreditation-rules", data={"deadline": "soon"})
    assert wrong.status_code == 422
    typed = {"authority": "CEC", "deadline": "2021-01-05 18:00", "days_before": "6"}
    assert (await analyst.post(f"{here}/accreditation-rules", data=typed)).status_code == 303

    words = text_of((await analyst.get(f"{here}/accreditation")).text)
    assert "Granted by: CEC." in words
    assert "is stated as 5 January 2021, 18:00, but by the rule E-6 18:00 it is 4 January" in words
    assert len(snapshots_of(kept(store, mission))) == 3


async def test_viewers_read_and_change_nothing(
    store: Store, client: httpx.AsyncClient, mission: Mission
):
    client.headers.update(PAGE | SAME_ORIGIN)
    signed_in(store, client, an_account(store, "serik", Role.VIEWER))
    here = f"/m/{mission.code}"

    page = await client.get(f"{here}/accreditation")

    assert page.status_code == 200
    assert "<form" not in page.text.split("</header>")[1]
    assert (await client.get(f"{here}/organisations")).status_code == 200
    assert (await client.post(f"{here}/accreditation", data={})).status_code == 403
