"""From a document to its layout on paper. Pure: the same document gives the same layout."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from server.statement.annex import Annex, Note, Speech, annex_of, runs
from server.statement.document import Document, Evidence, Gap, Paragraph, Sentence, Slot
from server.statement.foreign import foreign_texts
from server.statement.languages.phrases import every_phrase
from server.statement.languages.registry import language_or_english
from server.statement.printed.charts import charts_of
from server.statement.printed.layout import (
    EvidenceRow,
    EvidenceTable,
    Footnote,
    Layout,
    Part,
    Run,
    Space,
    Words,
)
from server.statement.render_markdown import notice

LOCALES = {"en": "en_GB", "ru": "ru_RU", "kk": "kk_KZ", "tr": "tr_TR"}
HEADINGS = ("annex", "gaps", "method", "evidence", "charts", "sources", "reports", "colophon")
COLUMNS = (
    "number", "question", "answered", "reports", "text", "report", "item", "value", "answer",
    "bar", "stations",
)  # fmt: skip


def lay_out(document: Document) -> Layout:
    """Return the document as it stands on paper, in its language."""
    annex = annex_of(document)
    speech = Speech(language_or_english(document.language), document.timezone)
    writing = _Writing(annex, speech)
    parts = tuple(
        Part(section.title, tuple(_blocks(section.paragraphs, writing)))
        for section in document.sections
    )
    cut = document.colophon.cut
    return Layout(
        language=speech.language.code,
        locale=LOCALES[speech.language.code],
        words=_words(speech),
        columns={name: speech.say(f"column_{name}") for name in COLUMNS},
        title=document.title,
        subtitle=document.subtitle,
        dateline=document.dateline,
        mark=speech.say("sealed_mark" if document.seal else "draft_mark"),
        cut=_received(cut, speech),
        cut_at=cut,
        notices=tuple(_notices(document, speech)),
        parts=parts,
        footnotes=tuple(writing.footnotes),
        gaps=tuple(_gap(gap) for gap in document.gaps),
        method=annex.basis,
        evidence=tuple(_tables(document, annex, speech)),
        charts=tuple(charts_of(document, annex)),
        sources=tuple(_row(note) for note in annex.sources),
        reports=tuple((name, str(report)) for name, report in annex.public.items()),
        colophon=annex.colophon,
        foreign=tuple(sorted(foreign_texts(document).items(), key=lambda each: -len(each[0]))),
    )


def _words(speech: Speech) -> dict[str, str]:
    """Return the headings of the annex, and the words around the number of a page."""
    headings = {name: speech.say(f"heading_{name}") for name in HEADINGS}
    page = speech.say("page_of", page="{page}", pages="{pages}")
    return {**headings, "charts_lead": speech.say("charts_lead"), "page": page}


def _received(cut: datetime | None, speech: Speech) -> str:
    if cut is None:
        return speech.say("no_report_counts")
    return speech.say("received_until", moment=speech.moment(cut)).rstrip(".")


@dataclass(slots=True)
class _Writing:
    """The text as far as it is written, and the footnotes it has called."""

    annex: Annex
    speech: Speech
    footnotes: list[Footnote] = field(default_factory=list[Footnote])
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    sentences: int = 0

    def call(self, note_id: str) -> tuple[int, bool]:
        """Return the number of a note's footnote, and whether it was called before."""
        if note_id in self.numbers:
            return self.numbers[note_id], True
        note = next(n for n in (*self.annex.evidence, *self.annex.sources) if n.id == note_id)
        number = len(self.footnotes) + 1
        text = " ".join(_ended(line) for line in note.lines)
        self.footnotes.append(Footnote(number, note.id, note.heading, text))
        self.numbers[note_id] = number
        return number, False


def _blocks(paragraphs: tuple[Paragraph, ...], writing: _Writing) -> Iterator[Words | Space]:
    """Yield what stands under a heading; sentences run together until a slot or a paragraph."""
    for paragraph in paragraphs:
        running: list[Run] = []
        for part in paragraph.parts:
            if isinstance(part, Sentence):
                running += [Run(" ")] if running else []
                running += _runs(part, writing)
                continue
            if running:
                yield Words(tuple(running))
                running = []
            yield _space(part, writing.speech)
        if running:
            yield Words(tuple(running))


def _runs(sentence: Sentence, writing: _Writing) -> Iterator[Run]:
    """Yield a sentence; a footnote stands where what it rests on ends."""
    named = {segment.evidence for segment in sentence.segments}
    behind = [each.id for each in sentence.evidence if each.id not in named]
    source = writing.annex.of_sentence.get(writing.sentences)
    behind += [source] if source else []
    writing.sentences += 1
    for place, segment in enumerate(sentence.segments):
        following = sentence.segments[place + 1 :]
        ends = not following or following[0].evidence != segment.evidence
        if segment.evidence and ends:
            yield Run(segment.text, *writing.call(segment.evidence))
        else:
            yield Run(segment.text)
    for note_id in dict.fromkeys(behind):
        yield Run("", *writing.call(note_id))


def _space(slot: Slot, speech: Speech) -> Space:
    needs = tuple(_need(need, speech) for need in slot.needs)
    return Space(speech.say("to_be_written", title=slot.title), slot.demands, needs)


def _need(need: str, speech: Speech) -> str:
    known = f"need_{need}" in every_phrase()
    return speech.language.capital(speech.say(f"need_{need}") if known else need)


def _notices(document: Document, speech: Speech) -> Iterator[str]:
    if document.drill:
        yield f"{speech.say('drill')} {speech.say('drill_is')}"
    if document.illustrative:
        yield f"{speech.say('illustrative')} {document.illustrative}"
    slots = len(list(document.slots()))
    if slots:
        yield notice(slots, speech.language)


def _gap(gap: Gap) -> tuple[str, str]:
    where = f"{gap.paragraph}, " if gap.paragraph else ""
    end = "" if gap.topic.endswith(("?", ":")) else ":"
    return f"{where}{gap.topic}{end}", gap.reason


def _known(document: Document) -> dict[str, Evidence]:
    return {each.id: each for each in document.evidence()}


def _tables(document: Document, annex: Annex, speech: Speech) -> Iterator[EvidenceTable]:
    """Yield a table for each form, in the order in which the text draws on them."""
    known = _known(document)
    by_form: dict[str, list[EvidenceRow]] = {}
    for note in annex.evidence:
        form = known[note.id].form_title or known[note.id].form
        by_form.setdefault(form, []).append(_row(note))
    for form, rows in by_form.items():
        yield EvidenceTable(speech.say("evidence_of", form=form), tuple(rows))


def _row(note: Note) -> EvidenceRow:
    reports = tuple(f"{what}: {', '.join(runs(numbers))}." for what, numbers in note.reports)
    return EvidenceRow(note.id, note.heading, tuple(_ended(line) for line in note.lines), reports)


def _ended(line: str) -> str:
    return f"{line.rstrip('.')}."
