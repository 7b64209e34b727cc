"""Findings of a form in a store."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from server.database import Store
from server.findings.counted import counted
from server.findings.evidence import Wanted, evidence
from server.findings.finding import FormFindings
from server.findings.problems import NotAsOfThen, UnknownAttribute
from server.findings.service import EVERYTHING, Cut, findings
from server.findings.tallies import Tallies
from server.forms.problems import UnknownForm
from server.missions.models import Mission
from server.people.service import new_observer
from server.reports.checks.models import AnswerNote, DueCheck, Flag
from server.reports.models import Revision
from shared.forms.model import Choice, Form, Indicator, Integer, Section, SelectOne
from shared.ids import new_id
from tests.server.builders import START, a_mission, a_published_form, a_station, a_team

Report = Callable[..., Revision]
CHOICES = (Choice(name="yes", label={"en": "Yes"}), Choice(name="no", label={"en": "No"}))


@pytest.fixture
def asking(store: Store, mission: Mission) -> Form:
    """A published form with a question, a number, and a figure of the protocol."""
    ramp = SelectOne(
        name="ramp",
        label={"en": "Ramp?"},
        choices=CHOICES,
        indicator=Indicator(id="accessibility.ramp", positive=("yes",), negative=("no",)),
    )
    copied = Integer(name="valid", indicator=Indicator(id="protocol.valid", section="protocol"))
    form = Form(
        id="voting",
        version="1",
        title={"en": "Voting"},
        sections=(
            Section(name="around", children=(ramp, Integer(name="booths"), copied)),
            Section(name="protocol", children=(Integer(name="invalid"),)),
        ),
    )
    a_published_form(store, mission, form)
    return form


def found(store: Store, mission: Mission, **cut: Any) -> FormFindings:  # noqa: ANN401
    with store.reading() as db:
        return findings(db, mission, "voting", Cut(**cut))


def ramps(result: FormFindings) -> dict[str, int]:
    question = result.question("ramp")
    assert question is not None
    return {option.value: option.count for option in question.options}


@pytest.mark.usefixtures("asking")
def test_only_accepted_reports_that_nothing_replaced_count(
    store: Store, mission: Mission, report: Report
) -> None:
    report({"ramp": "yes"})
    report({"ramp": "no"}, state="quarantined")
    report({"ramp": "no"}, state="rejected")
    report({"ramp": "no"}, superseded_at=START)
    report({"ramp": "no"}, duplicate=True)
    assert ramps(found(store, mission)) == {"yes": 1, "no": 0}


@pytest.mark.usefixtures("asking")
def test_findings_of_another_mission_do_not_mix_in(store: Store, mission: Mission, report: Report):
    other = a_mission(store, code="other-2026")
    report({"ramp": "no"}, mission_id=other.id)
    assert found(store, mission).reports == 0


@pytest.mark.usefixtures("asking")
def test_a_region_groups_by_its_outermost_part_or_deeper(
    store: Store, mission: Mission, report: Report
) -> None:
    report({"ramp": "yes"}, region="Akmola / Kokshetau")
    report({"ramp": "no"}, region="Akmola / Stepnogorsk")
    report({"ramp": "no"}, region="")
    by_region = found(store, mission, by="region")
    assert by_region.groups == ("Akmola", "not given")
    assert found(store, mission, by="region:2").groups == (
        "Akmola / Kokshetau",
        "Akmola / Stepnogorsk",
        "not given",
    )
    question = by_region.question("ramp")
    assert question is not None
    assert [group.reports for group in question.groups.values()] == [2, 1]


@pytest.mark.usefixtures("asking")
def test_any_column_of_the_register_groups(store: Store, mission: Mission, report: Report):
    a_station(store, mission, "0001", attributes={"building": "school"}, setting="urban")
    a_station(store, mission, "0002", attributes={})
    report({"ramp": "yes"})
    report({"ramp": "yes"})
    assert found(store, mission, by="building").groups == ("not given", "school")
    assert found(store, mission, by="setting").groups == ("not given", "urban")
    assert found(store, mission, by="team").groups == ("07",)
    assert found(store, mission, by="version").groups == ("1",)


@pytest.mark.usefixtures("asking")
def test_visits_group_by_the_hour_of_the_station_s_own_clock(
    store: Store, mission: Mission, report: Report
) -> None:
    a_station(store, mission, "0001", timezone="Asia/Almaty")
    at = datetime(2026, 10, 4, 7, 5, tzinfo=UTC)
    report({"ramp": "yes"}, arrived_at=at)
    report({"ramp": "yes"}, arrived_at=at)
    assert found(store, mission, by="hour").groups == ("09:00–09:59", "12:00–12:59")


@pytest.mark.usefixtures("asking")
def test_teams_group_by_the_organisation_of_the_mission_file(
    store: Store, mission: Mission, report: Report
) -> None:
    report({"ramp": "yes"})
    report({"ramp": "no"}, team_code="08")
    with store.writing() as db:
        held = db.merge(mission)
        held.document = {"teams": [{"code": "07", "organisation": "odihr"}, {"code": "08"}]}
        assert findings(db, held, "voting", Cut(by="organisation")).groups == ("not given", "odihr")


@pytest.mark.usefixtures("asking")
def test_teams_group_by_the_nationalities_of_those_who_observe(
    store: Store, mission: Mission, report: Report
) -> None:
    team = a_team(store, mission, "07")
    people = [("1", "sto", "KZ"), ("2", "lto", "FR"), ("3", "driver", "TR"), ("4", "sto", "FR")]
    with store.writing() as db:
        for code, role, nationality in people:
            observer = new_observer(mission, code, now=START)
            observer.role, observer.nationality, observer.team_id = role, nationality, team.id
            db.add(observer)
    report({"ramp": "yes"})
    report({"ramp": "no"}, team_code="08")
    assert found(store, mission, by="nationality").groups == ("FR + KZ", "not given")
    roles = ("long-term observer + short-term observer", "not given")
    assert found(store, mission, by="role").groups == roles


@pytest.mark.usefixtures("asking")
def test_verified_only_leaves_out_what_a_check_asks_about(
    store: Store, mission: Mission, report: Report
) -> None:
    report({"ramp": "yes"})
    for outcome in ("flagged", "verified"):
        kept = report({"ramp": "no"})
        with store.writing() as db:
            db.add(a_flag(kept, outcome))
    due = report({"ramp": "no"})
    with store.writing() as db:
        db.add(DueCheck(report_id=due.report_id))
    assert ramps(found(store, mission)) == {"yes": 1, "no": 3}
    assert ramps(found(store, mission, verified=True)) == {"yes": 1, "no": 1}


@pytest.mark.usefixtures("asking")
def test_what_checks_ask_is_never_passed_off_as_what_they_asked_then(
    store: Store, mission: Mission
) -> None:
    wanted = Wanted("voting", "ramp", verified=True, as_of=START)
    with store.reading() as db:
        with pytest.raises(NotAsOfThen, match="as it is now"):
            findings(db, mission, "voting", Cut(verified=True, as_of=START))
        with pytest.raises(NotAsOfThen, match="as it is now"):
            evidence(db, mission, wanted)


@pytest.mark.usefixtures("asking")
def test_where_teams_disagree_all_count_and_that_is_said_until_somebody_decides(
    store: Store, mission: Mission, report: Report
) -> None:
    tallies = Tallies()
    pair = [report({"ramp": ramp}, station_code="0042") for ramp in ("yes", "no")]
    decided = report({"ramp": "no"})
    with store.writing() as db:
        for each in pair:
            db.add(a_flag(each, "flagged", check="teams-disagree", questions=["ramp"]))
        db.add(a_flag(decided, "verified", check="teams-disagree", questions=["ramp"]))
    with store.reading() as db:
        kept = findings(db, mission, "voting", EVERYTHING, tallies)
    assert (ramps(kept), kept.disputed) == ({"yes": 1, "no": 2}, {"ramp": 1})
    assert found(store, mission, unit="station").disputed == {"ramp": 1}
    assert found(store, mission, as_of=START).disputed is None
    with store.writing() as db:
        for flag in db.exec(select(Flag)).all():
            flag.outcome = "verified"
    with store.reading() as db:
        assert findings(db, mission, "voting", EVERYTHING, tallies).disputed == {}


def a_flag(
    revision: Revision, outcome: str, check: str = "A1", questions: Sequence[str] = ()
) -> Flag:
    return Flag(
        entry_id=revision.entry_id,
        number=0,
        mission_id=revision.mission_id,
        report_id=revision.report_id,
        form_id=revision.form_id,
        station_code=revision.station_code,
        check=check,
        severity="ask",
        rank=1,
        outcome=outcome,
        message={},
        questions=list(questions),
        since=START,
    )


@pytest.mark.usefixtures("asking")
def test_an_unknown_attribute_is_answered_with_those_there_are(
    store: Store, mission: Mission
) -> None:
    a_station(store, mission, "0001", attributes={"building": "school"})
    with pytest.raises(UnknownAttribute, match=r"'colour'.*region, region:2, setting.*building"):
        found(store, mission, by="colour")


@pytest.mark.usefixtures("asking")
def test_an_unknown_form_is_answered_with_those_there_are(store: Store, mission: Mission) -> None:
    with store.reading() as db, pytest.raises(UnknownForm, match="There are: voting"):
        findings(db, mission, "vting")


@pytest.mark.usefixtures("asking")
def test_stations_are_counted_once_however_often_they_are_visited(
    store: Store, mission: Mission, report: Report
) -> None:
    report({"ramp": "no"}, station_code="0001")
    report({"ramp": "yes"}, station_code="0001")
    report({"ramp": "yes"}, station_code="0002")
    by_station = found(store, mission, unit="station")
    assert (by_station.reports, by_station.stations) == (3, 2)
    assert ramps(by_station) == {"yes": 1, "no": 1}
    assert ramps(found(store, mission)) == {"yes": 2, "no": 1}


@pytest.mark.usefixtures("asking")
def test_figures_copied_from_the_protocol_are_never_summarised(
    store: Store, mission: Mission, report: Report
) -> None:
    report({"booths": 4, "valid": 800, "invalid": 3})
    result = found(store, mission)
    summaries = {each.question.name: each.summary is not None for each in result.questions}
    assert summaries == {"ramp": False, "booths": True, "valid": False, "invalid": False}


@pytest.mark.usefixtures("asking")
def test_what_came_after_the_cut_is_as_if_it_had_not_come(
    store: Store, mission: Mission, report: Report
) -> None:
    earlier, later = START + timedelta(hours=1), START + timedelta(hours=3)
    cut = START + timedelta(hours=2)
    same, visit = new_id(), new_id()
    report({"ramp": "no"}, report_id=same, visit_id=visit, received_at=earlier, superseded_at=later)
    report({"ramp": "yes"}, report_id=same, visit_id=visit, revision=2, received_at=later)
    assert ramps(found(store, mission, as_of=cut)) == {"yes": 0, "no": 1}
    assert ramps(found(store, mission, as_of=later)) == {"yes": 1, "no": 0}
    assert ramps(found(store, mission)) == {"yes": 1, "no": 0}


@pytest.mark.usefixtures("asking")
def test_coverage_is_of_the_plan_or_else_of_the_register(
    store: Store, mission: Mission, report: Report
) -> None:
    for code in ("0001", "0002", "0003"):
        a_station(store, mission, code)
    report({})
    covered = found(store, mission).coverage
    assert (covered.expected, covered.source, covered.covered) == (3, "register", 1)


def test_a_question_that_a_new_version_dropped_keeps_its_findings(
    store: Store, mission: Mission, asking: Form, report: Report
) -> None:
    kept = asking.model_copy(update={"version": "2", "sections": asking.sections[1:]})
    a_published_form(store, mission, kept)
    report({"ramp": "yes"})
    assert ramps(found(store, mission)) == {"yes": 1, "no": 0}


class TestWhatPeopleSay:
    """Corrections lie over answers from the moment they are made; the observation stays."""

    @pytest.fixture
    def noted(self, store: Store, mission: Mission, form: Form, report: Report) -> Revision:
        del form
        kept = report({"ramp": "yes", "booths": 4}, received_at=START)
        with store.writing() as db:
            for question, deed, value in (("ramp", "correct", "no"), ("booths", "exclude", None)):
                db.add(
                    AnswerNote(
                        id=new_id(),
                        mission_id=mission.id,
                        report_id=kept.report_id,
                        deed=deed,
                        question=question,
                        was=kept.answers[question],
                        value=value,
                        by="alia",
                        at=START + timedelta(hours=1),
                    )
                )
        return kept

    @pytest.mark.parametrize(
        ("hours", "ramps", "booths"), [(0, ("yes", 1), 1), (2, ("no", 1), 0), (None, ("no", 1), 0)]
    )
    def test_counts_from_its_moment_on(
        self,
        store: Store,
        mission: Mission,
        noted: Revision,
        hours: int | None,
        ramps: tuple[str, int],
        booths: int,
    ) -> None:
        del noted
        as_of = None if hours is None else START + timedelta(hours=hours)
        with store.reading() as db:
            found = findings(db, mission, "voting", Cut(as_of=as_of))
        ramp, booth = (each for each in found.questions if each.question.name in {"ramp", "booths"})

        assert {option.value: option.count for option in ramp.options}[ramps[0]] == ramps[1]
        assert (ramp.answered, booth.answered) == (1, booths)
        assert booth.missing == 1 - booths

    def test_the_report_is_known_by_another_digest_from_then_on(
        self, store: Store, mission: Mission, noted: Revision
    ) -> None:
        with store.reading() as db:
            (before,) = counted(db, mission.id, "voting", START + timedelta(minutes=59))
            (after,) = counted(db, mission.id, "voting", START + timedelta(hours=1))
        assert before.digest == noted.entry_hash
        assert after.digest not in {"", before.digest}
