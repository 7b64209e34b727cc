"""Which evidence is drawn as bars, and how long they are. Pure."""

from collections.abc import Iterator

from server.statement.annex import Annex, Speech
from server.statement.document import Document
from server.statement.languages.registry import language_or_english
from server.statement.printed.layout import Bar, Chart

FEWEST = 2
"""Answers, and stations with an answer, below which bars would show nothing."""


def charts_of(document: Document, annex: Annex) -> Iterator[Chart]:
    """Yield a chart for each evidence that has something to compare, in the order of the annex."""
    speech = Speech(language_or_english(document.language), document.timezone)
    known = {each.id: each for each in document.evidence()}
    for note in annex.evidence:
        each = known[note.id]
        if each.answered >= FEWEST and len(each.counts) >= FEWEST:
            bars = tuple(
                Bar(each.labels.get(name, name), speech.number(count), count / each.answered)
                for name, count in each.counts.items()
            )
            base = note.lines[-1]
            alt = _in_words(note.heading, base, bars, speech)
            yield Chart(note.id, note.heading, base, bars, alt)


def _in_words(heading: str, base: str, bars: tuple[Bar, ...], speech: Speech) -> str:
    values = "; ".join(f"{bar.label}: {bar.value}" for bar in bars)
    return f"{speech.say('bar_chart')} {heading} {values}. {base}"
