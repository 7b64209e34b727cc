"""The size of samples, against published figures and against the margin that they keep."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from server.__main__ import app
from server.sampling.intervals import margin
from server.sampling.planning import design_effect_of, plan_sample, widest_margin


@pytest.mark.parametrize(("points", "needed"), [(5, 371), (4, 567), (3, 965)])
def test_sizes_for_the_precincts_of_the_sample_mission(points: float, needed: int) -> None:
    assert plan_sample(points / 100, 10_061).needed == needed


@given(st.integers(2, 20_000), st.floats(0.005, 0.4), st.floats(0.05, 0.95))
def test_the_sample_keeps_its_margin_and_one_station_less_would_not(
    population: int, wanted: float, share: float
) -> None:
    plan = plan_sample(wanted, population, share=share)

    assert plan.needed <= plan.drawn <= population
    assert plan.margin <= wanted + 1e-6
    fewer = plan.needed - 1
    assert fewer == 0 or margin(share, fewer, population) > wanted - 1e-6


def test_a_tenth_more_is_drawn_but_never_more_than_there_are() -> None:
    assert plan_sample(0.05, 10_061).drawn == 409
    assert plan_sample(0.01, 100).drawn == 100


def test_strata_that_were_drawn_with_other_chances_keep_a_wider_margin() -> None:
    assert widest_margin({"": 10_061}, {"": 371}) == pytest.approx(margin(0.5, 371, 10_061))
    strata = {"city": 9_000, "islands": 20, "hospitals": 1}
    even = widest_margin(strata, {"city": 45, "islands": 2, "hospitals": 1})
    assert even == pytest.approx(0.14540, abs=1e-5)
    assert even is not None
    assert even > margin(0.5, 48, 9_021)
    assert widest_margin(strata, {"city": 45, "islands": 2}) is None
    assert widest_margin(strata, strata) == 0


def test_alike_reports_need_more_stations() -> None:
    effect = design_effect_of(10, 0.1)

    plan = plan_sample(0.05, 10_061, design_effect=effect)

    assert effect == pytest.approx(1.9)
    assert (plan.needed, round(plan.effective)) == (704, 371)


class TestTheCommand:
    def run(self, *options: str) -> str:
        result = CliRunner().invoke(app, ["sample-size", "--population", "10061", *options])
        assert result.exit_code == 0, result.output
        return result.output

    def test_says_it_in_sentences(self) -> None:
        told = self.run("--per-team", "10", "--likeness", "0.1")

        assert "704 of the 10,061 stations keep a margin of ± 5.0 percentage points" in told
        assert "Draw 775" in told
        assert "say as much as 371" in told

    def test_says_it_as_json(self) -> None:
        told = json.loads(self.run("--margin", "3", "--json"))

        assert (told["needed"], told["drawn"], told["design_effect"]) == (965, 1062, 1.0)

    @pytest.mark.parametrize("options", [["--margin", "0"], ["--share", "140"]])
    def test_refuses_what_no_sample_can_be(self, options: list[str]) -> None:
        result = CliRunner().invoke(app, ["sample-size", "--population", "10", *options])

        assert result.exit_code == 2

    def test_says_what_fourteen_stations_can_tell(self) -> None:
        told = self.run("--stations", "14")

        assert "keep a margin of ± 26.2 percentage points" in told
        assert "may still be so at 19.3 % of all stations" in told

        as_json = json.loads(
            self.run("--stations", "240", "--per-team", "10", "--likeness", "0.1", "--json")
        )
        assert round(as_json["effective"]) == 126
