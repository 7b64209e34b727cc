"""The table of complaints, as its template sees it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from server.fieldnotes import words
from server.fieldnotes.complaints import BodyRow, Complaints
from server.fieldnotes.kinds import Ruling
from server.fieldnotes.pages import days
from server.missions.here import Place
from server.pages import Page


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """What became of the complaints that one body received."""

    filed_with: str
    """'' = all bodies."""
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComplaintsPage(Page):
    """What became of complaints, by body."""

    template: ClassVar[str] = "complaints.html"
    base: str
    columns: tuple[str, ...]
    rows: tuple[ComplaintRow, ...]
    since: str
    until: str
    is_cut: bool


def complaints_page(
    place: Place, found: Complaints, since: date | None, until: date | None
) -> ComplaintsPage:
    """Return the table of complaints."""
    filed, pending = found.whole.filed, found.whole.rulings[Ruling.PENDING]
    base = (
        f"{filed:,} {'complaint' if filed == 1 else 'complaints'}, filed "
        f"{days(found.first_day, found.last_day)}; {pending:,} pending"
    )
    rows = (*found.bodies, found.whole) if len(found.bodies) > 1 else found.bodies
    return ComplaintsPage(
        frame=place.frame("Complaints", "registers"),
        base=base if filed else "",
        columns=("Filed", *map(str.capitalize, words.RULINGS.values()), "Days to the decision"),
        rows=tuple(_row(each) for each in rows),
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
        is_cut=found.is_cut,
    )


def _row(row: BodyRow) -> ComplaintRow:
    counts = (f"{row.rulings[ruling] or '–'}" for ruling in Ruling)
    return ComplaintRow(row.filed_with, (f"{row.filed:,}", *counts, _days(row)))


def _days(row: BodyRow) -> str:
    if row.days is None or row.most_days is None:
        return "–"
    if row.timed == 1:
        return f"{row.most_days}"
    return f"{row.days:g}, at most {row.most_days} ({row.timed:,} decided)"
