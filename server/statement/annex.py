"""Evidence and sources in words, as every format's annex has them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.statement.document import Citation, Document, Evidence, Seal, Sentence, Ways
from server.statement.languages.language import Language
from server.statement.languages.phrases import phrase, plural
from server.statement.languages.registry import language_or_english
from server.statement.method import method_of
from server.statement.published import hours_around, public_id


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
    public: Mapping[str, UUID]
    """`R1` → what readers know the report by."""
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
    words = Speech(language_or_english(document.language), document.timezone)
    sources, of_sentence = _sources(document, words)
    return Annex(
        evidence=tuple(_note(each, numbers, words) for each in evidence),
        sources=sources,
        reports=tuple((number, report) for report, number in numbers.items()),
        public={
            number: report if document.seal else public_id(report)
            for report, number in numbers.items()
        },
        basis=(
            *_common(document, words),
            *_forms(document, words),
            *method_of(document.colophon, words),
        ),
        colophon=tuple(_colophon(document, words)),
        of_sentence=of_sentence,
    )


@dataclass(frozen=True)
class Speech:
    """The language that an annex is written in, and the zone of its moments."""

    language: Language
    timezone: str

    def say(self, name: str, /, **values: object) -> str:
        """Return a fixed phrase."""
        return phrase(self.language, name, **values)

    def count(self, name: str, number: int, /, **values: object) -> str:
        """Return a fixed phrase in the form that `number` asks for."""
        return plural(self.language, name, number, **values)

    def number(self, number: int) -> str:
        """Return a number in figures."""
        return self.language.numeral(number)

    def day(self, moment: date) -> str:
        """Return `10 January 2021`."""
        return self.language.day(moment)

    def moment(self, at: datetime) -> str:
        """Return `10 January 2021, 20:30 (UTC+06:00)`."""
        local = at.astimezone(ZoneInfo(self.timezone))
        offset = f"{local:%z}"
        return f"{self.day(local.date())}, {local:%H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def _sources(document: Document, words: Speech) -> tuple[tuple[Note, ...], Mapping[int, str]]:
    notes: list[Note] = []
    of_sentence: dict[int, str] = {}
    for place, sentence in enumerate(document.sentences()):
        if sentence.citations:
            number = f"F{len(notes) + 1}"
            of_sentence[place] = number
            notes.append(_source_note(number, sentence, words))
    return tuple(notes), of_sentence


def _source_note(number: str, sentence: Sentence, words: Speech) -> Note:
    facts = dict.fromkeys(_fact(each, words) for each in sentence.citations)
    texts = dict.fromkeys(_text(each, words) for each in sentence.citations if each.title)
    lines = (*facts, *(words.say("source", text=text) for text in texts))
    return Note(number, "", lines)


def _fact(citation: Citation, words: Speech) -> str:
    if not citation.as_of:
        return citation.what
    if not citation.source:
        return words.say("noted_on", what=citation.what, day=words.day(citation.as_of))
    return words.say("fact_as_of", what=citation.what, day=words.day(citation.as_of))


def _text(citation: Citation, words: Speech) -> str:
    named = {"publisher": citation.publisher, "title": citation.title}
    if citation.published is None:
        return words.say("source_undated", **named)
    return words.say("source_text", **named, day=words.day(citation.published))


def _note(evidence: Evidence, numbers: Mapping[UUID, str], words: Speech) -> Note:
    """Return what a sentence rests on; what it shares with its form's others stands above them."""
    if not evidence.question:
        line = words.say(
            "reports_on_forms",
            stations=words.count("stations", evidence.visited),
            reports=words.count("reports", evidence.reports),
            forms=evidence.form_title or evidence.form,
        )
        return Note(evidence.id, evidence.label, (line,))
    return Note(
        id=evidence.id,
        heading=evidence.label,
        lines=(
            words.say(
                "form_question",
                form=evidence.form_title or evidence.form,
                question=evidence.question,
            ),
            _answers(evidence, words),
            _base(evidence, words),
        ),
        reports=tuple(
            (_counted(evidence, figure, words), _numbers(figure.reports, numbers))
            for figure in evidence.figures
            if figure.reports
        ),
    )


def _counted(evidence: Evidence, figure: Ways, words: Speech) -> str:
    """Return the answers of a figure that were given, in the words of the form.

    What had to be answered together is joined by `+`, what may be either of by `/`.
    """
    values = [value for value in figure.values if value in evidence.counts]
    given = [evidence.labels.get(value, value) for value in values]
    return (" + " if figure.together else " / ").join(given) or words.say("other_answers")


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


def _answers(evidence: Evidence, words: Speech) -> str:
    given = [
        words.say(
            "answer_count", what=evidence.labels.get(value, value), number=words.number(count)
        )
        for value, count in evidence.counts.items()
    ]
    return words.say("answers", answers="; ".join(given))


def _base(evidence: Evidence, words: Speech) -> str:
    """Say of how many stations the figures are, and what the others have instead of an answer."""
    silent = [
        words.say("counted_as", what=words.say(f"silence_{kind}"), number=words.number(count))
        for kind, count in evidence.non_answers.items()
        if count
    ]
    return words.say(
        "answered_for",
        answered=words.number(evidence.answered),
        stations=words.count("stations", evidence.visited),
        others=f" ({', '.join(silent)})" if silent else "",
    )


def _common(document: Document, words: Speech) -> Iterator[str]:
    made = document.colophon
    yield words.say("unit_stations")
    population = words.number(made.population or 0)
    of = words.say("of_population", number=population) if made.population else ""
    yield words.say("choice_of_stations", design=words.say(f"design_{made.design}"), of=of)
    if made.cut:
        yield words.say("received_until", moment=words.moment(made.cut))


def _forms(document: Document, words: Speech) -> Iterator[str]:
    """Say of each form that the text draws on: reports, stations, period, version."""
    forms = {each.form: each for each in document.evidence() if each.question}
    for evidence in forms.values():
        names = ", ".join(evidence.versions)
        yield words.say(
            "form_reports",
            form=evidence.form_title or evidence.form,
            versions=words.count("versions", len(evidence.versions), names=names),
            reports=words.count("reports", evidence.reports),
            stations=words.count("stations", evidence.visited),
            span=_span(evidence, words),
        )


def _span(evidence: Evidence, words: Speech) -> str:
    """Say between which full hours visits began: minutes would lead to a station."""
    if evidence.first_visit is None or evidence.last_visit is None:
        return ""
    hours = hours_around(evidence.first_visit, evidence.last_visit, words.timezone)
    first, last = (words.moment(each) for each in hours)
    return words.say("span_one" if evidence.reports == 1 else "span", first=first, last=last)


def _colophon(document: Document, words: Speech) -> Iterator[tuple[str, str]]:
    made = document.colophon
    yield (
        words.say("colophon_template"),
        words.say(
            "colophon_template_is",
            template=made.template,
            version=made.template_version,
            language=made.language,
        ),
    )
    cut = words.moment(made.cut) if made.cut else words.say("colophon_no_report")
    yield words.say("colophon_cut"), cut
    counted = words.say(
        "colophon_reports_are",
        reports=words.number(made.reports),
        stations=words.count("stations", made.stations),
    )
    yield words.say("colophon_reports"), counted
    yield words.say("colophon_versions"), ", ".join(made.forms) or words.say("colophon_none")
    yield words.say("colophon_data"), made.data_digest
    yield words.say("colophon_text"), made.text_digest
    if document.seal:
        yield from _sealing(document.seal, words)


def _sealing(seal: Seal, words: Speech) -> Iterator[tuple[str, str]]:
    edition = words.number(seal.edition)
    because = words.say("colophon_correction", reason=seal.reason) if seal.reason else ""
    yield words.say("colophon_edition"), f"{edition} {because}".strip()
    yield words.say("colophon_signed"), words.moment(seal.signed_at)
    yield words.say("colophon_seal"), seal.digest
