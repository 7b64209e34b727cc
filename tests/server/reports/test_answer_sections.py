"""Answers on a report's page: repeats come instance by instance, and nothing is left out."""

from types import SimpleNamespace
from typing import Any, cast

from server.reports.answer_sections import AnswerSection, answer_sections
from server.reports.checks.models import AnswerNote
from server.reports.checks.notes import Said
from server.reports.models import Revision
from shared.forms.model import (
    Calculate,
    Form,
    Hidden,
    Integer,
    Note,
    Repeat,
    Section,
    TextQuestion,
)
from shared.ids import new_id
from tests.server.builders import START

FORM = Form(
    id="flash",
    version="1",
    title={"en": "Flash"},
    sections=(
        Section(
            name="page",
            label={"en": "What happened"},
            children=(
                Note(name="note", label={"en": "Look around"}),
                Integer(name="people", label={"en": "How many people?"}),
                Hidden(name="secret", default="x"),
                Section(
                    name="inner",
                    children=(
                        Repeat(
                            name="incidents",
                            label={"en": "Incident"},
                            children=(
                                TextQuestion(name="what", label={"en": "What?"}),
                                Repeat(
                                    name="witnesses",
                                    children=(TextQuestion(name="who", label={"en": "Who?"}),),
                                ),
                                Calculate(name="many", calculation="count(${witnesses})"),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)


def shown(answers: dict[str, Any], **comments: str) -> list[AnswerSection]:
    revision = SimpleNamespace(answers=answers, comments=comments, seen_by={})
    return list(answer_sections(FORM, cast(Revision, revision)))


def test_every_instance_has_a_heading_with_its_number():
    sections = shown(
        {
            "people": 3,
            "secret": "x",
            "incidents": 2,
            "incidents[1]/what": "A push",
            "incidents[1]/many": 0,
            "incidents[2]/witnesses": 1,
            "incidents[2]/witnesses[1]/who": "A voter",
        }
    )
    assert [(each.title, [(row.label, row.answer) for row in each.rows]) for each in sections] == [
        ("What happened", [("How many people?", "3")]),
        ("Incident 1", [("What?", "A push")]),
        ("Incident 1: worked out by the form", [("incidents[1]/many", "0")]),
        ("Incident 2", [("What?", "missing")]),
        ("Incident 2, witnesses 1", [("Who?", "A voter")]),
        ("Worked out by the form from the answers", [("secret", "x")]),
    ]


def test_a_comment_on_an_instance_stands_beside_its_answer():
    revision = SimpleNamespace(
        answers={"incidents": 1, "incidents[1]/what": "A push"},
        comments={"incidents[1]/what": "Seen by both."},
        seen_by={"incidents[1]/what": "reported"},
    )
    sections = list(answer_sections(FORM, cast(Revision, revision)))
    assert (sections[1].rows[0].comment, sections[1].rows[0].seen_by) == (
        "Seen by both.",
        "reported by others",
    )


def test_what_no_question_takes_stands_at_the_end():
    sections = shown({"incidents": "many", "incidents[1]/what": "A push", "gone": 1})
    assert sections[-1].title == "Answers that this version of the form does not ask for"
    assert {row.label for row in sections[-1].rows} == {"incidents", "incidents[1]/what", "gone"}


def test_without_the_form_all_answers_are_shown_as_they_are():
    revision = SimpleNamespace(answers={"incidents[1]/what": "A push"}, comments={}, seen_by={})
    (section,) = answer_sections(None, cast(Revision, revision))
    assert section.rows[0].answer == "A push"


def test_what_a_person_said_stands_beside_what_was_observed():
    revision = SimpleNamespace(answers={"ramp": "yes", "more": "no"}, comments={}, seen_by={})
    notes = [
        a_note(deed="correct", question="ramp", was="yes", value="no"),
        a_note(deed="exclude", question="more", was="no"),
    ]
    sections = list(answer_sections(None, cast(Revision, revision), Said(notes)))
    assert [(row.answer, row.counts) for section in sections for row in section.rows] == [
        ("yes", "counts as no"),
        ("no", "left out, does not count"),
    ]


def a_note(**fields: Any) -> AnswerNote:  # noqa: ANN401 - fields of a table
    given: dict[str, Any] = {"id": new_id(), "mission_id": new_id(), "report_id": new_id()}
    return AnswerNote(**given, by="alia", at=START, **fields)
