"""What is asked for, and how far whoever asks may reach."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.exchange.problems import ExportNotGranted, ExportRefused, UnknownExportFormat


class Format(StrEnum):
    """As what reports can be taken out."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    DATAPACKAGE = "datapackage"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports, how they are written, and what goes out that else stays in the mission."""

    format: Format
    forms: tuple[str, ...] = ()
    """Their ids; empty = all."""
    as_of: datetime | None = None
    """What counted then; None = what counts now."""
    language: str = ""
    """Of the labels that stand for questions and answers; '' = their names, as imports need."""
    quarantine: bool = False
    """Also what stands in quarantine or conflict, and counts nowhere."""
    people: bool = False
    """Teams and observers by their codes, and who corrected what."""
    exact_times: bool = False
    """Moments as they are; else the hour in which they lie."""
    attachments: bool = False
    """Photographs, without what they tell of place, time and camera."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose reports somebody may take out, and how much of them."""

    teams: frozenset[str] | None = None
    """Only those of these teams; None = of all."""
    regions: tuple[str, ...] = ()
    """Only those from these regions (paths); empty = from all."""
    unveils: bool = True
    """May ask for what else stays in the mission: people, exact times, quarantine."""


EVERYTHING = Reach()
"""What the operator may take out, who has the database anyway."""

_UNVEILING = {
    "quarantine": "reports in quarantine",
    "people": "codes of teams and observers",
    "exact_times": "exact times",
}


def format_called(name: str) -> Format:
    """Return the format called `name`. Raises UnknownExportFormat, with those that there are."""
    try:
        return Format(name)
    except ValueError:
        raise UnknownExportFormat(
            f"Reports can't be written as {name[:40]!r}. There are: {', '.join(Format)}."
        ) from None


def require_granted(wanted: Wanted, reach: Reach) -> None:
    """Raise ExportNotGranted for what goes further than `reach`, ExportRefused for contradictions.

    Nothing is left out in silence: who asks for too much gets nothing.
    """
    asked = [words for name, words in _UNVEILING.items() if getattr(wanted, name)]
    if asked and not reach.unveils:
        raise ExportNotGranted(
            f"Only administrators and coordinators take out {', '.join(asked)}. Leave that out, "
            "or ask one of them."
        )
    if wanted.attachments and wanted.format not in {Format.CSV, Format.DATAPACKAGE}:
        raise ExportRefused(
            f"A file of the format {wanted.format.value} holds no photographs. Take csv or "
            "datapackage, or leave them out."
        )
    if wanted.language and wanted.format is Format.DATAPACKAGE:
        raise ExportRefused(
            "A data package has the labels of every language in its dictionary, and names in its "
            "tables. Leave the language out."
        )
