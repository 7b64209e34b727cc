"""Samples of stations: drawn by seed and frame alone, proven later, replaced by rule."""

import re

import httpx
import pytest
from sqlmodel import select

from server.accounts.caller import Operator
from server.database import Store
from server.deployment.drafts import Planner
from server.deployment.samples import service
from server.deployment.samples.asking import Asked
from server.deployment.samples.handing import Handed, adopt, hand_out
from server.deployment.samples.models import SampledStation, StationSample
from server.deployment.samples.service import NotInSample
from server.missions.models import Mission
from server.missions.service import mission_document
from server.sampling.drawing import Allocation, draw_sample
from server.sampling.problems import ImpossibleSample
from server.stations.models import Station
from shared.ids import new_id
from tests.server.builders import START, a_station
from tests.server.deployment.conftest import Desk
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


@pytest.fixture
def register(store: Store, mission: Mission) -> Mission:
    """The mission with 40 more stations: 30 in the north, 10 in the south."""
    with store.writing() as db:
        for number in range(40):
            region = "North / Bay" if number < 30 else "South"
            db.add(a_station_row(mission, f"{number:04}", region))
    return mission


def a_station_row(mission: Mission, code: str, region: str) -> Station:
    return Station(
        id=new_id(),
        mission_id=mission.id,
        code=code,
        name=f"School {code}",
        region=region,
        updated_at=START,
    )


def as_admin(client: httpx.AsyncClient, store: Store) -> httpx.AsyncClient:
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, an_account(store))


def drawn(store: Store, mission: Mission, **asked: object) -> tuple[int, list[str]]:
    """Draw a sample; return its number and its stations."""
    with store.writing() as db:
        wanted = Asked.model_validate({"size": 8, "seed": "6-2-5", **asked})
        sample = service.draw(db, db.get_one(Mission, mission.id), wanted, by="ann", now=START)
        return sample.number, [each.code for each in service.stations_of(db, sample)]


def proof(store: Store, mission: Mission, number: int = 1) -> service.Proof:
    with store.reading() as db:
        return service.prove(db, mission, service.get_sample(db, mission.id, number))


def test_the_same_seed_and_register_draw_the_same(store: Store, register: Mission):
    first, again, other = (drawn(store, register, seed=seed) for seed in ("a", "a", "b"))
    assert [each[0] for each in (first, again, other)] == [1, 2, 3], "every draw is kept"
    assert first[1] == again[1]
    assert first[1] != other[1]
    with store.reading() as db:
        codes = [(each, "") for each in db.exec(select(Station.code))]
    assert first[1] == list(draw_sample(codes, {"": 8}, "a").chosen)
    assert proof(store, register) == service.Proof(True, True, True)  # noqa: FBT003


def test_strata_are_divided_as_asked(store: Store, register: Mission):
    for asked, sizes in (
        ({}, {"North": 6, "South": 2}),
        ({"allocation": Allocation.EQUAL}, {"North": 4, "South": 4}),
        ({"least": 3}, {"North": 5, "South": 3}),
    ):
        number, codes = drawn(store, register, by="region", **asked)
        with store.reading() as db:
            sample = service.get_sample(db, register.id, number)
            assert sample.sizes == sizes, asked
            assert sample.strata == {"North": 32, "South": 11}
            assert len(codes) == 8


def test_closed_stations_and_those_left_out_are_not_drawn(store: Store, register: Mission):
    a_station(store, register, "H", kind="hospital", region="South")
    a_station(store, register, "C", closed_at=START, region="South")
    _, codes = drawn(store, register, size=11, within="South", left_out=["hospital"])
    assert {"H", "C"}.isdisjoint(codes)
    for wrong in (
        {"size": 99},
        {"by": "colour"},
        {"left_out": ["hospitl"]},
        {"within": "East"},
        {"by": "region", "size": 3},
    ):
        with pytest.raises(ImpossibleSample):
            drawn(store, register, **wrong)


def test_a_proof_notices_what_was_changed(store: Store, register: Mission):
    _, codes = drawn(store, register)
    a_station(store, register, "new")
    assert proof(store, register) == service.Proof(True, True, False)  # noqa: FBT003
    with store.writing() as db:
        row = db.exec(select(SampledStation).where(SampledStation.code == codes[0])).one()
        db.delete(row)
    assert not proof(store, register).draws_again
    with store.writing() as db:
        sample = db.exec(select(StationSample)).one()
        sample.frame_digest = "0" * 64
        db.add(sample)
    assert not proof(store, register).frame_is_whole


def test_the_next_of_the_stratum_stands_in_and_nobody_chooses(store: Store, register: Mission):
    number, codes = drawn(store, register, by="region")
    given_up = [codes[0], codes[-1]]
    with store.writing() as db:
        sample = service.get_sample(db, register.id, number)
        for code in (codes[0], codes[-1]):
            stand_in = service.give_up(db, sample, code, "flooded", by="ann", now=START)
            assert stand_in is not None
            assert stand_in.stands_in_for == code
            given_up.append(stand_in.code)
        service.give_up(db, sample, given_up[-1], "burnt down", by="ann", now=START)
        del given_up[2]  # the first stand-in is visited
        left = {each.code for each in service.stations_of(db, sample) if not each.given_up_why}
        again = draw_sample(service.unpacked(sample.frame), sample.sizes, sample.seed)
        standing = {
            stratum: [code for code in again.order[stratum] if code not in given_up]
            for stratum in again.sizes
        }
        assert left == {
            code for stratum, size in again.sizes.items() for code in standing[stratum][:size]
        }
        for code, why in ((codes[0], "again"), ("elsewhere", "x"), (codes[1], " ")):
            with pytest.raises(NotInSample):
                service.give_up(db, sample, code, why, by="ann", now=START)
    assert proof(store, register).draws_again, "what stands in changes no proof"


async def test_a_stratum_without_a_station_left_has_fewer(
    client: httpx.AsyncClient, store: Store, mission: Mission
):
    number, _ = drawn(store, mission, size=1, within="South")
    with store.writing() as db:
        sample = service.get_sample(db, mission.id, number)
        assert service.give_up(db, sample, "3", "flooded", by="ann", now=START) is None
    page = text_of((await as_admin(client, store).get(f"/m/{mission.code}/samples/{number}")).text)
    assert "Can't be visited 1 of them; no station is left to stand in" in page
    assert "Margin none: of some stratum, no station will report" in page


def handed(desk: Desk, number: int) -> Handed:
    with desk.store.writing() as db:
        mission = db.get_one(Mission, desk.mission.id)
        sample = service.get_sample(db, mission.id, number)
        return hand_out(db, mission, sample, Planner(mission.id, "ann", START))


def test_stations_are_drafted_for_the_teams_of_their_regions(
    desk: Desk, store: Store, register: Mission
):
    a_station(store, register, "far", region="East")
    desk.draft("09", ("0001", "08:00"))
    number, codes = drawn(store, register, size=44)
    assert len(codes) == 44
    outcome = handed(desk, number)
    assert outcome.teams == {"07": 15, "08": 10, "09": 14}
    assert outcome.planned == 4, "stations 1, 2 and 3 of the file, and 0001"
    assert outcome.nobody == ["far"]
    plans = desk.planning().plans
    assert plans.drafts["07"].by == "ann"
    parts = [[s.station for s in plans.get(team).plan if s.at is None] for team in ("07", "09")]
    assert sorted(map(len, parts)) == [14, 15]
    assert max(parts[1]) < min(parts[0]) or max(parts[0]) < min(parts[1]), "side by side"
    assert handed(desk, number).teams == {}, "done again, nothing is doubled"


def test_a_sample_becomes_the_mission_s_design(store: Store, register: Mission):
    simple, _ = drawn(store, register)
    stratified, _ = drawn(store, register, by="region", allocation="equal")
    for number in (stratified, simple):
        with store.writing() as db:
            sample = service.get_sample(db, register.id, number)
            adopt(db, db.get_one(Mission, register.id), sample, by=Operator("ann"), now=START)
            design = mission_document(db.get_one(Mission, register.id)).sample
            assert design.population == 43
            assert design.draw is not None
            assert (design.draw.seed, design.draw.frame) == ("6-2-5", sample.frame_digest)
            assert db.get_one(Mission, register.id).design == design.design
        if number == stratified:
            assert design.strata is not None
            assert design.strata.sizes == {"North": 32, "South": 11}
        else:
            assert (design.design, design.strata) == ("srs", None)


async def test_a_sample_on_the_pages(client: httpx.AsyncClient, store: Store, register: Mission):
    browser = as_admin(client, store)
    path = f"/m/{register.code}/samples"
    page = await browser.get(path)
    assert re.search(r'name="seed" value="[0-9a-f]{16}"', page.text), "a seed is proposed"
    sizes = "Of 43 open stations, a simple random sample needs for a margin of ± 10 points 30, "
    assert sizes + "± 5 points 39, ± 3 points 42." in text_of(page.text)
    wrong = await browser.post(path, data={"size": "99", "seed": "dice", "note": "<b>"})
    assert wrong.status_code == 422
    assert "There are 43 stations to draw from, and 99 are to be drawn" in text_of(wrong.text)
    for size, words in (("many", "'many' is not a whole number"), ("", "nothing is written here")):
        refused = await browser.post(path, data={"size": size, "seed": "dice"})
        assert f"How many stations: {words}" in text_of(refused.text)
    assert 'value="dice"' in wrong.text
    answer = await browser.post(path, data={"size": "8", "seed": "dice", "by": "region"})
    assert answer.headers["location"] == f"{path}/1"
    words = text_of((await browser.get(f"{path}/1")).text)
    assert "Sample 1: 8 stations" in words
    assert "Drawn again with this seed from the kept frame, it is the same." in words
    assert "North 32 6 South 11 2" in words
    assert "Margin at most ± 32.0 points at 95 %, if all of them report" in words
    drafted = await browser.post(f"{path}/1/handing-out")
    assert "Drafted for the teams 07: 6, 08: 2." in text_of(drafted.text)
    assert (await browser.post(f"{path}/1/adoption")).status_code == 303
    assert "the mission's" in text_of((await browser.get(path)).text)
    csv = (await browser.get(f"{path}/1/stations.csv")).text.splitlines()
    assert len(csv) == 9
    code = csv[1].split(",")[3]
    given_up = {"station": code, "why": "flooded"}
    assert (await browser.post(f"{path}/1/replacement", data=given_up)).status_code == 303
    assert f"stands in for {code}" in text_of((await browser.get(f"{path}/1")).text)
