"""Numbers, judging words and names in what people write."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from server.missions.document import MissionFile
from server.sampling.rules import HOUSE_RULES
from server.statement.document import Document, Sentence
from server.statement.drafts import deeds
from server.statement.drafts.manuscript import blocks_of, lay, pieces_of
from server.statement.drafts.marks import Mark, MarkKind, checker_for, numbers_of
from server.statement.languages.registry import LANGUAGES, get_language
from server.statement.languages.written_numbers import Sense, numbers_in
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
    found = [each.sense for each in numbers_in(text, get_language("en"))]
    assert found == [Sense.SHARE, Sense.COUNT, Sense.SHARE]
    assert numbers_in("yüzde 14", get_language("tr"))[0].sense is Sense.SHARE


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "From 6 to 8 January 2021, on January 10 and 9–11 May, in 10 stations."),
        ("ru", "6–8 января 2021 года, 10 и 11 мая, на 10 участках."),
        ("kk", "2021 жылғы 6–8 қаңтарда, 10 қаңтарда, 10 учаскеде."),
        ("tr", "6–8 Ocak 2021 tarihlerinde, 10 Ocak'ta, 10 yerde."),
    ],
)
def test_the_day_of_a_month_is_no_count(code: str, text: str) -> None:
    *days, count = [each for each in numbers_in(text, get_language(code)) if each.value != 2021]
    assert {each.sense for each in days} == {Sense.DAY}
    assert count.sense is Sense.COUNT
    assert count.value == 10


def test_the_day_of_the_visits_is_no_evidence_of_ten_stations(
    sample: Document, sample_mission: MissionFile
) -> None:
    [strange] = marks(sample, sample_mission, "On 10 January, ramps were missing in 10.")
    assert strange.start > 10


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
        stated = {(each.value, each.sense) for each in numbers_in(sentence.text, language)}
        assert stated <= numbers_of(sentence, language, HOUSE_RULES)


VERDICT = "T1/slot:verdict"


def marks(
    tree: Document,
    mission: MissionFile,
    text: str,
    key: str = RAMP,
    on: Sequence[str] = (),
    **explained: str,
) -> tuple[Mark, ...]:
    """Return the marks of a text that rests on other sentences, with numbers explained."""
    first = deeds.first(tree)
    held = deeds.write(first, blocks_of(lay(first, tree))[key], text, by="aigul", at=NOW)
    for other in on:
        block, sentence = blocks_of(lay(held, tree))[key], pieces_of(tree)[other]
        assert isinstance(sentence, Sentence)
        held = deeds.rest_on(held, block, sentence)
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


def test_in_a_persons_own_words_a_number_needs_the_sentence_that_it_is_from(
    sample: Document, sample_mission: MissionFile
) -> None:
    text = "Of the 14 stations visited on 10 January 2021, two had no ramp; it met 4711 voters."
    fourteen, two, strange = marks(sample, sample_mission, text, VERDICT)
    assert (strange.text, strange.found) == ("4711", ())
    assert {"T10", "T13"} <= {each.split("/")[0] for each in two.found}
    assert "T10" in fourteen.why
    [told] = marks(sample, sample_mission, text, VERDICT, on=[RAMP], n4711="a count of ours")
    assert told.explained == "a count of ours"


def test_a_number_of_another_sentence_is_marked_with_where_it_stands(
    sample: Document, sample_mission: MissionFile
) -> None:
    [strange] = marks(sample, sample_mission, "Ramps were missing in 11 of the 14.")
    assert strange.text == "11"
    assert {part.key for part in sample.sentences()}.issuperset(strange.found)
    assert "T15" in strange.why


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
