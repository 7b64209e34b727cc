"""The ten arithmetic checks ask about figures that disagree, and about nothing else.

A failed check is a question to the observer, never an obstacle and never proof.
"""

from typing import Any

import pytest

from shared.forms.answers import NonAnswer
from shared.forms.model import Form
from shared.forms.remarks import Code
from shared.forms.review import Review
from shared.forms.reviewing import Reviewing
from tests.server.forms.library.looking import NOW, looked_at

SOUND: dict[str, Any] = {
    "C23_voters_on_list": 1200,
    "C23_ballots_received": 1100,
    "C23_issued_at_station": 700,
    "C23_issued_mobile": 20,
    "C23_unused_cancelled": 370,
    "C23_spoiled": 10,
    "C23_in_stationary_boxes": 698,
    "C23_in_mobile_boxes": 20,
    "C23_invalid": 8,
    "C23_valid": 710,
    "C23_votes_by_contestant": 3,
    "C23_votes_by_contestant[1]/C23_contestant": "List 1",
    "C23_votes_by_contestant[1]/C23_votes": 400,
    "C23_votes_by_contestant[2]/C23_contestant": "List 2",
    "C23_votes_by_contestant[2]/C23_votes": 300,
    "C23_votes_by_contestant[3]/C23_contestant": "Against all",
    "C23_votes_by_contestant[3]/C23_votes": 10,
    "C23_all_contestants": "yes",
    "C23_requests_seen": 20,
    "C23_signed_seen": 720,
    "C23_second_issued": 744,
}
SECOND_VOTES = "C23_votes_by_contestant[2]/C23_votes"
CHECKS = {
    "A1": ("C23_spoiled", {"C23_ballots_received": 1101}),
    "A2": ("C23_in_stationary_boxes", {"C23_in_stationary_boxes": 701, "C23_invalid": 11}),
    "A3": ("C23_in_mobile_boxes", {"C23_in_mobile_boxes": 21, "C23_in_stationary_boxes": 697}),
    "A4": ("C23_valid", {"C23_invalid": 9}),
    "A5": ("C23_all_contestants", {SECOND_VOTES: 301}),
    "A6": ("C23_issued_mobile", {"C23_voters_on_list": 719, "C23_second_issued": 720}),
    "A7": ("C23_requests_seen", {"C23_requests_seen": 19}),
    "A8": ("C23_signed_seen", {"C23_signed_seen": 721}),
    "A9": ("C23_second_issued", {"C23_second_issued": 745}),
}


def doubtful(result: Review) -> list[str]:
    return [each.question for each in result.flagged if each.code is Code.DOUBTFUL]


def test_figures_that_agree_pass_all_checks(library: dict[str, Form]):
    result = looked_at(library["counting"], SOUND)
    assert (result.wrong, result.flagged, result.alerts) == ([], [], [])


@pytest.mark.parametrize(("place", "change"), CHECKS.values(), ids=CHECKS)
def test_figures_that_disagree_are_asked_about(
    library: dict[str, Form], place: str, change: dict[str, Any]
):
    result = looked_at(library["counting"], SOUND | change)
    assert doubtful(result) == [place]
    assert result.wrong == []
    assert result.alerts == []
    assert result.report_answers.items() >= change.items()


DIFFERENCES = {
    "A1": "1100 ≠ 1101 (−1)",
    "A2": "721 > 720 (+1)",
    "A3": "21 > 20 (+1)",
    "A4": "719 ≠ 718 (+1)",
    "A5": "711 ≠ 710 (+1)",
    "A6": "720 > 719 (+1)",
    "A7": "20 > 19 (+1)",
    "A8": "720 < 721 (−1)",
    "A9": "25 > 24 (+1)",
}


@pytest.mark.parametrize(("check", "figures"), DIFFERENCES.items())
def test_the_question_tells_the_numbers_and_by_how_much_they_differ(
    library: dict[str, Form], check: str, figures: str
):
    place, change = CHECKS[check]
    reviewing = Reviewing(library["counting"], SOUND | change, now=NOW)
    assert reviewing.figures(place) == figures
    assert Reviewing(library["counting"], SOUND, now=NOW).figures(place) == ""
    assert reviewing.figures("C23_ballot") == reviewing.figures("no such question") == ""


@pytest.mark.parametrize("reason", list(NonAnswer)[:2])
@pytest.mark.parametrize(
    "figure", [name for name in SOUND if "/" not in name and "all" not in name]
)
def test_a_figure_that_could_not_be_read_is_compared_with_nothing(
    library: dict[str, Form], figure: str, reason: NonAnswer
):
    if figure == "C23_votes_by_contestant":
        return
    assert doubtful(looked_at(library["counting"], SOUND | {figure: reason})) == []


def test_a_protocol_without_figures_is_complete(library: dict[str, Form]):
    result = looked_at(library["counting"], {})
    assert not any(name.startswith("C23") for name in result.missing_required)


def test_the_contestants_are_summed_only_when_all_are_in(library: dict[str, Form]):
    counting = library["counting"]
    half = {
        name: answer for name, answer in SOUND.items() if "[2]" not in name and "[3]" not in name
    }
    half["C23_votes_by_contestant"] = 1
    assert doubtful(looked_at(counting, half | {"C23_all_contestants": "no"})) == []
    del half["C23_all_contestants"]
    assert doubtful(looked_at(counting, half)) == []


def test_no_sum_of_votes_leaves_the_form(library: dict[str, Form]):
    result = looked_at(library["counting"], SOUND)
    assert result.calculated == {}
    assert result.report_answers == SOUND


@pytest.mark.parametrize("difference", [24, -24])
def test_two_ballots_may_differ_by_two_per_cent_of_the_list(
    library: dict[str, Form], difference: int
):
    def asked(second: int) -> list[str]:
        return doubtful(looked_at(library["counting"], SOUND | {"C23_second_issued": second}))

    assert asked(720 + difference) == []
    assert asked(720 + difference + (1 if difference > 0 else -1)) == ["C23_second_issued"]


def test_a_figure_published_otherwise_than_copied_is_asked_about(library: dict[str, Form]):
    tabulation = library["tabulation"]
    compared = {
        "T18_lines": 2,
        "T18_lines[1]/T18_line": "valid",
        "T18_lines[1]/T18_own": 710,
        "T18_lines[1]/T18_published": 710,
        "T18_lines[2]/T18_line": "votes",
        "T18_lines[2]/T18_own": 400,
        "T18_lines[2]/T18_published": 400,
    }
    assert doubtful(looked_at(tabulation, compared)) == []
    changed = compared | {"T18_lines[2]/T18_published": 410}
    result = looked_at(tabulation, changed)
    assert doubtful(result) == ["T18_lines[2]/T18_published"]
    assert result.wrong == []
    unread = compared | {"T18_lines[2]/T18_own": NonAnswer.DONT_KNOW}
    assert doubtful(looked_at(tabulation, unread)) == []


def test_an_impossible_number_of_votes_is_wrong(library: dict[str, Form]):
    result = looked_at(library["counting"], SOUND | {SECOND_VOTES: 20_001})
    assert [each.question for each in result.wrong] == [SECOND_VOTES]


@pytest.mark.parametrize("unread", [{SECOND_VOTES: NonAnswer.DONT_KNOW}, {SECOND_VOTES: None}])
def test_votes_that_could_not_be_read_leave_the_sum_unasked(
    library: dict[str, Form], unread: dict[str, Any]
):
    answers = {name: answer for name, answer in (SOUND | unread).items() if answer is not None}
    assert doubtful(looked_at(library["counting"], answers)) == []


def test_a_protocol_without_any_votes_entered_is_not_said_to_sum_to_nothing(
    library: dict[str, Form],
):
    none = {name: answer for name, answer in SOUND.items() if "/" not in name}
    none |= {"C23_votes_by_contestant": 0, "C23_all_contestants": "no"}
    assert doubtful(looked_at(library["counting"], none)) == []
