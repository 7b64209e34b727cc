"""Findings over several versions of a form."""

from collections.abc import Callable
from datetime import timedelta

from server.database import Store
from server.findings.as_json import as_json
from server.findings.finding import FormFindings
from server.findings.service import Cut, findings
from server.findings.tallies import Tallies
from server.missions.models import Mission
from server.reports.models import Revision
from shared.forms.model import (
    Choice,
    Decimal,
    Form,
    Integer,
    Question,
    Section,
    SelectOne,
    TextQuestion,
)
from tests.server.builders import START, a_published_form

Report = Callable[..., Revision]
OLD, NEW = (
    SelectOne(
        name="ramp", label={"en": f"Ramp {version}?"}, choices=(Choice(name="yes", label={}), more)
    )
    for version, more in (
        ("1", Choice(name="no", label={})),
        ("2", Choice(name="missing", label={})),
    )
)


def publish(store: Store, mission: Mission, *versions: tuple[Question, ...]) -> None:
    for number, questions in enumerate(versions, start=1):
        form = Form(
            id="voting",
            version=str(number),
            title={"en": "Voting"},
            sections=(Section(name="around", children=questions),),
        )
        a_published_form(store, mission, form, START + timedelta(minutes=number))


def found(store: Store, mission: Mission, tallies: Tallies | None = None) -> FormFindings:
    with store.reading() as db:
        return findings(db, mission, "voting", Cut(), tallies)


def test_answers_of_several_versions_are_counted_together_by_name(
    store: Store, mission: Mission, report: Report
):
    publish(store, mission, (OLD,), (NEW,))
    report({"ramp": "no"}, form_version="1")
    report({"ramp": "yes"}, form_version="1")
    report({"ramp": "missing"}, form_version="2")
    result = found(store, mission)
    ramp = result.question("ramp")
    assert ramp is not None
    counts = {option.value: option.count for option in ramp.options}
    assert counts == {"yes": 1, "missing": 1, "no": 1}  # what is no longer offered comes last
    assert ramp.question.label == {"en": "Ramp 2?"}
    assert ramp.apart == ()
    assert result.versions == ("1", "2")


def test_what_only_an_older_version_asked_is_counted_too(
    store: Store, mission: Mission, report: Report
):
    publish(store, mission, (OLD, Integer(name="steps")), (NEW,))
    report({"steps": 3}, form_version="1")
    steps = found(store, mission).question("steps")
    assert steps is not None
    assert steps.answered == 1


def test_a_changed_kind_keeps_the_older_answers_apart_and_says_so(
    store: Store, mission: Mission, report: Report
):
    publish(store, mission, (TextQuestion(name="ramp"),), (NEW,))
    report({"ramp": "yes"}, form_version="1")
    report({"ramp": "yes"}, form_version="2")
    result = found(store, mission)
    ramp = result.question("ramp")
    assert ramp is not None
    assert (ramp.answered, ramp.missing, ramp.apart) == (1, 1, ("1",))
    assert as_json(result)["questions"][0]["apart"] == ["1"]


def test_what_is_kept_up_to_date_keeps_them_apart_as_well(
    store: Store, mission: Mission, report: Report
):
    publish(store, mission, (TextQuestion(name="ramp"),), (NEW,))
    report({"ramp": "yes"}, form_version="1")
    report({"ramp": "yes"}, form_version="2")
    assert as_json(found(store, mission, Tallies())) == as_json(found(store, mission))


def test_numbers_whole_or_not_are_counted_together(store: Store, mission: Mission, report: Report):
    publish(store, mission, (Integer(name="steps"),), (Decimal(name="steps"),))
    report({"steps": 3}, form_version="1")
    report({"steps": 4.5}, form_version="2")
    steps = found(store, mission).question("steps")
    assert steps is not None
    assert steps.answered == 2
