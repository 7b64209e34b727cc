from datetime import datetime, timedelta
from uuid import UUID

import pytest

from client.laptop import Laptop, open_laptop
from client.refusals import refuse
from client.vault.vault import Vault
from client.visits import UnknownVisit, Visit, VisitTimesWrong
from shared.forms.answers import Answers
from shared.forms.model import Form, Indicator, Section, SelectOne, Time
from shared.ids import new_id
from shared.sync.protocol import ReportBody
from shared.sync.visits import Refusal, StationDescription, VisitBody
from tests.client.conftest import PASSPHRASE, StoppedClock
from tests.client.samples import choices, keep_pack, make_form, make_pack

REFUSED = Refusal(kind="not_let_in", reason="Badges were not accepted", asked="the chair")
HEADER = Form(
    id="header",
    version="1",
    title={"en": "Visit"},
    sections=(
        Section(
            name="visit",
            label={"en": "Visit"},
            children=(
                Time(name="H04", label={}, indicator=Indicator(id="coverage.arrival")),
                Time(name="H05", label={}, indicator=Indicator(id="coverage.departure")),
                SelectOne(
                    name="H06",
                    label={},
                    choices=choices("completed", "asked_to_leave", "refused_entry"),
                    indicator=Indicator(id="access.visit_end"),
                    comment_on=("refused_entry",),
                ),
            ),
        ),
    ),
)


@pytest.fixture
def visit(enrolled: Laptop) -> Visit:
    return enrolled.visits.begin("42", enrolled.drafts.now_at("42"))


def bodies(laptop: Laptop, kind: str) -> list[bytes]:
    return [each.body for each in laptop.journal.entries(1, 100) if each.kind == kind]


def sealed(laptop: Laptop) -> list[VisitBody]:
    return [VisitBody.model_validate_json(each) for each in bodies(laptop, "visit")]


def reported(laptop: Laptop) -> list[ReportBody]:
    return [ReportBody.model_validate_json(each) for each in bodies(laptop, "report")]


def test_an_open_visit_survives_everything(enrolled: Laptop, visit: Visit, clock: StoppedClock):
    enrolled.visits.note_present(visit.id, ["07-A", "07-B", "07-A"])

    with open_laptop(enrolled.home, Vault(enrolled.home).unlock(PASSPHRASE), clock) as again:
        (found,) = again.visits.list_open()

    assert (found.id, found.station, found.present) == (visit.id, "42", ["07-A", "07-B"])
    assert found.is_open
    assert found.arrived_at == visit.arrived_at


def test_arriving_twice_is_one_visit(enrolled: Laptop, visit: Visit, clock: StoppedClock):
    clock.move(minutes=9)

    again = enrolled.visits.begin("42", enrolled.drafts.now_at("42"))

    assert (again.id, again.arrived_at) == (visit.id, visit.arrived_at)


def test_the_forms_of_a_visit_share_it(enrolled: Laptop, visit: Visit, clock: StoppedClock):
    form = enrolled.pack.form_called("voting")
    clock.move(minutes=20)
    first = enrolled.drafts.open(form, "42")
    enrolled.drafts.finish(first.id)
    second = enrolled.drafts.open(form, "42")
    elsewhere = enrolled.drafts.open(form, "57")

    assert first.visit == second.visit == visit.id != elsewhere.visit
    assert first.arrived_at == second.arrived_at == visit.arrived_at
    (report,) = reported(enrolled)
    assert (report.visit, report.described) == (visit.id, None)


def test_leaving_seals_the_visit_and_gives_its_drafts_the_time(
    enrolled: Laptop, visit: Visit, clock: StoppedClock
):
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")
    enrolled.visits.note_present(visit.id, ["07-A"])
    clock.move(minutes=33)
    left_at = enrolled.drafts.now_at("42")

    left = enrolled.visits.leave(visit.id, left_at)

    (body,) = sealed(enrolled)
    assert (body.visit, body.revision, body.station) == (visit.id, 1, "42")
    assert (body.arrived_at, body.departed_at) == (visit.arrived_at, left_at)
    assert (body.present, body.refusal) == (["07-A"], None)
    assert enrolled.drafts.get(draft.id).departed_at == left_at
    assert not left.is_open
    assert enrolled.visits.list_open() == []
    assert enrolled.drafts.open(enrolled.pack.form_called("voting"), "42").visit == visit.id


def test_after_leaving_a_correction_is_a_revision(enrolled: Laptop, visit: Visit):
    enrolled.visits.leave(visit.id, visit.arrived_at + timedelta(minutes=30))

    earlier = visit.arrived_at - timedelta(minutes=10)
    enrolled.visits.arrive(visit.id, earlier)
    enrolled.visits.note_present(visit.id, ["07-B"])

    assert [each.revision for each in sealed(enrolled)] == [1, 2, 3]
    assert sealed(enrolled)[-1].arrived_at == earlier
    assert sealed(enrolled)[-1].present == ["07-B"]


def test_a_corrected_arrival_is_that_of_its_drafts(enrolled: Laptop, visit: Visit):
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "42")
    earlier = visit.arrived_at - timedelta(minutes=10)

    enrolled.visits.arrive(visit.id, earlier)

    assert enrolled.drafts.get(draft.id).arrived_at == earlier
    assert sealed(enrolled) == []


def test_nobody_leaves_before_arriving(enrolled: Laptop, visit: Visit):
    with pytest.raises(VisitTimesWrong, match="before the arrival"):
        enrolled.visits.leave(visit.id, visit.arrived_at - timedelta(minutes=1))
    with pytest.raises(UnknownVisit):
        enrolled.visits.leave(new_id(), visit.arrived_at)

    assert enrolled.visits.get(visit.id).is_open
    assert sealed(enrolled) == []


def test_the_next_visit_begins_with_the_same_observers(enrolled: Laptop, visit: Visit):
    enrolled.visits.note_present(visit.id, ["07-A", "07-B"])

    assert enrolled.visits.begin("57", visit.arrived_at).present == ["07-A", "07-B"]
    assert visit.present == []


def test_what_is_said_of_an_unlisted_station_goes_with_its_reports(enrolled: Laptop):
    described = StationDescription(name="Boarding school", setting="rural", notes="By the mill")
    now = enrolled.drafts.now_at("unlisted 1")
    visit = enrolled.visits.begin("unlisted 1", now, described)
    draft = enrolled.drafts.open(enrolled.pack.form_called("voting"), "unlisted 1")
    enrolled.drafts.finish(draft.id)
    better = described.model_copy(update={"address": "Mill lane 2"})
    enrolled.visits.describe(visit.id, better)
    enrolled.visits.leave(visit.id, now)

    assert [each.described for each in reported(enrolled)] == [described]
    assert [each.described for each in sealed(enrolled)] == [better]


def refused_with(laptop: Laptop, forms: tuple[Form, ...], kind: str = "not_let_in") -> UUID | None:
    keep_pack(laptop, make_pack(forms=forms), laptop.clock())
    arrived = laptop.drafts.now_at("42")
    visit = laptop.visits.begin("42", arrived)
    refusal = REFUSED.model_copy(update={"kind": kind})
    return refuse(laptop, visit.id, arrived + timedelta(minutes=8), refusal)


@pytest.mark.parametrize(
    ("kind", "choice"), [("not_let_in", "refused_entry"), ("made_to_leave", "asked_to_leave")]
)
def test_a_refusal_is_a_report_of_the_visits_form(enrolled: Laptop, kind: str, choice: str):
    refused_with(enrolled, (make_form(), HEADER), kind)

    (report,) = reported(enrolled)
    expected: Answers = {"H04": "08:47", "H05": "08:55", "H06": choice}
    assert (report.form.id, report.answers) == ("header", expected)
    assert report.comments == {"H06": "Badges were not accepted (asked: the chair)"}
    (visit,) = sealed(enrolled)
    assert visit.refusal is not None
    assert (visit.refusal.kind, visit.visit) == (kind, report.visit)
    assert enrolled.visits.list_open() == []
    assert enrolled.drafts.count() == 0


def test_a_mission_without_that_form_has_another_question_that_counts_it(enrolled: Laptop):
    admitted = SelectOne(
        name="V08",
        label={},
        choices=choices("yes", "refused"),
        indicator=Indicator(id="access.admitted"),
    )
    form = Form(
        id="voting",
        version="9",
        title={},
        sections=(Section(name="access", label={}, children=(admitted,)),),
    )

    assert refused_with(enrolled, (form,)) is not None
    assert [each.answers for each in reported(enrolled)] == [{"V08": "refused"}]


def test_where_no_checklist_asks_the_visit_itself_says_it(enrolled: Laptop):
    assert refused_with(enrolled, (make_form(),)) is None

    assert reported(enrolled) == []
    assert [each.refusal for each in sealed(enrolled)] == [REFUSED]


def test_a_draft_of_the_visits_form_becomes_the_report_of_the_refusal(enrolled: Laptop):
    keep_pack(enrolled, make_pack(forms=(HEADER,)), enrolled.clock())
    arrived: datetime = enrolled.drafts.now_at("42")
    visit = enrolled.visits.begin("42", arrived)
    draft = enrolled.drafts.open(HEADER, "42")
    enrolled.drafts.set_comment(draft.id, "H06", "A policeman at the door.")

    refuse(enrolled, visit.id, arrived, REFUSED)

    (report,) = reported(enrolled)
    assert report.report == draft.report
    assert report.comments["H06"].startswith("A policeman at the door.\nBadges were")


def test_reports_are_counted_and_not_what_goes_with_them(enrolled: Laptop, visit: Visit):
    form = enrolled.pack.form_called("voting")
    first, second = enrolled.drafts.open(form, "42"), enrolled.drafts.open(form, "42")
    enrolled.drafts.finish(first.id)
    report = enrolled.drafts.finish(second.id)
    enrolled.drafts.finish(enrolled.drafts.revise(report, "Counted again").id)
    enrolled.visits.leave(visit.id, visit.arrived_at)

    standing = enrolled.journal.standing()
    assert (standing.waiting, standing.reports_waiting, standing.reports) == (4, 2, 2)
