"""The pages of observers: codes for all staff, names for coordinators, each reading on record."""

from datetime import date
from uuid import UUID

import httpx
import pytest
from sqlmodel import col, select

from server.accounts.models import Role, TrailEntry
from server.config import Settings
from server.database import Store
from server.missions.models import Mission, Team
from server.people.identity import Identity
from server.people.models import Observer
from server.people.names import Names
from server.people.service import get_observer
from tests.server.builders import START, a_team
from tests.server.pages.reading import text_of
from tests.server.people.conftest import READY, AnObserver
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in

AIGUL = Identity(family_name="Сағынтаева", given_name="Айгүл", email="aigul@example.org")
FORM = {"role": "lto", "nationality": "Қазақстан", "languages": "kk, Russian", "team": "07"}


@pytest.fixture
def coordinator(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, an_account(store))


@pytest.fixture
def aigul(names: Names, mission: Mission, team: Team, an_observer: AnObserver) -> Observer:
    observer = an_observer("0107", team_id=team.id, is_named=True, **READY)
    names.keep(mission.id, {observer.id: AIGUL}, now=START)
    return observer


def deeds(store: Store) -> list[tuple[str, str]]:
    with store.reading() as db:
        entries = db.exec(select(TrailEntry).order_by(col(TrailEntry.seq))).all()
    return [(each.deed, each.subject) for each in entries]


async def test_a_coordinator_registers_somebody_and_notes_the_accreditation(
    coordinator: httpx.AsyncClient, store: Store, mission: Mission, team: Team
):
    path = f"/m/{mission.code}/observers"
    assert "Nobody is registered yet" in (await coordinator.get(path)).text
    assert (await coordinator.get(f"/m/{mission.code}/new-observer")).status_code == 200

    made = await coordinator.post(path, data=FORM | {"code": "0107"})
    page = f"/m/{mission.code}/observers/0107"
    assert made.headers["location"] == page
    step = {"permission": "refused", "day": "2026-09-20", "reason": "no stamp"}
    await coordinator.post(f"{page}/steps", data=step)

    with store.reading() as db:
        held = get_observer(db, mission.id, "0107")
    assert (held.role, held.nationality, held.languages, held.team_id) == (
        "lto", "KZ", ["kk", "ru"], team.id,
    )  # fmt: skip
    words = text_of((await coordinator.get(page)).text)
    assert "Accreditation was refused." in words
    assert "20 Sep 2026 refused no stamp aigul" in words
    assert deeds(store) == [
        ("observer.registered", "observer 0107"),
        ("accreditation.noted", "observer 0107"),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "0107"}, "Code: 0107 is another observer&#39;s."),
        ({"code": "a b"}, "can&#39;t be a code"),
        ({"code": "2", "nationality": "Atlantis"}, "is no country that is known here"),
        ({"code": "2", "team": "99"}, "the mission has no team"),
        ({"code": "2", "badge": "b-1"}, "Badge number: 0107 has this one."),
        ({"code": "2", "valid_from": "2026-10-05", "valid_until": "2026-10-04"}, "ends before it"),
        ({"code": "2", "trained_on": "05/09/2026"}, "is not a day"),
    ],
)
async def test_what_does_not_fit_is_shown_again_with_its_mistake(
    coordinator: httpx.AsyncClient,
    store: Store,
    mission: Mission,
    an_observer: AnObserver,
    typed: dict[str, str],
    said: str,
):
    an_observer("0107", badge="B-1")
    refused = await coordinator.post(
        f"/m/{mission.code}/observers", data={"languages": "kk"} | typed
    )
    assert refused.status_code == 422
    assert said in refused.text
    assert 'value="kk"' in refused.text
    assert deeds(store) == []


async def test_two_who_change_one_observer_at_once_are_told(
    coordinator: httpx.AsyncClient, store: Store, mission: Mission, aigul: Observer
):
    page = f"/m/{mission.code}/observers/{aigul.code}"
    seen = aigul.updated_at.isoformat()

    first = await coordinator.post(page, data={"role": "sto", "team": "07", "seen": seen})
    second = await coordinator.post(page, data={"role": "driver", "team": "07", "seen": "earlier"})

    assert first.status_code == 303
    assert second.status_code == 422
    assert "Somebody else changed this observer" in second.text
    with store.reading() as db:
        assert get_observer(db, mission.id, aigul.code).role == "sto"


async def test_names_are_shown_when_asked_for_and_each_reading_is_on_record(
    coordinator: httpx.AsyncClient, store: Store, mission: Mission, aigul: Observer, names: Names
):
    here = f"/m/{mission.code}"
    plain = [
        await coordinator.get(f"{here}/observers"),
        await coordinator.get(f"{here}/observers/{aigul.code}"),
        await coordinator.get(f"{here}/observers.csv"),
    ]
    assert all(each.status_code == 200 for each in plain)
    assert not any("Сағынтаева" in each.text or "aigul@example" in each.text for each in plain)

    shown = await coordinator.post(f"{here}/observer-names", data={"role": "sto"})
    found = await coordinator.post(f"{here}/observer-names", data={"name": "sagyntaeva"})
    missed = await coordinator.post(f"{here}/observer-names", data={"name": "nobody"})
    read = await coordinator.get(f"{here}/observers/{aigul.code}/identity")
    typed = {"family_name": "Ахметова", "given_name": "Айгүл", "phone": "+7 701 555 0101"}
    kept = await coordinator.post(f"{here}/observers/{aigul.code}/identity", data=typed)
    wrong = await coordinator.post(f"{here}/observers/{aigul.code}/identity", data={"email": "no"})

    assert all("Айгүл Сағынтаева" in each.text for each in (shown, found))
    assert "Айгүл" not in missed.text
    assert 'value="aigul@example.org"' in read.text
    assert kept.status_code == 303
    assert wrong.status_code == 422
    person = names.find(aigul.id)
    assert person is not None
    assert (person.family_name, person.email) == ("Ахметова", "")
    assert deeds(store) == [
        ("observers.exported", "observers by code"),
        ("identity.read", "observer 0107"),
        ("identity.searched", ""),
        ("identity.read", "observer 0107"),
        ("identity.searched", ""),
        ("identity.read", "observer 0107"),
        ("identity.changed", "observer 0107"),
    ]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.HEAD, Role.PARTNER])
async def test_who_is_no_coordinator_reads_no_names(
    store: Store, client: httpx.AsyncClient, mission: Mission, aigul: Observer, role: Role
):
    client.headers.update(PAGE | SAME_ORIGIN)
    signed_in(store, client, an_account(store, "other", role, mission=mission))
    here = f"/m/{mission.code}"

    assert (await client.get(f"{here}/observers/{aigul.code}/identity")).status_code == 403
    assert (await client.post(f"{here}/observer-names", data={})).status_code == 403
    listed = await client.get(f"{here}/observers")
    assert listed.status_code == (403 if role is Role.PARTNER else 200)
    assert "observer-names" not in listed.text
    assert deeds(store) == []


async def test_a_regions_coordinator_reads_and_decides_for_its_own_teams(
    store: Store, client: httpx.AsyncClient, mission: Mission, names: Names, an_observer: AnObserver
):
    client.headers.update(PAGE | SAME_ORIGIN)
    regional = an_account(store, "dana", mission=mission, regions=("Almaty",))
    signed_in(store, client, regional)
    near = an_observer("1", team_id=a_team(store, mission, "01", regions=["Almaty / Turksib"]).id)
    far = an_observer("2", team_id=a_team(store, mission, "02", regions=["Abai"]).id)
    alone = an_observer("3")
    others = {each.id: AIGUL for each in (far, alone)}
    names.keep(mission.id, {near.id: Identity(given_name="Near"), **others}, now=START)
    here = f"/m/{mission.code}"

    shown = await client.post(f"{here}/observer-names", data={})
    assert "Near" in shown.text
    assert "Айгүл" not in shown.text
    found = await client.post(f"{here}/observer-names", data={"name": "Aigul"})
    assert "0 of 3 observers" in found.text
    assert (await client.get(f"{here}/observers/1/identity")).status_code == 200
    for code in ("2", "3"):
        assert (await client.get(f"{here}/observers/{code}/identity")).status_code == 403
        step = {"permission": "applied", "day": "2026-09-01"}
        assert (await client.post(f"{here}/observers/{code}/steps", data=step)).status_code == 403
    into = await client.post(f"{here}/observers/1", data={"role": "sto", "team": "02"})
    assert into.status_code == 403


async def test_erasing_asks_for_the_code_and_leaves_the_code(
    coordinator: httpx.AsyncClient, mission: Mission, aigul: Observer, names: Names
):
    page = f"/m/{mission.code}/observers/{aigul.code}"

    assert (
        await coordinator.post(f"{page}/erasure", data={"confirmed": "0108"})
    ).status_code == 422
    assert names.find(aigul.id) == AIGUL
    assert (
        await coordinator.post(f"{page}/erasure", data={"confirmed": "0107"})
    ).status_code == 303

    assert names.find(aigul.id) is None
    words = text_of((await coordinator.get(page)).text)
    assert "Who this was has been erased." in words
    again = await coordinator.post(f"{page}/identity", data={"family_name": "Сағынтаева"})
    assert again.status_code == 422
    assert (await coordinator.post(page, data={"role": "sto", "badge": "B"})).status_code == 422


async def test_without_the_key_everything_but_names_works(
    coordinator: httpx.AsyncClient, settings: Settings, mission: Mission, aigul: Observer,
    names: Names,
):  # fmt: skip
    names.close()
    (settings.home / "people.key").unlink()
    here = f"/m/{mission.code}"

    assert (await coordinator.get(f"{here}/observers")).status_code == 200
    assert (await coordinator.get(f"{here}/observers/{aigul.code}")).status_code == 200
    locked = await coordinator.get(f"{here}/observers/{aigul.code}/identity")
    assert locked.status_code == 503
    assert "Put the key back" in locked.text


async def test_a_thousand_observers_are_paged_and_filtered_by_the_address(
    coordinator: httpx.AsyncClient, store: Store, mission: Mission
):
    with store.writing() as db:
        db.add_all(
            Observer(
                mission_id=mission.id, code=f"{number:04}", created_at=START, updated_at=START,
                id=UUID(int=number), permission="accredited" if number % 2 else "",
                valid_until=date(2026, 10, 3) if number == 1 else None,
            )
            for number in range(1000)
        )  # fmt: skip
    path = f"/m/{mission.code}/observers"

    first = await coordinator.get(path)
    last = await coordinator.get(f"{path}?page=10")
    lacking = text_of(
        (await coordinator.get(f"{path}?lack=accreditation&permission=accredited")).text
    )

    assert "1,000 observers" in first.text
    assert first.text.count('scope="row"') == 100
    assert 'rel="next"' in first.text
    assert "0999" in last.text
    assert 'rel="next"' not in last.text
    assert "1 of 1,000 observers" in lacking
    assert "accreditation ends on 3 Oct 2026, before election day" in lacking
    assert "500 not applied for · 500 accredited" in lacking


async def test_a_list_is_looked_at_and_imported_by_page_and_each_look_is_on_record(
    coordinator: httpx.AsyncClient, store: Store, mission: Mission, names: Names
):
    here = f"/m/{mission.code}"
    content = "code,surname,имя\n0107,Сағынтаева,Айгүл\n".encode()
    handed = await coordinator.post(f"{here}/import/people", files={"file": ("p.csv", content)})
    page = handed.headers["location"]

    shown = await coordinator.get(page)
    assert "Айгүл" in shown.text
    seen = shown.text.split('name="seen" value="')[1].split('"')[0]
    await coordinator.post(f"{page}/confirmation", data={"seen": seen})

    with store.reading() as db:
        held = get_observer(db, mission.id, "0107")
    person = names.find(held.id)
    assert person is not None
    assert person.full_name == "Айгүл Сағынтаева"
    assert [deed for deed, _ in deeds(store)] == ["source.kept", "source.read", "people.imported"]

    regional = an_account(store, "dana", mission=mission, regions=("Almaty",))
    signed_in(store, coordinator, regional)
    for path in (page, f"{page}/file", f"{here}/import/people"):
        assert (await coordinator.get(path)).status_code == 403


async def test_in_a_closed_mission_nothing_is_added_and_somebody_may_still_be_erased(
    coordinator: httpx.AsyncClient, store: Store, mission: Mission, aigul: Observer, names: Names
):
    with store.writing() as db:
        db.get_one(Mission, mission.id).closed_at = START
    page = f"/m/{mission.code}/observers/{aigul.code}"

    shown = (await coordinator.get(page)).text
    assert "Erase who this is" in shown
    assert "Note the step" not in shown
    assert "Save" not in (await coordinator.get(f"{page}/identity")).text
    assert (await coordinator.post(page, data={"role": "sto"})).status_code == 409
    assert (
        await coordinator.post(f"{page}/erasure", data={"confirmed": "0107"})
    ).status_code == 303
    assert names.find(aigul.id) is None


async def test_an_e_mail_address_belongs_to_one_observer(
    coordinator: httpx.AsyncClient, mission: Mission, aigul: Observer, an_observer: AnObserver
):
    an_observer("0108")
    page = f"/m/{mission.code}/observers/0108/identity"
    typed = {"given_name": "Aida", "email": AIGUL.email.upper()}
    refused = await coordinator.post(page, data=typed)
    assert refused.status_code == 422
    assert f"E-mail: observer {aigul.code} has this address." in refused.text
    assert 'value="Aida"' in refused.text
    own = f"/m/{mission.code}/observers/{aigul.code}/identity"
    assert (await coordinator.post(own, data={"email": AIGUL.email})).status_code == 303
