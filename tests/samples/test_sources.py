"""The sample mission says what its sources say."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.missions.consistency import inconsistencies
from server.missions.document import AccreditationStatus, MissionFile
from server.stations.register import Register
from tests.samples.kazakhstan import the_mission, the_register


@pytest.fixture(scope="module")
def mission() -> MissionFile:
    return the_mission()


@pytest.fixture(scope="module")
def register() -> Register:
    return the_register()


def value(mission: MissionFile, key: str) -> int | float | str:
    fact = mission.fact(key)
    assert fact is not None, key
    return fact.value


def test_every_fact_has_a_source_and_a_day(mission: MissionFile) -> None:
    assert mission.facts
    for fact in mission.facts:
        assert fact.sources, fact.key
        assert fact.as_of, fact.key
    dated: list[Any] = [*mission.meetings, *mission.deployment, *mission.discrepancies]
    dated += [*mission.legal_notes, *mission.media_notes, *mission.officials]
    assert all(each.sources for each in dated)


def test_nothing_in_the_file_contradicts_itself(mission: MissionFile) -> None:
    assert inconsistencies(mission) == []


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("election_day", "2021-01-10"),
        ("party_lists", 5),
        ("candidates", 312),
        ("women_candidates", 90),
        ("territorial_commissions", 232),
        ("precinct_commissions", 10061),
        ("voters", 11_900_000),
        ("accredited_observers", 398),
        ("accredited_by_organisations", 322),
        ("accredited_by_states", 76),
        ("observing_organisations", 10),
        ("observing_states", 31),
        ("accreditation_sittings", 7),
        ("stations_visited", 14),
        ("list_quota", 30),
        ("party_members_before", 40_000),
        ("party_members_required", 20_000),
        ("party_members_per_branch", 600),
    ],
)
def test_the_figures_are_those_of_the_sources(
    mission: MissionFile, key: str, expected: int | str
) -> None:
    assert value(mission, key) == expected


def test_the_five_lists_make_312_candidates(mission: MissionFile) -> None:
    fact = mission.fact("candidates")
    assert fact is not None
    lists = sorted((int(value(mission, key)) for key in fact.sum_of), reverse=True)
    assert lists == [126, 113, 38, 19, 16]
    assert sum(lists) == 312


def test_the_election_is_on_10_january_2021(mission: MissionFile) -> None:
    assert mission.election.date == date(2021, 1, 10)
    assert mission.sample.design == "convenience"
    assert mission.sample.population == 10061
    noon = datetime(2021, 1, 10, 12, tzinfo=ZoneInfo(mission.election.timezone))
    assert noon.utcoffset() == timedelta(hours=6)


def test_ten_organisations_and_31_states_sent_398_observers(mission: MissionFile) -> None:
    assert mission.accreditation is not None
    final = mission.accreditation.snapshots[-1]
    assert final.organisations == {
        "cis-executive-committee": 179,
        "cis-ipa": 48,
        "osce-odihr": 42,
        "sco": 15,
        "osce-pa": 9,
        "turkpa": 9,
        "turkic-council": 7,
        "csto-pa": 7,
        "oic": 4,
        "eu-delegation": 2,
    }
    assert sum(final.organisations.values()) == 322
    assert len(set(final.states)) == 31
    assert final.as_of == date(2021, 1, 4)


def test_earlier_accreditations_are_kept_beside_the_last(mission: MissionFile) -> None:
    assert mission.accreditation is not None
    earlier = [
        (each.status, each.organisations["cis-ipa"]) for each in mission.accreditation.snapshots
    ]
    assert earlier == [
        (AccreditationStatus.ACCREDITED, 29),
        (AccreditationStatus.PLANNED, 47),
        (AccreditationStatus.ACCREDITED, 48),
    ]


def test_accreditation_ended_five_clear_days_before_the_election(mission: MissionFile) -> None:
    assert mission.accreditation is not None
    deadline = mission.accreditation.deadline
    assert deadline is not None
    assert deadline == datetime(2021, 1, 4, 18, 0)  # noqa: DTZ001 - local time, as the file has it
    assert (mission.election.date - deadline.date()).days - 1 == 5


def test_the_mission_met_parties_and_officials_from_6_to_8_january(mission: MissionFile) -> None:
    own = [each for each in mission.meetings if each.organisation == mission.organisation]
    days = {each.key: (each.first_day.day, (each.last_day or each.first_day).day) for each in own}
    assert days == {
        "parties": (6, 8),
        "foreign-ministry": (6, 6),
        "election-commission": (8, 8),
        "akimat": (8, 8),
    }
    parties = next(each for each in own if each.key == "parties")
    assert len(parties.counterparts) == 5


def test_the_stations_are_14_in_nur_sultan_and_seven_cities_abroad(
    mission: MissionFile, register: Register
) -> None:
    regions = [row["region"].split(" / ") for row in register.stations.values()]
    cities = sorted(region[1] for region in regions if region[0] == "Abroad")
    assert sum(region[0] == "Nur-Sultan" for region in regions) == 14
    assert cities == sorted(each.place for each in mission.deployment if each.abroad)
    assert cities == [
        "Baku", "Berlin", "Bishkek", "Dushanbe", "Minsk", "St. Petersburg", "Yerevan",
    ]  # fmt: skip


def test_what_is_illustrative_says_so_wherever_it_stands(
    mission: MissionFile, register: Register
) -> None:
    assert "illustrative" in mission.illustrative
    for row in register.stations.values():
        assert row["attributes"]["illustrative"].startswith("illustrative: code")
    assert all("(illustrative)" in team.name for team in mission.teams)


def test_every_planned_stop_is_in_the_register(mission: MissionFile, register: Register) -> None:
    stops = [stop.station for team in mission.teams for stop in team.plan]
    assert set(stops) <= set(register.stations)
    assert len({stop for stop in stops if stop.startswith("NS-")}) == 14
    regions = {region for team in mission.teams for region in team.regions}
    assert regions == {row["region"] for code, row in register.stations.items() if code[:2] == "NS"}
