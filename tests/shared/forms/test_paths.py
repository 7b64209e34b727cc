"""Keys of answers: read and written, and never a path that isn't one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.forms.paths import Path, find_path, instance_path, name_in, path_to

NAMES = st.from_regex(r"[a-z_][a-z0-9_.-]{0,8}", fullmatch=True)
PLACES = st.lists(st.tuples(NAMES, st.integers(1, 999_999)), max_size=4).map(tuple)


def test_outside_repeats_the_key_is_the_name() -> None:
    assert path_to((), "turnout") == "turnout"
    assert find_path("turnout") == Path((), "turnout")


def test_instances_stand_before_the_name() -> None:
    place = (("incidents", 2), ("witnesses", 1))
    assert path_to(place, "age") == "incidents[2]/witnesses[1]/age"
    assert instance_path(place[:1], "witnesses", 3) == "incidents[2]/witnesses[3]"
    assert name_in("incidents[2]/witnesses[1]/age") == "age"


@given(PLACES, NAMES)
def test_what_is_written_is_read_again(place: tuple[tuple[str, int], ...], name: str) -> None:
    assert find_path(path_to(place, name)) == Path(place, name)


@given(st.text())
def test_whatever_is_read_again_was_written_so(key: str) -> None:
    path = find_path(key)
    assert path is None or str(path) == key


@pytest.mark.parametrize("key", ["", "a/b", "a[0]/b", "a[1]", "a[01]/b", "/b", "a[1]/", "a[x]/b"])
def test_other_texts_are_no_paths(key: str) -> None:
    assert find_path(key) is None
