"""A statement as one tree that every format is drawn from.

    Document → Section → Paragraph → Sentence | Slot

A sentence says where it comes from: from reports (`Evidence`), from published facts
(`Citation`), or from the template (neither). A slot is left for a person; nothing fills it
but a person. `Document.evidence()` numbers the evidence in the order of the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Case:
    """A report that stands behind a figure."""

    report: UUID
    station: str
    """For the evidence only: never for the text of a statement."""


@dataclass(frozen=True)
class Evidence:
    """What a generated sentence rests on. Always complete: nobody should have to ask twice."""

    id: str
    """`E1`, `E2`, … in the order of the text."""
    form: str
    question: str
    """Name of the question; '' where the figure is a count of stations."""
    label: str
    values: tuple[str, ...]
    """Answers that make a case; empty where every report is one."""
    cases: int
    """k."""
    answered: int
    """n, in units."""
    visited: int
    """Units with a report of the form, answered or not."""
    non_answers: Mapping[str, int]
    """not_observed, dont_know, not_applicable, missing → units."""
    counts: Mapping[str, int]
    """Every answer that was given → units."""
    interval: tuple[float, float] | None
    """95 %, of the share of cases; None where the design allows none."""
    reports: int
    stations: int
    unit: str
    """station: visits taken together; report: every observation."""
    design: str
    population: int | None
    first_visit: datetime | None
    last_visit: datetime | None
    versions: tuple[str, ...]
    """Of the form."""
    as_of: datetime | None
    """The cut: reports received later are not in it."""
    listed: tuple[Case, ...]
    """The cases, or the reports behind all figures where there are few; see `listed_all`."""
    listed_all: bool
    """False where there are too many to list: the evidence page finds them again."""


@dataclass(frozen=True)
class Citation:
    """The published text that a fact is taken from."""

    source: str
    publisher: str
    title: str
    published: date | None
    as_of: date | None
    """The day for which the fact holds."""
    what: str
    """The fact: its label and value, or the subject of the note or meeting."""


@dataclass(frozen=True)
class Sentence:
    """A sentence that was drafted."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A place for a person's words. The draft can't be signed off while it is empty."""

    id: str
    title: str
    demands: str
    """What is to be written, and on what basis."""
    needs: tuple[str, ...] = ("author", "basis", "sign-off")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the template; it may be empty, and then `Document.gaps` says why."""

    id: str
    """`T1`, `T2`, …"""
    title: str
    """What it is about, for the drafter."""
    parts: tuple[Sentence | Slot, ...]


@dataclass(frozen=True)
class Section:
    """Paragraphs under one heading."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Gap:
    """What can't honestly be said, and why."""

    paragraph: str
    topic: str
    reason: str


@dataclass(frozen=True)
class Colophon:
    """What the draft was made from, so that it can be made again and checked."""

    template: str
    template_version: str
    language: str
    cut: datetime | None
    """The last moment whose reports count; None where there is no report."""
    reports: int
    stations: int
    unit: str
    design: str
    forms: tuple[str, ...]
    """`voting 1`, …: every version that counts."""
    data_digest: str
    """SHA-256 of the reports that count: ids, revisions, answers."""
    text_digest: str
    """SHA-256 of the text, evidence left out."""


@dataclass(frozen=True)
class Document:
    """A draft statement."""

    mission: str
    """The mission's code."""
    title: str
    subtitle: str
    dateline: str
    illustrative: str
    """To be shown wherever the text is; '' = all of it is real."""
    drill: bool
    language: str
    sections: tuple[Section, ...]
    gaps: tuple[Gap, ...]
    colophon: Colophon

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield every paragraph in order."""
        for section in self.sections:
            yield from section.paragraphs

    def sentences(self) -> Iterator[Sentence]:
        """Yield every drafted sentence in order."""
        for paragraph in self.paragraphs():
            yield from (part for part in paragraph.parts if isinstance(part, Sentence))

    def slots(self) -> Iterator[Slot]:
        """Yield every place that waits for a person."""
        for paragraph in self.paragraphs():
            yield from (part for part in paragraph.parts if isinstance(part, Slot))

    def evidence(self) -> Iterator[Evidence]:
        """Yield all evidence in the order of the text."""
        for sentence in self.sentences():
            yield from sentence.evidence

    def citations(self) -> list[Citation]:
        """Return the published texts that are cited, each fact once, in order."""
        return list(dict.fromkeys(each for one in self.sentences() for each in one.citations))
