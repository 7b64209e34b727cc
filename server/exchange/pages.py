"""The page on which reports are taken out, as its template sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from server.accounts.models import TrailEntry
from server.exchange.wanted import Format, Reach
from server.forms.models import PublishedForm
from server.missions.here import Place
from server.pages import Page
from shared.text import in_language

_LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша", "tr": "Türkçe"}
_FORMATS = {
    Format.CSV: "CSV: one table a form, in a ZIP",
    Format.XLSX: "Excel (XLSX): one sheet a form",
    Format.GEOJSON: "GeoJSON: stations on a map, with counts",
    Format.DATAPACKAGE: "Data package (Frictionless): tables with the forms' dictionary",
}
_OPENED = {
    "quarantine": "quarantine",
    "people": "people",
    "exact_times": "exact times",
    "attachments": "photographs",
}
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ExportRow:
    """What went out once."""

    at: str
    by: str
    what: str
    reports: str
    cut: str
    opened: str
    digest: str
    """The first digits of the file's SHA-256."""
    whole_digest: str


@dataclass(frozen=True, slots=True)
class ExportsPage(Page):
    """What can be taken out, and what was."""

    template: ClassVar[str] = "exports.html"
    formats: tuple[tuple[str, str], ...]
    """Name and words of each."""
    forms: tuple[tuple[str, str], ...]
    """Id and title of each."""
    languages: tuple[tuple[str, str], ...]
    unveils: bool
    limits: str
    """Whose reports these are, where they are not all; '' = all."""
    rows: tuple[ExportRow, ...]


def exports_page(
    place: Place, reach: Reach, published: Sequence[PublishedForm], entries: Sequence[TrailEntry]
) -> ExportsPage:
    """Return the page for somebody who reaches so far."""
    spoken: dict[str, None] = dict.fromkeys(
        each for form in published for each in form.document.get("languages", ["en"])
    )
    return ExportsPage(
        frame=place.frame("Exports", "exports"),
        formats=tuple((each.value, words) for each, words in _FORMATS.items()),
        forms=tuple(
            (each.form_id, in_language(each.document["title"], "en") or each.form_id)
            for each in published
        ),
        languages=tuple((each, _LANGUAGES.get(each, each)) for each in spoken),
        unveils=reach.unveils,
        limits=_limits(reach),
        rows=tuple(_row(place, each) for each in entries),
    )


def _limits(reach: Reach) -> str:
    if reach.teams is not None:
        return "You take out the reports of your own organisation's teams."
    if reach.regions:
        return f"You take out the reports from your regions: {'; '.join(reach.regions)}."
    return ""


def _row(place: Place, entry: TrailEntry) -> ExportRow:
    said: dict[str, Any] = entry.particulars
    opened: list[str] = said["opened"]
    forms: list[str] = said["forms"]
    what = entry.subject.removeprefix("export ")
    return ExportRow(
        at=place.times.at(entry.at),
        by=entry.name,
        what=f"{what} ({', '.join(forms)})" if forms else what,
        reports=f"{said['reports']:,}",
        cut=place.times.at(datetime.fromisoformat(said["cut"])),
        opened=", ".join(_OPENED.get(each, each) for each in opened),
        digest=said["sha256"][:_DIGITS],
        whole_digest=said["sha256"],
    )
