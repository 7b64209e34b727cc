"""Stations and teams in people's words: public text names none."""

import pytest

from server.statement.drafts.places_named import candidates_in, places_named
from server.statement.drafts.standing import Wanted
from server.statement.languages.registry import get_language
from tests.server.builders import a_station
from tests.server.statement.drafts.conftest import VERDICT, Desk


@pytest.mark.parametrize(
    ("code", "text", "named"),
    [
        ("en", "At station 42 and in polling station No. 7, school number 12.",
         ["station 42", "station No. 7", "school number 12"]),
        ("en", "In 14 polling stations visited; in stations, 14 of them; school was out.", []),
        ("ru", "На участке № 42, участке 7 и в школе номер 12.",
         ["участке № 42", "участке 7", "школе номер 12"]),
        ("ru", "На 14 участках; на двух участках из 14; № 439 указа.", []),
        ("kk", "№ 42 сайлау учаскесінде, 7 нөмірлі мектепте.", ["№ 42 сайлау учаскесінде",
         "7 нөмірлі мектепте"]),
        ("kk", "Барылған 14 сайлау учаскесінде.", []),
        ("tr", "42 numaralı sandıkta, sandık no 7, 12 no'lu okulda.",
         ["42 numaralı sandıkta", "sandık no 7", "12 no'lu okulda"]),
        ("tr", "Ziyaret edilen 14 sandık yerinde.", []),
    ],
)  # fmt: skip
def test_a_number_that_names_a_station_is_told_from_one_that_counts(
    code: str, text: str, named: list[str]
) -> None:
    found = sorted(places_named(text, get_language(code), (), ()))
    assert [text[start:end] for start, end, _ in found] == named


def test_codes_of_the_register_and_of_teams_are_found() -> None:
    text = "At NS-01 team TC-07 saw COVID-19 rules, V06 and 14 stations."
    assert candidates_in(text) == {"NS-01", "TC-07", "COVID-19", "V06"}
    found = list(places_named(text, get_language("en"), {"NS-01"}, {"TC-07"}))
    assert [text[start:end] for start, end, _ in found] == ["NS-01", "TC-07"]


def test_a_draft_that_names_a_station_of_the_register_is_not_signed(desk: Desk) -> None:
    a_station(desk.store, desk.mission, "AL-7B")
    desk.write(VERDICT, "At AL-7B, unlike V06, a ramp was missing.", basis="ours")
    [demand] = [each for each in desk.standing().demands if each.kind is Wanted.PLACE]
    assert demand.about == VERDICT
    assert "AL-7B" in demand.words
