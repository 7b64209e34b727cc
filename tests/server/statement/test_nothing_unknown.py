"""The draft of the sample mission says nothing that the mission could not have known that day."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from server.missions.document import MissionFile
from server.statement.document import Document, Sentence
from server.statement.languages.registry import LANGUAGES
from server.statement.library import get_template
from server.statement.service import draft_from
from server.statement.survey import Survey

STATEMENT_DAY = date(2021, 1, 11)
RESULTS = {
    "en": r"turnout|elected|won|seats|per cent of the votes|results of the election",
    "ru": r"явк|избран[аоы]? |победил|мандат|голосов избирател|итоги выборов",
    "kk": r"сайлаушылардың қатысуы|сайланды|жеңді|мандат|сайлау қорытынды",
    "tr": r"katılım oranı|seçildi|kazandı|milletvekilliği dağıl|seçim sonuç",
}
"""What nobody knew before the count was over everywhere, and what no mission counts."""
ELSEWHERE = re.compile(
    r"Almaty\b|Алматы|Minsk|Минск|Baku|Баку|Bakü|Berlin|Берлин|St Petersburg|Петербург"
)
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f,.]\d{3})*")


@pytest.fixture(scope="module", params=list(LANGUAGES))
def document(
    request: pytest.FixtureRequest, sample_mission: MissionFile, sample_surveys: list[Survey]
) -> Document:
    template = get_template("turkic", request.param)
    return draft_from(template, sample_mission, sample_surveys, None)


def numbers_in(text: str) -> set[int]:
    return {int(re.sub(r"\D", "", each)) for each in _NUMBER.findall(text)}


def figures_of(sentence: Sentence) -> Iterator[int]:
    """Yield every number that the evidence of a sentence holds."""
    for each in sentence.evidence:
        yield from (each.answered, each.visited, each.reports)
        yield from (*each.counts.values(), *each.non_answers.values())
        yield from (figure.stations for figure in each.figures)
        yield from (each.answered - figure.stations for figure in each.figures)
        for words in each.labels.values():
            yield from numbers_in(words)


def test_each_number_that_was_observed_stands_in_the_evidence(document: Document) -> None:
    election = {10, 1, 2021}
    told = 0
    for sentence in document.sentences():
        if sentence.evidence:
            unknown = numbers_in(sentence.text) - set(figures_of(sentence)) - election
            assert not unknown, sentence.text
            told += len(numbers_in(sentence.text))
    assert told > 40


def test_each_other_number_stands_in_the_mission_file(
    document: Document, sample_mission: MissionFile
) -> None:
    known = numbers_in(sample_mission.model_dump_json()) | {119}  # 11.9 million voters
    told = 0
    for sentence in document.sentences():
        if sentence.citations:
            numbers = numbers_in(sentence.text.replace("11.9", "119").replace("11,9", "119"))
            assert not numbers - known, sentence.text
            told += len(numbers)
    assert told > 5


def test_each_source_and_each_fact_is_of_that_day_or_before(document: Document) -> None:
    assert document.citations()
    for each in document.citations():
        assert each.published is None or each.published <= STATEMENT_DAY, each.what
        assert each.as_of is None or each.as_of <= STATEMENT_DAY, each.what
    for evidence in document.evidence():
        assert evidence.last_visit is None or evidence.last_visit.date() == date(2021, 1, 10)


def test_nothing_is_said_of_results_or_of_other_places(document: Document) -> None:
    text = " ".join(each.text for each in document.sentences())
    assert not re.search(RESULTS[document.language], text, re.IGNORECASE)
    assert not ELSEWHERE.search(text)
