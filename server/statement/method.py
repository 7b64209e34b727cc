"""How the figures were made, said by the mission's own design and rules. Pure."""

from collections.abc import Iterator
from typing import Protocol

from server.sampling.design import PROBABILITY_DESIGNS
from server.statement.document import Colophon

CONVENIENCE = "convenience"
"""Stations that the mission chose: counts alone, at any number."""
CENSUS = "census"
"""All stations were to be visited."""


class Words(Protocol):
    """Says fixed phrases in the language of a document."""

    def say(self, name: str, /, **values: object) -> str:
        """Return a phrase with `values` in its braces."""
        ...

    def number(self, number: int) -> str:
        """Return a number in figures."""
        ...


def method_of(made: Colophon, words: Words) -> Iterator[str]:
    """Yield response, rules and caveats: one sentence or two each. Nothing without a report."""
    if not made.reports:
        return
    rules = made.rules
    if made.planned:
        planned, stations = words.number(made.planned), words.number(made.stations)
        yield words.say("method_response", planned=planned, stations=stations)
    if made.outside:
        yield words.say("method_outside", stations=words.number(made.outside))
    yield words.say("method_visits")
    yield words.say("method_seen")
    yield words.say(
        "method_silence", show=_per_cent(rules.show_base), silent=_per_cent(rules.silent)
    )
    if made.design != CONVENIENCE:
        yield words.say("method_shares", share=words.number(rules.least_for_share))
    yield words.say("method_even")
    yield words.say("method_reports")
    if made.design == CENSUS:
        yield words.say("method_census")
    elif made.design in PROBABILITY_DESIGNS:
        yield words.say("method_chance", exact=words.number(rules.exact_below))
    else:
        yield words.say("method_not_chance")


def _per_cent(share: float) -> str:
    return f"{100 * share:.0f}"
