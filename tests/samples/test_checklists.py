"""The sample's checklists can be finished as they stand, and agree with the statement."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from server.forms.service import read_library
from server.missions.document import MissionFile
from shared.forms.answers import from_json
from shared.forms.model import Form
from shared.forms.review import review
from tests.samples.kazakhstan import FORMS, TEAMS, all_checklists, checklists, tally, the_mission


@pytest.fixture(scope="module")
def mission() -> MissionFile:
    return the_mission()


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    found = {name: read_library(name).form for name in FORMS}
    return {name: form for name, form in found.items() if form is not None}


def every_checklist() -> Iterator[Any]:
    for team in TEAMS:
        for at, each in enumerate(checklists(team)):
            name = f"{team}-{at:02}-{each['form']}-{each['station']}"
            yield pytest.param(team, each, id=name)


@pytest.mark.parametrize(("team", "checklist"), list(every_checklist()))
def test_every_checklist_can_be_finished_as_it_stands(
    team: str, checklist: dict[str, Any], forms: dict[str, Form], mission: MissionFile
) -> None:
    form = forms[checklist["form"]]
    answers = from_json(checklist["answers"])
    arrived = datetime.fromisoformat(checklist["arrived_at"])
    departed = datetime.fromisoformat(checklist["departed_at"])
    outcome = review(
        form,
        answers,
        now=departed,
        comments=checklist.get("comments"),
        seen_by=checklist.get("seen_by"),
    )
    assert outcome.can_finish
    assert (outcome.wrong, outcome.flagged, outcome.hidden, outcome.alerts) == ([], [], [], [])
    assert timedelta(minutes=20) <= departed - arrived <= timedelta(hours=5)
    assert arrived.date() == departed.date() == mission.election.date
    planned = next(each for each in mission.teams if each.code == team).plan
    assert checklist["station"] in {stop.station for stop in planned}


def test_there_are_14_voting_one_opening_and_one_counting_checklists() -> None:
    assert len({each["station"] for each in all_checklists("voting")}) == 14
    counts = {form: len(all_checklists(form)) for form in FORMS}
    assert counts == {"voting": 14, "opening": 1, "counting": 1, "header": 16}


def test_every_visit_has_one_header() -> None:
    def visits(form: str) -> list[tuple[str, str]]:
        return [(each["station"], each["arrived_at"]) for each in all_checklists(form)]

    others = [visit for form in ("opening", "voting", "counting") for visit in visits(form)]
    assert sorted(visits("header")) == sorted(others)


def test_a_team_is_at_one_station_at_a_time() -> None:
    for team in TEAMS:
        visits = [each for each in checklists(team) if each["form"] == "header"]
        for before, after in pairwise(visits):
            assert before["departed_at"] <= after["arrived_at"]


def test_voters_who_signed_never_exceed_the_list() -> None:
    lists = {each["station"]: each["answers"]["H08"] for each in all_checklists("header")}
    for each in all_checklists("voting"):
        assert each["answers"]["V34"] <= lists[each["station"]]


# Source 5, paragraph by paragraph: what the statement says the mission observed.


def test_observers_were_given_full_access_to_the_polling_stations() -> None:
    assert tally("V08") == {"yes": 14}


def test_and_received_detailed_information_from_the_officials() -> None:
    assert tally("V09") == {"yes": 14}


def test_procedures_were_implemented_in_compliance_with_the_legislation() -> None:
    for question in ("V23", "V24", "V25"):
        assert not tally(question) & Counter({"sometimes": 1, "never": 1})
    assert tally("V27") == {"yes": 14}
    assert tally("V28") == {"none": 14}


def test_no_attempt_to_influence_voters_choice_was_observed() -> None:
    assert tally("V15") == {"none": 14}
    assert all(each["seen_by"]["V15"] == "observed" for each in all_checklists("voting"))


def test_no_intervention_of_authorities_in_the_activities_of_the_stations() -> None:
    assert tally("V13") == {"none": 14}
    assert tally("V14") == {"no": 14}


def test_conditions_for_observers_were_provided() -> None:
    assert tally("V10") == {"yes": 14}
    assert tally("V12") == {"no": 14}


def test_no_campaign_activities_took_place_nearby() -> None:
    assert tally("V01") == {"none": 14}


def test_information_about_parties_and_procedures_was_presented_inside() -> None:
    assert tally("V20") == {"yes": 14}


def test_no_booth_had_a_curtain_or_door() -> None:
    screens = tally("V17")
    assert screens["curtain_or_door"] == 0
    assert screens.total() == 14


def test_in_13_stations_ballots_were_marked_unseen_always_or_mostly() -> None:
    unseen = tally("V18")
    assert unseen["always"] + unseen["mostly"] == 13
    assert unseen["?not_observed"] == 1


def test_sanitary_precautions_were_taken() -> None:
    health = tally("V21")
    assert (health["masks"], health["sanitiser"]) == (14, 14)
    assert (health["distance_markings"], health["temperature_check"]) == (12, 9)


def test_national_and_international_observers_were_present() -> None:
    present = tally("V11")
    assert present["none"] == 0
    assert present["citizen_observers"] > 0
    assert present["other_international"] > 0
    assert all(each["answers"]["V11"] for each in all_checklists("voting"))


def test_all_age_groups_were_seen_in_11_stations() -> None:
    seen = Counter(len(each["answers"]["V33"]) for each in all_checklists("voting"))
    assert seen == {3: 11, 2: 3}


def test_there_were_no_serious_technical_problems() -> None:
    problems = tally("V35")
    assert set(problems) == {"none", "minor"}
    assert problems.total() == 14


def test_in_two_stations_a_ramp_was_missing_and_in_12_the_entrance_was_usable() -> None:
    ramps = tally("V06")
    assert ramps["missing"] == 2
    assert ramps["not_needed_level"] + ramps["usable"] == 12


def test_the_count_followed_the_prescribed_steps() -> None:
    assert tally("C03", "counting") == {"yes": 1}
    assert tally("C14", "counting") == {"yes": 1}


def test_the_protocol_of_the_count_adds_up() -> None:
    (count,) = all_checklists("counting")
    figure = {name[4:]: number for name, number in count["answers"].items() if "C23_" in name}
    issued = figure["issued_at_station"] + figure["issued_mobile"]
    boxes = figure["in_stationary_boxes"] + figure["in_mobile_boxes"]
    unissued = figure["unused_cancelled"] + figure["spoiled"]
    seen = next(each for each in all_checklists("voting") if each["station"] == count["station"])
    assert figure["ballots_received"] == issued + unissued
    assert boxes <= issued <= figure["voters_on_list"]
    assert figure["in_mobile_boxes"] <= figure["issued_mobile"] <= seen["answers"]["V32"]
    assert figure["valid"] + figure["invalid"] == boxes
    assert issued >= seen["answers"]["V34"]
