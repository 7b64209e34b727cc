"""Numbers, judging words and names in what people write."""

from decimal import Decimal

import pytest

from server.missions.document import MissionFile
from server.statement.document import Document, Sentence
from server.statement.drafts import deeds
from server.statement.drafts.manuscript import blocks_of, lay
from server.statement.drafts.marks import Mark, MarkKind, checker_for, numbers_of
from server.statement.languages.registry import LANGUAGES, get_language
from server.statement.languages.written_numbers import numbers_in
from server.statement.library import get_template
from server.statement.service import draft_from
from server.statement.survey import Survey
from tests.server.statement.drafts.test_manuscript import NOW, RAMP


@pytest.mark.parametrize(
    ("code", "text", "numbers"),
    [
        ("en", "In two of the 14 (14.3 per cent), twenty-one and 10,061 on 9 May 2021.",
         "2 14 14.3 21 10061 9 2021"),
        ("en", "No one in V06 had COVID-19; both came, 96.2.", "2 96.2"),
        ("ru", "На двух из 14, 10 061 человек, 96,2 %, ни на одном из пяти; двадцать один",
         "2 14 10061 96.2 5 21"),
        ("kk", "14 учаскенің 2-еуінде, бесеуінде, он төрт, 96,2 %-ында, бір адам",
         "14 2 5 14 96.2"),
        ("tr", "14 sandığın 2'sinde, on dört, İki yerde, yüzde 96,2; 10.061, bir gözlemci",
         "14 2 14 2 96.2 10061"),
    ],
)  # fmt: skip
def test_numbers_are_read_in_figures_and_in_words(code: str, text: str, numbers: str) -> None:
    found = numbers_in(text, get_language(code))
    assert [each.value for each in found] == [Decimal(each) for each in numbers.split()]
    assert all(text[each.start : each.end].strip() for each in found)


def test_a_percentage_is_told_from_a_count() -> None:
    text = "14 per cent, 15, 16 %"
    assert [each.is_share for each in numbers_in(text, get_language("en"))] == [True, False, True]
    assert numbers_in("yüzde 14", get_language("tr"))[0].is_share


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_reads_the_numbers_below_ten_that_it_writes(code: str) -> None:
    language = get_language(code)
    article = {"kk": {1}, "tr": {1}, "en": {0}}.get(code, set())
    for number in set(range(10)) - article:
        [found] = numbers_in(language.in_words(number), language)
        assert found.value == number
    for number in range(2, 10):
        assert [each.value for each in numbers_in(language.places(number), language)] == [number]


@pytest.mark.parametrize("code", ["en", "ru", "kk", "tr"])
def test_every_number_of_a_drafted_sentence_has_evidence(
    sample_mission: MissionFile, sample_surveys: list[Survey], code: str
) -> None:
    tree = draft_from(get_template("turkic", code), sample_mission, sample_surveys, None)
    language = get_language(code)
    for sentence in tree.sentences():
        stated = {(each.value, each.is_share) for each in numbers_in(sentence.text, language)}
        assert stated <= numbers_of(sentence, language)


def marks(
    tree: Document, mission: MissionFile, text: str, key: str = RAMP, **explained: str
) -> tuple[Mark, ...]:
    first = deeds.first(tree)
    held = deeds.write(first, blocks_of(lay(first, tree))[key], text, by="aigul", at=NOW)
    for number, source in explained.items():
        block = blocks_of(lay(held, tree))[key]
        held = deeds.explain(held, block, number.removeprefix("n"), source)
    language = get_language(tree.language)
    return checker_for(tree, mission, language).marks(blocks_of(lay(held, tree))[key])


@pytest.mark.parametrize(
    ("code", "text", "strange"),
    [
        ("en", "Ramps were missing in 2 of the 14; in three there was none.", ["three"]),
        ("en", "A ramp was missing in 14.3 per cent, there in 12.", ["14.3"]),
        ("ru", "На двух из 14 не было пандуса, на трёх он был крутым.", ["трёх"]),
        ("kk", "14 учаскенің 2-еуінде пандус болмады, үшеуінде тік.", ["үшеуінде"]),
        ("tr", "14 yerin 2'sinde rampa yoktu, üçünde dikti.", ["üçünde"]),
    ],
)
def test_a_number_without_evidence_is_marked_with_why(
    sample_mission: MissionFile,
    sample_surveys: list[Survey],
    code: str,
    text: str,
    strange: list[str],
) -> None:
    tree = draft_from(get_template("turkic", code), sample_mission, sample_surveys, None)
    found = marks(tree, sample_mission, text)
    assert [each.text for each in found] == strange
    assert all(each.kind is MarkKind.NUMBER and "figure" in each.why for each in found)


def test_in_a_persons_own_words_a_number_may_come_from_anywhere_in_the_statement(
    sample: Document, sample_mission: MissionFile
) -> None:
    text = "The Mission visited 14 stations on 10 January 2021 and met 4711 voters."
    [strange] = marks(sample, sample_mission, text, "T1/slot:verdict")
    assert strange.text == "4711"
    [told] = marks(sample, sample_mission, text, "T1/slot:verdict", n4711="a count of ours")
    assert told.explained == "a count of ours"


def test_judging_words_and_other_spellings_are_marked(
    sample: Document, sample_mission: MissionFile
) -> None:
    variant = next(v for each in sample_mission.organisations for v in each.variants)
    official = next(each for each in sample_mission.officials if each.name)
    text = f"It was free and fair, only {variant} and {official.name} knew."
    found = {each.text: each.kind for each in marks(sample, sample_mission, text)}
    assert found["free and fair"] is found["only"] is MarkKind.FORBIDDEN
    assert found[variant] is MarkKind.DOUBT
    assert found[official.name] is MarkKind.NAME


def test_what_was_drafted_is_not_marked(sample: Document, sample_mission: MissionFile) -> None:
    checker = checker_for(sample, sample_mission, get_language("en"))
    blocks = blocks_of(lay(deeds.first(sample), sample)).values()
    assert not [mark for each in blocks for mark in checker.marks(each)]
    assert isinstance(blocks_of(lay(deeds.first(sample), sample))[RAMP].piece, Sentence)
