"""Designs of a mission's file, as findings use them."""

from collections.abc import Callable
from typing import Any

import pytest

from server.database import Store
from server.deployment.samples.asking import Asked
from server.deployment.samples.handing import draw_of
from server.deployment.samples.service import draw, stations_of
from server.findings.asked import get_asked
from server.findings.evidence import Wanted, evidence
from server.findings.service import Cut, findings
from server.findings.strata import strata_of
from server.findings.tallies import Tallies
from server.findings.tally import Unit
from server.missions.models import Mission
from server.reports.models import Revision
from server.sampling.estimates import Reached
from server.sampling.rules import HOUSE_RULES
from server.statement.survey import survey
from tests.server.builders import START, a_form, a_mission, a_published_form, a_station

Report = Callable[..., Revision]


def sampled(store: Store, **sample: Any) -> Mission:  # noqa: ANN401 - keys of a mission file
    design = sample.get("design", "stratified")
    return a_mission(
        store,
        code=f"sampled-{design}",
        design=design,
        population=1000,
        document={"sample": {"design": design, "population": 1000, **sample}},
    )


def test_strata_are_as_large_as_the_register_has_them(store: Store) -> None:
    mission = sampled(store, strata={"by": "region"})
    for number, region in enumerate(["Akmola / Kokshetau", "Akmola", "Almaty", ""]):
        a_station(store, mission, f"{number}", region=region)
    with store.reading() as db:
        found = strata_of(db, mission)
    assert found.design.strata == {"Akmola": 2, "Almaty": 1, "not given": 1}
    assert found.part_of("0", "Akmola / Kokshetau", "07") == ("Akmola", "07")


def test_any_column_of_the_register_makes_strata(store: Store) -> None:
    mission = sampled(store, strata={"by": "size", "sizes": {"large": 100, "small": 900}})
    a_station(store, mission, "0001", attributes={"size": "large"})
    with store.reading() as db:
        found = strata_of(db, mission)
    assert found.design.strata == {"large": 100, "small": 900}
    assert found.part_of("0001", "", "07") == ("large", "07")
    assert found.part_of("0002", "", "07") == ("not given", "07")


@pytest.mark.parametrize("design", ["srs", "route"])
def test_only_a_stratified_design_weighs(store: Store, design: str) -> None:
    mission = sampled(store, design=design, strata={"by": "region", "sizes": {"Akmola": 2}})
    with store.reading() as db:
        found = strata_of(db, mission)
    assert not found.design.is_stratified
    assert found.part_of("0", "Akmola", "07") == (("", "07") if design == "srs" else None)


def test_a_mission_may_have_rules_of_its_own(store: Store) -> None:
    mission = sampled(store, rules={"least_for_share": 40})
    with store.reading() as db:
        rules = strata_of(db, mission).design.rules
    assert (rules.least_for_share, rules.silent) == (40, HOUSE_RULES.silent)


def test_shares_are_weighed_by_the_stations_of_each_stratum(store: Store, report: Report) -> None:
    sizes = {"Akmola": 900, "Almaty": 100}
    mission = sampled(store, strata={"by": "region", "sizes": sizes})
    a_published_form(store, mission, a_form())
    for number in range(20):
        urban = number % 2
        report(
            {"ramp": "yes" if urban else "no"},
            mission_id=mission.id,
            region="Almaty" if urban else "Akmola / Kokshetau",
            team_code=f"{number % 6}",
        )
    with store.reading() as db:
        found = findings(db, mission, "voting", Cut(by="region")).question("ramp")
    assert found is not None
    yes = found.options[0].estimate
    assert (yes.cases, yes.answered) == (10, 20)
    assert yes.share == pytest.approx(0.1)
    assert yes.interval is not None
    assert yes.interval[0] < 0.1 < yes.interval[1]
    assert [group.options[0].estimate.share for group in found.groups.values()] == [0, 1]


@pytest.mark.parametrize("unit", ["report", "station"])
def test_what_was_seen_outside_the_sample_that_was_drawn_is_in_no_figure(
    store: Store, mission: Mission, report: Report, unit: Unit
) -> None:
    for number in range(12):
        a_station(store, mission, f"{number:04}")
    a_published_form(store, mission, a_form())
    with store.writing() as db:
        held = db.get_one(Mission, mission.id)
        asked = Asked(by="", size=4, seed="dice thrown in public")
        drawn = draw(db, held, asked, by="ann", now=START)
        chosen = {each.code for each in stations_of(db, drawn)}
        design = {"design": "srs", "population": 12}
        held.design = "srs"
        held.document = {"sample": design | {"draw": draw_of(drawn).model_dump(mode="json")}}
        db.add(held)
    for number in range(12):
        code = f"{number:04}"
        ramp = "no" if code in chosen else "yes"
        report({"ramp": ramp}, station_code=code, team_code="")
    tallies = Tallies()
    with store.reading() as db:
        held = db.get_one(Mission, mission.id)
        found = findings(db, held, "voting", Cut(unit=unit, by="region"), tallies)
        wanted = Wanted("voting", "ramp", reading="answered", unit=unit)
        behind = evidence(db, held, wanted)
        voting, part_of = get_asked(db, mission.id, "voting"), strata_of(db, held).part_of
        in_statement = survey(db, mission.id, voting, None, part_of)
    ramp = found.question("ramp")
    assert ramp is not None
    assert {each.value: each.count for each in ramp.options} == {"yes": 0, "no": 4}
    assert (found.reports, found.stations, found.outside) == (4, 4, Reached(8, 8))
    assert [group.reports for group in ramp.groups.values()] == [4]
    assert (behind.cases, behind.base) == (4, 4)
    assert in_statement.codes == chosen
    assert len(in_statement.outside) == 8
