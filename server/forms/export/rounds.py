"""How often a repeat is printed: blank blocks enough for most visits, and never a ream."""

from shared.forms.model import Repeat

OPEN_ROUNDS = (3, 2)
"""Of a repeat whose number nobody knows beforehand, by how deep it stands in others."""
MOST_ROUNDS = (10, 4)
"""Of a repeat with a fixed number."""


def rounds_of(repeat: Repeat, depth: int) -> int:
    """Return how many blank blocks `repeat` gets; `depth` repeats stand around it."""
    if depth >= len(MOST_ROUNDS):
        return 1
    count = repeat.count.strip()
    if not count.isdecimal():
        return OPEN_ROUNDS[depth]
    return max(1, min(MOST_ROUNDS[depth], int(count)))
