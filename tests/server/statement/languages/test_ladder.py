"""Every language obeys the ladder: figures, bands, silence, and the same words for good and bad."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.sampling.estimates import Cell, Estimator, Reached, estimate_alone
from server.statement.ladder import (
    Base,
    Form,
    Silent,
    Word,
    form_for,
    honest_word,
    rounded,
    silence_of,
    word_for,
)
from server.statement.languages.language import Language
from server.statement.languages.registry import LANGUAGES, get_language
from server.statement.wording import Scene, Way, say
from tests.server.statement.wordings import text_of

DESIGNS = ["census", "srs", "stratified", "route", "convenience"]
BAD, GOOD = "XBADX", "XGOODX"
PERCENT = re.compile(r"per cent|%|yüzde")
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
ANY_LANGUAGE = st.sampled_from(list(LANGUAGES.values()))


@st.composite
def figures(draw: st.DrawFn) -> tuple[Base, list[Way]]:
    """Return stations of some design, and how they answered: badly, or well."""
    visited = draw(st.integers(1, 30) | st.integers(31, 1200))
    silent = draw(st.integers(0, visited // 2))
    not_observed = draw(st.integers(0, silent))
    base = Base(
        visited,
        draw(st.sampled_from(DESIGNS)),
        draw(st.integers(visited, 20_000)),
        {"not_observed": not_observed, "missing": silent - not_observed},
        draw(st.integers(0, 20)),
    )
    cases = draw(st.integers(0, base.answered))
    regions = {"Akmola": cases - cases // 2, "Almaty": cases // 2} if base.regions > 1 else {}
    none = draw(st.sampled_from(["", "XNONEX"]))
    return base, [Way(BAD, cases, regions, none=none), Way(GOOD, base.answered - cases)]


def written(language: Language, way: Way, base: Base) -> set[str]:
    """Return every way in which a language may write the figure of `way`."""
    total = {base.answered, base.visited}
    found = {language.numeral(way.cases), language.in_words(way.cases).lower()}
    found |= {language.places(way.cases), language.other_places(way.cases), language.all_places()}
    for decimals in (0, 1):
        figure = rounded(way.cases / base.answered, decimals)
        found |= {language.percent(figure)} if figure else set()
    if way.cases in total:
        found |= set(_words_for_all(language))
    return found if way.cases else {*_words_for_none(language)}


def _words_for_all(language: Language) -> tuple[str, ...]:
    return {
        "en": ("in all", "both", "there", "in the polling station"),
        "ru": ("всех", "обоих", "каждом", "там", "на избирательном участке", "на посещённом"),
        "kk": ("барлығында", "екеуінде де", "сол жерде", "учаскесінде"),
        "tr": ("tamamında", "ikisinde de", "orada", "sandık yerinde"),
    }[language.code]


def _words_for_none(language: Language) -> tuple[str, ...]:
    return {
        "en": ("none of", "neither of"),
        "ru": ("ни на одном",),
        "kk": ("ешқайсысында",),
        "tr": ("hiçbirinde",),
    }[language.code]


@settings(max_examples=300)
@given(figures(), ANY_LANGUAGE, st.booleans())
def test_each_figure_is_the_one_of_the_evidence(
    figure: tuple[Base, list[Way]],
    language: Language,
    again: bool,  # noqa: FBT001 - hypothesis fills it
) -> None:
    base, ways = figure
    for piece in say(ways, base, language, again=again):
        if piece.way is not None:
            assert any(
                each.lower() in piece.text.lower() for each in written(language, piece.way, base)
            )


@settings(max_examples=300)
@given(figures(), ANY_LANGUAGE)
def test_no_percentage_stands_where_the_ladder_allows_none(
    figure: tuple[Base, list[Way]], language: Language
) -> None:
    base, ways = figure
    text = text_of(say(ways, base, language))
    if form_for(base) is Form.COUNT:
        assert not PERCENT.search(text)
    if form_for(base) is not Form.SHARE_WITH_MARGIN:
        assert "±" not in text


@settings(max_examples=300)
@given(figures(), ANY_LANGUAGE)
def test_every_percentage_is_that_of_a_way_and_never_rounded_to_none_or_all(
    figure: tuple[Base, list[Way]], language: Language
) -> None:
    base, ways = figure
    text = text_of(say(ways, base, language)).replace(language.separators[1], ".")
    shares = [100 * way.cases / base.answered for way in ways]
    for one, other in re.findall(r"([\d.]+)(?:\s%| per cent)|yüzde ([\d.]+\d|\d)", text):
        number = float(one or other)
        assert 0 < number < 100
        assert any(abs(number - share) <= 0.5 for share in shares)


@settings(max_examples=300)
@given(figures(), ANY_LANGUAGE)
def test_good_and_bad_news_are_told_by_the_same_words(
    figure: tuple[Base, list[Way]], language: Language
) -> None:
    base, (bad, good) = figure
    bad = Way(bad.clause, bad.cases, bad.regions)
    turned = [Way(GOOD, bad.cases, bad.regions), Way(BAD, good.cases)]
    one = text_of(say([bad, good], base, language))
    other = text_of(say(turned, base, language))
    assert one.replace(BAD, "_").replace(GOOD, "_") == other.replace(BAD, "_").replace(GOOD, "_")


@given(figures(), ANY_LANGUAGE)
def test_a_sentence_is_silent_just_where_the_ladder_is(
    figure: tuple[Base, list[Way]], language: Language
) -> None:
    base, ways = figure
    assert bool(say(ways, base, language)) is (silence_of(base) is None)


@EVERY_LANGUAGE
@pytest.mark.parametrize("cases", [300, 650, 1000, 1450, 2000, 2500, 2950])
def test_a_quantifier_stands_with_its_figure_and_inside_its_band(
    language: Language, cases: int
) -> None:
    base = Base(3000, "srs", 90_000)
    text = text_of(say([Way(BAD, cases), Way(GOOD, 3000 - cases)], base, language))
    place = text.split(BAD)[0].lower()
    word = word_for(cases / 3000)
    assert language.worded(word, "", alone=False).split(" (")[0] in place
    assert language.percent(rounded(cases / 3000, 1) or "") in place
    others = set(Word) - {word, Word.NONE, Word.ALL}
    for other in others:
        assert language.worded(other, "", alone=False).split(" (")[0] not in place


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_word_is_said_only_where_the_low_end_of_the_interval_has_it_too(
    one: float, other: float
) -> None:
    low, share = sorted((one, other))
    word = honest_word(share, low)
    assert word in (None, word_for(share))
    assert word is None or word_for(max(low, 1e-9)) == word


@given(figures(), st.integers(1, 30))
def test_reports_of_teams_that_are_alike_never_get_a_stronger_word_or_a_smaller_margin(
    figure: tuple[Base, list[Way]], teams: int
) -> None:
    base, (bad, _) = figure
    if form_for(base) is not Form.SHARE_WITH_MARGIN:
        return
    cells = [
        Cell(
            "",
            f"{team}",
            len(range(team, base.answered, teams)),
            {"bad": len(range(team, bad.cases, teams))},
        )
        for team in range(teams)
    ]
    reached = {"": Reached(base.answered, base.answered)}
    alike = Estimator(base.chosen, reached, cells).of("bad")
    alone = estimate_alone(bad.cases, base.answered, base.chosen)
    assert alike.share == alone.share
    assert (alike.margin or 0) >= (alone.margin or 0)
    share, low = alike.share or 0.0, (alike.interval or (0.0, 0.0))[0]
    if honest_word(share, low):
        assert honest_word(share, (alone.interval or (0.0, 0.0))[0]) == honest_word(share, low)


def test_the_margin_of_a_sentence_is_the_one_of_its_estimate() -> None:
    base = Base(600, "srs", 9000)
    wide = replace(estimate_alone(300, 600, base.chosen), interval=(0.4, 0.6), margin=0.1)
    text = text_of(say([Way(BAD, 300, estimate=wide), Way(GOOD, 300)], base, get_language("en")))
    assert "(50.0 per cent, ± 10.0)" not in text
    assert "50.0 per cent of polling stations (± 10.0)" in text


@EVERY_LANGUAGE
@pytest.mark.parametrize("number", [10, 31, 49, 74, 412])
def test_of_a_route_it_always_says_observed(language: Language, number: int) -> None:
    observed = {"en": "observed", "ru": "наблюд", "kk": "байқ", "tr": "gözlem"}[language.code]
    text = text_of(say([Way(BAD, 3), Way(GOOD, number - 3)], Base(number, "route"), language))
    assert observed in text.lower()


@EVERY_LANGUAGE
def test_few_stations_are_told_in_words(language: Language) -> None:
    scene = Scene("XSCENEX {place}", "XWHEREX")
    text = text_of(say([Way(BAD, 4), Way(GOOD, 2)], Base(6, "route"), language, scene))
    assert not re.search(r"\d", text)


@EVERY_LANGUAGE
def test_silences_are_accounted_for(language: Language) -> None:
    base = Base(14, "convenience", silences={"not_observed": 1, "dont_know": 1})
    pieces = say([Way(BAD, 2), Way(GOOD, 10)], base, language)
    assert [piece.silence for piece in pieces if piece.silence] == ["not_observed", "dont_know"]


@pytest.mark.parametrize(
    ("cases", "of", "word"),
    [
        (0, 1000, Word.NONE),
        (1, 1000, Word.FEW),
        (49, 1000, Word.FEW),
        (50, 1000, Word.SOME),
        (249, 1000, Word.SOME),
        (250, 1000, Word.MANY),
        (449, 1000, Word.MANY),
        (450, 1000, Word.HALF),
        (550, 1000, Word.HALF),
        (551, 1000, Word.MAJORITY),
        (749, 1000, Word.MAJORITY),
        (750, 1000, Word.MOST),
        (949, 1000, Word.MOST),
        (950, 1000, Word.NEARLY_ALL),
        (999, 1000, Word.NEARLY_ALL),
        (1000, 1000, Word.ALL),
    ],
)
def test_a_band_ends_just_where_the_next_begins(cases: int, of: int, word: Word) -> None:
    assert word_for(cases / of) is word


@pytest.mark.parametrize(
    ("answered", "route", "chance"),
    [
        (1, Form.COUNT, Form.COUNT),
        (49, Form.COUNT, Form.COUNT),
        (50, Form.COUNT_AND_SHARE, Form.COUNT_AND_SHARE),
        (99, Form.COUNT_AND_SHARE, Form.COUNT_AND_SHARE),
        (100, Form.SHARE, Form.SHARE_WITH_MARGIN),
    ],
)
def test_a_form_begins_just_at_its_number(answered: int, route: Form, chance: Form) -> None:
    assert form_for(Base(answered, "route")) is route
    assert form_for(Base(answered, "srs", 9_000)) is chance
    assert form_for(Base(answered, "convenience")) is Form.COUNT


def test_just_half_without_an_answer_is_still_told_and_just_a_fifth_needs_no_base() -> None:
    assert silence_of(Base(14, "route", silences={"missing": 7})) is None
    assert silence_of(Base(14, "route", silences={"missing": 8})) is Silent.TOO_FEW
    assert not Base(10, "route", silences={"missing": 2}).shows_itself
    assert Base(10, "route", silences={"missing": 3}).shows_itself
