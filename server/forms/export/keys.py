"""The signs before the choices: the keys of the laptop, so that paper is typed in blind."""

CHOICE_KEYS = "1234567890befhijklmprtuvwxyz"
"""One a choice, in their order, as the laptop's screen has them."""


def key_of(index: int, count: int) -> str:
    """Return the sign of the choice at `index` of `count`; numbers where keys are too few."""
    return CHOICE_KEYS[index] if count <= len(CHOICE_KEYS) else str(index + 1)
