"""Stations as they are searched: one spelling for all scripts."""

from collections.abc import Mapping
from typing import Any

from shared.folding import fold

SEARCHED = ("code", "number", "name", "region", "address")


def folded_text(station: Mapping[str, Any]) -> str:
    """Return what `Station.folded` keeps of a station's row."""
    words = dict.fromkeys(str(station.get(name) or "") for name in SEARCHED)
    return fold(" ".join(words))
