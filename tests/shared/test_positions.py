import pytest

from shared.positions import Position, kilometres_between

ASTANA, ALMATY = Position(51.1694, 71.4491), Position(43.2380, 76.8829)


def test_the_distance_between_two_cities_is_as_on_the_map() -> None:
    assert kilometres_between(ASTANA, ALMATY) == pytest.approx(973, abs=5)
    assert kilometres_between(ALMATY, ASTANA) == kilometres_between(ASTANA, ALMATY)


def test_the_other_side_of_the_earth_is_half_way_round() -> None:
    assert kilometres_between(Position(0, 0), Position(0, 180)) == pytest.approx(20015, abs=2)
    assert kilometres_between(ASTANA, ASTANA) == 0


def test_the_date_line_is_no_distance() -> None:
    assert kilometres_between(Position(-17, 179.9), Position(-17, -179.9)) < 25
