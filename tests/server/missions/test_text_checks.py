"""Texts that don't agree with the mission, and those that do."""

import pytest

from server.missions.document import MissionFile
from server.missions.facts import Choice, Claim, Fact
from server.missions.spellings import find_names
from server.missions.text_checks import doubts_in
from tests.samples.kazakhstan import the_mission


@pytest.fixture(scope="module")
def sample() -> MissionFile:
    return the_mission()


def doubts(document: MissionFile, text: str) -> list[tuple[str, str]]:
    return [(each.found, each.says) for each in doubts_in(document, text)]


DAY = "This reads as the day of the election, which is on 10 January 2021."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ahead of Kazakhstan’s Jan.1 parliamentary elections", "Jan.1"),
        ("the elections will be held on January 11, 2021", "January 11, 2021"),
        ("The elections to the Mazhilis will be held on Jan. 1.", "Jan. 1"),
        ("The vote on the lists of five parties takes place Jan. 11", "Jan. 11"),
        ("on election day, Sunday 17 January", "17 January"),
        ("election day, or Voting day 9 January", "9 January"),
        ("выборы состоятся 11 января 2021 года", "11 января 2021"),
        ("seçimler 9 Ocak 2021", "9 Ocak 2021"),
    ],
)
def test_a_wrong_election_day_is_caught(sample: MissionFile, text: str, found: str):
    assert doubts(sample, text) == [(found, DAY)]


def test_a_day_that_reads_as_election_day_month_first_is_asked_about(sample: MissionFile):
    ((found, says),) = doubts(sample, "the vote of 1/10/2021")

    assert found == "1/10/2021"
    assert says.endswith("Write 10 January 2021.")


def test_the_right_day_of_a_wrong_year_is_caught_wherever_it_stands(sample: MissionFile):
    text = "The Mission has monitored the elections on 10 January 2020."

    ((found, says),) = doubts(sample, text)

    assert found == "10 January 2020"
    assert says == (
        "The day is election day's, but the year is 2020: the election is on 10 January 2021."
    )


@pytest.mark.parametrize(
    "text",
    [
        "the elections on 10 January 2021",
        "on 10.01.2021, the day of the election",
        "The elections of deputies of the Mazhilis and maslikhats will take place Jan. 10.",
        "After the election law changed, a sitting was held on 3 December",
        "before the election, on 3 January, the commission met",
        "Lists were nominated from 10 to 30 November 2020 for the elections",
        "The Mission met the Central Election Commission on 8 January",
        "A total of 398 observers, 31 states, 322 persons and 10 countries",
        "May 2021 be a good year; the 2nd of the two",
        "In 14 of the 20 stations",
        "members of the Mazhilis and of maslikhats",
    ],
)
def test_what_agrees_is_left_alone(sample: MissionFile, text: str):
    assert doubts(sample, text) == []


def test_a_figure_with_another_figures_unit_is_caught(sample: MissionFile):
    ((found, says),) = doubts(sample, "are represented among the 398 countries.")

    assert found == "398 countries"
    assert says == (
        "398 is 'Accredited foreign observers', in observers; "
        "'Foreign states with accredited observers' is 31."
    )


def test_other_spellings_are_asked_about_with_the_preferred_one(sample: MissionFile):
    text = "The Majilis, the MEZHILIS and the Maslhekhats; not the Mazhilis"

    assert [(each.found, each.instead) for each in doubts_in(sample, text)] == [
        ("Majilis", "Mazhilis"),
        ("MEZHILIS", "Mazhilis"),
        ("Maslhekhats", "Maslikhats"),
    ]


@pytest.mark.parametrize("words", ["mezhilis", "Мажилис", "majil"])
def test_a_search_finds_a_name_by_any_spelling(sample: MissionFile, words: str):
    assert [each.spelling.name for each in find_names(sample, words)] == ["Mazhilis"]


def fact(**fields: object) -> Fact:
    return Fact.model_validate({"key": "f", "label": "F", "unit": "voters"} | fields)


@pytest.mark.parametrize(
    ("value", "claim", "disputed"),
    [
        (5, {"value": 5}, False),
        (5, {"value": 6}, True),
        (5, {"value": 6, "as_of": "2020-12-24"}, False),
        (11_900_000, {"value": 11_919_241}, False),
        (11_900_000, {"value": 11_960_000}, True),
        (5, {"value": 5, "unit": "states"}, True),
    ],
)
def test_claims_differ_when_they_speak_of_the_same_day(
    value: int, claim: dict[str, object], *, disputed: bool
):
    held = fact(value=value, as_of="2021-01-04", rounded=True, claims=[claim])

    assert held.is_disputed is disputed


def test_a_choice_with_its_reason_ends_a_dispute():
    held = fact(value=5, claims=(Claim(value=6),), choice=Choice(reason="The decree", by="anna"))

    assert held.differing
    assert not held.is_disputed
