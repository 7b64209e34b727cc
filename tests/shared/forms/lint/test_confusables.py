import pytest

from shared.forms.lint.confusables import alphabets_of, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [("ramp", "rаmp"), ("Ramp", "ramp"), ("V0l", "VO1"), ("booth-1", "booth_l"), ("осе", "oce")],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str):
    assert one != other
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("V01", "V02"), ("ramp", "ramps"), ("учаске", "станция"), ("a_b", "ab")]
)
def test_names_that_differ_to_the_eye_have_two(one: str, other: str):
    assert skeleton(one) != skeleton(other)


def test_the_letters_of_each_alphabet_are_listed():
    assert alphabets_of("rаmp_2") == {"LATIN": "rmp", "CYRILLIC": "а"}
    assert list(alphabets_of("қатысу")) == ["CYRILLIC"]
