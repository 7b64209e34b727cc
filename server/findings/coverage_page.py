"""Coverage, as its template and as scripts read it."""

from dataclasses import dataclass, replace
from typing import ClassVar

from server.findings.coverage import Count, CoverageTable, FormStations, Missing, TeamCount
from server.findings.figures import share
from server.missions.here import Place
from server.pages import Option, Page

MOST_MISSING = 300
_SOURCES = {
    "plan": "Expected are the stations of the plan.",
    "sample": "There is no plan: expected are the stations of the sample.",
    "register": "There is no plan: expected are all stations of the register.",
}


UNPLANNED = "–"
"""In place of a team's figures where it has no plan."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """How far a region, or a team, is."""

    name: str
    expected: str
    received: str
    counted: str
    checked: str
    refused: str
    missing: str
    length: int
    """Of the bar of what was received: thousandths of the expected."""
    refused_length: int
    late: str = ""
    last_heard: str = ""


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form, and from how many stations its reports came."""

    title: str
    received: str
    counted: str
    checked: str


@dataclass(frozen=True, slots=True)
class MissingRow:
    """An expected station from which nothing came."""

    code: str
    name: str
    region: str
    team: str
    planned: str
    late: bool


@dataclass(frozen=True, slots=True)
class CoveragePage(Page):
    """Which stations are covered."""

    template: ClassVar[str] = "coverage.html"
    summary: str
    source: str
    beyond: str
    json_href: str
    forms: tuple[Option, ...]
    depths: tuple[Option, ...]
    whole: CountRow
    regions: tuple[CountRow, ...]
    teams: tuple[CountRow, ...]
    unplanned: str
    """That some teams, or all, have no plan; '' = all have."""
    by_form: tuple[FormLine, ...]
    missing_title: str
    missing: tuple[MissingRow, ...]
    left_out: str


def coverage_page(
    place: Place,
    table: CoverageTable,
    titles: dict[str, str],
    *,
    depth: int,
    deepest: int,
    json_href: str,
) -> CoveragePage:
    """Return the page of `table`; `titles` has those of the forms by id."""
    whole = table.whole
    shown = table.missing[:MOST_MISSING]
    rest = len(table.missing) - len(shown)
    late = sum(each.late for each in table.missing)
    return CoveragePage(
        frame=place.frame("Coverage", "findings"),
        summary=f"{whole.received:,} of {whole.expected:,} stations have reported"
        if whole.expected
        else f"reports came from {table.beyond:,} stations",
        source=_source(table),
        beyond=f"Reports also came from {table.beyond:,} stations where none was expected."
        if table.beyond and whole.expected
        else "",
        json_href=json_href,
        forms=(
            Option("", "any form", chosen=not table.form),
            *(Option(form, title, chosen=form == table.form) for form, title in titles.items()),
        ),
        depths=tuple(
            Option(str(each), f"level {each}", chosen=each == depth)
            for each in range(1, deepest + 1)
        ),
        whole=_row("All", whole),
        regions=tuple(_row(name, count) for name, count in table.regions.items()),
        teams=tuple(_team(place, each) for each in table.teams),
        unplanned=_unplanned(table),
        by_form=tuple(_form(each, titles) for each in table.forms),
        missing_title=f"Nothing came from {len(table.missing):,}"
        + (f", {late:,} of them late" if late else "")
        if shown
        else "No station is missing",
        missing=tuple(_missing(place, each) for each in shown),
        left_out=f"{rest:,} more are not listed; the JSON has all." if rest else "",
    )


def _source(table: CoverageTable) -> str:
    sample = table.sample
    drawn = ""
    if sample:
        drawn = f" Of the sample, {sample.received:,} of {sample.expected:,} have reported."
    if not table.whole.expected:
        return "There is neither a plan nor a register, so nothing is expected."
    return _SOURCES[table.source] + (drawn if table.source == "plan" else "")


def _unplanned(table: CoverageTable) -> str:
    without = sum(not each.count.expected for each in table.teams)
    if not without:
        return ""
    who = "These teams have" if without == len(table.teams) else "Teams with – have"
    return f"{who} no plan, so nothing is expected of them; what they sent is among the regions'."


def _team(place: Place, each: TeamCount) -> CountRow:
    heard = place.times.brief(each.last_heard) if each.last_heard else "never"
    row = _row(each.team, each.count, late=f"{each.late:,}", last_heard=heard)
    if each.count.expected:
        return row
    none = UNPLANNED  # noughts would read as if the team had sent nothing
    return replace(
        row,
        expected=none,
        received=none,
        counted=none,
        checked=none,
        refused=none,
        missing=none,
        late=none,
    )


def _row(name: str, count: Count, late: str = "", last_heard: str = "") -> CountRow:
    return CountRow(
        name=name,
        expected=f"{count.expected:,}",
        received=f"{count.received:,}",
        counted=f"{count.counted:,}",
        checked=f"{count.checked:,}",
        refused=f"{count.refused:,}",
        missing=f"{count.missing:,}",
        length=share(count.received, count.expected),
        refused_length=share(count.refused, count.expected),
        late=late,
        last_heard=last_heard,
    )


def _form(each: FormStations, titles: dict[str, str]) -> FormLine:
    figures = (f"{count:,}" for count in (each.received, each.counted, each.checked))
    return FormLine(titles.get(each.form, each.form), *figures)


def _missing(place: Place, each: Missing) -> MissingRow:
    planned = place.times.brief(each.planned) if each.planned else ""
    return MissingRow(each.code, each.name, each.region, each.team, planned, each.late)
