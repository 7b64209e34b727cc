"""The draft statement as its template sees it: each figure leads to its reports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from server.missions.here import Place
from server.pages import Link, Page
from server.statement.document import (
    Citation,
    Document,
    Evidence,
    Paragraph,
    Segment,
    Sentence,
    Slot,
    Ways,
)

FORMATS = ("md", "html", "json")
_SILENCES = {
    "not_observed": "not observed",
    "dont_know": "don't know",
    "not_applicable": "not applicable",
    "missing": "missing",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence; with `href`, a figure that leads to the reports behind it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A drafted sentence and what it rests on."""

    pieces: tuple[Piece, ...]
    marks: tuple[Link, ...]
    """Evidence and published sources, by their numbers at the end of the page."""


@dataclass(frozen=True, slots=True)
class SlotView:
    """An empty place for a person's words."""

    title: str
    demands: str
    needs: str


@dataclass(frozen=True, slots=True)
class PartView:
    """Either a sentence or an empty place."""

    sentence: SentenceView | None = None
    slot: SlotView | None = None


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph of the template."""

    id: str
    title: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """Paragraphs under a heading."""

    title: str
    paragraphs: tuple[ParagraphView, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What a sentence rests on."""

    id: str
    label: str
    form: str
    href: str
    figure: str
    silences: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A published text."""

    id: str
    words: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapRow:
    """What can't honestly be said."""

    topic: str
    reason: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class StatementPage(Page):
    """A draft."""

    template: ClassVar[str] = "statement.html"
    title: str
    subtitle: str
    dateline: str
    summary: str
    cut: str
    downloads: tuple[Link, ...]
    sections: tuple[SectionView, ...]
    gaps: tuple[GapRow, ...]
    evidence: tuple[EvidenceRow, ...]
    sources: tuple[SourceRow, ...]
    colophon: tuple[str, ...]


def statement_page(place: Place, draft: Document, cut: dict[str, str]) -> StatementPage:
    """Return the page of `draft`; `cut` are the parameters of its own address."""
    view = _View(place, draft)
    end = f"?{urlencode(cut)}" if cut else ""
    return StatementPage(
        frame=place.frame("Statement", "statement"),
        title=draft.title,
        subtitle=draft.subtitle,
        dateline=draft.dateline,
        summary=_summary(draft),
        cut=f"Reports received up to {place.times.at(draft.colophon.cut)}."
        if draft.colophon.cut
        else "",
        downloads=tuple(
            Link(words, place.path(f"/statement.{each}{end}"))
            for each, words in zip(FORMATS, ("Markdown", "HTML", "JSON with evidence"), strict=True)
        ),
        sections=tuple(
            SectionView(section.title, tuple(view.paragraph(each) for each in section.paragraphs))
            for section in draft.sections
        ),
        gaps=tuple(GapRow(each.topic, each.reason, each.paragraph) for each in draft.gaps),
        evidence=tuple(view.evidence_row(each) for each in view.evidence.values()),
        sources=tuple(view.sources()),
        colophon=tuple(_colophon(draft)),
    )


def _summary(draft: Document) -> str:
    sentences, slots = len(list(draft.sentences())), len(list(draft.slots()))
    waits = "place waits" if slots == 1 else "places wait"
    topics = "topic" if len(draft.gaps) == 1 else "topics"
    return (
        f"{sentences} sentences are drafted; {slots} {waits} for a person; "
        f"of {len(draft.gaps)} {topics} nothing can honestly be said."
    )


def _colophon(draft: Document) -> Iterator[str]:
    made = draft.colophon
    yield f"Template {made.template} {made.template_version}, language {made.language}."
    yield (
        f"{made.reports:,} reports from {made.stations:,} stations; selection: {made.design}; "
        f"unit: {made.unit}; forms: {', '.join(made.forms) or 'none'}."
    )
    yield f"SHA-256 of the reports {made.data_digest}; of the text {made.text_digest}."


class _View:
    """Turns the parts of one draft into what the template shows."""

    def __init__(self, place: Place, draft: Document) -> None:
        self._place = place
        self.evidence = {each.id: each for each in draft.evidence()}
        self._facts: dict[str, list[Citation]] = {}
        for sentence in draft.sentences():
            for citation in sentence.citations:
                self._facts.setdefault(citation.source, []).append(citation)
        self._numbers = {source: f"S{number}" for number, source in enumerate(self._facts, 1)}

    def paragraph(self, each: Paragraph) -> ParagraphView:
        return ParagraphView(each.id, each.title, tuple(self._part(part) for part in each.parts))

    def evidence_row(self, each: Evidence) -> EvidenceRow:
        silences = [
            f"{count} {_SILENCES.get(name, name)}"
            for name, count in each.non_answers.items()
            if count
        ]
        return EvidenceRow(
            id=each.id,
            label=each.label,
            form=each.form,
            href=self._behind(each, None),
            figure=f"{each.answered} of {each.visited} {each.unit}s answered"
            if each.question
            else f"{each.visited} {each.unit}s",
            silences=", ".join(silences),
        )

    def sources(self) -> Iterator[SourceRow]:
        for source, citations in self._facts.items():
            first = citations[0]
            published = f", {first.published}" if first.published else ""
            facts = dict.fromkeys(each.what for each in citations)
            yield SourceRow(
                self._numbers[source], f"{first.publisher}, {first.title}{published}", tuple(facts)
            )

    def _part(self, part: Sentence | Slot) -> PartView:
        if isinstance(part, Slot):
            return PartView(slot=SlotView(part.title, part.demands, ", ".join(part.needs)))
        pieces = tuple(Piece(each.text, self._href(each)) for each in part.segments)
        return PartView(sentence=SentenceView(pieces, tuple(self._marks(part))))

    def _marks(self, sentence: Sentence) -> Iterable[Link]:
        for each in sentence.evidence:
            yield Link(each.id, f"#{each.id}")
        for source in dict.fromkeys(each.source for each in sentence.citations):
            yield Link(self._numbers[source], f"#{self._numbers[source]}")

    def _href(self, segment: Segment) -> str:
        evidence = self.evidence.get(segment.evidence)
        if evidence is None or segment.figure is None:
            return ""
        return self._behind(evidence, evidence.figures[segment.figure])

    def _behind(self, evidence: Evidence, ways: Ways | None) -> str:
        """Return the address of the reports behind a figure, or behind all of its answers."""
        if not evidence.question:
            return self._place.path(f"/reports?{urlencode({'form': evidence.form})}")
        wanted = [("form", evidence.form), ("question", evidence.question), ("unit", "station")]
        if ways is not None:
            wanted += [("value", value) for value in ways.values]
            wanted += [("together", "1")] if ways.together else []
        if evidence.as_of:
            wanted.append(("as_of", evidence.as_of.isoformat()))
        return self._place.path(f"/evidence?{urlencode(wanted)}")
