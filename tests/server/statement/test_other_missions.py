"""Drafts for other forms, sizes and designs."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.findings.asked import asked_in
from server.findings.counted import CountedReport
from server.missions.document import MissionFile
from server.statement import render_html, render_markdown
from server.statement.document import Document
from server.statement.library import get_template
from server.statement.problems import UnknownLanguage, UnknownTemplate
from server.statement.service import draft_from
from server.statement.survey import survey_of
from shared.digest import digest_of
from shared.forms.model import Choice, Form, Indicator, Section, SelectMultiple, SelectOne
from shared.ids import new_id

START = datetime(2026, 10, 4, 7, 0, tzinfo=UTC)
YES_NO = (Choice(name="yes", label={"en": "Yes"}), Choice(name="no", label={"en": "No"}))
RAMP = SelectOne(
    name="q1",
    label={"en": "Is there a ramp?"},
    choices=(
        Choice(name="missing", label={"en": "Missing"}),
        Choice(name="usable", label={"en": "Usable"}),
    ),
    indicator=Indicator(
        id="accessibility.ramp",
        positive=("usable",),
        negative=("missing",),
        section="accessibility",
    ),
)
LIGHT = SelectOne(
    name="q2",
    label={"en": "Was there light <enough>?"},
    choices=YES_NO,
    indicator=Indicator(id="own.light", positive=("yes",), negative=("no",), section="technical"),
)
OWN = SelectMultiple(
    name="q3",
    label={"en": "What was *sold*?"},
    choices=(Choice(name="none", label={"en": "None"}), Choice(name="tea", label={"en": "Tea"})),
    indicator=Indicator(id="own.sold", section="technical"),
)
UNREAD = SelectOne(name="q4", label={"en": "Unread?"}, choices=YES_NO)
FORM = Form(
    id="short",
    version="1",
    title={"en": "Short"},
    sections=(Section(name="all", children=(RAMP, LIGHT, OWN, UNREAD)),),
)


def a_report(place: int, answers: dict[str, Any], region: str = "") -> CountedReport:
    moment = START + timedelta(minutes=place)
    return CountedReport(
        entry_id=place,
        report_id=new_id(moment),
        revision=1,
        version="1",
        station=f"S-{place:04}",
        region=region,
        team="07",
        visit_id=new_id(moment),
        arrived_at=moment,
        digest=digest_of(answers),
        answers_json=json.dumps(answers),
        seen_by_json="{}",
    )


def drafted(
    reports: list[CountedReport], design: str = "route", population: int = 9000
) -> Document:
    mission = MissionFile.model_validate(
        {
            "code": "example-2026",
            "title": "Opening observation 2026",
            "election": {
                "name": "Parliamentary elections",
                "date": "2026-10-04",
                "country": "FR",
                "timezone": "Europe/Paris",
            },
            "sample": {"design": design, "population": population},
        }
    )
    surveys = [survey_of(asked_in([FORM]), reports)]
    return draft_from(get_template("turkic", "en"), mission, surveys, None)


def text_of(document: Document) -> str:
    return " ".join(sentence.text for sentence in document.sentences())


def test_a_mission_with_four_keys_gets_a_draft_and_a_list_of_what_it_lacks() -> None:
    document = drafted([a_report(1, {"q1": "missing"})])
    assert "observed the Parliamentary elections on 4 October 2026" in text_of(document)
    lacking = [gap.reason for gap in document.gaps]
    assert any("territorial_commissions" in reason for reason in lacking)
    assert any("No published form asks of: influence.inside" in reason for reason in lacking)


def test_a_question_of_ones_own_is_told_in_its_own_words() -> None:
    reports = [a_report(place, {"q2": "yes" if place > 4 else "no"}) for place in range(1, 32)]
    assert (
        "In 27 of the 31 polling stations observed, the answer to “Was there light <enough>?” was "
        "“Yes”; in the other four it was “No”."
    ) in text_of(drafted(reports))


def test_several_choices_of_ones_own_are_listed() -> None:
    reports = [
        a_report(place, {"q3": ["tea"] if place > 4 else ["none"]}) for place in range(1, 15)
    ]
    assert (
        "In 10 of the 14 polling stations observed, to “What was *sold*?” the observers answered: "
        "“Tea” in 10; in the other four they answered “None”."
    ) in text_of(drafted(reports))


def test_a_question_that_no_indicator_reads_is_listed_and_not_told() -> None:
    document = drafted([a_report(1, {"q4": "yes"})])
    assert "Unread" not in text_of(document)
    assert any("q4" in gap.reason for gap in document.gaps)


def test_what_a_form_says_is_escaped_in_every_format() -> None:
    document = drafted([a_report(place, {"q2": "yes", "q3": ["tea"]}) for place in range(1, 15)])
    assert "<enough>" not in render_html.render(document)
    markdown = render_markdown.render(document)
    assert "<enough>" not in markdown
    assert r"\*sold\*" in markdown


@pytest.mark.parametrize(
    ("design", "number", "words"),
    [
        ("convenience", 120, "In 30 of the 120 polling stations visited, a ramp was missing"),
        ("route", 60, "In 15 of the 60 polling stations observed (25 per cent), a ramp was"),
        ("route", 400, "In 25 per cent of polling stations observed, a ramp was missing"),
        ("srs", 400, "In many polling stations (25.0 per cent, ± 4.1), a ramp was missing"),
    ],
)
def test_the_size_and_the_design_decide_the_form(design: str, number: int, words: str) -> None:
    reports = [
        a_report(place, {"q1": "missing" if place % 4 == 0 else "usable"})
        for place in range(1, number + 1)
    ]
    if design == "srs":
        words = words.replace("In many polling stations (25.0 per cent, ± 4.1)", "In 25.0 per cent")
        words = words.split(", a ramp")[0]
    assert words in text_of(drafted(reports, design))


def test_a_sample_names_its_population_and_its_confidence() -> None:
    reports = [a_report(place, {"q1": "usable"}) for place in range(1, 401)]
    assert (
        "The Mission's figures rest on reports from 400 polling stations, drawn by chance from "
        "9,000; margins are for a confidence of 95 per cent."
    ) in text_of(drafted(reports, "srs"))


def test_rare_cases_in_one_region_are_placed_there() -> None:
    reports = [
        a_report(
            place,
            {"q1": "missing" if place <= 4 else "usable"},
            "Akmola" if place <= 200 else "Almaty",
        )
        for place in range(1, 401)
    ]
    assert "In four polling stations observed, all in Akmola, a ramp was missing" in text_of(
        drafted(reports)
    )


def test_where_most_could_not_tell_there_is_no_sentence() -> None:
    silent = {"q1": {"non_answer": "not_observed"}}
    reports = [
        a_report(place, silent if place > 5 else {"q1": "missing"}) for place in range(1, 15)
    ]
    document = drafted(reports)
    assert "ramp" not in text_of(document)
    assert any("5 of 14 did; 9 not observed" in gap.reason for gap in document.gaps)


def test_many_reports_are_not_listed_one_by_one() -> None:
    document = drafted([a_report(place, {"q1": "usable"}) for place in range(1, 401)])
    listed = [figure.reports for each in document.evidence() for figure in each.figures]
    assert listed
    assert not any(listed)
    assert "R1" not in render_markdown.render(document)


def test_templates_and_languages_to_come_are_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownTemplate, match=r"There are: .*turkic"):
        get_template("african-union", "en")
    with pytest.raises(UnknownLanguage, match=r"Kazakh \(--lang kk\), Turkish"):
        get_template("turkic", "uz")
