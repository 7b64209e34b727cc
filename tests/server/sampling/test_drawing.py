"""Drawing samples that anybody can draw again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sampling.drawing import Allocation, allocate, draw_sample, number_of
from server.sampling.estimates import EVERYWHERE
from server.sampling.problems import ImpossibleSample

FRAME = [(f"{number:04}", "north" if number % 3 else "south") for number in range(300)]
ONE = [(code, EVERYWHERE) for code, _ in FRAME]


def test_the_same_seed_draws_the_same_stations_whatever_the_order_of_the_register() -> None:
    drawn = draw_sample(ONE, {EVERYWHERE: 40}, "4 8 15 16")

    assert drawn.chosen == draw_sample(ONE[::-1], {EVERYWHERE: 40}, "4 8 15 16").chosen
    assert len(set(drawn.chosen)) == 40
    assert drawn.chosen != draw_sample(ONE, {EVERYWHERE: 40}, "4 8 15 17").chosen


def test_anybody_can_work_out_a_station_s_number() -> None:
    """As `printf '4 8 15 16\\n0147' | sha256sum` prints it."""
    assert number_of("4 8 15 16", "0147").startswith("96878005")


def test_a_station_that_leaves_the_register_moves_no_other() -> None:
    before = draw_sample(ONE, {EVERYWHERE: 40}, "seed")
    gone = before.chosen[7]
    after = draw_sample([each for each in ONE if each[0] != gone], {EVERYWHERE: 40}, "seed")

    assert set(after.chosen) - set(before.chosen) == {before.order[EVERYWHERE][40]}


def test_every_station_has_nearly_the_same_chance() -> None:
    times = dict.fromkeys([code for code, _ in ONE[:100]], 0)
    for seed in range(400):
        for code in draw_sample(ONE[:100], {EVERYWHERE: 25}, str(seed)).chosen:
            times[code] += 1
    squares = sum((each - 100) ** 2 / 75 for each in times.values())
    assert squares < 150, "chi-square of 99 degrees would exceed this once in a thousand"


def test_strata_are_drawn_from_apart() -> None:
    drawn = draw_sample(FRAME, {"north": 20, "south": 10}, "seed")
    stratum = dict(FRAME)
    assert [stratum[code] for code in drawn.chosen].count("south") == 10


@pytest.mark.parametrize(
    ("frame", "sizes", "seed", "told"),
    [
        (ONE, {EVERYWHERE: 10}, " ", "seed is empty"),
        (ONE[:5], {EVERYWHERE: 6}, "s", "There are 5 stations to draw from, and 6"),
        ([("01", ""), ("01", "")], {EVERYWHERE: 1}, "s", "01 stands twice"),
        (FRAME, {"west": 1}, "s", "There are 0 stations of the stratum 'west'"),
    ],
)
def test_what_can_t_be_drawn_is_refused_with_the_reason(
    frame: list[tuple[str, str]], sizes: dict[str, int], seed: str, told: str
) -> None:
    with pytest.raises(ImpossibleSample, match=told):
        draw_sample(frame, sizes, seed)


class TestDividingASample:
    @given(
        st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 900), min_size=1, max_size=9),
        st.sampled_from(Allocation),
        st.data(),
    )
    def test_gives_out_exactly_what_there_is_and_two_of_each(
        self, strata: dict[str, int], how: Allocation, data: st.DataObject
    ) -> None:
        least = sum(min(2, there) for there in strata.values())
        size = data.draw(st.integers(least, sum(strata.values())))

        given_out = allocate(size, strata, how)

        assert sum(given_out.values()) == size
        assert all(min(2, strata[name]) <= given_out[name] <= strata[name] for name in strata)

    def test_is_in_proportion_or_equal(self) -> None:
        strata = {"large": 600, "middle": 300, "small": 100}
        assert allocate(100, strata) == {"large": 60, "middle": 30, "small": 10}
        assert allocate(90, strata, Allocation.EQUAL) == dict.fromkeys(strata, 30)

    def test_a_stratum_that_is_too_small_leaves_its_part_to_the_others(self) -> None:
        assert allocate(30, {"large": 100, "tiny": 3}, Allocation.EQUAL) == {"large": 27, "tiny": 3}

    @pytest.mark.parametrize("size", [3, 500])
    def test_refuses_what_does_not_fit(self, size: int) -> None:
        with pytest.raises(ImpossibleSample, match=r"from 4 \(2 of each\)"):
            allocate(size, {"a": 100, "b": 100})
