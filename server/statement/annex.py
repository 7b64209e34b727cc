"""Evidence and sources in words, as every format's annex has them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.statement.document import Citation, Document, Evidence, Sentence
from server.statement.english import day, numeral

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
    basis: tuple[str, ...]
    """What all evidence has in common, and each form's reports: one sentence each."""
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
        evidence=tuple(_note(each, numbers) for each in evidence),
        sources=sources,
        reports=tuple((number, report) for report, number in numbers.items()),
        basis=(*_common(document), *_forms(document)),
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


def _note(evidence: Evidence, numbers: Mapping[UUID, str]) -> Note:
    """Return what a sentence rests on; what it shares with its form's others stands above them."""
    if not evidence.question:
        stations = f"{numeral(evidence.visited)} {_plural('station', evidence.visited)}"
        reports = f"{numeral(evidence.reports)} {_plural('report', evidence.reports)}"
        line = f"{stations} with {reports} that count, on the forms {evidence.form}."
        return Note(evidence.id, evidence.label, (line,))
    return Note(
        id=evidence.id,
        heading=evidence.label,
        lines=(
            f"Form {evidence.form}, question {evidence.question}.",
            _answers(evidence),
            _base(evidence),
        ),
        reports=tuple(
            (_counted(evidence, figure.values), _numbers(figure.reports, numbers))
            for figure in evidence.figures
            if figure.reports
        ),
    )


def _counted(evidence: Evidence, values: tuple[str, ...]) -> str:
    """Return the answers of a figure that were given, in the words of the form."""
    given = [evidence.labels.get(value, value) for value in values if value in evidence.counts]
    return " / ".join(given) or "Other answers"


def _numbers(reports: tuple[UUID, ...], numbers: Mapping[UUID, str]) -> tuple[str, ...]:
    return tuple(sorted((numbers[each] for each in reports), key=lambda number: int(number[1:])))


def runs(numbers: tuple[str, ...]) -> list[str]:
    """Return `R1–R4`, `R6`, … for consecutive numbers."""
    found: list[list[int]] = []
    for number in (int(each[1:]) for each in numbers):
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [f"R{run[0]}" if len(run) == 1 else f"R{run[0]}–R{run[-1]}" for run in found]


def _answers(evidence: Evidence) -> str:
    given = [
        f"{evidence.labels.get(value, value)} {numeral(count)}"
        for value, count in evidence.counts.items()
    ]
    return f"Answers: {'; '.join(given)}."


def _base(evidence: Evidence) -> str:
    """Say of how many stations the figures are, and what the others have instead of an answer."""
    silent = [
        f"{numeral(count)} {_SILENCES[kind]}"
        for kind, count in evidence.non_answers.items()
        if count
    ]
    stations = f"{numeral(evidence.visited)} {_plural('station', evidence.visited)}"
    others = f" ({', '.join(silent)})" if silent else ""
    return f"Answered for {numeral(evidence.answered)} of {stations}{others}."


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"


def _common(document: Document) -> Iterator[str]:
    made = document.colophon
    yield "Figures are of polling stations; several visits to one are taken together."
    of = f", of {numeral(made.population)}" if made.population else ""
    yield f"Choice of stations: {DESIGNS.get(made.design, made.design)}{of}."
    if made.cut:
        yield f"Reports received up to {moment(made.cut, document.timezone)}."


def _forms(document: Document) -> Iterator[str]:
    """Say of each form that the text draws on: reports, stations, period, version."""
    forms = {each.form: each for each in document.evidence() if each.question}
    for form, evidence in forms.items():
        reports = f"{numeral(evidence.reports)} {_plural('report', evidence.reports)}"
        stations = f"{numeral(evidence.visited)} {_plural('station', evidence.visited)}"
        versions = f"{_plural('version', len(evidence.versions))} {', '.join(evidence.versions)}"
        yield f"Form {form} ({versions}): {reports} from {stations}{_span(evidence, document)}."


def _span(evidence: Evidence, document: Document) -> str:
    if evidence.first_visit is None or evidence.last_visit is None:
        return ""
    first = moment(evidence.first_visit, document.timezone)
    if evidence.first_visit == evidence.last_visit:
        return f", the visit beginning on {first}"
    return f", visits beginning from {first} to {moment(evidence.last_visit, document.timezone)}"


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
    yield "Reports that count", f"{numeral(made.reports)} from {numeral(made.stations)} stations"
    yield "Form versions", ", ".join(made.forms) or "none"
    yield "SHA-256 of the reports", made.data_digest
    yield "SHA-256 of the text", made.text_digest
