"""What became of complaints, by the body that they were filed with."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from uuid import UUID

from sqlmodel import Session

from server.fieldnotes.kinds import Complaint, Kind, Ruling
from server.fieldnotes.searching import Filter, read_notes

MOST_COMPLAINTS = 10_000


@dataclass(frozen=True, slots=True)
class BodyRow:
    """The complaints that one body received, or all of them."""

    filed_with: str
    """'' = all bodies."""
    rulings: Mapping[Ruling, int]
    days: float | None
    """From filing to the decision, the median of those that have a day of decision."""
    most_days: int | None
    timed: int
    """Complaints with a day of decision."""

    @property
    def filed(self) -> int:
        """How many there are."""
        return sum(self.rulings.values())


@dataclass(frozen=True, slots=True)
class Complaints:
    """The table of complaints."""

    bodies: tuple[BodyRow, ...]
    """Those with most complaints first."""
    whole: BodyRow
    first_day: date | None
    last_day: date | None
    is_cut: bool = False
    """There are more than are counted."""


def complaints(
    db: Session, mission_id: UUID, since: date | None = None, until: date | None = None
) -> Complaints:
    """Return what became of complaints, of those filed from `since` to `until` where given."""
    wanted = Filter(kind=Kind.COMPLAINT, since=since, until=until)
    notes = (note for _, note in read_notes(db, mission_id, wanted, MOST_COMPLAINTS + 1))
    kept = [each for each in notes if isinstance(each, Complaint)]
    return tabulated(kept[:MOST_COMPLAINTS], is_cut=len(kept) > MOST_COMPLAINTS)


def tabulated(found: Sequence[Complaint], *, is_cut: bool = False) -> Complaints:
    """Return a row for each body. Pure."""
    by_body: dict[str, list[Complaint]] = {}
    for each in found:
        by_body.setdefault(each.filed_with, []).append(each)
    bodies = sorted(by_body, key=lambda body: (-len(by_body[body]), body))
    days = [each.day for each in found]
    return Complaints(
        bodies=tuple(_row(body, by_body[body]) for body in bodies),
        whole=_row("", found),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        is_cut=is_cut,
    )


def _row(body: str, found: Iterable[Complaint]) -> BodyRow:
    counts = Counter[Ruling]()
    days: list[int] = []
    for each in found:
        counts[each.ruling] += 1
        if each.days_to_decision is not None:
            days.append(each.days_to_decision)
    return BodyRow(
        filed_with=body,
        rulings={ruling: counts[ruling] for ruling in Ruling},
        days=median(days) if days else None,
        most_days=max(days, default=None),
        timed=len(days),
    )
