from datetime import timedelta
from typing import Any

import pytest

from server.database import Store
from server.journal.devices import revoke
from server.missions.models import Mission, Team
from server.reports.models import Ground, Revision, State
from server.reports.projection import rebuild
from server.reports.resolving import Deed, NothingToResolve, list_waiting, resolve
from shared.forms.model import Form
from shared.ids import new_id
from shared.sync.protocol import FormReference, ReportBody
from tests.server.builders import START, a_form, a_published_form, a_station, a_team
from tests.server.journal.device import FakeDevice, a_report
from tests.server.reports.conftest import Field


def revised(report: ReportBody, **changes: object) -> ReportBody:
    given = {"revision": report.revision + 1, "base": report.revision, "reason": "Booths recounted"}
    return report.model_copy(update=given | changes)


class TestAReport:
    def test_that_fits_counts(self, field: Field, laptop: FakeDevice, team: Team):
        field.arrive(laptop, field.report())

        (row,) = field.revisions()
        assert (row.state, row.ground, row.judgement) == (State.ACCEPTED, Ground.NONE, "")
        assert (row.team_code, row.region) == (team.code, "Nur-Sultan / Baikonur")
        assert row.counts_from == row.received_at == START
        assert row.answers == {"ramp": "yes", "booths": 4}

    def test_with_required_answers_missing_counts(self, field: Field, laptop: FakeDevice):
        field.arrive(laptop, field.report(answers={}))

        assert field.states() == [State.ACCEPTED]

    @pytest.mark.parametrize(
        ("answers", "said"),
        [
            ({"ramp": "perhaps"}, "“perhaps” is not one of the choices"),
            ({"ramp": 3}, "not the kind of answer"),
            ({"booths": "many"}, "not the kind of answer"),
            ({"lifts": "yes"}, "no question 'lifts'"),
            ({"ramp": {"non_answer": "shrug"}}, "'shrug' is not one of the non-answers"),
            ({"ramp": None}, "can't be an answer"),
        ],
    )
    def test_whose_answers_do_not_fit_waits(
        self, field: Field, laptop: FakeDevice, answers: dict[str, Any], said: str
    ):
        field.arrive(laptop, field.report(answers=answers))

        (row,) = field.revisions()
        assert (row.state, row.ground) == (State.QUARANTINED, Ground.MISFIT)
        assert said in row.judgement

    def test_from_no_station_of_the_register_waits(self, field: Field, laptop: FakeDevice):
        field.arrive(laptop, field.report(station="the school by the bridge"))

        (row,) = field.revisions()
        assert (row.state, row.ground) == (State.QUARANTINED, Ground.UNKNOWN_STATION)
        assert "'the school by the bridge' is not in the mission's register" in row.judgement

    @pytest.mark.parametrize(
        ("reference", "said"),
        [
            ({"id": "counting"}, "no form 'counting'"),
            ({"version": "9"}, "no version '9' of form 'voting' (it has 1)"),
            ({"digest": "f" * 64}, "not the one that the mission published"),
        ],
    )
    def test_on_a_form_that_was_not_published_waits(
        self, field: Field, laptop: FakeDevice, reference: dict[str, str], said: str
    ):
        given = {"id": "voting", "version": "1", "digest": field.form.digest}
        field.arrive(laptop, field.report(form=FormReference(**(given | reference))))

        (row,) = field.revisions()
        assert (row.state, row.ground) == (State.QUARANTINED, Ground.UNKNOWN_FORM)
        assert said in row.judgement

    def test_on_an_older_version_counts(
        self, field: Field, laptop: FakeDevice, store: Store, mission: Mission
    ):
        a_published_form(store, mission, a_form(version="2"))

        field.arrive(laptop, field.report())

        assert field.states() == [State.ACCEPTED]

    def test_from_a_withdrawn_laptop_waits(
        self, field: Field, laptop: FakeDevice, store: Store, mission: Mission
    ):
        field.arrive(laptop, field.report())
        with store.writing() as db:
            revoke(db, mission.id, laptop.id, now=START + timedelta(hours=1))

        field.arrive(laptop, field.report(), at=START + timedelta(hours=2))

        assert field.states() == [State.ACCEPTED, State.QUARANTINED]
        assert field.revisions()[1].ground == Ground.REVOKED_DEVICE


class TestARevision:
    def test_takes_the_place_of_the_one_before(self, field: Field, laptop: FakeDevice):
        first = field.report()
        field.arrive(laptop, first)

        field.arrive(laptop, revised(first), at=START + timedelta(hours=1))

        old, new = field.revisions()
        assert old.superseded_at == new.counts_from == START + timedelta(hours=1)
        assert (new.state, new.superseded_at) == (State.ACCEPTED, None)

    def test_of_what_was_not_the_newest_stands_beside_it(self, field: Field, laptop: FakeDevice):
        first = field.report()
        second = revised(first)
        other = revised(first, revision=2, reason="written on another laptop")

        field.arrive(laptop, first, second, other)

        assert field.states() == [State.ACCEPTED, State.ACCEPTED, State.CONFLICT]
        assert "from revision 1 while headquarters already had revision 2" in (
            field.revisions()[2].judgement
        )

    def test_from_a_replacement_laptop_of_the_team_counts(
        self, field: Field, laptop: FakeDevice, team: Team
    ):
        first = field.report()
        field.arrive(laptop, first)

        field.arrive(field.laptop(team), revised(first))

        assert field.states() == [State.ACCEPTED, State.ACCEPTED]

    def test_by_another_team_waits_and_does_not_get_in_the_way(
        self, field: Field, laptop: FakeDevice, store: Store, mission: Mission
    ):
        first = field.report()
        field.arrive(laptop, first)

        field.arrive(field.laptop(a_team(store, mission, "08")), revised(first))
        field.arrive(laptop, revised(first, reason="our own"))

        assert field.states() == [State.ACCEPTED, State.QUARANTINED, State.ACCEPTED]
        assert field.revisions()[1].ground == Ground.OTHER_TEAM

    def test_that_mends_a_misfit_counts(self, field: Field, laptop: FakeDevice):
        first = field.report(answers={"ramp": "perhaps"})

        field.arrive(laptop, first, revised(first, answers={"ramp": "no"}))

        assert field.states() == [State.QUARANTINED, State.ACCEPTED]
        assert field.revisions()[0].superseded_at is not None

    def test_that_does_not_fit_leaves_the_one_before_counting(
        self, field: Field, laptop: FakeDevice
    ):
        first = field.report()

        field.arrive(laptop, first, revised(first, answers={"ramp": "perhaps"}))

        old, new = field.revisions()
        assert (old.state, old.superseded_at) == (State.ACCEPTED, None)
        assert new.state == State.QUARANTINED

    def test_sent_again_in_another_chain_is_not_shown_twice(
        self, field: Field, laptop: FakeDevice, team: Team
    ):
        first = field.report()
        field.arrive(laptop, first)

        field.arrive(field.laptop(team), first)

        assert field.states() == [State.ACCEPTED]


class TestDuplicates:
    def test_of_one_visit_the_newest_counts(self, field: Field, laptop: FakeDevice):
        visit = new_id()

        field.arrive(laptop, field.report(visit=visit), field.report(visit=visit))

        assert [row.duplicate for row in field.revisions()] == [True, False]

    def test_that_moves_to_another_station_frees_the_other(
        self, field: Field, laptop: FakeDevice, store: Store, mission: Mission
    ):
        a_station(store, mission, "0043")
        visit = new_id()
        first, second = field.report(visit=visit), field.report(visit=visit)
        field.arrive(laptop, first, second)

        field.arrive(laptop, revised(second, station="0043"))

        assert [row.duplicate for row in field.revisions()] == [False, False, False]

    def test_two_teams_in_one_station_both_count(
        self, field: Field, laptop: FakeDevice, store: Store, mission: Mission
    ):
        visit = new_id()
        field.arrive(laptop, field.report(visit=visit))

        field.arrive(field.laptop(a_team(store, mission, "08")), field.report(visit=visit))

        assert [row.duplicate for row in field.revisions()] == [False, False]


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ("{", "holds no report that this server can read"),
            ('{"report": 1}', "report: "),
            ("", "holds no report"),
        ],
    )
    def test_is_listed_and_passed(self, field: Field, laptop: FakeDevice, body: str, said: str):
        field.arrive(laptop, body, field.report())

        assert said in field.unreadable()[0].judgement
        assert field.states() == [State.ACCEPTED]

    def test_what_no_column_takes_stops_nothing(self, field: Field, laptop: FakeDevice):
        field.arrive(laptop, field.report(), field.report(revision=2**70), field.report())

        assert "a revision which no report has" in field.unreadable()[0].judgement
        assert field.states() == [State.ACCEPTED, State.ACCEPTED]

    def test_kinds_of_later_versions_wait_quietly(self, field: Field, laptop: FakeDevice):
        laptop.write("{}", kind="incident")
        field.arrive(laptop)

        assert field.unreadable() == []


class TestResolutions:
    def decide(self, field: Field, row: Revision, deed: Deed, **more: str) -> None:
        with field.store.writing() as db:
            resolve(
                db,
                field.mission.id,
                row.entry_id,
                deed,
                by="aigerim",
                now=START + timedelta(hours=5),
                **more,
            )

    def test_accepted_it_counts_from_then_on(self, field: Field, laptop: FakeDevice):
        first = field.report()
        field.arrive(laptop, first, revised(first, answers={"ramp": "perhaps"}))

        self.decide(field, field.revisions()[1], Deed.ACCEPT, note="Checked by telephone.")

        old, new = field.revisions()
        assert new.state == State.ACCEPTED
        assert new.judgement == "Accepted by aigerim; Checked by telephone."
        assert old.superseded_at == new.counts_from == START + timedelta(hours=5)

    def test_accepted_for_a_station_it_moves_there(
        self, field: Field, laptop: FakeDevice, store: Store, mission: Mission
    ):
        station = a_station(store, mission, "0043", region="Almaty")
        field.arrive(laptop, field.report(station="43"))

        self.decide(field, field.revisions()[0], Deed.ACCEPT, station_code="0043")

        (row,) = field.revisions()
        assert (row.station_code, row.station_id, row.region) == ("0043", station.id, "Almaty")
        assert "sent as from station '43'" in row.judgement

    def test_rejected_it_waits_no_longer(
        self, field: Field, laptop: FakeDevice, store: Store, mission: Mission
    ):
        field.arrive(laptop, field.report(station="43"))

        self.decide(field, field.revisions()[0], Deed.REJECT)

        assert field.states() == [State.REJECTED]
        with store.reading() as db:
            assert list_waiting(db, mission.id) == []

    def test_what_does_not_wait_is_left_alone(self, field: Field, laptop: FakeDevice):
        field.arrive(laptop, field.report())

        with pytest.raises(NothingToResolve, match="accepted already"):
            self.decide(field, field.revisions()[0], Deed.REJECT)

    def test_a_conflict_accepted_takes_the_place_of_the_other(
        self, field: Field, laptop: FakeDevice
    ):
        first = field.report()
        field.arrive(laptop, first, revised(first), revised(first, reason="the other laptop"))

        self.decide(field, field.revisions()[2], Deed.ACCEPT)
        field.arrive(laptop, revised(first, revision=3, base=2))

        assert field.states() == [State.ACCEPTED] * 4
        assert [row.superseded_at is None for row in field.revisions()] == [False] * 3 + [True]

    def test_a_rebuild_comes_out_the_same(
        self, field: Field, laptop: FakeDevice, store: Store, mission: Mission
    ):
        a_station(store, mission, "0043")
        visit, first = new_id(), field.report(station="43")
        other = field.laptop(a_team(store, mission, "08"))
        field.arrive(laptop, first, "{", field.report(visit=visit), field.report(visit=visit))
        self.decide(field, field.revisions()[0], Deed.ACCEPT, station_code="0043")
        field.arrive(laptop, revised(first, station="0043"), revised(first, revision=3))
        field.arrive(other, revised(first))
        self.decide(field, field.revisions()[4], Deed.ACCEPT)
        self.decide(field, field.revisions()[5], Deed.REJECT, note="Not theirs")
        before = [row.model_dump() for row in field.revisions()], field.unreadable()

        rebuild(store)

        assert ([row.model_dump() for row in field.revisions()], field.unreadable()) == before
        assert len(before[0]) == 6


def test_another_missions_form_and_stations_are_not_ours(
    field: Field, laptop: FakeDevice, form: Form
):
    report = a_report(form)

    field.arrive(laptop, report.model_copy(update={"station": "9999"}))

    assert field.states() == [State.QUARANTINED]
