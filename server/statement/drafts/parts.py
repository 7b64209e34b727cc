"""Pieces that several pages of a draft show alike: marked texts, evidence, moments, addresses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from server.missions.here import Place
from server.pages import Link
from server.statement.document import Evidence
from server.statement.drafts.difference import Difference, Kind, Piece
from server.statement.drafts.manuscript import Block, Figure
from server.statement.drafts.marks import Mark
from server.statement.drafts.models import StatementDraft
from server.statement.languages.registry import NAMES
from server.statement.library import STYLES
from server.statement.render_html import OnServer
from shared.digest import sha256_hex

NON_ANSWERS = {
    "not_observed": "not observed",
    "dont_know": "don't know",
    "not_applicable": "not applicable",
    "missing": "no answer",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a text: plain, or marked with what is to be looked at."""

    text: str
    why: str = ""
    """'' = plain."""
    explained: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """The evidence of a sentence, with links to the reports behind its figures."""

    label: str
    base: str
    figures: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One sentence that differs, as a page shows it."""

    words: str
    section: str
    old: str
    new: str
    pieces: tuple[Piece, ...]
    figures: tuple[tuple[str, str, str], ...]


def drafts_path(place: Place) -> str:
    """Return the address of a mission's drafts."""
    return place.path("/statement/drafts")


def draft_path(place: Place, draft_id: UUID, rest: str = "") -> str:
    """Return the address of a draft, or of a page of it."""
    return f"{drafts_path(place)}/{draft_id}{rest}"


def sentence_path(place: Place, draft_id: UUID, key: str) -> str:
    """Return the address of the page of one sentence."""
    return draft_path(place, draft_id, f"/sentence?{urlencode({'key': key})}")


def may_write(place: Place, draft: StatementDraft) -> bool:
    """Whether the account may change the draft: it is not sealed, nor its mission closed."""
    return draft.sealed_at is None and place.opens(
        "POST /m/{code}/statement/drafts/{draft_id}/sentence"
    )


def anchor(key: str) -> str:
    """Return the anchor of a block on the page of its draft."""
    return f"b-{sha256_hex(key.encode())[:10]}"


def name_of(draft: StatementDraft) -> str:
    """Return what people call a draft: `CIS style, English`, its edition if not the first."""
    style = STYLES.get(draft.template, draft.template)
    name = f"{style}, {NAMES.get(draft.language, draft.language)}"
    return f"{name}, edition {draft.edition}" if draft.edition > 1 else name


def runs_of(text: str, marks: Sequence[Mark]) -> tuple[Run, ...]:
    """Return a text in runs; of marks that overlap, the first counts."""
    runs: list[Run] = []
    written = 0
    for mark in marks:
        if mark.start < written:
            continue
        if mark.start > written:
            runs.append(Run(text[written : mark.start]))
        runs.append(Run(text[mark.start : mark.end], mark.why, mark.explained))
        written = mark.end
    return (*runs, Run(text[written:])) if text[written:] else tuple(runs)


def evidence_of(place: Place, block: Block) -> tuple[Behind, ...]:
    """Return what a sentence rests on, with links to the reports."""
    behind = {each.id: each for sentence in block.behind for each in sentence.evidence}
    return tuple(_behind(place, each) for each in behind.values())


def sources_of(block: Block) -> tuple[str, ...]:
    """Return the published texts that a sentence is taken from."""
    cited = (each for sentence in block.behind for each in sentence.citations)
    told = (f"{each.publisher}: {each.title}" if each.title else each.what for each in cited)
    return tuple(dict.fromkeys(told))


def difference_rows(found: Iterable[Difference]) -> tuple[DifferenceRow, ...]:
    """Return differences as a page shows them."""
    return tuple(
        DifferenceRow(
            words=_KINDS[each.kind],
            section=f"{each.paragraph} · {each.section}" if each.section else each.paragraph,
            old=each.old,
            new=each.new,
            pieces=each.pieces,
            figures=figure_rows(each.figures),
        )
        for each in found
    )


def figure_rows(
    found: Iterable[tuple[str, Figure | None, Figure | None]],
) -> tuple[tuple[str, str, str], ...]:
    """Return (what was counted, then, now)."""
    return tuple((NON_ANSWERS.get(what, what), _of(old), _of(new)) for what, old, new in found)


_KINDS = {
    Kind.ADDED: "new",
    Kind.REMOVED: "gone",
    Kind.CHANGED: "changed",
    Kind.MOVED: "moved",
    Kind.FIGURES: "same words, other figures",
}


def _of(figure: Figure | None) -> str:
    return f"{figure.cases:,} of {figure.of:,}" if figure else "–"


def _behind(place: Place, evidence: Evidence) -> Behind:
    label = f"{evidence.form}: {evidence.label}" if evidence.question else evidence.label
    links = tuple(_links(evidence, OnServer(place.mission.code)))
    return Behind(label, ". ".join(_base(place, evidence)), links)


def _base(place: Place, evidence: Evidence) -> Iterator[str]:
    """Yield what the figures are of: unit, stations, reports, period, form, design, cut."""
    answered = f"{evidence.answered:,} of {evidence.visited:,} stations answered"
    yield f"Unit: {evidence.unit}; {answered}; {evidence.reports:,} reports"
    if evidence.first_visit and evidence.last_visit:
        first, last = place.times.at(evidence.first_visit), place.times.at(evidence.last_visit)
        yield f"Visits began {first}" + (f" to {last}" if last != first else "")
    if evidence.versions:
        yield f"Form versions: {', '.join(evidence.versions)}"
    yield f"Stations chosen: {evidence.design}"
    if evidence.as_of:
        yield f"Reports received until {place.times.at(evidence.as_of)}"


def _links(evidence: Evidence, links: OnServer) -> Iterator[Link]:
    for place, figure in enumerate(evidence.figures):
        told = " / ".join(evidence.labels.get(each, each) for each in figure.values)
        words = f"{figure.stations:,} of {evidence.answered:,}"
        yield Link(f"{words} {told}".strip(), links.figure(evidence, place))
    for kind, count in evidence.non_answers.items():
        if count and evidence.question:
            yield Link(f"{count:,} {NON_ANSWERS.get(kind, kind)}", links.silence(evidence, kind))
