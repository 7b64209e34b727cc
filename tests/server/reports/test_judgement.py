"""What is made of a report by rule, answer by answer and version by version."""

from typing import Any

import pytest

from server.reports.judgement import KnownForm, Sender, rule
from server.reports.models import Ground
from shared.forms.model import (
    Choice,
    FileList,
    Form,
    Integer,
    Metadata,
    Repeat,
    Section,
    SelectOne,
    TextQuestion,
)
from shared.ids import new_id
from tests.server.builders import START, a_form
from tests.server.journal.device import a_report

YES_NO = (Choice(name="yes", label={}), Choice(name="no", label={}))
SENDER = Sender(mission_id=new_id(), team_id=new_id(), team_code="07", revoked_at=None)


def known(form: Form) -> KnownForm:
    return KnownForm(form, form.version, form.digest)


@pytest.fixture
def incidents() -> KnownForm:
    witnesses = Repeat(name="witnesses", children=(TextQuestion(name="who"),))
    kind = SelectOne(name="kind", choices=YES_NO)
    repeat = Repeat(name="incidents", children=(Section(name="g", children=(kind,)), witnesses))
    station = SelectOne(name="other", choices=(), from_file=FileList(file="stations.csv"))
    page = Section(
        name="page",
        children=(Integer(name="n"), repeat, station, Metadata(name="d", kind="deviceid")),
    )
    return known(Form(id="f", version="1", title={}, sections=(page,)))


@pytest.mark.parametrize(
    "answers",
    [
        {"incidents": 2, "incidents[1]/kind": "yes", "incidents[2]/kind": "no"},
        {"incidents": 1, "incidents[1]/witnesses": 1, "incidents[1]/witnesses[1]/who": "A voter"},
        {"incidents": 0},
        {"incidents[1]/kind": {"non_answer": "not_observed"}},
        {"other": "42", "d": "laptop-7"},
    ],
)
def test_answers_in_repeats_and_out_of_files_fit(incidents: KnownForm, answers: dict[str, Any]):
    assert incidents.misfit(answers) == ""


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"kind": "yes"}, "no question 'kind'"),
        ({"incidents[1]/n": 3}, "no question"),
        ({"incidents[0]/kind": "yes"}, "no question"),
        ({"witnesses[1]/who": "A"}, "no question"),
        ({"incidents[1]/kind": "maybe"}, "'incidents[1]/kind'"),
        ({"incidents": -1}, "not how many"),
        ({"incidents": "two"}, "not how many"),
        ({"incidents": 10**9}, "not how many"),
    ],
)
def test_what_stands_in_the_wrong_place_does_not_fit(
    incidents: KnownForm, answers: dict[str, Any], why: str
):
    assert why in incidents.misfit(answers)


def test_a_report_of_an_older_version_is_accepted():
    older, newer = a_form(version="1"), a_form(version="2")
    versions = {form.version: known(form) for form in (older, newer)}
    body = a_report(older)
    assert rule(body, SENDER, START, versions, station_is_known=True).ground is Ground.NONE


def test_a_version_that_was_never_published_waits_for_a_person():
    published = {"2": known(a_form(version="2"))}
    ruling = rule(a_report(a_form(version="1")), SENDER, START, published, station_is_known=True)
    assert ruling.ground is Ground.UNKNOWN_FORM
    assert "it has 2" in ruling.sentence
