"""Ids, digests, texts, problems: what everything else stands on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import system_clock
from shared.digest import canonical_json, digest_of
from shared.ids import new_id
from shared.problems import Problem
from shared.text import in_language

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_the_clock_is_aware_and_in_utc():
    assert system_clock().tzinfo is UTC


MOMENTS = st.integers(0, 7_000_000_000_000).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC))


@given(MOMENTS)
def test_ids_are_version_seven_and_carry_their_moment(moment: datetime):
    identifier = new_id(moment)
    assert identifier.version == 7
    assert identifier.variant == "specified in RFC 4122"
    assert identifier.int >> 80 == int(moment.timestamp() * 1000)


def test_ids_sort_by_the_time_they_were_made():
    start = datetime(2021, 1, 10, tzinfo=UTC)
    moments = [start + timedelta(milliseconds=step) for step in range(100)]
    ids = [new_id(moment) for moment in moments]
    assert ids == sorted(ids)


def test_no_two_ids_of_one_moment_are_the_same():
    moment = datetime(2021, 1, 10, tzinfo=UTC)
    assert len({new_id(moment) for _ in range(1000)}) == 1000


@given(st.dictionaries(st.text(), json_values))
def test_a_digest_does_not_depend_on_the_order_of_keys(value: dict[str, object]):
    assert digest_of(value) == digest_of(dict(reversed(value.items())))


def test_canonical_json_is_utf8_without_spare_white_space():
    assert canonical_json({"b": [1, 2], "a": "сайлау"}) == '{"a":"сайлау","b":[1,2]}'.encode()


def test_canonical_json_refuses_what_json_does_not_have():
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json(float("nan"))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ({"en": "ramp", "ru": "пандус"}, "ru", "пандус"),
        ({"en": "ramp", "ru": ""}, "ru", "ramp"),
        ({"kk": "пандус"}, "tr", "пандус"),
        ({}, "en", ""),
    ],
)
def test_a_text_falls_back_rather_than_come_up_empty(
    text: dict[str, str], language: str, expected: str
):
    assert in_language(text, language) == expected


def test_a_problem_travels_with_its_code_and_particulars():
    class OutOfBallots(Problem):
        status = 409
        code = "out-of-ballots"
        title = "No ballots"

    wire = OutOfBallots("Station 42 has none.", station="42").on_the_wire().model_dump()
    assert wire == {
        "type": "urn:evenhand:problem:out-of-ballots",
        "title": "No ballots",
        "status": 409,
        "detail": "Station 42 has none.",
        "code": "out-of-ballots",
        "station": "42",
    }
