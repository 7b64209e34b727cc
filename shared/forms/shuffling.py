"""Another order, the same on every machine if it has a seed, as phones make it."""

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import TypeVar

from shared.forms.trouble import wrong_kind
from shared.forms.values import Value, to_number

Each = TypeVar("Each")

_MODULUS = 2_147_483_647.0
_MULTIPLIER = 16_807.0


def shuffled(
    things: Sequence[Each], seed: Value | None, chance: Callable[[], float]
) -> Sequence[Each]:
    """Return `things` in an order that `seed` decides, or without one `chance` (0 to below 1).

    The seed is a number or a text. Raises TroubleError for a seed that is neither.
    """
    draw = chance if seed is None else _seeded(seed)
    mixed: list[Each] = []
    for place, each in enumerate(things):
        other = int(draw() * (place + 1))
        if other < place:
            mixed.append(mixed[other])
            mixed[other] = each
        else:
            mixed.append(each)
    return mixed


def _seeded(seed: Value) -> Callable[[], float]:
    """Return the Park-Miller generator that begins with `seed`."""
    state = math.fmod(_start(seed), _MODULUS)
    if state <= 0:
        state += _MODULUS - 1

    def draw() -> float:
        nonlocal state
        state = math.fmod(state * _MULTIPLIER, _MODULUS)
        return (state - 1) / (_MODULUS - 1)

    return draw


def _start(seed: Value) -> float:
    number = to_number(seed)
    if not math.isnan(number):
        return float(math.trunc(max(-(2.0**63), min(number, 2.0**63))))
    if not isinstance(seed, str):
        raise wrong_kind("The seed of `randomize` is no number.")
    if not seed:
        return 0.0
    return float(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big", signed=True))
