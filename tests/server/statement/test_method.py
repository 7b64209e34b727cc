"""The method note says how the mission's own figures were made, and no other mission's."""

from dataclasses import replace

import pytest

from server.missions.document import MissionFile
from server.sampling.rules import Rules
from server.statement.annex import Speech, annex_of
from server.statement.document import Document
from server.statement.languages.registry import LANGUAGES, get_language
from server.statement.library import get_template
from server.statement.method import method_of
from server.statement.service import draft_from
from server.statement.survey import Survey


def note(document: Document, language: str = "en", **made: object) -> str:
    colophon = replace(document.colophon, **made)
    return " ".join(method_of(colophon, Speech(get_language(language), document.timezone)))


def test_it_tells_the_response_and_the_caveat_of_the_design(sample: Document):
    assert "Stations of the mission's plan: 14; stations with a report: 14." in note(sample)
    assert "no margin of error can be given" in note(sample)
    assert "Shares are given" not in note(sample)
    assert note(sample) in " ".join(annex_of(sample).basis)


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("census", "All stations were to be observed"),
        ("srs", "Wilson's method (by Clopper and Pearson's below 30 answers)"),
        ("stratified", "with correction for the finite number of stations"),
        ("route", "nothing is said of stations where the mission was not"),
    ],
)
def test_each_design_has_its_caveat(sample: Document, design: str, words: str):
    assert words in note(sample, design=design)
    assert "Shares are given from 50 stations" in note(sample, design=design)


def test_it_follows_the_missions_own_rules(sample: Document):
    rules = Rules(show_base=0.3, silent=0.6, least_for_share=80)
    told = note(sample, design="route", rules=rules)
    assert "more than 30 per cent" in told
    assert "more than 60 per cent" in told
    assert "from 80 stations" in told


def test_without_a_plan_or_a_report_nothing_is_made_up(sample: Document):
    assert "plan" not in note(sample, planned=0)
    assert note(sample, reports=0) == ""


def test_stations_outside_the_sample_are_told_where_there_are_any(sample: Document):
    assert "outside the sample" not in note(sample, design="srs")
    assert "outside the sample that was drawn: 3." in note(sample, design="srs", outside=3)


def test_each_station_outside_the_sample_is_told_once(
    sample_mission: MissionFile, sample_surveys: list[Survey]
):
    codes = [frozenset({"NS-70", "NS-71"}), frozenset({"NS-71", "NS-72"})]
    surveys = [
        replace(survey, outside=each) for survey, each in zip(sample_surveys, codes, strict=False)
    ]
    made = draft_from(get_template("turkic", "en"), sample_mission, surveys, None).colophon
    assert made.outside == 3


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_it_is_said_in_every_language(sample: Document, language: str):
    for design in ("census", "srs", "route", "convenience"):
        told = note(sample, language, design=design, outside=2)
        assert ": 2." in told
        assert "{" not in told


def test_forms_are_called_by_their_titles(sample: Document):
    annex = annex_of(sample)
    assert any("Form “Voting”, question V08." in note.lines for note in annex.evidence)
    assert any("Form “Voting” (version 2026.1)" in line for line in annex.basis)
