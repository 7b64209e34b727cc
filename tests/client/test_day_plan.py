"""What is done of a plan, and what is next."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from client.day_plan import plan_of_the_day
from client.reports import ReportLine, ReportState
from shared.ids import new_id
from shared.sync.setting import PlannedVisit

DAY = datetime(2021, 1, 10, tzinfo=UTC)
VOTING, COUNT = new_id(), new_id()


def planned(station: str, hour: int | None) -> PlannedVisit:
    return PlannedVisit(station=station, at=DAY + timedelta(hours=hour) if hour else None)


def report(station: str, visit: UUID, state: ReportState = ReportState.WAITING) -> ReportLine:
    return ReportLine(
        report=new_id(), revision=1, state=state, form_id="voting", station=station, visit=visit,
        arrived_at=DAY, at=DAY, held_at=None, reason="", draft=None,
    )  # fmt: skip


def told(*reports: ReportLine) -> list[tuple[str, datetime | None, bool]]:
    plan = [planned("12", 19), planned("7", None), planned("12", 13), planned("3", 9)]
    return [
        (each.planned.station, each.planned.at, each.is_done)
        for each in plan_of_the_day(plan, reports)
    ]


def test_a_station_that_is_planned_twice_is_done_after_two_visits() -> None:
    first, second = DAY + timedelta(hours=13), DAY + timedelta(hours=19)
    early, late = ("3", DAY + timedelta(hours=9), False), ("7", None, False)
    assert told() == [early, ("12", first, False), ("12", second, False), late]
    once = [early, ("12", second, False), late, ("12", first, True)]
    assert told(report("12", VOTING), report("12", VOTING)) == once, "two reports of one visit"
    assert told(report("12", VOTING), report("12", COUNT, ReportState.DRAFT)) == once
    twice = told(report("12", VOTING), report("12", COUNT))
    assert twice == [early, late, ("12", first, True), ("12", second, True)]
