"""Signatures are checked the same way by the helper and without it, and never left unchecked."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.journal.checking import CHECK, HEAD, WORTH_HELP, Check, Checker, read, written
from shared.sync import seal

SEED = seal.new_signing_key()
KEY = seal.public_key_of(SEED)


def check(text: bytes, *, right: bool = True) -> Check:
    return Check(KEY, text, seal.sign(SEED, text if right else b"another " + text))


GROUP = [check(f"{number}".encode(), right=number % 3 > 0) for number in range(3 * WORTH_HELP)]
RIGHT = [number % 3 > 0 for number in range(3 * WORTH_HELP)]


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_a_group_is_read_as_it_was_written(texts: list[bytes]):
    group = [Check(KEY, text, "ab" * 64) for text in texts]
    content = written(group)
    count, size = HEAD.unpack_from(content)

    assert (count, size) == (len(texts), len(content) - HEAD.size)
    assert list(read(count, content[HEAD.size :])) == group
    assert CHECK.size == 32 + 64 + 2


async def test_without_a_helper_every_signature_is_checked():
    assert list(await Checker(may_help=False).check(GROUP)) == RIGHT


async def helped(checker: Checker) -> asyncio.subprocess.Process:
    """Have the helper started by a group that is worth it, and return it."""
    checker._may_help = True  # also where there is one core only
    assert list(await checker.check(GROUP)) == RIGHT
    starting = checker._starting
    assert starting is not None
    await starting
    helper = checker._helper
    assert helper is not None
    return helper


async def test_the_helper_says_the_same_and_ends_with_the_server():
    checker = Checker()
    helper = await helped(checker)

    assert list(await checker.check(GROUP)) == RIGHT
    assert checker._helper is helper

    await checker.stop()
    assert helper.returncode is not None


async def test_a_helper_that_dies_leaves_nothing_unchecked():
    checker = Checker()
    helper = await helped(checker)
    helper.kill()
    await helper.wait()

    assert list(await checker.check(GROUP)) == RIGHT
    assert checker._helper is None
    await checker.stop()


@pytest.mark.parametrize("key", ["", "zz", "00" * 31, "00" * 33])
async def test_a_key_that_is_none_vouches_for_nothing(key: str):
    checker = Checker()
    await helped(checker)
    odd = Check(key, b"text", "00" * 64)

    assert list(await checker.check([odd, *GROUP])) == [False, *RIGHT]
    await checker.stop()
