"""Numbers, cases and suffixes, language by language, against forms that grammars give."""

from datetime import date

import pytest

from server.statement.languages.language import Kind, Stations
from server.statement.languages.phrases import plural
from server.statement.languages.registry import get_language, named
from server.statement.languages.suffixes import last_word
from server.statement.problems import UnknownLanguage

RUSSIAN, KAZAKH, TURKISH = (get_language(code) for code in ("ru", "kk", "tr"))
VISITED, OBSERVED = Stations(Kind.VISITED), Stations(Kind.OBSERVED)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "один избирательный участок"),
        (2, "два избирательных участка"),
        (5, "пять избирательных участков"),
        (14, "14 избирательных участков"),
        (21, "21 избирательный участок"),
        (112, "112 избирательных участков"),
        (10_061, "10\N{NO-BREAK SPACE}061 избирательный участок"),
    ],
)
def test_russian_nouns_follow_their_number(number: int, words: str) -> None:
    assert RUSSIAN.counted(number) == words


@pytest.mark.parametrize(
    ("cases", "total", "words"),
    [
        (2, 14, "на двух из 14 посещённых избирательных участков"),
        (1, 21, "на одном из 21 посещённого избирательного участка"),
        (12, 31, "на 12 из 31 посещённого избирательного участка"),
        (5, 6, "на пяти из шести посещённых избирательных участков"),
    ],
)
def test_russian_writes_numbers_in_their_cases(cases: int, total: int, words: str) -> None:
    assert RUSSIAN.part_of(cases, total, VISITED) == words


def test_russian_says_where_stations_were_observed_in_a_clause_between_commas() -> None:
    assert RUSSIAN.part_of(61, 74, OBSERVED, "82 %") == (
        "на 61 из 74 избирательных участков (82 %), где велось наблюдение,"
    )
    assert RUSSIAN.all_of(21, VISITED) == "на каждом из 21 посещённого избирательного участка"
    assert RUSSIAN.all_of(2, VISITED) == "на обоих посещённых избирательных участках"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "2-еуінде"), (6, "6-ауында"), (8, "8-інде"), (9, "9-ында"), (10, "10-ында"),
        (12, "12-сінде"), (16, "16-сында"), (20, "20-сында"), (27, "27-сінде"), (40, "40-ында"),
        (50, "50-інде"), (100, "100-інде"), (1000, "1\N{NO-BREAK SPACE}000-ында"),
    ],
)  # fmt: skip
def test_kazakh_suffixes_follow_how_a_figure_is_read(number: int, words: str) -> None:
    assert KAZAKH.item_place(number, in_figures=True) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1'inde"), (2, "2'sinde"), (3, "3'ünde"), (6, "6'sında"), (9, "9'unda"),
        (10, "10'unda"), (14, "14'ünde"), (20, "20'sinde"), (40, "40'ında"), (90, "90'ında"),
        (100, "100'ünde"),
        (1000, "1.000'inde"), (1240, "1.240'ında"),
    ],
)  # fmt: skip
def test_turkish_suffixes_follow_how_a_figure_is_read(number: int, words: str) -> None:
    assert TURKISH.item_place(number, in_figures=True) == words


def test_agglutinating_languages_put_the_place_on_the_number() -> None:
    assert KAZAKH.part_of(2, 14, VISITED) == "барылған 14 сайлау учаскесінің 2-еуінде"
    assert TURKISH.part_of(2, 14, VISITED) == "ziyaret edilen 14 sandık yerinin 2'sinde"
    assert KAZAKH.part_of(5, 6, OBSERVED) == "байқау жүргізілген алты сайлау учаскесінің бесеуінде"
    assert TURKISH.part_of(5, 6, OBSERVED) == "gözlemlenen altı sandık yerinin beşinde"
    assert TURKISH.share_of("94.6", None) == "yüzde 94,6'sında"
    assert TURKISH.share_of("25.0", None) == "yüzde 25,0'ında"


def test_turkish_capitals_keep_their_dot() -> None:
    assert TURKISH.capital("iki yerde") == "İki yerde"


@pytest.mark.parametrize(("figure", "word"), [("14", 4), ("40", 40), ("300", 100), ("0", 0)])
def test_the_last_word_of_a_figure_decides(figure: str, word: int) -> None:
    assert last_word(figure) == word


def test_one_alone_is_told_from_twenty_one() -> None:
    told = {"when": "8 мая", "mission": "Миссия", "names": "…", "channel": ""}
    assert "собеседник: " in plural(RUSSIAN, "met", 1, **told)
    assert "собеседники: " in plural(RUSSIAN, "met", 21, **told)
    assert plural(RUSSIAN, "reports", 21) == "21 отчёт"


def test_the_other_one_needs_no_number_in_turkish() -> None:
    assert [TURKISH.other_places(each) for each in (1, 3)] == ["diğerinde", "diğer üçünde"]


@pytest.mark.parametrize(
    ("code", "one", "several"),
    [
        ("en", "On 6 January 2021", "From 6 to 8 January 2021"),
        ("ru", "6 января 2021 года", "6–8 января 2021 года"),
        ("kk", "2021 жылғы 6 қаңтарда", "2021 жылғы 6–8 қаңтарда"),
        ("tr", "6 Ocak 2021 tarihinde", "6–8 Ocak 2021 tarihlerinde"),
    ],
)
def test_days_are_written_as_the_language_has_them(code: str, one: str, several: str) -> None:
    language = get_language(code)
    assert language.days(date(2021, 1, 6), date(2021, 1, 6)) == one
    assert language.days(date(2021, 1, 6), date(2021, 1, 8)) == several
    across = language.days(date(2020, 12, 30), date(2021, 1, 2))
    assert "2020" in across
    assert "2021" in across


def test_a_language_that_is_not_there_is_refused_with_those_that_are() -> None:
    assert named(["ru"]) == "Russian (--lang ru)"
    with pytest.raises(UnknownLanguage, match=r"Kazakh \(--lang kk\), Turkish \(--lang tr\)"):
        get_language("uz")
