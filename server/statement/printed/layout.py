"""A statement laid out for paper: what DOCX and PDF draw, with every word decided.

    Layout → Part → Words | Space, with footnotes; then the annex: tables, charts, lists

A template decides how it looks and nothing else. All texts are data: no template reads them as
markup, and characters that no document may hold have been replaced.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, and the footnote that stands behind it."""

    text: str
    note: int = 0
    """Number of the footnote; 0 = none."""
    again: bool = False
    """True where the footnote was called before: a link to it, not a second one."""


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences that run together."""

    runs: tuple[Run, ...]
    type: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Space:
    """A place that waits for a person's words."""

    title: str
    demands: str
    needs: tuple[str, ...]
    """What stands beside empty lines: author, basis, sign-off."""
    type: Literal["space"] = "space"


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; the heading may be empty."""

    title: str
    blocks: tuple[Words | Space, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """What a figure or a fact rests on, in short; the annex has the rest under the same id."""

    number: int
    id: str
    """`E1` evidence, `F1` source."""
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One evidence in full."""

    id: str
    heading: str
    lines: tuple[str, ...]
    reports: tuple[str, ...]
    """What each figure counts, and the runs of report numbers behind it."""


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """The evidence from one form."""

    caption: str
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer in a chart."""

    label: str
    value: str
    share: float
    """Of the stations with an answer, 0 to 1: the length of the bar."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The answers to one question as bars."""

    id: str
    heading: str
    base: str
    bars: tuple[Bar, ...]
    alt: str
    """All that the bars say, in words."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A statement on paper."""

    language: str
    locale: str
    """`en_GB`."""
    words: dict[str, str]
    """The fixed phrases; `page` still has its places for `{page}` and `{pages}`."""
    columns: dict[str, str]
    """The heads of the tables."""
    title: str
    subtitle: str
    dateline: str
    mark: str
    """`Draft`."""
    cut: str
    """Up to when reports count, in words."""
    cut_at: datetime | None
    notices: tuple[str, ...]
    parts: tuple[Part, ...]
    footnotes: tuple[Footnote, ...]
    """In the order of the text, numbered from 1."""
    gaps: tuple[tuple[str, str], ...]
    """Where and what is not said, with its colon; why."""
    method: tuple[str, ...]
    evidence: tuple[EvidenceTable, ...]
    charts: tuple[Chart, ...]
    sources: tuple[EvidenceRow, ...]
    reports: tuple[tuple[str, str], ...]
    """Number and identifier of each report that evidence names."""
    colophon: tuple[tuple[str, str], ...]
    foreign: tuple[tuple[str, str], ...] = ()
    """What stands in notes and sources in another language → its code; the longest first."""
