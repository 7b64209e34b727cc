"""Words for shares that people write: they must hold their figures, and stand beside them."""

from collections.abc import Sequence

import pytest

from server.sampling.design import Design
from server.sampling.estimates import estimate_alone
from server.sampling.rules import HOUSE_RULES
from server.statement.document import Evidence, Ways
from server.statement.drafts.share_words import doubtful_shares
from server.statement.ladder import Word, held_word, word_for
from server.statement.languages.quantifiers import shares_in
from server.statement.languages.registry import LANGUAGES, get_language
from server.statement.languages.written_numbers import numbers_in


def evidence(cases: int, answered: int, *, visited: int = 0, design: str = "route") -> Evidence:
    """Return the evidence that something was so at `cases` of `answered` stations."""
    visited = visited or answered
    chosen = Design(design, 9_000)
    estimate = estimate_alone(cases, answered, chosen) if chosen.has_margins else None
    return Evidence(
        id="E1",
        form="voting",
        question="V06",
        label="Is there a ramp?",
        figures=(Ways(("yes",), together=False, stations=cases, reports=(), estimate=estimate),),
        answered=answered,
        visited=visited,
        non_answers={"not_observed": visited - answered},
        counts={"yes": cases},
        labels={"yes": "Yes"},
        reports=visited,
        unit="station",
        design=design,
        population=9_000,
        first_visit=None,
        last_visit=None,
        versions=("1",),
        as_of=None,
    )


def doubts(text: str, behind: Sequence[Evidence], code: str = "en") -> list[str]:
    """Return why the words for shares in a text don't hold; its numbers all have evidence."""
    language = get_language(code)
    stated = numbers_in(text, language)
    return [why for _, why in doubtful_shares(text, language, behind, stated, HOUSE_RULES)]


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("en", "In nearly all, in most, not the most important; a majority, more than half.",
         [Word.NEARLY_ALL, Word.MOST, Word.MAJORITY, Word.MAJORITY]),
        ("en", "Some 11.9 million voters of all three age groups; how many, in some and in a few.",
         [Word.SOME, Word.FEW]),
        ("en", "In all 14 polling stations visited, in all of the 14, in none of them.",
         [Word.ALL, Word.ALL, Word.NONE]),
        ("ru", "Почти на всех участках, на большинстве, более чем на половине и на половине.",
         [Word.NEARLY_ALL, Word.MOST, Word.MAJORITY, Word.HALF]),
        ("ru", "На многих, на некоторых, на нескольких; в единичных случаях; всех трёх групп.",
         [Word.MANY, Word.SOME, Word.SOME, Word.FEW]),
        ("ru", "На всех 14 посещённых участках, ни на одном из 14.", [Word.ALL, Word.NONE]),
        ("kk", "Барлығында дерлік, көпшілігінде, жартысынан көбінде, жартысына жуығында.",
         [Word.NEARLY_ALL, Word.MOST, Word.MAJORITY, Word.HALF]),
        ("kk", "Көптеген, кейбір, аздаған; барлығында, ешқайсысында; үш жас тобының бәрінен.",
         [Word.MANY, Word.SOME, Word.FEW, Word.ALL, Word.NONE]),
        ("tr", "Neredeyse tamamında, çoğunda, yarısından fazlasında, yaklaşık yarısında.",
         [Word.NEARLY_ALL, Word.MOST, Word.MAJORITY, Word.HALF]),
        ("tr", "Birçok, bazı, az sayıda; tamamında, hiçbirinde; çoğunlukla gizli.",
         [Word.MANY, Word.SOME, Word.FEW, Word.ALL, Word.NONE]),
    ],
)  # fmt: skip
def test_words_for_shares_are_found(code: str, text: str, words: list[Word]) -> None:
    assert [each.word for each in shares_in(text, get_language(code))] == words


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("word", [each for each in Word if each not in (Word.NONE, Word.ALL)])
def test_a_language_knows_its_own_words_again(code: str, word: Word) -> None:
    language = get_language(code)
    for alone in (False, True):
        found = shares_in(language.worded(word, "…", alone=alone), language)
        assert [each.word for each in found] == [word]


@pytest.mark.parametrize(
    ("code", "most", "some"),
    [
        ("en", "In most (12 of the 14) there was a ramp.", "In some (12 of the 14) there was one."),
        ("ru", "На большинстве (12 из 14) был пандус.", "На некоторых (12 из 14) был пандус."),
        ("kk", "Көпшілігінде (14-тің 12-сінде) пандус болды.", "Кейбір (12) учаскеде болды."),
        ("tr", "Çoğunda (14'ün 12'sinde) rampa vardı.", "Bazı (12) yerlerde rampa vardı."),
    ],
)
def test_a_word_must_hold_its_figure(code: str, most: str, some: str) -> None:
    behind = [evidence(12, 14)]
    assert not doubts(most, behind, code)
    assert "10 of 14 (71 per cent)" in doubts(most, [evidence(10, 14)], code)[0]
    # Without a ramp it was in 2 of the 14, and that would be "some": but 12 stands beside it.
    assert "never stands without its figure" in doubts(some, behind, code)[0]


def test_a_word_never_stands_without_its_figure_or_without_evidence() -> None:
    assert (
        "never stands without its figure"
        in doubts("In most there was a ramp.", [evidence(12, 14)])[0]
    )
    assert "No figure" in doubts("In most of the 14 there was a ramp.", [])[0]
    assert "so few" in doubts("In most (5 of the 6) there was a ramp.", [evidence(5, 6)])[0]


def test_all_is_of_all_that_were_visited() -> None:
    text = "In all 14 polling stations there was a ramp."
    assert not doubts(text, [evidence(14, 14)])
    assert doubts(text, [evidence(13, 14)])
    assert doubts(text, [evidence(13, 13, visited=14)])
    assert not doubts("In all 13 stations where it was observed", [evidence(13, 13, visited=14)])
    assert doubts("In none of the 14 was there a ramp", [evidence(1, 14)])


@pytest.mark.parametrize("cases", range(8, 600, 8))
def test_of_a_sample_the_weaker_word_is_said(cases: int) -> None:
    held = evidence(cases, 600, design="srs")
    estimate = held.figures[0].estimate
    assert estimate is not None
    assert estimate.interval is not None
    word = held_word(cases / 600, estimate.interval)
    assert word is word_for(min(max(estimate.interval[0], 1e-9), 1 - 1e-9))
    for each in Word:
        if each not in (Word.ALL, Word.NONE):
            text = get_language("en").worded(each, f"{cases} of the 600", alone=True)
            is_half = cases in (296, 304)  # what was not so is as many, within the same band
            assert is_half or (not doubts(text, [held])) == (each is word)
