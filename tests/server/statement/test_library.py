"""Templates: those that there are, and a mission's own."""

import re
from pathlib import Path

import pytest

from server.fieldnotes.kinds import Section
from server.missions.document import MissionFile
from server.statement import library
from server.statement.document import Slot
from server.statement.library import (
    STYLES,
    get_template,
    list_languages,
    list_templates,
    read_template,
)
from server.statement.problems import TemplateUnreadable, UnknownLanguage, UnknownTemplate
from server.statement.service import draft_from
from server.statement.survey import Survey
from server.statement.template import SlotPlan

OWN = """\
id: our-own
version: '1'
languages: [ru]
title: Наше заявление
sections:
  - title: ''
    paragraphs:
      - id: A1
        title: Пандусы
        parts:
          - {slot: verdict, title: Оценка, demands: Чья и на чём основана}
          - {finding: accessibility.ramp}
          - finding: technical.problems
            ways:
              - {any: [none], so: всё было исправно}
              - {any: [minor, serious], so: было исправно не всё}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "our.yaml"
    file.write_text(OWN, "utf-8")
    return file


def test_a_mission_drafts_by_a_template_of_its_own(
    own: Path, sample_mission: MissionFile, sample_surveys: list[Survey]
) -> None:
    document = draft_from(read_template(own, "ru"), sample_mission, sample_surveys, None)
    (paragraph,) = document.paragraphs()
    slot, ramps, problems = paragraph.parts
    assert isinstance(slot, Slot)
    assert not isinstance(ramps, Slot)
    assert not isinstance(problems, Slot)
    assert ramps.text.startswith("На двух из 14 посещённых избирательных участков у входа не было")
    assert problems.text == "На 12 из 14 всё было исправно; на остальных двух было исправно не всё."


def test_a_copy_of_a_template_says_the_same() -> None:
    folder = Path(library.__file__).parent / "templates"
    for name in list_templates():
        for language in list_languages(name):
            assert read_template(folder / f"{name}.yaml", language) == get_template(name, language)


def test_there_are_three_templates_and_each_says_in_which_languages() -> None:
    assert list_templates() == ["cis", "odihr", "turkic"]
    assert all(list_languages(each) == ("en", "ru", "kk", "tr") for each in list_templates())


@pytest.mark.parametrize("name", list_templates())
def test_a_template_has_a_place_for_every_kind_of_note_and_for_recommendations(name: str) -> None:
    template = get_template(name, "en")
    paragraphs = [each for section in template.sections for each in section.paragraphs]
    assert {section for each in paragraphs for section in each.supports} == set(Section)
    slots = [part.slot for each in paragraphs for part in each.parts if isinstance(part, SlotPlan)]
    assert "recommendations" in slots


def test_what_is_not_there_is_refused_with_what_is(own: Path) -> None:
    with pytest.raises(UnknownTemplate, match="There are: cis, odihr, turkic"):
        get_template("african-union", "en")
    with pytest.raises(UnknownLanguage, match=r"no wording in Kazakh.* It has: Russian"):
        read_template(own, "kk")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "accessibility.ramp",
            "accessibility.lamp",
            "no words for the finding 'accessibility.lamp'",
        ),
        ("languages: [ru]", "", "needs `languages`"),
        ("title: Наше заявление", "title: {en: Our statement}", "no wording in Russian"),
        ("id: A1", "ID: A1", r"line 8, sections[0].paragraphs[0].id: the key 'id' is missing"),
        ("sections:", "sections: [", "is not YAML"),
        ("slot: verdict", "slott: verdict", "line 11, .*this is no part. Did you mean 'slot'"),
        ("title: Пандусы", "title: Пандусы\n        titel: x", "Did you mean 'title'"),
        ("id: A1", "id: A/1", "can't be the id of a paragraph"),
        ("version: '1'", "version: 1\nversion: 2", "line 3, version: this key stands twice"),
        ("было исправно не всё", "выборы были свободными и честными", "judges"),
        ("any: [none], ", "", "the way has no answers"),
        ("  - title: ''", "  - {title: a, paragraphs: []}\n  - title: ''", "has no paragraph"),
        ("{finding: accessibility.ramp}", "{fact: 'Всего {voters'}", "a brace stands alone"),
        ("sections:", "scenes: {print: {told: печать, stations: где}}\nsections:", "{place} is"),
        ("slot: verdict", "slot: verdict, supports: [legal]", "Known here: demands, slot, title"),
    ],
)
def test_a_mistake_in_a_template_is_named(own: Path, old: str, new: str, sentence: str) -> None:
    own.write_text(OWN.replace(old, new), "utf-8")
    pattern = re.sub(r"([\[\]{}])", r"\\\1", sentence)
    with pytest.raises(TemplateUnreadable, match=pattern):
        read_template(own, "ru")


def test_a_key_that_no_note_has_is_among_the_gaps(
    own: Path, sample_mission: MissionFile, sample_surveys: list[Survey]
) -> None:
    part = "{notes: legal, keys: [basis, bases]}"
    own.write_text(OWN.replace("{finding: accessibility.ramp}", part), "utf-8")
    document = draft_from(read_template(own, "ru"), sample_mission, sample_surveys, None)
    assert "A1/notes:legal:basis" in {each.key for each in document.sentences()}
    [gap] = [each for each in document.gaps if "bases" in each.reason]
    assert gap.paragraph == "A1"


def test_two_paragraphs_of_one_id_are_refused(own: Path) -> None:
    whole = OWN.replace(
        "title: Пандусы", "title: Иное\n        parts: []\n      - id: A1\n        title: И"
    )
    own.write_text(whole, "utf-8")
    with pytest.raises(TemplateUnreadable, match=r"line 11, .*there is a paragraph A1 already"):
        read_template(own, "ru")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateUnreadable, match=r"none\.yaml can't be read"):
        read_template(tmp_path / "none.yaml", "ru")


def test_every_template_is_offered_by_what_people_call_it() -> None:
    assert sorted(STYLES) == list_templates()
