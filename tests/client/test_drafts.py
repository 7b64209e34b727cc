import json
from datetime import datetime
from uuid import UUID

import pytest

from client.checklist import Draft, NotFinished
from client.draft_answers import DraftGone
from client.draft_checks import UnknownQuestion
from client.laptop import Laptop, open_laptop
from client.reports import ReasonMissing, ReportState, UnknownReport
from client.sync import pull
from client.vault.vault import Vault
from shared.forms.answers import NonAnswer
from shared.forms.model import SeenBy
from shared.ids import new_id
from shared.sync.protocol import ReportBody
from tests.client.conftest import PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.samples import ANSWERS, make_form, make_pack


@pytest.fixture
def draft(enrolled: Laptop) -> Draft:
    return enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")


def fill(laptop: Laptop, draft: Draft) -> Draft:
    for name, answer in ANSWERS.items():
        laptop.drafts.set_answer(draft.id, name, answer)
    return laptop.drafts.get(draft.id)


def last_body(laptop: Laptop) -> ReportBody:
    last = laptop.journal.head().seq
    return ReportBody.model_validate_json(laptop.journal.entries(last, 1)[0].body)


def test_an_answer_is_there_after_opening_the_laptop_again(
    enrolled: Laptop, draft: Draft, clock: StoppedClock
):
    fill(enrolled, draft)
    enrolled.drafts.set_comment(draft.id, "V06", "  plank over two steps ")
    enrolled.drafts.set_seen_by(draft.id, "V06", SeenBy.REPORTED)

    with open_laptop(enrolled.home, Vault(enrolled.home).unlock(PASSPHRASE), clock) as again:
        found = again.drafts.get(draft.id)

    assert found.answers == ANSWERS
    assert found.comments == {"V06": "plank over two steps"}
    assert found.seen_by == {"V06": SeenBy.REPORTED}
    assert (found.station, found.form) == ("42", make_form())


def test_an_answer_can_be_changed_and_taken_back(enrolled: Laptop, draft: Draft):
    drafts = enrolled.drafts
    drafts.set_answer(draft.id, "V01", "yes")
    drafts.set_answer(draft.id, "V01", NonAnswer.DONT_KNOW)
    drafts.set_answer(draft.id, "V06", "level")
    drafts.set_answer(draft.id, "V06", None)

    assert drafts.get(draft.id).answers == {"V01": NonAnswer.DONT_KNOW}


def test_taking_an_answer_back_leaves_its_comment(enrolled: Laptop, draft: Draft):
    enrolled.drafts.set_answer(draft.id, "V06", "missing")
    enrolled.drafts.set_comment(draft.id, "V06", "two steps")
    enrolled.drafts.set_answer(draft.id, "V06", None)

    found = enrolled.drafts.get(draft.id)
    assert (found.answers, found.comments) == ({}, {"V06": "two steps"})


def test_letters_that_no_file_can_hold_do_no_harm(enrolled: Laptop, draft: Draft):
    enrolled.drafts.set_answer(draft.id, "V30", "half a letter: \ud83d")
    enrolled.drafts.set_comment(draft.id, "V30", "\udcff")
    enrolled.drafts.set_answer(draft.id, "V01", "no")

    enrolled.drafts.finish(draft.id)

    assert last_body(enrolled).answers["V30"] == "half a letter: ?"


def test_a_station_may_be_written_in_broken_letters(enrolled: Laptop):
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "4\udcff")

    assert enrolled.drafts.get(draft.id).station == "4?"
    assert not enrolled.pack.index().search("\ud83d", 50)


def test_the_draft_opens_where_the_observer_was(enrolled: Laptop, draft: Draft):
    enrolled.drafts.set_answer(draft.id, "V01", "no")
    assert enrolled.drafts.get(draft.id).current_question == "V01"

    enrolled.drafts.set_current_question(draft.id, "V18")
    assert enrolled.drafts.get(draft.id).current_question == "V18"


def test_a_question_of_another_form_is_refused(enrolled: Laptop, draft: Draft):
    with pytest.raises(UnknownQuestion, match="'C01'"):
        enrolled.drafts.set_answer(draft.id, "C01", "yes")
    with pytest.raises(UnknownQuestion):
        enrolled.drafts.set_answers(draft.id, {"V01": "no"}, {"C01": ""}, {})

    assert enrolled.drafts.get(draft.id).answers == {}


def test_drafts_are_listed_with_the_one_touched_last_first(enrolled: Laptop, clock: StoppedClock):
    form = enrolled.pack.form_called("voting")
    first, second = (enrolled.drafts.open(form, code) for code in ("42", "57"))
    clock.move(minutes=1)
    enrolled.drafts.set_answer(first.id, "V01", "no")

    assert [draft.id for draft in enrolled.drafts.list_drafts()] == [first.id, second.id]
    assert enrolled.drafts.count() == 2


def test_arrival_is_told_by_the_stations_clock(draft: Draft):
    assert draft.arrived_at.isoformat() == "2021-01-10T08:47:00+06:00"


def test_a_finished_checklist_becomes_an_entry_of_the_journal(
    enrolled: Laptop, draft: Draft, clock: StoppedClock
):
    fill(enrolled, draft)
    enrolled.drafts.set_comment(draft.id, "V06", "plank")
    enrolled.drafts.set_seen_by(draft.id, "V06", SeenBy.OBSERVED)
    clock.move(minutes=40)

    report = enrolled.drafts.finish(draft.id)

    body = last_body(enrolled)
    assert body.report == report == draft.report
    assert (body.revision, body.base, body.station) == (1, None, "42")
    assert body.form.digest == make_form().digest
    assert body.answers == {
        "V01": "no",
        "V06": "usable",
        "V21": ["masks", "sanitiser"],
        "V18": {"non_answer": "not_observed"},
    }
    assert (body.comments, body.seen_by) == ({"V06": "plank"}, {"V06": "observed"})
    assert body.departed_at.isoformat() == "2021-01-10T09:27:00+06:00"
    with pytest.raises(DraftGone, match="no longer open"):
        enrolled.drafts.get(draft.id)


def test_the_entry_says_when_it_was_made_by_the_laptops_own_clock(
    enrolled: Laptop, draft: Draft, clock: StoppedClock
):
    enrolled.drafts.set_answer(draft.id, "V01", "no")
    enrolled.drafts.finish(draft.id)

    made_at = datetime.fromisoformat(enrolled.journal.entries(1, 1)[0].made_at)
    assert made_at == clock.now
    assert made_at.utcoffset() == clock.now.astimezone().utcoffset()


def test_hidden_answers_stay_behind(enrolled: Laptop, draft: Draft):
    enrolled.drafts.set_answer(draft.id, "V01", "yes")
    enrolled.drafts.set_answer(draft.id, "V02", 15)
    enrolled.drafts.set_comment(draft.id, "V02", "they looked for the list")
    enrolled.drafts.set_answer(draft.id, "V01", "no")
    assert enrolled.drafts.get(draft.id).answers["V02"] == 15

    enrolled.drafts.finish(draft.id)

    body = last_body(enrolled)
    assert (body.answers, body.comments) == ({"V01": "no"}, {})


@pytest.mark.parametrize(("name", "answer"), [("V06", "steep"), ("V21", "masks"), ("V02", -1)])
def test_wrong_answers_are_kept_but_not_sealed(
    enrolled: Laptop, draft: Draft, name: str, answer: str | int
):
    enrolled.drafts.set_answer(draft.id, "V01", "yes")
    enrolled.drafts.set_answer(draft.id, name, answer)

    with pytest.raises(NotFinished, match=f"{name}: "):
        enrolled.drafts.finish(draft.id)

    assert enrolled.drafts.get(draft.id).answers[name] == answer
    assert enrolled.journal.head().seq == 0


def test_nobody_leaves_before_they_came(enrolled: Laptop, draft: Draft):
    early = datetime.fromisoformat("2021-01-10T08:00:00+06:00")

    with pytest.raises(NotFinished, match=r"departure \(08:00\) is before the arrival \(08:47\)"):
        enrolled.drafts.finish(draft.id, early)


def test_times_can_be_corrected(enrolled: Laptop, draft: Draft):
    arrived = datetime.fromisoformat("2021-01-10T08:30:00+06:00")
    departed = datetime.fromisoformat("2021-01-10T08:40:00+06:00")
    enrolled.drafts.set_arrived_at(draft.id, arrived)
    enrolled.drafts.set_departed_at(draft.id, departed)
    enrolled.drafts.finish(draft.id)

    body = last_body(enrolled)
    assert (body.arrived_at, body.departed_at) == (arrived, departed)


def test_a_discarded_draft_is_gone(enrolled: Laptop, draft: Draft):
    fill(enrolled, draft)
    enrolled.drafts.discard(draft.id)

    assert enrolled.drafts.count() == 0
    assert enrolled.store.rows("SELECT * FROM draft_answer") == []
    for deed in (
        lambda: enrolled.drafts.discard(draft.id),
        lambda: enrolled.drafts.set_answer(draft.id, "V01", "no"),
        lambda: enrolled.drafts.finish(draft.id),
    ):
        with pytest.raises(DraftGone):
            deed()


def test_checklists_of_one_visit_share_it(enrolled: Laptop, draft: Draft, clock: StoppedClock):
    form = enrolled.pack.form_called("voting")
    beside = enrolled.drafts.open(form, "42")
    elsewhere = enrolled.drafts.open(form, "57")
    assert beside.visit == draft.visit != elsewhere.visit

    for each in (draft, beside):
        enrolled.drafts.finish(each.id)
    clock.move(hours=3)
    assert enrolled.drafts.open(form, "42").visit != draft.visit


def test_a_checklist_of_the_time_of_an_earlier_one_belongs_to_its_visit(
    enrolled: Laptop, draft: Draft, clock: StoppedClock
):
    clock.move(hours=1)
    enrolled.drafts.finish(draft.id)

    later = enrolled.drafts.open(draft.form, "42", draft.arrived_at)

    assert later.visit == draft.visit


def test_a_revision_starts_from_what_was_sealed(enrolled: Laptop, draft: Draft):
    report = enrolled.drafts.finish(fill(enrolled, draft).id)

    revision = enrolled.drafts.revise(report, " wrong booth counted ")
    assert (revision.revision, revision.base, revision.answers) == (2, 1, ANSWERS)
    enrolled.drafts.set_answer(revision.id, "V06", "missing")
    enrolled.drafts.finish(revision.id)

    body = last_body(enrolled)
    assert (body.report, body.revision, body.base) == (report, 2, 1)
    assert (body.reason, body.answers["V06"]) == ("wrong booth counted", "missing")
    assert body.visit == draft.visit
    first = json.loads(enrolled.journal.entries(1, 1)[0].body)
    assert first["answers"]["V06"] == "usable"
    assert enrolled.drafts.revise(report, "again").base == 2


def test_a_report_is_revised_in_one_draft_only(enrolled: Laptop, draft: Draft):
    report = enrolled.drafts.finish(fill(enrolled, draft).id)
    revision = enrolled.drafts.revise(report, "first")

    assert enrolled.drafts.revise(report, "second").id == revision.id


def test_a_revision_without_a_reason_is_refused(enrolled: Laptop, draft: Draft):
    report = enrolled.drafts.finish(fill(enrolled, draft).id)

    with pytest.raises(ReasonMissing):
        enrolled.drafts.revise(report, "  ")
    with pytest.raises(UnknownReport):
        enrolled.drafts.revise(new_id(), "why not")


async def test_a_new_pack_never_touches_a_draft(enrolled: Laptop, draft: Draft, server: FakeServer):
    fill(enrolled, draft)
    server.mission_pack = make_pack(forms=(make_form("2"),))
    await pull(enrolled, server.line())

    assert [form.version for form in enrolled.pack.list_forms()] == ["2"]
    assert enrolled.drafts.get(draft.id).form.version == "1"
    enrolled.drafts.finish(draft.id)
    assert last_body(enrolled).form.version == "1"


def states(laptop: Laptop) -> dict[UUID, ReportState]:
    return {line.report: line.state for line in laptop.reports.list_reports()}


def test_a_sealed_report_stays_readable(enrolled: Laptop, draft: Draft):
    report = enrolled.drafts.finish(fill(enrolled, draft).id)
    open_draft = enrolled.drafts.open(draft.form, "57")

    assert states(enrolled) == {
        report: ReportState.WAITING,
        open_draft.report: ReportState.DRAFT,
    }
    assert enrolled.reports.get_report(report).body.answers["V06"] == "usable"
