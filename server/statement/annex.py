"""Evidence and sources in words, as every format's annex has them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.statement.document import Citation, Document, Evidence, Sentence
from server.statement.english import counted, day, numeral

DESIGNS = {
    "census": "every station",
    "srs": "simple random sample",
    "stratified": "stratified random sample",
    "route": "stations on the teams' routes, not drawn by chance",
    "convenience": "stations chosen by the mission, not drawn by chance",
}
_SILENCES = {
    "not_observed": "not observed",
    "dont_know": "don't know",
    "not_applicable": "not applicable",
    "missing": "missing",
}


@dataclass(frozen=True)
class Note:
    """One entry of the annex: a heading, and what it says, line by line."""

    id: str
    heading: str
    lines: tuple[str, ...]
    reports: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What a figure counts, and the numbers (`R1` …) of the reports behind it."""


@dataclass(frozen=True)
class Annex:
    """The evidence and the sources of a document, in the order of its text."""

    evidence: tuple[Note, ...]
    sources: tuple[Note, ...]
    reports: tuple[tuple[str, UUID], ...]
    """`R1` → the report; numbered in the order in which the evidence names them."""
    colophon: tuple[tuple[str, str], ...]
    of_sentence: Mapping[int, str]
    """Place of a sentence in the document → the number of its sources: `F1`, …"""


def annex_of(document: Document) -> Annex:
    """Return the annex of a document."""
    evidence = list({each.id: each for each in document.evidence()}.values())
    numbers: dict[UUID, str] = {}
    for each in evidence:
        for figure in each.figures:
            for report in figure.reports:
                numbers.setdefault(report, f"R{len(numbers) + 1}")
    sources, of_sentence = _sources(document)
    return Annex(
        evidence=tuple(_note(each, document.timezone, numbers) for each in evidence),
        sources=sources,
        reports=tuple((number, report) for report, number in numbers.items()),
        colophon=tuple(_colophon(document)),
        of_sentence=of_sentence,
    )


def _sources(document: Document) -> tuple[tuple[Note, ...], Mapping[int, str]]:
    notes: list[Note] = []
    of_sentence: dict[int, str] = {}
    for place, sentence in enumerate(document.sentences()):
        if sentence.citations:
            number = f"F{len(notes) + 1}"
            of_sentence[place] = number
            notes.append(_source_note(number, sentence))
    return tuple(notes), of_sentence


def _source_note(number: str, sentence: Sentence) -> Note:
    facts = dict.fromkeys(_fact(each) for each in sentence.citations)
    texts = dict.fromkeys(_text(each) for each in sentence.citations)
    lines = (*facts, *(f"Source: {text}" for text in texts))
    return Note(number, "", lines)


def _fact(citation: Citation) -> str:
    return f"{citation.what} (as of {day(citation.as_of)})" if citation.as_of else citation.what


def _text(citation: Citation) -> str:
    published = f", {day(citation.published)}" if citation.published else ", no date in the copy"
    return f"{citation.publisher}, “{citation.title}”{published}"


def _note(evidence: Evidence, timezone: str, numbers: Mapping[UUID, str]) -> Note:
    """Return all that a sentence rests on: k, n, non-answers, unit, design, period, version, cut."""
    asked = f"Form {evidence.form}, question {evidence.question}"
    return Note(
        id=evidence.id,
        heading=evidence.label,
        lines=(
            f"{asked if evidence.question else f'Forms: {evidence.form}'}.",
            *([_answers(evidence)] if evidence.question else []),
            _base(evidence),
            f"Design: {DESIGNS.get(evidence.design, evidence.design)}"
            f"{f'; {numeral(evidence.population)} stations in all' if evidence.population else ''}.",
            _period(evidence, timezone),
        ),
        reports=tuple(
            (", ".join(figure.values) or "other answers", _numbers(figure.reports, numbers))
            for figure in evidence.figures
            if figure.reports
        ),
    )


def _numbers(reports: tuple[UUID, ...], numbers: Mapping[UUID, str]) -> tuple[str, ...]:
    return tuple(sorted((numbers[each] for each in reports), key=lambda number: int(number[1:])))


def _answers(evidence: Evidence) -> str:
    given = [f"{value} {numeral(count)}" for value, count in evidence.counts.items()]
    return f"Answers: {', '.join(given)}."


def _base(evidence: Evidence) -> str:
    """Say of how many stations the figures are, and what the others have instead of an answer."""
    if not evidence.question:
        stations = counted(evidence.visited, "station")
        return f"{stations} with {counted(evidence.reports, 'report')} that count.".capitalize()
    silent = [
        f"{numeral(count)} {_SILENCES[kind]}"
        for kind, count in evidence.non_answers.items()
        if count
    ]
    return (
        f"Answered for {numeral(evidence.answered)} of {counted(evidence.visited, 'station')}"
        f"{' (' + ', '.join(silent) + ')' if silent else ''}; "
        f"unit: station; {counted(evidence.reports, 'report')}."
    )


def _period(evidence: Evidence, timezone: str) -> str:
    parts = [f"Form versions: {', '.join(evidence.versions)}"]
    if evidence.first_visit and evidence.last_visit:
        first, last = moment(evidence.first_visit, timezone), moment(evidence.last_visit, timezone)
        parts.insert(0, f"Visits began between {first} and {last}")
    if evidence.as_of:
        parts.append(f"Reports received up to {moment(evidence.as_of, timezone)}")
    return ". ".join(parts) + "."


def moment(at: datetime, timezone: str) -> str:
    """Return `10 January 2021, 20:30 (UTC+06:00)`."""
    local = at.astimezone(ZoneInfo(timezone))
    offset = f"{local:%z}"
    return f"{day(local.date())}, {local:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def _colophon(document: Document) -> Iterator[tuple[str, str]]:
    made = document.colophon
    cut = moment(made.cut, document.timezone) if made.cut else "no report yet"
    yield "Template", f"{made.template}, version {made.template_version}, language {made.language}"
    yield "Reports received up to", cut
    yield "Reports that count", f"{numeral(made.reports)} from {counted(made.stations, 'station')}"
    yield "Unit of the figures", "station; several visits to one are taken together"
    yield "Choice of stations", DESIGNS.get(made.design, made.design)
    yield "Form versions", ", ".join(made.forms) or "none"
    yield "SHA-256 of the reports", made.data_digest
    yield "SHA-256 of the text", made.text_digest
