"""How figures are worded: the examples that the wording was agreed on, and its laws."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.statement.ladder import Base, Form, Word, form_for, honest_word, word_for
from server.statement.languages.registry import get_language
from server.statement.wording import Scene, Way, say, told_once
from tests.server.statement.wordings import text_of

ENGLISH = get_language("en")
FORBIDDEN = ENGLISH.forbidden

VISITED = Base(14, "convenience", 10_061)
OPENING = Scene("the opening was observed {place}", "where the opening was observed")
COUNT = Scene("the count was observed {place}", "where the count was observed")
REACHED = "the entrance was accessible to a person using a wheelchair"
UNSEEN = "voters could mark their ballots unseen"
EMPTY = "the ballot boxes were shown to be empty before sealing"
CAMPAIGN = "campaigning was observed"


def told(base: Base, *ways: Way, scene: Scene | None = None, again: bool = False) -> str:
    return text_of(say(ways, base, ENGLISH, scene or Scene(), again=again))


def two(base: Base, cases: int, clause: str, **regions: int) -> str:
    """Word a share of cases and its rest."""
    rest = base.answered - cases
    return told(base, Way(clause, cases, regions), Way("it was not so", rest))


def test_fourteen_stations_of_one_city_read_as_agreed() -> None:
    admitted = Way("the Mission's observers were admitted without delay or restriction", 14)
    assert told(VISITED, admitted) == (
        "In all 14 polling stations visited, the Mission's observers were admitted without delay "
        "or restriction."
    )
    campaign = Way(CAMPAIGN, 0, none="was campaigning observed in or near the station")
    quiet = Way("no campaigning was observed", 14, is_rest=True)
    assert told(VISITED, campaign, quiet) == (
        "In none of the 14 polling stations visited was campaigning observed in or near the "
        "station."
    )
    missing = Way("a ramp was missing at the entrance", 2)
    there = Way("the entrance was level or had a usable ramp", 12)
    assert told(VISITED, missing, there, again=True) == (
        "In 2 of the 14, a ramp was missing at the entrance; in the other 12 the entrance was "
        "level or had a usable ramp."
    )
    unseen = Way("voters were seen to mark their ballots unseen always or mostly", 13)
    one_silent = Base(14, "convenience", silences={"not_observed": 1})
    assert told(one_silent, unseen, again=True) == (
        "In 13 of the 14, voters were seen to mark their ballots unseen always or mostly; in one "
        "no observation of this was made."
    )
    items = (("masks", 14), ("sanitiser", 14), ("distance markings", 12), ("temperature checks", 9))
    measures = Way("health measures were in place", 14, items=items)
    assert told(VISITED, measures, again=True) == (
        "In all 14, health measures were in place: masks and sanitiser in 14, distance markings "
        "in 12, temperature checks in 9."
    )
    steps = Way("the prescribed steps were followed in order", 1)
    assert told(Base(1, "convenience"), steps, scene=COUNT) == (
        "The count was observed in one polling station; the prescribed steps were followed in "
        "order."
    )


def test_what_was_seen_nowhere_does_not_hide_what_was_seen_instead() -> None:
    curtain = Way("the booths had a curtain", 0, none="did the booths have a curtain or door")
    turned = Way("they were open and turned away", 11)
    visible = Way("they were open to view", 3)
    assert told(VISITED, curtain, turned, visible, again=True) == (
        "In none of the 14 did the booths have a curtain or door; in 11 they were open and turned "
        "away; in the other three they were open to view."
    )


@pytest.mark.parametrize(
    ("base", "cases", "clause", "beginning"),
    [
        (Base(31, "route"), 27, REACHED, f"In 27 of the 31 polling stations observed, {REACHED}"),
        (
            Base(31, "route", silences={"not_observed": 9}),
            19,
            REACHED,
            "In 19 of the 22 polling stations where this was observed (of 31 visited), ",
        ),
        (Base(74, "route"), 61, REACHED, "In 61 of the 74 polling stations observed (82 per cent)"),
        (
            Base(424, "route", silences={"not_observed": 9, "missing": 3}),
            342,
            REACHED,
            "In 83 per cent of polling stations observed, ",
        ),
        (
            Base(600, "srs", 9000),
            577,
            UNSEEN,
            f"In 96.2 per cent of polling stations (± 1.5), {UNSEEN}",
        ),
        (Base(600, "srs", 9000), 568, UNSEEN, "In most polling stations (94.7 per cent, ± 1.7), "),
        (Base(600, "srs", 9000), 600, UNSEEN, "In all 600 polling stations observed, "),
        (Base(500, "convenience"), 412, UNSEEN, "In 412 of the 500 polling stations visited, "),
        (Base(2, "convenience"), 2, UNSEEN, "In both polling stations visited, "),
        (Base(412, "route"), 411, UNSEEN, "In 411 of the 412 polling stations observed, "),
    ],
)
def test_other_sizes_and_designs_read_as_agreed(
    base: Base, cases: int, clause: str, beginning: str
) -> None:
    assert two(base, cases, clause).startswith(beginning)


def test_six_stations_are_told_in_words() -> None:
    text = told(Base(6, "route"), Way(EMPTY, 5), Way("they were not", 1), scene=OPENING)
    assert text == (
        f"The opening was observed in six polling stations; in five {EMPTY}; in the other one they "
        "were not."
    )


def test_few_cases_are_isolated_only_where_they_do_not_cluster() -> None:
    base = Base(412, "route", regions=8)
    assert two(base, 4, CAMPAIGN, A=1, B=1, C=1, D=1).startswith(
        "In isolated cases (4 of 412 polling stations observed, in four regions), campaigning"
    )
    assert two(base, 4, CAMPAIGN, Akmola=4).startswith(
        "In four polling stations observed, all in Akmola, campaigning"
    )
    assert two(base, 9, CAMPAIGN, Akmola=6, B=3).startswith(
        "In nine polling stations observed, six of them in Akmola, campaigning"
    )
    assert two(base, 1, CAMPAIGN, Akmola=1).startswith("In one of the 412 polling stations")
    one_city = Base(412, "route", regions=1)
    assert two(one_city, 4, CAMPAIGN, A=4).startswith("In 4 of the 412 polling stations observed")


def test_at_one_station_particulars_need_no_numbers() -> None:
    way = Way("other observers were present", 1, items=(("journalists", 1), ("citizens", 1)))
    assert told_once(way, ENGLISH) == "other observers were present: journalists and citizens"


@pytest.mark.parametrize(
    "base",
    [
        Base(0, "route"),
        Base(5, "route", silences={"missing": 5}),
        Base(100, "srs", silences={"not_observed": 30, "dont_know": 21}),
    ],
)
def test_where_too_few_could_tell_nothing_is_said(base: Base) -> None:
    assert told(base, Way(UNSEEN, base.answered)) == ""


DESIGNS = ["census", "srs", "stratified", "route", "convenience", "unheard of"]


@st.composite
def bases(draw: st.DrawFn) -> Base:
    visited = draw(st.integers(0, 1200))
    silent = draw(st.integers(0, visited))
    not_observed = draw(st.integers(0, silent))
    population = draw(st.none() | st.integers(visited, 20_000)) or None
    silences = {"not_observed": not_observed, "missing": silent - not_observed}
    design = draw(st.sampled_from(DESIGNS))
    return Base(visited, design, population, silences, draw(st.integers(0, 20)))


@st.composite
def figures(draw: st.DrawFn) -> tuple[Base, list[Way]]:
    base = draw(bases())
    cases = draw(st.integers(0, base.answered))
    regions = {"Akmola": cases - cases // 2, "Almaty": cases // 2} if base.regions > 1 else {}
    lead = Way("a ramp was missing", cases, regions, none="was a ramp missing")
    return base, [lead, Way("there was a ramp", base.answered - cases, is_rest=True)]


@given(figures())
def test_no_percentage_is_written_below_fifty_or_of_a_convenient_choice(
    figure: tuple[Base, list[Way]],
) -> None:
    base, ways = figure
    text = told(base, *ways)
    if base.answered < 50 or base.design in ("convenience", "unheard of"):
        assert "per cent" not in text
        assert "isolated" not in text
    assert "%" not in text
    if base.design not in ("census", "srs", "stratified"):
        assert "±" not in text


@given(figures())
def test_every_sentence_has_a_figure_and_no_sentence_judges(
    figure: tuple[Base, list[Way]],
) -> None:
    base, ways = figure
    text = told(base, *ways)
    if not text:
        assert base.answered < base.visited / 2 or base.visited == 0
        return
    assert re.search(
        r"\d|\b(one|two|three|four|five|six|seven|eight|nine|both|neither)\b", text
    ) or (base.visited == 1)
    assert text.endswith(".")
    assert not text.endswith("..")
    assert not any(re.search(rf"\b{word}\b", text, re.IGNORECASE) for word in FORBIDDEN)


@given(figures())
def test_all_and_none_are_said_of_all_and_none(figure: tuple[Base, list[Way]]) -> None:
    base, ways = figure
    text = told(base, *ways)
    if re.match(r"In (all|both)\b", text):
        assert base.answered in (ways[0].cases, ways[1].cases)
    if re.match(r"In (none|neither)\b", text):
        assert ways[0].cases == 0


@given(figures())
def test_a_share_between_none_and_all_is_never_rounded_to_either(
    figure: tuple[Base, list[Way]],
) -> None:
    base, ways = figure
    text = told(base, *ways)
    for number in re.findall(r"(\d+(?:\.\d+)?) per cent", text):
        assert 0 < float(number) < 100
        shares = [100 * way.cases / base.answered for way in ways]
        assert any(abs(float(number) - share) <= 0.5 for share in shares)


BANDS = {
    Word.NONE: (0, 0),
    Word.FEW: (0, 0.05),
    Word.SOME: (0.05, 0.25),
    Word.MANY: (0.25, 0.45),
    Word.HALF: (0.45, 0.55),
    Word.MAJORITY: (0.5, 0.75),
    Word.MOST: (0.75, 0.95),
    Word.NEARLY_ALL: (0.95, 1),
    Word.ALL: (1, 1),
}


@given(st.floats(0, 1))
def test_a_word_never_leaves_its_band(share: float) -> None:
    low, high = BANDS[word_for(share)]
    assert low <= share <= high


@given(st.floats(0.001, 0.999), st.floats(0, 1))
def test_a_word_is_never_stronger_than_the_low_end_of_the_interval(
    share: float, below: float
) -> None:
    low = share * below
    word = honest_word(share, low)
    if word is not None:
        assert BANDS[word][0] <= low or low < 1e-9


@given(bases())
def test_the_ladder_climbs_with_the_base_and_never_for_convenience(base: Base) -> None:
    form = form_for(base)
    if base.design == "convenience":
        assert form is Form.COUNT
    if form is Form.SHARE_WITH_MARGIN:
        assert base.answered >= 100


@pytest.mark.parametrize(("number", "words"), [(0, "no"), (9, "nine"), (10, "10"), (1200, "1,200")])
def test_numbers_below_ten_are_words(number: int, words: str) -> None:
    assert ENGLISH.in_words(number) == words
