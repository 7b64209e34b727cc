"""A sentence is known again when it is drafted anew: by its key."""

from collections.abc import Sequence

import pytest

from server.findings.keys import Key
from server.missions.document import MissionFile
from server.statement.document import Document
from server.statement.library import get_template, list_languages, list_templates
from server.statement.service import draft_from
from server.statement.survey import Survey


def keys_of(document: Document) -> list[str]:
    return [part.key for each in document.paragraphs() for part in each.parts]


@pytest.mark.parametrize("template", list_templates())
def test_every_piece_has_a_key_of_its_own_and_the_same_in_each_language(
    sample_mission: MissionFile, sample_surveys: Sequence[Survey], template: str
) -> None:
    drafts = [
        draft_from(get_template(template, language), sample_mission, sample_surveys, None)
        for language in list_languages(template)
    ]
    first = keys_of(drafts[0])
    assert len(set(first)) == len(first) > 20
    assert all(key.split("/")[0] for key in first)
    for other in drafts[1:]:
        assert keys_of(other) == first


def test_a_key_does_not_tell_what_was_found(
    sample_mission: MissionFile, sample_surveys: list[Survey], sample: Document
) -> None:
    fewer = [
        Survey(each.asked, each.as_of, each.visits[:9], _first(each, 9), each.parts[:9])
        for each in sample_surveys
    ]
    drafted = draft_from(get_template("turkic", "en"), sample_mission, fewer, None)
    assert set(keys_of(drafted)) <= set(keys_of(sample))
    assert [each.text for each in drafted.sentences()] != [each.text for each in sample.sentences()]


def _first(survey: Survey, many: int) -> dict[str, dict[Key, list[int]]]:
    return {
        question: {key: [each for each in stations if each < many] for key, stations in of.items()}
        for question, of in survey.places.items()
    }
