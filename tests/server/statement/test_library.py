"""Templates: those that there are, and a mission's own."""

from pathlib import Path

import pytest

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
    assert list_languages("cis") == ("en", "ru", "kk")


def test_what_is_not_there_is_refused_with_what_is(own: Path) -> None:
    with pytest.raises(UnknownTemplate, match="There are: cis, odihr, turkic"):
        get_template("african-union", "en")
    with pytest.raises(UnknownLanguage, match=r"no wording in Turkish.* It has: English"):
        get_template("cis", "tr")
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
        ("id: A1", "ID: A1", "sections.0.paragraphs.0.id"),
        ("sections:", "sections: [", "is not YAML"),
    ],
)
def test_a_mistake_in_a_template_is_named(own: Path, old: str, new: str, sentence: str) -> None:
    own.write_text(OWN.replace(old, new), "utf-8")
    with pytest.raises(TemplateUnreadable, match=sentence.replace("[", r"\[")):
        read_template(own, "ru")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateUnreadable, match=r"none\.yaml can't be read"):
        read_template(tmp_path / "none.yaml", "ru")


def test_every_template_is_offered_by_what_people_call_it() -> None:
    assert sorted(STYLES) == list_templates()
