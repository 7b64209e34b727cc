"""Recommendations, as their templates see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import quote

from server.missions.document import MissionFile
from server.missions.here import Place
from server.missions.recommendations import Followed, Recommendation
from server.pages import Option, Page, options
from server.recommendations.importer import RecommendationImporter
from server.recommendations.words import STATUSES

_BY_NAME: Mapping[str, str] = {each.value: words for each, words in STATUSES.items()}
OWN = "own"
"""In place of a report: this mission's new ones."""


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """A recommendation in the list."""

    href: str
    """'' = the reader may not change it."""
    text: str
    number: str
    report: str
    addressee: str
    is_priority: bool
    status: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class RecommendationsPage(Page):
    """All recommendations of a mission, report by report."""

    template: ClassVar[str] = "recommendations.html"
    counts: tuple[tuple[str, str], ...]
    """Report, and what became of its recommendations."""
    rows: tuple[RecommendationRow, ...]
    reports: tuple[Option, ...]
    statuses: tuple[Option, ...]
    may_write: bool
    may_import: bool
    nothing: str
    shown_of: str
    """How many of how many are shown; '' = all."""


@dataclass(frozen=True, slots=True)
class RecommendationForm(Page):
    """The form of one recommendation."""

    template: ClassVar[str] = "recommendation_form.html"
    title: str
    to: str
    remove_at: str
    seen: str
    typed: Mapping[str, str]
    statuses: tuple[Option, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarryingPage(Page):
    """Recommendations of a past mission that may be carried over."""

    template: ClassVar[str] = "recommendations_carrying.html"
    missions: tuple[Option, ...]
    past: str
    """The past mission's code; '' = none is chosen."""
    report: str
    day: str
    rows: tuple[RecommendationRow, ...]


MOST_LISTED = 500


def recommendations_page(
    place: Place, document: MissionFile, report: str, status: str
) -> RecommendationsPage:
    """Return the list of those of a report and a status; '' = of any."""
    every = document.recommendations
    found = [each for each in every if _fits(each, report, status)]
    may_write = place.opens("POST /m/{code}/recommendations/new")
    reports = {each.report: each.report for each in every if each.is_prior}
    return RecommendationsPage(
        frame=place.frame("Recommendations", "registers"),
        counts=tuple(_counted(every)),
        rows=tuple(_row(place, each, may_write=may_write) for each in found[:MOST_LISTED]),
        reports=options({OWN: "this mission's own"} | reports, report),
        statuses=options(_BY_NAME, status),
        may_write=may_write,
        may_import=place.may_import(RecommendationImporter.who),
        nothing="No recommendation fits. Take a filter away."
        if report or status
        else "There is none yet. Carry those of a past mission over, import a table, or add one.",
        shown_of=f"{MOST_LISTED:,} of {len(found):,} are shown."
        if len(found) > MOST_LISTED
        else "",
    )


def recommendation_form(
    place: Place, typed: Mapping[str, str], seen: str, key: str = "", faults: Sequence[str] = ()
) -> RecommendationForm:
    """Return the form of the recommendation `key`, or of a new one."""
    at = path_of(place, key) if key else place.path("/recommendations/new")
    title = "Change a recommendation" if key else "New recommendation"
    return RecommendationForm(
        frame=place.frame(title, "registers"),
        title=title,
        to=at,
        remove_at=f"{at}/removal" if key else "",
        seen=seen,
        typed=typed,
        statuses=options(_BY_NAME, typed.get("status") or Followed.NOT_ASSESSED),
        faults=tuple(faults),
    )


def carrying_page(
    place: Place,
    missions: Mapping[str, str],
    past: str,
    report: tuple[str, date | None],
    coming: Sequence[Recommendation],
) -> CarryingPage:
    """Return what would be carried over from the mission `past`; '' = none is chosen yet."""
    title, day = report
    return CarryingPage(
        frame=place.frame("Carry recommendations over", "registers"),
        missions=options(missions, past),
        past=past,
        report=title,
        day=day.isoformat() if day else "",
        rows=tuple(_row(place, each, may_write=False) for each in coming),
    )


def path_of(place: Place, key: str) -> str:
    """Return the address of a recommendation."""
    return place.path(f"/recommendations/of/{quote(key, safe='')}")


def _fits(each: Recommendation, report: str, status: str) -> bool:
    of_report = not report or (each.report == report if report != OWN else not each.is_prior)
    return of_report and (not status or each.status == status)


def _counted(every: Sequence[Recommendation]) -> list[tuple[str, str]]:
    """Return each report with what became of its recommendations, in the order of the list."""
    told: list[tuple[str, str]] = []
    for report in dict.fromkeys(each.report for each in every):
        of_it = [each for each in every if each.report == report]
        counts = Counter(each.status for each in of_it)
        said = [f"{counts[each]:,} {STATUSES[each]}" for each in STATUSES if counts[each]]
        what = ", ".join(said) if report else "new"
        told.append((report or "This mission's own", f"{len(of_it):,}: {what}"))
    return told


def _row(place: Place, each: Recommendation, *, may_write: bool) -> RecommendationRow:
    when = f", {each.made_on.day} {each.made_on:%B %Y}" if each.made_on else ""
    return RecommendationRow(
        href=path_of(place, each.key) if may_write else "",
        text=each.text,
        number=each.number,
        report=f"{each.report}{when}" if each.is_prior else "this mission",
        addressee=each.addressee,
        is_priority=each.priority,
        status=STATUSES[each.status] if each.is_prior else "new",
        reason=each.reason,
        note=each.note,
    )
