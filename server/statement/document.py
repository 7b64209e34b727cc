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

from server.sampling.estimates import Estimate
from server.sampling.rules import HOUSE_RULES, Rules

LISTED = 100
"""Reports that evidence lists by id for one figure; of more, the evidence page has the list."""


@dataclass(frozen=True)
class Ways:
    """One of the figures of a sentence: the answers that it counts, and the reports behind it."""

    values: tuple[str, ...]
    """Answers that are counted here."""
    together: bool
    """True: all of `values` were given by a report; False: one of them was enough."""
    stations: int
    reports: tuple[UUID, ...]
    """Empty where there are more than `LISTED`: the evidence page finds them."""
    estimate: Estimate | None = None
    """What they say of all stations: share, interval, margin; None where none is worked out."""


@dataclass(frozen=True)
class Evidence:
    """What a generated sentence rests on. Always complete: nobody should have to ask twice."""

    id: str
    """`E1`, `E2`, … in the order of the text."""
    form: str
    """Its id; of the stations visited, those of all forms."""
    question: str
    """Name of the question; '' where the figure is a count of the stations visited."""
    label: str
    figures: tuple[Ways, ...]
    """In the order in which the sentence could have told them."""
    answered: int
    """Stations for which there is an answer: the base."""
    visited: int
    """Stations with a report of the form."""
    non_answers: Mapping[str, int]
    """not_observed, dont_know, not_applicable, missing → stations."""
    counts: Mapping[str, int]
    """Every choice that was given → stations, in the order of the form."""
    labels: Mapping[str, str]
    """Every choice of the question → its words in the form."""
    reports: int
    """Reports of the form that count; more than `visited` where stations were visited again."""
    unit: str
    """station: several visits to one are taken together."""
    design: str
    population: int | None
    first_visit: datetime | None
    last_visit: datetime | None
    versions: tuple[str, ...]
    """Of the form."""
    as_of: datetime | None
    """The cut: reports received later are not in it."""
    form_title: str = ""
    """What the form is called in the language of the text."""


@dataclass(frozen=True)
class Segment:
    """A piece of a sentence."""

    text: str
    evidence: str = ""
    """Id of the evidence that it rests on; '' = none."""
    figure: int | None = None
    """Which of the evidence's figures it states; None where it states none."""
    silence: str = ""
    """The non-answer that it counts: `not_observed`, `dont_know`, …; '' where it counts none."""


@dataclass(frozen=True)
class Citation:
    """The published text that a fact is taken from, or what the mission itself has noted."""

    source: str
    """'' = the mission's own note or incident: it has no publisher and no title either."""
    publisher: str
    title: str
    published: date | None
    as_of: date | None
    """The day for which the fact holds."""
    what: str
    """The fact: its label and value, or the subject of the note or meeting."""
    language: str = ""
    """Of publisher and title; '' = that of the statement."""


@dataclass(frozen=True)
class Sentence:
    """A sentence that was drafted."""

    segments: tuple[Segment, ...]
    evidence: tuple[Evidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    key: str = ""
    """What stays the same when it is drafted again: its paragraph and what it draws on."""

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True)
class Slot:
    """A place for a person's words. The draft can't be signed off while it is empty."""

    id: str
    title: str
    demands: str
    """What is to be written, and on what basis."""
    needs: tuple[str, ...] = ("author", "basis", "sign-off")
    key: str = ""
    """As `Sentence.key`."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the template; it may be empty, and then `Document.gaps` says why."""

    id: str
    """`T1`, `T2`, …"""
    title: str
    """What it is about, for the drafter."""
    parts: tuple[Sentence | Slot, ...]
    supports: tuple[str, ...] = ()
    """Sections of the long-term observers' notes that it draws on."""


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
    population: int | None
    forms: tuple[str, ...]
    """`voting 1`, …: every version that counts."""
    data_digest: str
    """SHA-256 of the reports that count: ids, hashes that their laptops signed, stations."""
    text_digest: str
    """SHA-256 of the text, evidence left out."""
    planned: int = 0
    """Stations that the mission's plan names; 0 = it names none."""
    outside: int = 0
    """Stations visited outside a drawn sample: what was seen there is in no figure."""
    rules: Rules = HOUSE_RULES
    """From where on something is said."""


@dataclass(frozen=True)
class Seal:
    """The head of mission has signed the text; it will not change any more."""

    edition: int
    """1, 2, … : a corrected statement is another edition."""
    reason: str
    """Why it takes the place of the edition before; '' for the first."""
    signed_at: datetime
    digest: str
    """SHA-256 over the text, the cut and the signing (`server.statement.drafts.sealing`)."""


@dataclass(frozen=True)
class Document:
    """A statement: a draft as long as it has no seal.

    Kept as JSON for as long as anybody may ask for a sealed statement: give new fields, here and
    in its parts, a value that fits what was kept before them.
    """

    mission: str
    """The mission's code."""
    title: str
    subtitle: str
    dateline: str
    illustrative: str
    """To be shown wherever the text is; '' = all of it is real."""
    drill: bool
    language: str
    timezone: str
    """In which moments are written."""
    sections: tuple[Section, ...]
    gaps: tuple[Gap, ...]
    colophon: Colophon
    seal: Seal | None = None

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
