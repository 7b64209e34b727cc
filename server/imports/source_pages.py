"""The page of the kept files: which, from whom, when, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.imports.importer import Importer, is_sealed
from server.imports.keeping import IMPORTED, WAITING
from server.imports.models import ImportedSource
from server.missions.here import Place
from server.pages import Link, Page

_BECAME = {"keep": "kept as they were", "close": "closed", "remove": "taken out"}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A kept file."""

    name: str
    href: str
    """'' = not for this account."""
    kind: str
    kept: str
    by: str
    outcome: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SourcesPage(Page):
    """Every file that was handed in."""

    template: ClassVar[str] = "sources.html"
    rows: tuple[SourceRow, ...]
    kinds: tuple[Link, ...]
    """Where files are handed in."""
    total: str
    newer: str
    older: str


def sources_page(
    place: Place, importers: Mapping[str, Importer], rows: Sequence[ImportedSource], total: int,
    page: int, most: int,
) -> SourcesPage:  # fmt: skip
    """Return the page of all kept files; `page` from 0, of `most` each."""
    at = place.path("/sources")
    return SourcesPage(
        frame=place.frame("Sources", "registers"),
        rows=tuple(
            SourceRow(
                name=each.name,
                href=f"{at}/{each.id}" if _opens(place, importers[each.kind]) else "",
                kind=importers[each.kind].title,
                kept=place.times.at(each.kept_at),
                by=each.kept_by,
                outcome=outcome_words(importers[each.kind], each),
                size=size_words(each.size),
                sha256=each.sha256,
            )
            for each in rows
        ),
        kinds=tuple(
            Link(each.title, place.path(f"/import/{each.kind}"))
            for each in importers.values()
            if place.may_import(each.who)
        ),
        total=f"{total:,} file{'' if total == 1 else 's'}" if total else "No file was imported yet",
        newer=f"{at}?page={page - 1}" if page else "",
        older=f"{at}?page={page + 1}" if (page + 1) * most < total else "",
    )


def _opens(place: Place, importer: Importer) -> bool:
    """Say whether the account may open files of a kind: what is sealed is about all regions."""
    of_all = not (is_sealed(importer) and place.standing.regions)
    return of_all and place.standing.role in importer.who


def size_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:,.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def outcome_words(importer: Importer, source: ImportedSource) -> str:
    """Return what became of a file."""
    if source.state != IMPORTED:
        return "waits" if source.state == WAITING else "set aside"
    done = source.outcome
    words = f"{done['new']:,} new, {done['changed']:,} changed, {done['unchanged']:,} unchanged"
    if done["gone"]:
        became = _BECAME.get(done["those_gone"], done["those_gone"] or "kept as they were")
        words += f"; {done['gone']:,} {importer.many} not in it, {became}"
    return words
