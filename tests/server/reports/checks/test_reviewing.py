"""Flags and what people say about them, from the journal to the queue, on both databases."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from server.missions.models import Mission, Team
from server.reports.checks.following import Checker
from server.reports.checks.models import Flag, Inquiry
from server.reports.checks.notes import NoteDeed
from server.reports.checks.reviewing import (
    NothingToSayOfIt,
    Saying,
    ask_team,
    list_notes,
    say,
    take_back,
)
from server.reports.projection import rebuild
from server.reports.reading import NoSuchReport
from shared.ids import new_id
from shared.sync.protocol import ReportBody
from tests.server.builders import START, a_station, a_team
from tests.server.journal.device import FakeDevice, a_report
from tests.server.reports.conftest import Field

LATER = START + timedelta(hours=1)
TWO_CHECKS: list[dict[str, object]] = [
    {"id": "many", "form": "voting", "flag": "${booths} > 3", "message": {"en": "So many?"}},
    {
        "id": "fewer",
        "form": "voting",
        "flag": "${booths} < ${hidden}",
        "message": {"en": "Fewer than were counted?"},
    },
]


def flags(field: Field) -> list[tuple[str, str]]:
    """Return check and outcome of each flag, after all that is due was checked."""
    Checker(field.store).catch_up()
    with field.store.reading() as db:
        rows = db.exec(select(Flag).order_by(col(Flag.entry_id), col(Flag.number))).all()
        return [(row.check, row.outcome) for row in rows]


def with_checks(field: Field, *own: dict[str, object]) -> None:
    with field.store.writing() as db:
        mission = db.get_one(Mission, field.mission.id)
        mission.document = {"checks": {"own": list(own)}}
        db.add(mission)


def said(field: Field, report: UUID, saying: Saying) -> UUID:
    with field.store.writing() as db:
        note = say(db, field.mission.id, report, saying, by="alia", now=LATER)
        return note.id


def revised(body: ReportBody, **answers: object) -> ReportBody:
    return body.model_copy(
        update={"revision": 2, "base": 1, "answers": {**body.answers, **answers}}
    )


class TestFlags:
    def test_come_with_a_report_and_go_with_its_revision(self, field: Field, laptop: FakeDevice):
        short = field.report(departed_at=START + timedelta(minutes=1))
        field.arrive(laptop, short)
        first = flags(field)
        field.arrive(
            laptop, short.model_copy(update={"revision": 2, "base": 1, "departed_at": LATER})
        )

        assert (first, flags(field)) == ([("visit-too-short", "flagged")], [])

    def test_twins_of_one_push_find_each_other(self, field: Field, laptop: FakeDevice):
        a_station(field.store, field.mission, "0043")
        answers = {"ramp": "yes", "booths": 14, "remarks": "all was calm", "more": 2}
        one = a_report(field.form, {**answers, "booths": 15}, station="0042")
        other = a_report(field.form, {**answers, "booths": 15}, station="0043", arrived_at=LATER)
        for each in (one, other):
            each.answers.pop("more")
        field.arrive(laptop, one, other)

        assert flags(field) == [("identical-twin", "flagged"), ("identical-twin", "flagged")]

    def test_a_twin_that_has_other_answers_now_is_none(self, field: Field, laptop: FakeDevice):
        a_station(field.store, field.mission, "0043")
        answers = {"ramp": "yes", "booths": 14, "remarks": "all was calm"}
        other = a_report(field.form, answers, station="0043", arrived_at=LATER)
        field.arrive(laptop, a_report(field.form, answers, station="0042"), other)
        both = flags(field)
        field.arrive(laptop, revised(other, remarks="all was rather calm"))

        assert (both, flags(field)) == ([("identical-twin", "flagged")] * 2, [])

    def test_two_teams_that_disagree_are_both_flagged_and_neither_when_one_mends(
        self, field: Field, laptop: FakeDevice
    ):
        other = field.laptop(a_team(field.store, field.mission, "08"))
        theirs = field.report(answers={"ramp": "no", "booths": 2})
        field.arrive(laptop, field.report())
        before = flags(field)
        field.arrive(other, theirs)
        both = flags(field)
        field.arrive(other, revised(theirs, ramp="yes"))

        assert (before, flags(field)) == ([], [])
        assert both == [("teams-disagree", "flagged")] * 2

    @pytest.mark.parametrize(
        "saying",
        [
            Saying(NoteDeed.EXCLUDE, reason="of another station"),
            Saying(NoteDeed.EXCLUDE, "ramp", reason="told, not seen"),
            Saying(NoteDeed.CORRECT, "ramp", value="yes", reason="the team mistyped it"),
        ],
    )
    def test_what_a_person_corrects_or_leaves_out_disagrees_with_nobody(
        self, field: Field, laptop: FakeDevice, saying: Saying
    ):
        other = field.laptop(a_team(field.store, field.mission, "08"))
        theirs = field.report(answers={"ramp": "no", "booths": 2})
        field.arrive(laptop, field.report())
        field.arrive(other, theirs)
        both = flags(field)
        note = said(field, theirs.report, saying)
        mended = flags(field)
        with field.store.writing() as db:
            take_back(db, field.mission.id, note, by="alia", now=LATER)

        assert (mended, flags(field)) == ([], both)
        assert both == [("teams-disagree", "flagged")] * 2

    def test_a_report_in_quarantine_is_not_checked(self, field: Field, laptop: FakeDevice):
        field.arrive(laptop, field.report(station="nowhere", departed_at=START))

        assert flags(field) == []

    def test_are_the_same_after_a_rebuild(self, field: Field, laptop: FakeDevice):
        field.arrive(laptop, field.report(departed_at=START), field.report())
        before = flags(field)
        rebuild(field.store)

        assert before
        assert flags(field) == before


class TestTheWorkedCase:
    """Checks AD > 3 and AD < BD: AD = 4 arrives and is verified, then BD arrives."""

    def test_the_second_check_is_flagged_and_says_which_answer_is_verified(
        self, field: Field, laptop: FakeDevice
    ):
        with_checks(
            field,
            {**TWO_CHECKS[0]},
            {**TWO_CHECKS[1], "flag": "${booths} < string-length(${remarks})"},
        )
        body = field.report(answers={"ramp": "yes", "booths": 4})
        field.arrive(laptop, body)
        first = flags(field)
        said(field, body.report, Saying(NoteDeed.VERIFY, "booths"))
        verified = flags(field)
        field.arrive(laptop, revised(body, remarks="12345"))

        assert first == [("many", "flagged")]
        assert verified == [("many", "verified")]
        assert flags(field) == [("many", "verified"), ("fewer", "flagged")]

        said(field, body.report, Saying(NoteDeed.VERIFY, "remarks"))
        assert flags(field) == [("many", "verified"), ("fewer", "verified")]

    def test_another_answer_is_not_verified(self, field: Field, laptop: FakeDevice):
        with_checks(field, TWO_CHECKS[0])
        body = field.report(answers={"ramp": "yes", "booths": 4})
        field.arrive(laptop, body)
        said(field, body.report, Saying(NoteDeed.VERIFY, "booths"))
        field.arrive(laptop, revised(body, booths=5))

        assert flags(field) == [("many", "flagged")]


class TestSaying:
    @pytest.fixture
    def body(self, field: Field, laptop: FakeDevice) -> ReportBody:
        body = field.report(departed_at=START + timedelta(minutes=1))
        field.arrive(laptop, body)
        assert flags(field) == [("visit-too-short", "flagged")]
        return body

    def test_a_settled_check_rests_until_it_is_taken_back(self, field: Field, body: ReportBody):
        note = said(field, body.report, Saying(NoteDeed.SETTLE, check="visit-too-short"))
        settled = flags(field)
        with field.store.writing() as db:
            take_back(db, field.mission.id, note, by="alia", now=LATER)

        assert settled == [("visit-too-short", "verified")]
        assert flags(field) == [("visit-too-short", "flagged")]
        with field.store.reading() as db:
            assert [each.undone_by for each in list_notes(db, body.report)] == ["alia"]

    @pytest.mark.parametrize(
        ("saying", "words"),
        [
            (Saying(NoteDeed.CORRECT, "booths", value="6"), "Say why"),
            (Saying(NoteDeed.CORRECT, "booths", value="six", reason="r"), "booths"),
            (Saying(NoteDeed.CORRECT, "booths", value=" ", reason="r"), "which value"),
            (Saying(NoteDeed.CORRECT, "V99", value="6", reason="r"), "no question 'V99'"),
            (Saying(NoteDeed.CORRECT, "ramp", value="maybe", reason="r"), "maybe"),
            (Saying(NoteDeed.EXCLUDE, "booths"), "Say why"),
            (Saying(NoteDeed.VERIFY), "which answer"),
            (Saying(NoteDeed.SETTLE, check="sent-twice"), "does not flag"),
        ],
    )
    def test_what_can_not_be_kept_is_refused(
        self, field: Field, body: ReportBody, saying: Saying, words: str
    ):
        with pytest.raises(NothingToSayOfIt, match=words):
            said(field, body.report, saying)
        with field.store.reading() as db:
            assert not list_notes(db, body.report)

    def test_of_a_report_that_is_not_there_nothing_is_kept(self, field: Field):
        with pytest.raises(NoSuchReport):
            said(field, new_id(), Saying(NoteDeed.VERIFY, "booths"))

    def test_the_team_is_asked_by_a_message(self, field: Field, body: ReportBody, team: Team):
        with field.store.writing() as db:
            mission = db.get_one(Mission, field.mission.id)
            sent = ask_team(db, mission, body.report, "One minute?", by="alia", now=LATER)
            told = sent.text, sent.audience

        assert told[0] == "About your report from station 0042 (voting): One minute?"
        assert team.code in told[1]
        with field.store.reading() as db:
            assert [each.revision for each in db.exec(select(Inquiry))] == [1]
