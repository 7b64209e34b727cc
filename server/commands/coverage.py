"""`evenhand-server coverage`: from which stations reports came, what is missing, who is late."""

from collections.abc import Iterator
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from server.commands.output import print_json
from server.commands.session import HomeOption, JsonOption, MissionOption, opened_store, reported
from server.findings import coverage_json
from server.findings.coverage import Count, CoverageTable, coverage_table
from server.missions.here import DRILL
from server.missions.service import get_mission
from server.pages import Times
from shared.clock import system_clock

MOST_LISTED = 20


def print_coverage(
    mission: MissionOption,
    form: Annotated[str, typer.Option("--form", help="Only reports of this form.")] = "",
    depth: Annotated[
        int, typer.Option("--depth", min=1, help="How deep regions are told apart.")
    ] = 1,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Print from which stations reports came, by region and team, and what is missing."""
    with reported(), opened_store(home) as store, store.reading() as db:
        held = get_mission(db, mission)
        table = coverage_table(db, held, system_clock(), form=form, depth=depth)
        times = Times(ZoneInfo(held.timezone), held.election_date.year)
    if as_json:
        print_json(coverage_json.as_json(table))
        return
    for line in lines(table, times):
        typer.echo(line)


def lines(table: CoverageTable, times: Times) -> Iterator[str]:
    """Yield the coverage line by line."""
    if table.drill:
        yield DRILL
    yield _line(f"Stations of the {table.source}", table.whole)
    for name, count in table.regions.items():
        yield _line(f"  {name}", count)
    for each in table.teams:
        heard = f"last heard {times.brief(each.last_heard)}" if each.last_heard else "never heard"
        late = f", {each.late:,} late" if each.late else ""
        name = f"  team {each.team}"
        planned = _line(name, each.count) if each.count.expected else f"{name}: no plan"
        yield f"{planned}{late}; {heard}"
    for each in table.missing[:MOST_LISTED]:
        planned = f", planned {times.brief(each.planned)}" if each.planned else ""
        team = f", team {each.team}" if each.team else ""
        yield f"missing{' (late)' if each.late else ''}: {each.code} {each.name}{team}{planned}"
    if len(table.missing) > MOST_LISTED:
        yield f"… and {len(table.missing) - MOST_LISTED:,} more; --json lists all."


def _line(name: str, count: Count) -> str:
    return (
        f"{name}: {count.received:,} of {count.expected:,} received, {count.counted:,} counted, "
        f"{count.checked:,} checked, {count.refused:,} refused, {count.missing:,} missing"
    )
