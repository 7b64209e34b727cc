"""What each check asks, and what it leaves alone. Nothing here touches a database."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.missions.check_rules import CheckLimits, CheckRules, OwnCheck, Severity
from server.reports.checks.between import is_telling
from server.reports.checks.checking import check_report
from server.reports.checks.notes import NOTHING_SAID
from server.reports.checks.seen import Around, Checked, Outcome, SeenReport, SeenStation
from shared.forms.model import (
    Choice,
    Form,
    Geopoint,
    Integer,
    Question,
    Repeat,
    Section,
    SelectOne,
)
from shared.ids import new_id
from shared.positions import Position

MORNING = datetime(2026, 10, 4, 7, 0, tzinfo=UTC)  # 09:00 in Paris
PARIS = ZoneInfo("Europe/Paris")
HERE = SeenStation(
    "0042",
    PARIS,
    voters=900,
    position=Position(51.1694, 71.4491),
    hours=(time(7), time(20)),
)
SCALE = tuple(Choice(name=each, label={"en": each}) for each in ("good", "bad"))


def a_form(*questions: Question | Repeat) -> Form:
    section = Section(name="all", label={"en": "All"}, children=questions)
    return Form(id="voting", version="1", title={"en": "Voting"}, sections=(section,))


def seen(answers: Mapping[str, Any] | None = None, **fields: Any) -> SeenReport:  # noqa: ANN401 - fields of a report
    given: dict[str, Any] = {
        "entry_id": 1,
        "report_id": new_id(),
        "form_id": "voting",
        "form_version": "1",
        "station_code": "0042",
        "team_code": "07",
        "visit_id": new_id(),
        "arrived_at": MORNING,
        "departed_at": MORNING + timedelta(minutes=40),
        "answers": answers or {},
    }
    return SeenReport(**(given | fields))


def outcomes(
    report: SeenReport,
    form: Form | None = None,
    around: Around | None = None,
    rules: CheckRules | None = None,
) -> dict[str, Checked]:
    found = check_report(
        report, around or Around(HERE), form or a_form(), rules or CheckRules(), NOTHING_SAID
    )
    return {each.check: each for each in found}


def flagged(found: Mapping[str, Checked]) -> set[str]:
    return {check for check, each in found.items() if each.outcome is Outcome.FLAGGED}


def own(flag: str) -> CheckRules:
    check = OwnCheck(id="own", form="voting", flag=flag, message={"en": "Read it again?"})
    return CheckRules(own=(check,))


class TestTheFormsOwnRules:
    FORM = a_form(
        Integer(name="issued", label={"en": "Issued"}, constraint=". >= 0"),
        Integer(
            name="found",
            label={"en": "In the boxes"},
            warning=". <= ${issued}",
            warning_message={"en": "More than were given out?", "ru": "Больше, чем выдано?"},
        ),
    )

    def test_are_asked_with_their_own_words(self):
        found = outcomes(seen({"issued": 10, "found": 12}), self.FORM)["found.warning"]

        assert found.outcome is Outcome.FLAGGED
        assert found.message == {"en": "More than were given out?", "ru": "Больше, чем выдано?"}
        assert found.questions == ("found", "issued")

    @pytest.mark.parametrize("issued", [None, {"non_answer": "not_observed"}])
    def test_are_missing_where_an_operand_is(self, issued: object):
        found = outcomes(seen({"issued": issued, "found": 12}), self.FORM)

        assert found["found.warning"].outcome is Outcome.MISSING

    def test_are_ok_where_they_hold(self):
        found = outcomes(seen({"issued": 10, "found": 10}), self.FORM)

        assert (found["found.warning"].outcome, found["issued.constraint"].outcome) == ("ok", "ok")

    def test_a_wrong_answer_is_flagged_too(self):
        found = outcomes(seen({"issued": -1}), self.FORM)["issued.constraint"]

        assert (found.outcome, found.severity) == (Outcome.FLAGGED, Severity.WARNING)

    def test_what_cannot_be_read_is_no_trouble(self):
        found = outcomes(seen({"issued": {"what": "is this"}, "found": 3}), self.FORM)

        assert found["found.warning"].outcome is Outcome.MISSING

    def test_a_repeat_is_added_up(self):
        votes = Repeat(
            name="lines",
            label={"en": "Lines"},
            children=(Integer(name="votes", label={"en": "Votes"}),),
        )
        form = a_form(votes, Integer(name="valid", label={"en": "V"}, warning="sum(${votes}) = ."))
        answers = {"lines": 2, "lines[1]/votes": 3, "lines[2]/votes": 4, "valid": 8}

        found = outcomes(seen(answers), form)["valid.warning"]

        assert found.outcome is Outcome.FLAGGED
        assert found.questions == ("valid", "lines[1]/votes", "lines[2]/votes")

    def test_a_sum_that_lacks_a_line_is_not_said_to_be_right(self):
        form = a_form(LINES, Integer(name="valid", label={"en": "V"}, warning="sum(${ours}) = ."))
        answers = {"lines": 2, "lines[1]/ours": 3, "valid": 3}

        assert outcomes(seen(answers), form)["valid.warning"].outcome is Outcome.MISSING

    @pytest.mark.parametrize(
        ("ours", "outcome"), [(7, Outcome.OK), (8, Outcome.FLAGGED), (None, Outcome.MISSING)]
    )
    def test_a_rule_in_a_repeat_reads_the_answers_of_its_own_instance(
        self, ours: int | None, outcome: Outcome
    ):
        answers = {"lines": 2, "lines[1]/ours": 1, "lines[2]/ours": ours, "lines[2]/theirs": 7}
        found = outcomes(seen(answers), a_form(LINES))["lines[2]/theirs.warning"]

        assert found.outcome is outcome
        assert found.questions == ("lines[2]/theirs", "lines[2]/ours")


LINES = Repeat(
    name="lines",
    label={"en": "Lines"},
    children=(
        Integer(name="ours", label={"en": "Ours"}),
        Integer(name="theirs", label={"en": "Theirs"}, warning=". = ${ours}"),
    ),
)


class TestHowSoon:
    @pytest.mark.parametrize("check", ["theirs.warning", "lines[1]/theirs.warning"])
    def test_a_mission_says_by_the_check_or_by_that_of_all_instances(self, check: str):
        answers = {"lines": 1, "lines[1]/ours": 1, "lines[1]/theirs": 7}
        rules = CheckRules(severity={check: Severity.ALERT})
        without = CheckRules(without=(check,))

        found = outcomes(seen(answers), a_form(LINES), rules=rules)["lines[1]/theirs.warning"]
        assert found.severity is Severity.ALERT
        assert flagged(outcomes(seen(answers), a_form(LINES), rules=without)) == set()

    def test_more_ballots_than_were_given_out_are_an_alert(self):
        name = "C23_in_stationary_boxes"
        form = a_form(Integer(name=name, label={"en": "In the boxes"}, warning=". < 5"))

        assert outcomes(seen({name: 6}), form)[f"{name}.warning"].severity is Severity.ALERT


class TestTheMissionsOwn:
    FORM = a_form(
        Integer(name="AD", label={"en": "AD"}),
        Integer(name="BD", label={"en": "BD"}),
    )

    def test_describe_the_bad_case(self):
        assert outcomes(seen({"AD": 4}), self.FORM, rules=own("${AD} > 3"))["own"].message == {
            "en": "Read it again?"
        }

    def test_look_at_the_register(self):
        found = outcomes(seen({"AD": 901}), self.FORM, rules=own("${AD} > ${station.voters}"))

        assert found["own"].outcome is Outcome.FLAGGED
        assert found["own"].questions == ("AD",)

    def test_are_missing_where_the_register_does_not_say(self):
        around = Around(SeenStation("0042", PARIS))
        rules = own("${AD} > ${station.voters}")

        found = outcomes(seen({"AD": 901}), self.FORM, around, rules)

        assert found["own"].outcome is Outcome.MISSING

    def test_look_at_the_visit_and_at_other_reports_from_the_station(self):
        visit = new_id()
        header = seen({"H": "refused"}, form_id="header", visit_id=visit)
        others = (
            header,
            seen({"BD": 7}, team_code="08"),
            seen({"BD": 5}, team_code="09"),
        )
        rules = own("${visit.header.H} = 'refused' and ${highest.voting.BD} > ${AD}")

        found = outcomes(seen({"AD": 6}, visit_id=visit), self.FORM, Around(HERE, others), rules)

        assert found["own"].outcome is Outcome.FLAGGED

    def test_of_another_checklist_are_not_asked(self):
        check = OwnCheck(id="own", form="opening", flag="${AD} > 3", message={"en": "?"})

        assert "own" not in outcomes(seen({"AD": 4}), self.FORM, rules=CheckRules(own=(check,)))

    def test_a_mission_can_do_without_a_check(self):
        rules = CheckRules(without=("visit-too-short",))
        short = seen(departed_at=MORNING + timedelta(minutes=2))

        assert "visit-too-short" in flagged(outcomes(short))
        assert "visit-too-short" not in outcomes(short, rules=rules)


class TestTimes:
    @pytest.mark.parametrize(
        ("minutes", "expected"),
        [(2, {"visit-too-short"}), (40, set[str]()), (600, {"visit-too-long"})],
    )
    def test_a_visit_has_a_usual_length(self, minutes: int, expected: set[str]):
        report = seen(departed_at=MORNING + timedelta(minutes=minutes))

        assert flagged(outcomes(report)) == expected

    def test_hours_are_those_of_the_station(self):
        before_dawn = seen(arrived_at=MORNING - timedelta(hours=3))

        words = outcomes(before_dawn)["outside-hours"].message or {}

        assert words["en"].startswith("The visit began at 06:00, when the station is closed.")
        assert set(words) == {"en", "ru", "kk", "tr"}

    def test_a_count_may_begin_late(self):
        evening = seen(form_id="counting", arrived_at=MORNING + timedelta(hours=12))

        assert "outside-hours" not in outcomes(evening)

    def test_without_hours_of_voting_nothing_is_asked(self):
        found = outcomes(seen(), around=Around(SeenStation("0042", PARIS)))

        assert found["outside-hours"].outcome is Outcome.MISSING

    @pytest.mark.parametrize(
        ("seconds", "outcome"), [(None, "missing"), (30, "ok"), (-3600, "flagged")]
    )
    def test_a_clock_that_is_off_is_asked_about(self, seconds: int | None, outcome: str):
        assert outcomes(seen(), around=Around(HERE, clock_ahead=seconds))["clock-off"].outcome == (
            outcome
        )


class TestPlaces:
    FORM = a_form(Geopoint(name="place", label={"en": "Place"}))

    @pytest.mark.parametrize(
        ("place", "outcome"),
        [("51.1694 71.4491 0 5", "ok"), ("51.2694 71.4491 0 5", "flagged"), ("?", "missing")],
    )
    def test_a_position_is_held_to_the_stations(self, place: str, outcome: str):
        found = outcomes(seen({"place": place}), self.FORM)["far-from-station"]

        assert found.outcome == outcome

    def around(self, minutes_later: int) -> Around:
        """Another station of the team, 11 km away."""
        later = MORNING + timedelta(minutes=minutes_later)
        other = seen(station_code="0099", arrived_at=later, departed_at=later)
        return Around(HERE, of_team=(other,), positions={"0099": Position(51.2694, 71.4491)})

    def test_a_way_too_far_for_the_time_is_asked_about(self):
        found = outcomes(seen(), around=self.around(42))["too-far-for-the-time"]

        assert "Station 0099 is 11 km away, and the team had 2 min" in found.message["en"]  # pyright: ignore[reportOptionalSubscript]

    def test_a_way_that_can_be_driven_is_not(self):
        assert "too-far-for-the-time" not in outcomes(seen(), around=self.around(60))


class TestOtherReports:
    FORM = a_form(
        SelectOne(name="ramp", label={"en": "Ramp"}, choices=SCALE),
        Integer(name="booths", label={"en": "Booths"}),
    )

    def test_two_teams_that_disagree_are_both_asked(self):
        ours = seen({"ramp": "good", "booths": 3})
        theirs = seen({"ramp": "bad", "booths": 4}, team_code="08")

        one = outcomes(ours, self.FORM, Around(HERE, (theirs,)))["teams-disagree"]
        other = outcomes(theirs, self.FORM, Around(HERE, (ours,)))["teams-disagree"]

        assert (one.other, one.questions) == (theirs.report_id, ("ramp",))
        assert other.other == ours.report_id
        assert "Team 08" in (one.message or {})["en"]

    @pytest.mark.parametrize("answer", [None, {"non_answer": "not_observed"}, "good"])
    def test_who_did_not_see_it_does_not_disagree(self, answer: object):
        theirs = seen({"ramp": answer}, team_code="08")

        found = outcomes(seen({"ramp": "good"}), self.FORM, Around(HERE, (theirs,)))

        assert "teams-disagree" not in found

    def test_one_team_with_two_reports_of_one_time_is_asked(self):
        again = seen(arrived_at=MORNING + timedelta(minutes=20))
        later = seen(arrived_at=MORNING + timedelta(hours=2), departed_at=MORNING.replace(hour=10))

        assert "sent-twice" in outcomes(seen(), around=Around(HERE, (again,)))
        assert "sent-twice" not in outcomes(seen(), around=Around(HERE, (later,)))

    def test_a_twin_is_an_alert(self):
        twin = seen(station_code="0099")

        found = outcomes(seen(), around=Around(HERE, twins=(twin,)))["identical-twin"]

        assert (found.severity, found.other) == (Severity.ALERT, twin.report_id)


class TestStraightLines:
    def report(self, answers: list[str]) -> tuple[SeenReport, Form]:
        questions = [
            SelectOne(name=f"q{at}", label={"en": "Q"}, choices=SCALE) for at in range(len(answers))
        ]
        given = {f"q{at}": answer for at, answer in enumerate(answers)}
        return seen(given), a_form(*questions)

    def test_many_answers_all_alike_are_asked_about(self):
        report, form = self.report(["good"] * 10)

        assert len(outcomes(report, form)["straight-line"].questions) == 10

    @pytest.mark.parametrize("answers", [["good"] * 9, ["good"] * 11 + ["bad"]])
    def test_few_or_different_ones_are_not(self, answers: list[str]):
        report, form = self.report(answers)

        assert "straight-line" not in flagged(outcomes(report, form))

    def test_the_limit_is_the_missions(self):
        report, form = self.report(["good"] * 3)

        rules = CheckRules(limits=CheckLimits(straight_line=3))

        assert "straight-line" in flagged(outcomes(report, form, rules=rules))


def test_no_check_leaves_a_trace_in_what_it_looked_at():
    answers = {"AD": 4}
    outcomes(seen(answers), TestTheMissionsOwn.FORM, rules=own("${AD} > 3"))
    assert answers == {"AD": 4}


@pytest.mark.parametrize("answers", [{"a": 412, "b": 37}, {"a": 412, "b": "all was calm"}])
def test_large_numbers_and_texts_hardly_agree_by_chance(answers: dict[str, Any]):
    assert is_telling(answers)


@pytest.mark.parametrize(
    "answers", [{"a": 4, "b": 0, "c": 9, "d": "yes"}, {"a": 412, "b": 0}, {"a": 412, "b": True}]
)
def test_small_numbers_that_many_reports_share_make_no_twins(answers: dict[str, Any]):
    assert not is_telling(answers)
