"""Which evidence is drawn as bars, and how long they are. Pure."""

from collections.abc import Iterable, Iterator

from server.statement.document import Evidence
from server.statement.printed.layout import Bar, Chart
from server.statement.printed.phrases import number, phrases_of

FEWEST = 2
"""Answers, and stations with an answer, below which bars would show nothing."""


def charts_of(evidence: Iterable[tuple[Evidence, str, str]], language: str) -> Iterator[Chart]:
    """Yield a chart for each (evidence, heading, base in words) that has something to compare."""
    for each, heading, base in evidence:
        if each.answered >= FEWEST and len(each.counts) >= FEWEST:
            bars = tuple(
                Bar(each.labels.get(name, name), number(count, language), count / each.answered)
                for name, count in each.counts.items()
            )
            yield Chart(each.id, heading, base, bars, _in_words(heading, base, bars, language))


def _in_words(heading: str, base: str, bars: tuple[Bar, ...], language: str) -> str:
    values = "; ".join(f"{bar.label}: {bar.value}" for bar in bars)
    return f"{phrases_of(language)['chart']} {heading} {values}. {base}"
