"""Running generated examples against an application that lives in the test's own loop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

from tests.hostile.conftest import EXAMPLES, fuzzed

Example = TypeVar("Example")


async def for_each(
    examples: SearchStrategy[Example],
    deed: Callable[[Example], Awaitable[None]],
    *,
    times: int = 1,
) -> None:
    """Do `deed` with generated examples, one after the other; `times` as many as usual."""
    loop = asyncio.get_running_loop()

    @settings(fuzzed, max_examples=EXAMPLES * times)
    @given(examples)
    def one(example: Example) -> None:
        async def do() -> None:
            await deed(example)

        asyncio.run_coroutine_threadsafe(do(), loop).result(timeout=60)

    await asyncio.to_thread(one)
